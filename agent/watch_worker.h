// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "agent/mailbox.h"
#include "agent/message_pipe.h"
#include "capture/activity/share_watch.h"
#include "capture/screen/screen_source.h"
#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// What the share watch sees at this moment.
struct WatchReport {
  std::string trouble;  // "" while it works; else why nothing is seen, and what to do
  std::vector<capture::ObservedShare> shares;
  std::vector<capture::Monitor> monitors;

  bool operator==(const WatchReport&) const = default;
};

struct WatchSettings {
  std::vector<policy::ShareRule> rules;
  policy::SamplingRules sampling;

  bool operator==(const WatchSettings&) const = default;
};

// Looks for shares: the thread "watch", which ends with this object. Reports only what is new. A
// display that is not there, or goes away, is looked for again.
class WatchWorker {
 public:
  WatchWorker(std::string display, WatchSettings settings, Mailbox<WatchReport>& reports);
  ~WatchWorker();
  WatchWorker(const WatchWorker&) = delete;
  WatchWorker& operator=(const WatchWorker&) = delete;

  // Any thread.
  void Set(WatchSettings settings) { settings_box_.Put(std::move(settings)); }

 private:
  void Run(const std::stop_token& stop);
  WatchReport Look();

  const std::string display_;
  WatchSettings settings_;
  Mailbox<WatchReport>& reports_;
  Mailbox<WatchSettings> settings_box_;
  std::unique_ptr<capture::ShareWatch> watch_;
  OwnedFd wake_;
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace chaperone::agent
