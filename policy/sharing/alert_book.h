// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/session.h"

namespace chaperone::policy {

// Whether this is somebody's data who must not be seen: it raises an alert, and is what covers
// cover.
bool IsLeak(const Session& session, const Finding& finding);

// Findings to alerts: merging, repeats, the limit on mails. Part of the reducer: works on the
// session and appends effects, for the length of one step.
//
// - One alert is open a share: what appears beside it belongs to the same leak.
// - A leak is over when nothing was seen for `closes_after`; the same data within `merge_within`
// reopens it.
// - The employee is warned at once; a snooze puts off what is not worse than what they know. The
// champions get one mail when it opens and one when it closes;
//   while nobody said who is watching, and beyond `max_mails_per_hour`, mails are merged, never
//   dropped.
class AlertBook {
 public:
  AlertBook(Session& session, std::vector<Effect>& effects, const Now& now)
      : s_(session), effects_(effects), now_(now) {}

  void ScreenRead(const Share& share, const std::vector<Finding>& findings);
  void Answered(const event::EmployeeAnswered& answer);
  void Snoozed(const event::AlertSnoozed& snoozed);
  // Goes out at once, whatever is held back: somebody waits for the answer.
  void Asked(const event::AskedAboutAlert& asked);
  // No snooze goes on for longer than the policy allows now.
  void PolicyChanged();
  // The share is over, or no longer watched: so is what it showed. `why` is for the record.
  void CloseShare(const std::string& share, const char* why);
  // Nobody is told of leaks any more: what is open ends, and the champions hear of it.
  void CloseAll(const char* why);
  // An earlier run of the agent left it open, or owes a mail about it.
  void CloseUnfinished(Alert alert);
  void AudienceKnown();
  void FlushUnmailed();
  void Tick();

 private:
  struct Sight;  // what of a frame's findings is a third party's
  Sight Look(const std::vector<Finding>& findings) const;
  TrackedAlert* FindOpen(const std::string& share);
  TrackedAlert* FindReopenable(const std::string& share, const Sight& sight);
  void Open(const Share& share, const Sight& sight);
  void Show(TrackedAlert& tracked, const Sight& sight);
  void Reopen(TrackedAlert& tracked, const Sight& sight);
  void Grow(TrackedAlert& tracked, const Sight& sight);
  void Hide(TrackedAlert& tracked);
  void Warn(const TrackedAlert& tracked);
  void Close(TrackedAlert& tracked, const char* why, MailReason reason);
  void Record(const char* type, const Alert& alert, std::map<std::string, std::string> more);
  // Queues the mail, or holds it back; `alert.mail_owed` says which. Before the alert is recorded.
  void Mail(MailReason reason, Alert& alert);
  bool OverLimit();

  Session& s_;
  std::vector<Effect>& effects_;
  const Now& now_;
};

}  // namespace chaperone::policy
