// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/session.h"

namespace chaperone::policy {

// What is covered of which share. Part of the reducer, like AlertBook, and after it in each step.
//
// - Covered is what raises alerts (IsLeak), where policy or the employee says so; the employee's
//   word on an alert wins over the policy's mode, but for `off`. Nothing is while leaks are only
//   counted.
// - A cover stays until the screen was read to its end without what it covers: while text stands
//   unread, what was covered stays covered beside what is new.
// - An answer that clears what was seen lifts its cover. "It is the customer" clears one person
//   only (see AlertBook): with several people in the alert, the covers stay.
// - Every first cover and every lift of a share's last one is on record.
class ShieldBook {
 public:
  ShieldBook(Session& session, std::vector<Effect>& effects, const Now& now)
      : s_(session), effects_(effects), now_(now) {}

  void ScreenRead(const std::string& share, const std::vector<Finding>& findings, bool behind);
  void Asked(const event::CoverAsked& asked);
  void Failed(const std::string& share);
  // Decides anew for all shares; `why` stands on record for what is lifted by it.
  void Review(const char* why);
  // The share, or what it shows, is gone, and its covers with it.
  void Drop(const std::string& share, const char* why);
  // Of alerts that the session no longer knows.
  void ForgetChoices();

 private:
  void Review(const std::string& share, ShareShield& shield, const char* why);
  std::vector<Rect> Wanted(const std::string& share, ShareShield& shield) const;
  void RecordLift(const std::string& share, const ShareShield& shield, const char* why);
  void Record(const char* type, std::map<std::string, std::string> fields);

  Session& s_;
  std::vector<Effect>& effects_;
  const Now& now_;
};

}  // namespace chaperone::policy
