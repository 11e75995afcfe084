// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/pilot_book.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace chaperone::policy {
namespace {

std::set<Kind> KindsOf(const Alert& alert) {
  std::set<Kind> kinds;
  for (const auto& [kind, count] : alert.kinds) kinds.insert(kind);
  return kinds;
}

void Exchange(Session& session) {
  std::swap(session.alerts, session.pilot.alerts);
  std::swap(session.mails, session.pilot.mails);
  std::swap(session.unmailed, session.pilot.unmailed);
  std::swap(session.merge_at, session.pilot.merge_at);
}

}  // namespace

bool OnlyCounted(const Policy& policy) {
  return policy.alerts.mode == AlertMode::kMonitor;
}

void PilotBook::ScreenRead(const Share& share, const std::vector<Finding>& findings) {
  Work([&](AlertBook& book) { book.ScreenRead(share, findings); }, findings);
}

void PilotBook::CloseShare(const std::string& share) {
  Work([&](AlertBook& book) { book.CloseShare(share, ""); });
}

void PilotBook::AudienceKnown() {
  Work([](AlertBook& book) { book.AudienceKnown(); });
}

void PilotBook::FlushUnmailed() {
  Work([](AlertBook& book) { book.FlushUnmailed(); });
}

void PilotBook::Tick() {
  Work([](AlertBook& book) { book.Tick(); });
}

void PilotBook::End() {
  FlushUnmailed();
  s_.pilot = {};
}

void PilotBook::Work(const std::function<void(AlertBook&)>& work,
                     const std::vector<Finding>& findings) {
  std::map<std::string, std::set<Kind>> counted;
  for (const TrackedAlert& t : s_.pilot.alerts) counted.emplace(t.alert.id, KindsOf(t.alert));
  std::vector<Effect> untold;
  const uint64_t sights = s_.sights;
  Exchange(s_);
  AlertBook book(s_, untold, now_);
  work(book);
  Exchange(s_);
  s_.sights = sights;  // nobody is shown where it stands
  for (const Effect& effect : untold) {
    if (std::holds_alternative<effect::Mail>(effect)) {
      Count(Counted::kMail, {}, Kind::kUnknown, Subject::kUnknownPerson);
    }
    const auto* record = std::get_if<effect::Record>(&effect);
    if (record == nullptr) continue;
    const bool opened = record->type == "alert.opened";
    const bool returned = record->type == "alert.reopened";
    if (!opened && !returned && record->type != "alert.grew") continue;
    const Alert& alert = *record->alert;
    if (opened || returned) {
      Count(opened ? Counted::kAlert : Counted::kReturned, alert, Kind::kUnknown,
            SubjectOf(findings, Kind::kUnknown));
    }
    for (const Kind kind : KindsOf(alert)) {
      if (!counted[alert.id].insert(kind).second) continue;
      Count(Counted::kKind, alert, kind, SubjectOf(findings, kind));
    }
  }
}

void PilotBook::Count(Counted counted, const Alert& alert, Kind kind, Subject subject) {
  effects_.emplace_back(effect::Count{{std::chrono::floor<std::chrono::days>(now_.wall), counted,
                                       kind, alert.audience, subject, 1}});
}

// Whose data raises it; of one kind, or of any.
Subject PilotBook::SubjectOf(const std::vector<Finding>& findings, Kind kind) const {
  const bool anothers = std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
    return f.subject == Subject::kThirdParty && (kind == Kind::kUnknown || f.kind == kind) &&
           IsLeak(s_, f);
  });
  return anothers ? Subject::kThirdParty : Subject::kUnknownPerson;
}

}  // namespace chaperone::policy
