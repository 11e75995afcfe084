// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "agent/cli/ask_program.h"
#include "agent/cli/doctor_check.h"
#include "agent/cli/folders.h"
#include "agent/helper.h"
#include "capture/activity/sound_watch.h"

namespace chaperone::agent {
namespace {

using policy::AnnouncementText;
using policy::RecordingRules;

DoctorResult CheckSound() {
  const auto watch = capture::SoundWatch::Create("");
  if (watch.ok()) return {Level::kOk, "sound server", "reached", "reached", ""};
  // What follows its first sentence is what to do, too.
  const std::string& detail = watch.error().detail;
  return {Level::kFail, "sound server", "no_server", detail.substr(0, detail.find(". ")),
          "start PulseAudio, or PipeWire with pipewire-pulse, in this desktop session"};
}

bool IsOnPath(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

DoctorResult CheckSpeech(const RecordingRules& rules) {
  const bool needed = std::any_of(rules.announcements.begin(), rules.announcements.end(),
                                  [](const AnnouncementText& each) {
                                    return each.voice_file.empty() || each.restatement_file.empty();
                                  });
  if (IsOnPath("espeak-ng")) return {Level::kOk, "speech", "spoken", "espeak-ng is there", ""};
  if (!needed)
    return {Level::kOk, "speech", "voice_files", "every announcement has its own voice file", ""};
  return {Level::kFail, "speech", "no_speech",
          "espeak-ng is not installed: an announcement without a voice file cannot be spoken",
          "install espeak-ng, or set voice_file and restatement_file of every announcement"};
}

DoctorResult CheckRecorder() {
  const auto recorder = FindHelper("chaperone-recorder");
  if (!recorder.ok()) {
    return {Level::kFail, "recorder", "not_installed", recorder.error().detail,
            "install the package again"};
  }
  const ProgramAnswer answer = AskProgram(*recorder, "check", std::chrono::seconds(20));
  if (answer.fine()) return {Level::kOk, "recorder", "works", "the recorder works", ""};
  return {Level::kFail, "recorder", "does_not_work", WhyNotFine(answer, "the recorder"),
          "see what it lacks, or install the package again"};
}

DoctorResult CheckRecoveryKey(const RecordingRules& rules) {
  if (!rules.recovery_key.empty()) return {Level::kOk, "recovery key", "set", "set", ""};
  return {Level::kWarn, "recovery key", "no_key",
          "none: a recording is lost with the machine it was made on",
          "make one with `chaperone recordings recovery-key` and set recording.recovery_key in the "
          "managed policy"};
}

DoctorResult CheckRulingKey(const policy::Policy& policy) {
  const auto keys = std::count_if(policy.champions.begin(), policy.champions.end(),
                                  [](const policy::Champion& c) { return !c.ruling_key.empty(); });
  if (keys > 0) {
    return {Level::kOk, "rulings",
            "keys",     std::to_string(keys) + " of the champions can sign",
            "",         {{"keys", keys}}};
  }
  return {Level::kWarn, "rulings", "no_key",
          "no champion has a ruling key: whoever is unsure cannot record",
          "the champion runs `chaperone consult new-key`; set ruling_key in the managed policy"};
}

DoctorResults CheckFolder(Literal subject, const std::string& folder) {
  if (folder.empty()) return {};
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return {{Level::kFail, subject, "no_folder", folder + " is not a folder",
             "make it, or mend the policy"}};
  }
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return {{Level::kFail, subject, "not_writable",
             folder + " cannot be read and written by this user",
             "chmod or chown it, or mend the policy"}};
  }
  return {{Level::kOk, subject, "writable", folder, ""}};
}

// Of the file system on which the recordings will lie.
DoctorResult CheckDisk(const RecordingRules& rules) {
  std::filesystem::path there = UsualStateFolder();
  while (access(there.c_str(), F_OK) != 0 && there != there.parent_path()) {
    there = there.parent_path();
  }
  struct statvfs disk {};
  if (statvfs(there.c_str(), &disk) != 0) {
    return {Level::kWarn, "recording disk", "space_unknown", "free space is not known",
            "look by hand: df -h " + there.string()};
  }
  const uint64_t free = uint64_t{disk.f_bavail} * disk.f_frsize / (uint64_t{1} << 20U);
  const std::string found = std::to_string(free) + " MB free";
  const std::vector<Measure> numbers = {{"free_mb", static_cast<int64_t>(free)}};
  const auto at_least = [&](int megabytes) { return free >= static_cast<uint64_t>(megabytes); };
  if (!at_least(rules.stop_free_mb)) {
    return {Level::kFail,
            "recording disk",
            "below_stop",
            found + ": below recording.stop_free_mb, so nothing is recorded",
            "make room on that disk",
            numbers};
  }
  if (!at_least(rules.warn_free_mb)) {
    return {Level::kWarn,
            "recording disk",
            "below_warn",
            found + ": below recording.warn_free_mb",
            "make room on that disk",
            numbers};
  }
  return {Level::kOk, "recording disk", "room", found, "", numbers};
}

}  // namespace

DoctorResults CheckRecording(const policy::Policy& policy) {
  const RecordingRules& rules = policy.recording;
  if (rules.purposes.empty()) {
    return {{Level::kNote, "recording", "no_purpose",
             "the policy has no purpose: no call can be recorded",
             "set [[recording.purposes]] where calls are to be recorded"}};
  }
  DoctorResults results = {CheckSound(),           CheckSpeech(rules),
                           CheckRecorder(),        CheckRecoveryKey(rules),
                           CheckRulingKey(policy), CheckDisk(rules)};
  for (const auto& [subject, folder] :
       {std::pair(Literal("archive folder"), &rules.archive_folder),
        std::pair(Literal("rulings folder"), &rules.rulings_folder)}) {
    for (DoctorResult& result : CheckFolder(subject, *folder)) results.push_back(std::move(result));
  }
  return results;
}

}  // namespace chaperone::agent
