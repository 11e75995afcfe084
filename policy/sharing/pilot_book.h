// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "policy/session.h"
#include "policy/sharing/alert_book.h"

namespace chaperone::policy {

// Whether leaks are only counted: nobody is told of them, nothing covers them.
bool OnlyCounted(const Policy& policy);

// The alert book of a pilot. Part of the reducer: the same decisions as AlertBook's, on alerts that
// are kept apart (Session::pilot); of what it would have done only counts come out. So the number
// of a pilot is the number that the same screens would have brought.
class PilotBook {
 public:
  PilotBook(Session& session, std::vector<Effect>& effects, const Now& now)
      : s_(session), effects_(effects), now_(now) {}

  void ScreenRead(const Share& share, const std::vector<Finding>& findings);
  void CloseShare(const std::string& share);
  void AudienceKnown();
  void FlushUnmailed();
  void Tick();
  // The pilot is over: what it held back is counted, what it knew is forgotten.
  void End();

 private:
  // Lets an alert book work on the pilot's alerts, and counts what comes of it. `findings`: those
  // that it is about.
  void Work(const std::function<void(AlertBook&)>& work, const std::vector<Finding>& findings = {});
  void Count(Counted counted, const Alert& alert, Kind kind, Subject subject);
  Subject SubjectOf(const std::vector<Finding>& findings, Kind kind) const;

  Session& s_;
  std::vector<Effect>& effects_;
  const Now& now_;
};

}  // namespace chaperone::policy
