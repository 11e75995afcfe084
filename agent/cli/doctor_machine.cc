// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include "agent/cli/ask_program.h"
#include "agent/cli/doctor_check.h"
#include "agent/cli/folders.h"
#include "agent/cli/policy_folders.h"
#include "agent/helper.h"
#include "agent/store/orphan_key.h"
#include "agent/store/store_version.h"

namespace chaperone::agent {
namespace {

constexpr const char* kFolder = "state folder";
constexpr uint64_t kMegabyte = 1000000;
constexpr uint64_t kTooLittle = 10 * kMegabyte;
constexpr uint64_t kLittle = 200 * kMegabyte;

}  // namespace

DoctorResults CheckPolicy(policy::Policy& policy) {
  auto loaded = LoadPolicy();
  if (!loaded.ok()) {
    policy = policy::DefaultPolicy();
    return {{Level::kFail, "policy", "wrong_file", loaded.error().detail,
             "mend the file; `chaperone policy check` tells the same"}};
  }
  policy = std::move(loaded->policy);
  const size_t files = loaded->files.size();
  std::string found = files == 0   ? "no file: the vendor's defaults hold"
                      : files == 1 ? "one file, and it is right"
                                   : std::to_string(files) + " files, and they are right";
  std::vector<Measure> numbers = {{"files", static_cast<int64_t>(files)}};
  if (loaded->bundle_version) {
    numbers.push_back({"bundle_version", static_cast<int64_t>(*loaded->bundle_version)});
    found += "; the signed one is version " + std::to_string(*loaded->bundle_version);
  }
  DoctorResults results = {{Level::kOk, "policy",
                            files == 0 ? Literal("no_file") : Literal("right"), std::move(found),
                            "", std::move(numbers)}};
  for (const std::string& warning : loaded->warnings) {
    results.push_back({Level::kWarn, "policy", "warning", warning,
                       "mend the policy: `chaperone policy keys` says what each key takes"});
  }
  return results;
}

DoctorResults CheckStateFolder() {
  const std::filesystem::path folder = UsualStateFolder();
  const std::string name = folder.string();
  struct stat about {};
  std::filesystem::path there = folder;
  if (stat(folder.c_str(), &about) != 0) {
    // It will be made: what counts is the nearest folder that is there.
    while (there.has_parent_path() && there != there.parent_path() &&
           access(there.c_str(), F_OK) != 0) {
      there = there.parent_path();
    }
    if (access(there.c_str(), W_OK | X_OK) != 0) {
      return {{Level::kFail, kFolder, "cannot_be_made",
               name + " is not there and cannot be made in " + there.string(),
               "make it, owned by this user, or set CHAPERONE_STATE_DIR"}};
    }
  } else if (!S_ISDIR(about.st_mode)) {
    return {{Level::kFail, kFolder, "no_folder", name + " is not a folder", "move it away"}};
  } else if (about.st_uid != geteuid()) {
    return {{Level::kFail, kFolder, "of_another_user", name + " belongs to another user",
             "chown it to this user, or set CHAPERONE_STATE_DIR"}};
  } else if ((about.st_mode & 077U) != 0) {
    return {{Level::kFail, kFolder, "open_to_others", name + " can be read by others",
             "chmod 700 " + name}};
  } else if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return {{Level::kFail, kFolder, "not_writable",
             name + " cannot be written: nothing goes on record", "chmod 700 " + name}};
  }
  // First: what is a newer version's is not opened.
  if (const auto known = CheckStoredVersion(folder / "chaperone.db"); !known.ok()) {
    return {{Level::kFail, "records", "newer_version", known.error().detail,
             "upgrade chaperone-agent to the version that wrote them"}};
  }
  if (HasOrphanKey(folder)) {
    return {{Level::kFail, "records", "orphan_key",
             "chaperone.db is gone or names no key, but vault.key is there: the vault stays locked",
             "restore chaperone.db from a backup, or move " + (folder / "vault.key").string() +
                 " away to begin anew"}};
  }
  struct statvfs disk {};
  if (statvfs(there.c_str(), &disk) != 0) {
    return {{Level::kWarn, kFolder, "space_unknown", name + ": free space is not known",
             "look by hand: df -h " + name}};
  }
  if ((disk.f_flag & ST_RDONLY) != 0) {
    return {{Level::kFail, kFolder, "read_only", name + " is on a read-only file system",
             "mount it for writing, or set CHAPERONE_STATE_DIR"}};
  }
  const uint64_t free = uint64_t{disk.f_bavail} * disk.f_frsize;
  const std::string found = name + ", " + std::to_string(free / kMegabyte) + " MB free";
  const std::string room = "make room on that disk";
  const std::vector<Measure> numbers = {{"free_mb", static_cast<int64_t>(free / kMegabyte)}};
  if (free < kTooLittle) {
    return {{Level::kFail, kFolder, "disk_full", found + ": too little", room, numbers}};
  }
  if (free < kLittle) {
    return {{Level::kWarn, kFolder, "disk_nearly_full", found + ": little", room, numbers}};
  }
  return {{Level::kOk, kFolder, "room", found, "", numbers}};
}

DoctorResults CheckReader() {
  const auto reader = FindHelper("chaperone-reader");
  if (!reader.ok()) {
    return {{Level::kFail, "reader", "not_installed", reader.error().detail,
             "install the package again"}};
  }
  // As the agent starts it; the reader refuses to run otherwise.
  setenv("OMP_THREAD_LIMIT", "1", 1);
  const ProgramAnswer answer = AskProgram(*reader, "--check", std::chrono::seconds(20));
  if (answer.started && answer.in_time && answer.exit_code == 0) {
    return {{Level::kOk, "reader", "works", "the reader and its model work", ""}};
  }
  std::string found = !answer.started   ? *reader + " could not be started"
                      : !answer.in_time ? "the reader did not answer in 20 s"
                      : answer.words.empty()
                          ? "the reader ended with " + std::to_string(answer.exit_code)
                          : answer.words;
  return {{Level::kFail, "reader", "does_not_work", std::move(found),
           "install tesseract-ocr-eng, or the package again"}};
}

}  // namespace chaperone::agent
