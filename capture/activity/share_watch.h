// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "capture/screen/screen_source.h"
#include "policy/base/result.h"
#include "policy/rules/policy_file.h"

namespace chaperone::capture {

// A share that is going on, as seen from outside.
struct ObservedShare {
  uint32_t id = 0;          // the X client's resource base: the same share keeps it
  pid_t pid = 0;            // 0 where XRes does not tell
  std::string application;  // "Chromium"; from the rule
  std::string rule;         // the rule that matched
  ShareTarget target;
  bool sharing_bar =
      false;  // the "… is sharing your screen" bar was seen too: further evidence only

  bool operator==(const ObservedShare&) const = default;
};

// Looks for shares on the X display by the resources that capturing clients hold (XRes). One
// thread.
class ShareWatch {
 public:
  // Fails with kUnavailable when there is no display or no XRes; the message says what to do.
  static policy::Result<std::unique_ptr<ShareWatch>> Create(const std::string& display,
                                                            std::vector<policy::ShareRule> rules);
  virtual ~ShareWatch() = default;
  // All shares that go on at this moment; an error with code kUnavailable when the display is gone.
  virtual policy::Result<std::vector<ObservedShare>> Poll() = 0;
  // Whether an application that a rule names is running on the display: says how often to poll.
  virtual bool sharer_running() const = 0;
};

// A kind of share that cannot be seen on this system, or not for certain.
struct UnwatchedShares {
  std::string_view name;      // for programs; never changes
  std::string_view sentence;  // plain English
};
// For `status` and `doctor`.
std::vector<UnwatchedShares> ListUnwatchedShares();

}  // namespace chaperone::capture
