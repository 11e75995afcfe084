// SPDX-License-Identifier: Apache-2.0
#include "agent/voices.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "capture/audio/speech.h"
#include "policy/recording/announcement.h"

namespace chaperone::agent {
namespace {

using policy::AnnouncementText;
using policy::Result;

std::filesystem::path Made(const std::filesystem::path& state_folder, const AnnouncementText& text,
                           const std::string& words) {
  const std::string hash = policy::TextHash(text.language + "\n" + text.voice + "\n" + words);
  return state_folder / "announcements" / (hash + ".wav");
}

// Of what was spoken a moment ago.
Result<std::string> HashOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream contents;
  contents << in.rdbuf();
  if (!in || !contents) return policy::IoError(file.string() + ": cannot be read");
  return policy::TextHash(contents.view());
}

}  // namespace

std::filesystem::path VoiceFileOf(const std::filesystem::path& state_folder,
                                  const AnnouncementText& text) {
  return text.voice_file.empty() ? Made(state_folder, text, text.text)
                                 : std::filesystem::path(text.voice_file);
}

std::filesystem::path RestatementFileOf(const std::filesystem::path& state_folder,
                                        const AnnouncementText& text) {
  return text.restatement_file.empty() ? Made(state_folder, text, text.restatement)
                                       : std::filesystem::path(text.restatement_file);
}

Result<void> MakeVoices(const std::filesystem::path& state_folder,
                        const policy::RecordingRules& rules, VoiceHashes& made) {
  const std::filesystem::path folder = state_folder / "announcements";
  std::error_code error;
  Result<void> first;
  const auto make = [&](const AnnouncementText& text, const std::string& words,
                        const std::filesystem::path& file) -> Result<void> {
    if (words.empty() || made.contains(file.string())) return {};
    if (!std::filesystem::exists(folder, error) && mkdir(folder.c_str(), 0700) != 0) {
      return policy::IoError(folder.string() + ": the folder for announcements cannot be made");
    }
    auto spoken = capture::SpeakToFile(words, text.language, text.voice, file);
    if (!spoken) return spoken;
    auto hash = HashOf(file);
    if (!hash) return hash.error();
    made.emplace(file.string(), std::move(*hash));
    return {};
  };
  const auto keep_first = [&](Result<void> done) {
    if (first.ok() && !done.ok()) first = std::move(done);
  };
  for (const AnnouncementText& text : rules.announcements) {
    if (text.voice_file.empty()) keep_first(make(text, text.text, VoiceFileOf(state_folder, text)));
    if (text.restatement_file.empty()) {
      keep_first(make(text, text.restatement, RestatementFileOf(state_folder, text)));
    }
  }
  return first;
}

}  // namespace chaperone::agent
