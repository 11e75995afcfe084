// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/store/store.h"

namespace chaperone::test {

// A folder of its own, gone when this is.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

policy::Now At(int64_t seconds);
policy::Alert MakeAlert(const std::string& id);
// An alert with its entry and a mail to one champion and a deputy; the composer writes the head.
agent::Batch MakeBatch(const std::string& id, policy::MailReason reason);
// A recording of an invented customer, with everything that one can have.
policy::Recording MakeRecording(const std::string& id, policy::RecordingState state);
// An entry that carries it, with retention classes "recordings" (30 days) and "disputes" (3 years).
agent::Batch RecordingBatch(const policy::Recording& recording);
std::string PlainMail(const agent::MailDraft& draft, const agent::MailPlace& place);

// Opened and unlocked with a key file in the folder. Throws where that does not work.
std::unique_ptr<agent::Store> OpenStore(const std::filesystem::path& folder);

// Runs `work` in a child process as an unprivileged user (as ourselves, where we are one) and
// returns what it returned, 0 to 100; -1 where the child died.
int RunUnprivileged(const std::function<int()>& work);
// Gives a file or folder to the user that RunUnprivileged runs as.
void GiveToUnprivileged(const std::filesystem::path& path);

}  // namespace chaperone::test
