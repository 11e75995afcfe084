// SPDX-License-Identifier: Apache-2.0
#include "agent/voices.h"

#include <sys/stat.h>

#include <optional>
#include <system_error>

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
                        const policy::RecordingRules& rules) {
  const std::filesystem::path folder = state_folder / "announcements";
  std::error_code error;
  std::optional<policy::Error> first;
  const auto make = [&](const AnnouncementText& text, const std::string& words,
                        const std::filesystem::path& file) {
    if (words.empty() || std::filesystem::exists(file, error)) return;
    if (!std::filesystem::exists(folder, error) && mkdir(folder.c_str(), 0700) != 0) {
      first = policy::IoError(folder.string() + ": the folder for announcements cannot be made");
      return;
    }
    if (auto spoken = capture::SpeakToFile(words, text.language, text.voice, file); !spoken) {
      if (!first) first = spoken.error();
    }
  };
  for (const AnnouncementText& text : rules.announcements) {
    if (text.voice_file.empty()) make(text, text.text, VoiceFileOf(state_folder, text));
    if (text.restatement_file.empty()) {
      make(text, text.restatement, RestatementFileOf(state_folder, text));
    }
  }
  if (first) return *first;
  return {};
}

}  // namespace chaperone::agent
