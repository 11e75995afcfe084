// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "agent/channel.h"
#include "agent/mailbox.h"
#include "agent/message_pipe.h"
#include "capture/activity/active_window.h"
#include "capture/activity/hotkey.h"
#include "capture/activity/share_watch.h"
#include "capture/screen/screen_source.h"
#include "policy/rules/policy_file.h"
#include "policy/session.h"

namespace chaperone::agent {

// What the share watch sees at this moment.
struct WatchReport {
  std::string trouble;  // "" while it works; else why nothing is seen, and what to do
  std::vector<capture::ObservedShare> shares;
  std::vector<capture::Monitor> monitors;
  uint32_t active_window = 0;  // while it is asked for; 0: none

  bool operator==(const WatchReport&) const = default;
};

struct WatchSettings {
  std::vector<policy::ShareRule> rules;
  policy::SamplingRules sampling;
  std::string pause_hotkey{};  // "": none
  bool active_window = false;  // tell which window is being worked in

  bool operator==(const WatchSettings&) const = default;
};

// Looks for shares, for the pause hotkey and, when asked, for the window that is worked in: the
// thread "watch", which ends with this object. Reports only what is new. A display that is not
// there, or goes away, is looked for again.
class WatchWorker {
 public:
  WatchWorker(std::string display, WatchSettings settings, Mailbox<WatchReport>& reports,
              Channel<policy::Event>& events);
  ~WatchWorker();
  WatchWorker(const WatchWorker&) = delete;
  WatchWorker& operator=(const WatchWorker&) = delete;

  // Any thread.
  void Set(WatchSettings settings) { settings_box_.Put(std::move(settings)); }

 private:
  void Run(const std::stop_token& stop);
  WatchReport Look();
  void SetUpKeys();

  const std::string display_;
  WatchSettings settings_;
  Mailbox<WatchReport>& reports_;
  Mailbox<WatchSettings> settings_box_;
  Channel<policy::Event>& events_;
  std::unique_ptr<capture::ShareWatch> watch_;
  std::unique_ptr<capture::Hotkey> hotkey_;
  std::unique_ptr<capture::ActiveWindow> active_window_;
  std::string refused_key_;  // a hotkey that could not be had, so as not to ask again and again
  OwnedFd wake_;
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace chaperone::agent
