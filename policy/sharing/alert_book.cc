// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/alert_book.h"

#include <algorithm>
#include <utility>

#include "policy/sharing/screen_risk.h"

namespace chaperone::policy {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Long scrolling through other people's records must not grow an alert without bound.
constexpr size_t kMaxFingerprints = 256;
// "I have hidden it", but it is still there after this: warn again.
constexpr seconds kHiddenGrace{5};

constexpr Fingerprint kNoFingerprint{};

}  // namespace

bool IsLeak(const Session& session, const Finding& finding) {
  return MayAlert(finding, session.policy, session.cleared);
}

struct AlertBook::Sight {
  std::map<Kind, uint32_t> kinds;
  uint32_t people = 0;
  Rect region;
  std::set<Fingerprint> fingerprints;
  std::map<uint32_t, std::map<Kind, uint32_t>> by_person;
  std::vector<Rect> boxes;

  bool empty() const { return kinds.empty(); }
};

AlertBook::Sight AlertBook::Look(const std::vector<Finding>& findings) const {
  Sight sight;
  for (const Finding& f : findings) {
    if (!IsLeak(s_, f)) continue;
    ++sight.kinds[f.kind];
    ++sight.by_person[f.person][f.kind];
    sight.boxes.push_back(f.box);
    sight.region = Union(sight.region, f.box);
    if (f.fingerprint != kNoFingerprint && sight.fingerprints.size() < kMaxFingerprints) {
      sight.fingerprints.insert(f.fingerprint);
    }
  }
  // Data of nobody in particular (person 0) is one more person only where no other is known.
  sight.people = static_cast<uint32_t>(sight.by_person.size());
  if (sight.by_person.size() > 1 && sight.by_person.contains(0)) --sight.people;
  return sight;
}

void AlertBook::Show(TrackedAlert& tracked, const Sight& sight) {
  std::vector<Party> parties;
  for (const auto& [person, kinds] : sight.by_person) {
    if (person == 0 && sight.by_person.size() > 1) continue;
    parties.push_back({PartyName(parties.size()), kinds});
  }
  // What is nobody's in particular comes last.
  if (parties.size() < sight.by_person.size()) parties.push_back({"", sight.by_person.at(0)});
  if (parties == tracked.parties && sight.boxes == tracked.boxes) return;
  tracked.parties = std::move(parties);
  tracked.boxes = sight.boxes;
  ++s_.sights;
}

void AlertBook::ScreenRead(const Share& share, const std::vector<Finding>& findings) {
  const Sight sight = Look(findings);
  TrackedAlert* open = FindOpen(share.id);
  if (sight.empty()) {
    if (open != nullptr && open->visible) Hide(*open);
    return;
  }
  if (open != nullptr) {
    Grow(*open, sight);
  } else if (TrackedAlert* closed = FindReopenable(share.id, sight)) {
    Reopen(*closed, sight);
  } else {
    Open(share, sight);
  }
}

TrackedAlert* AlertBook::FindOpen(const std::string& share) {
  const auto it = std::find_if(s_.alerts.begin(), s_.alerts.end(), [&](const TrackedAlert& t) {
    return t.share == share && t.alert.state == AlertState::kOpen;
  });
  return it == s_.alerts.end() ? nullptr : &*it;
}

// The same data again, soon after: not a new leak. Anything new in it makes it one.
TrackedAlert* AlertBook::FindReopenable(const std::string& share, const Sight& sight) {
  if (sight.fingerprints.empty()) return nullptr;
  const auto it = std::find_if(s_.alerts.begin(), s_.alerts.end(), [&](const TrackedAlert& t) {
    return t.share == share && t.alert.state == AlertState::kClosed &&
           now_.boot - t.last_seen <= s_.policy.alerts.merge_within &&
           std::includes(t.alert.fingerprints.begin(), t.alert.fingerprints.end(),
                         sight.fingerprints.begin(), sight.fingerprints.end());
  });
  return it == s_.alerts.end() ? nullptr : &*it;
}

void AlertBook::Open(const Share& share, const Sight& sight) {
  TrackedAlert tracked;
  tracked.share = share.id;
  tracked.visible = true;
  tracked.visible_since = tracked.last_seen = now_.boot;
  Alert& alert = tracked.alert;
  alert.id = "a-" + s_.instance + "-" + std::to_string(s_.next_id++);
  alert.state = AlertState::kOpen;
  alert.kinds = sight.kinds;
  alert.third_parties = sight.people;
  alert.severity = SeverityOf(sight.kinds, sight.people);
  alert.application = share.application;
  alert.monitor = share.monitor;
  alert.region = sight.region;
  alert.fingerprints = sight.fingerprints;
  alert.audience = s_.audience;
  alert.call_open = s_.call.has_value();
  alert.opened_at = alert.last_seen_at = now_.wall;
  Show(tracked, sight);
  Mail(MailReason::kOpened, alert);
  Record("alert.opened", alert, {{"share", share.id}});
  Warn(tracked);
  s_.alerts.push_back(std::move(tracked));
}

void AlertBook::Reopen(TrackedAlert& tracked, const Sight& sight) {
  Alert& alert = tracked.alert;
  alert.state = AlertState::kOpen;
  alert.closed_at.reset();
  alert.answer = Answer::kNone;
  alert.why = FalseAlarmReason::kNone;
  ++alert.reopened;
  Record("alert.reopened", alert, {{"times", std::to_string(alert.reopened)}});
  Warn(tracked);
  Grow(tracked, sight);
}

void AlertBook::Grow(TrackedAlert& tracked, const Sight& sight) {
  if (!std::exchange(tracked.visible, true)) tracked.visible_since = now_.boot;
  Show(tracked, sight);
  tracked.last_seen = now_.boot;
  Alert& alert = tracked.alert;
  alert.last_seen_at = now_.wall;
  alert.region = Union(alert.region, sight.region);
  for (const Fingerprint& f : sight.fingerprints) {
    if (alert.fingerprints.size() < kMaxFingerprints) alert.fingerprints.insert(f);
  }
  bool worse = sight.people > alert.third_parties;
  bool grew = worse;
  alert.third_parties = std::max(alert.third_parties, sight.people);
  for (const auto& [kind, count] : sight.kinds) {
    uint32_t& most = alert.kinds[kind];
    grew |= most == 0;
    most = std::max(most, count);
  }
  if (!grew) return;
  const Severity severity = SeverityOf(alert.kinds, alert.third_parties);
  worse |= severity > alert.severity;
  alert.severity = std::max(alert.severity, severity);
  std::map<std::string, std::string> more;
  if (worse && std::exchange(tracked.snooze, std::nullopt)) more["snooze"] = "ended";
  Record("alert.grew", alert, std::move(more));
  Warn(tracked);
}

void AlertBook::Warn(const TrackedAlert& tracked) {
  if (!s_.policy.alerts.notify_employee) return;
  if (tracked.snooze && now_.boot < tracked.snooze->ends) return;
  effects_.emplace_back(effect::Warn{tracked.alert});
}

void AlertBook::Snoozed(const event::AlertSnoozed& e) {
  const auto it = std::find_if(s_.alerts.begin(), s_.alerts.end(), [&](const TrackedAlert& t) {
    return t.alert.id == e.alert && t.alert.state == AlertState::kOpen;
  });
  if (it == s_.alerts.end() || e.time <= seconds{0} || e.time > s_.policy.alerts.max_snooze) return;
  it->snooze = Snooze{now_.boot + e.time, now_.wall + e.time};
  Record("alert.snoozed", it->alert, {{"seconds", std::to_string(e.time.count())}});
  effects_.emplace_back(effect::Unwarn{it->alert.id});
}

void AlertBook::Asked(const event::AskedAboutAlert& e) {
  const auto it = std::find_if(s_.alerts.begin(), s_.alerts.end(),
                               [&](const TrackedAlert& t) { return t.alert.id == e.alert; });
  if (it == s_.alerts.end() && !e.stored) return;
  const Alert& alert = it == s_.alerts.end() ? *e.stored : it->alert;
  Record("alert.asked", alert, {});
  effects_.emplace_back(
      effect::Mail{MailReason::kAlertQuestion, {alert}, std::nullopt, {}, e.text});
}

void AlertBook::PolicyChanged() {
  const seconds most = s_.policy.alerts.max_snooze;
  for (TrackedAlert& t : s_.alerts) {
    if (!t.snooze) continue;
    t.snooze->ends = std::min(t.snooze->ends, now_.boot + most);
    t.snooze->until = std::min(t.snooze->until, now_.wall + most);
  }
}

void AlertBook::Hide(TrackedAlert& tracked) {
  tracked.visible = false;
  tracked.boxes.clear();
  ++s_.sights;
  tracked.warn_again_at.reset();
  tracked.alert.visible += now_.boot - tracked.visible_since;
  tracked.last_seen = now_.boot;
  tracked.alert.last_seen_at = now_.wall;
}

void AlertBook::Close(TrackedAlert& tracked, const char* why, MailReason reason) {
  if (tracked.visible) Hide(tracked);
  Alert& alert = tracked.alert;
  alert.state = AlertState::kClosed;
  alert.closed_at = now_.wall;
  Mail(reason, alert);
  Record("alert.closed", alert, {{"reason", why}});
  effects_.emplace_back(effect::Unwarn{alert.id});
}

void AlertBook::Answered(const event::EmployeeAnswered& e) {
  if (e.answer == Answer::kNone) return;
  const auto why = e.answer == Answer::kFalseAlarm ? e.why : FalseAlarmReason::kNone;
  const auto says_nothing_new = [&](const Alert& alert) {
    return alert.answer == e.answer && (why == FalseAlarmReason::kNone || alert.why == why);
  };
  const auto it = std::find_if(s_.alerts.begin(), s_.alerts.end(),
                               [&](const TrackedAlert& t) { return t.alert.id == e.alert; });
  if (it == s_.alerts.end()) {
    if (!e.stored || says_nothing_new(*e.stored)) return;
    Alert alert = *e.stored;
    alert.answer = e.answer;
    alert.why = why;
    if (e.answer != Answer::kHidden) Mail(MailReason::kCorrection, alert);
    Record("alert.answered", alert, {});
    return;
  }
  TrackedAlert& tracked = *it;
  if (says_nothing_new(tracked.alert)) return;
  tracked.alert.answer = e.answer;
  tracked.alert.why = why;
  if (e.answer == Answer::kHidden) {
    if (tracked.visible) tracked.warn_again_at = now_.boot + kHiddenGrace;
    Record("alert.answered", tracked.alert, {});
    return;
  }
  // "It is the customer", or a colleague, can be true of one person only: with several in it, the
  // rest stays watched.
  if (e.answer == Answer::kFalseAlarm || tracked.alert.third_parties <= 1) {
    s_.cleared.insert(tracked.alert.fingerprints.begin(), tracked.alert.fingerprints.end());
  }
  if (tracked.alert.state == AlertState::kOpen) {
    Record("alert.answered", tracked.alert, {});
    Close(tracked, "answered", MailReason::kCorrection);
  } else {
    Mail(MailReason::kCorrection, tracked.alert);
    Record("alert.answered", tracked.alert, {});
  }
}

void AlertBook::CloseShare(const std::string& share, const char* why) {
  if (TrackedAlert* open = FindOpen(share)) Close(*open, why, MailReason::kClosed);
  std::erase_if(s_.alerts, [&](const TrackedAlert& t) { return t.share == share; });
}

void AlertBook::CloseAll(const char* why) {
  for (TrackedAlert& t : s_.alerts) {
    if (t.alert.state == AlertState::kOpen) Close(t, why, MailReason::kClosed);
  }
  FlushUnmailed();
}

void AlertBook::CloseUnfinished(Alert alert) {
  const bool was_open = alert.state == AlertState::kOpen;
  if (was_open) {
    alert.state = AlertState::kClosed;
    alert.visible = std::max(alert.visible, alert.last_seen_at - alert.opened_at);
    alert.closed_at = now_.wall;
  }
  Mail(MailReason::kClosed, alert);
  if (was_open) {
    Record("alert.closed", alert, {{"reason", "agent_restarted"}});
  } else {
    Record("alert.mail_settled", alert, {});
  }
}

void AlertBook::AudienceKnown() {
  for (TrackedAlert& t : s_.alerts) t.alert.audience = s_.audience;
  for (Alert& alert : s_.unmailed) alert.audience = s_.audience;
  if (!OverLimit()) FlushUnmailed();
}

void AlertBook::FlushUnmailed() {
  s_.merge_at.reset();
  if (s_.unmailed.empty()) return;
  s_.mails.push_back(now_.boot);
  std::vector<Alert> alerts = std::exchange(s_.unmailed, {});
  for (Alert& alert : alerts) {
    alert.mail_owed = false;
    const auto it = std::find_if(s_.alerts.begin(), s_.alerts.end(),
                                 [&](const TrackedAlert& t) { return t.alert.id == alert.id; });
    if (it != s_.alerts.end()) {
      it->alert.mail_owed = false;
      alert = it->alert;
    }
    Record("alert.mailed", alert, {});
  }
  effects_.emplace_back(effect::Mail{MailReason::kMerged, std::move(alerts)});
}

void AlertBook::Tick() {
  for (TrackedAlert& t : s_.alerts) {
    if (t.alert.state != AlertState::kOpen) continue;
    if (t.snooze && now_.boot >= t.snooze->ends) {
      t.snooze.reset();
      Record("alert.snooze_ended", t.alert, {});
      if (t.visible) Warn(t);
    }
    if (!t.visible && now_.boot - t.last_seen >= s_.policy.alerts.closes_after) {
      Close(t, "no_longer_visible", MailReason::kClosed);
    } else if (t.warn_again_at && now_.boot >= *t.warn_again_at) {
      t.warn_again_at.reset();
      t.alert.answer = Answer::kNone;
      Record("alert.still_visible", t.alert, {});
      Warn(t);
    }
  }
  std::erase_if(s_.alerts, [&](const TrackedAlert& t) {
    return t.alert.state == AlertState::kClosed &&
           now_.boot - t.last_seen > s_.policy.alerts.merge_within;
  });
  if (s_.merge_at && now_.boot >= *s_.merge_at) FlushUnmailed();
}

void AlertBook::Record(const char* type, const Alert& alert,
                       std::map<std::string, std::string> more) {
  more["alert"] = alert.id;
  more["severity"] = std::string(SeverityName(alert.severity));
  more["third_parties"] = std::to_string(alert.third_parties);
  more["answer"] = std::string(AnswerName(alert.answer));
  if (alert.why != FalseAlarmReason::kNone) more["why"] = FalseAlarmReasonName(alert.why);
  more["visible_ms"] = std::to_string(alert.visible.count());
  for (const auto& [kind, count] : alert.kinds) {
    more["kind." + std::string(KindName(kind))] = std::to_string(count);
  }
  effects_.emplace_back(effect::Record{type, std::move(more), alert});
}

bool AlertBook::OverLimit() {
  std::erase_if(s_.mails, [&](BootTime t) { return now_.boot - t >= hours{1}; });
  return s_.mails.size() >= static_cast<size_t>(std::max(1, s_.policy.alerts.max_mails_per_hour));
}

void AlertBook::Mail(MailReason reason, Alert& alert) {
  // Held back already: the merged mail says how it ended.
  for (Alert& held : s_.unmailed) {
    if (held.id == alert.id) {
      held = alert;
      return;
    }
  }
  const bool nobody_said_who_watches = !s_.call && s_.audience == Audience::kUnknown;
  std::optional<BootTime> later;
  if (reason == MailReason::kOpened && nobody_said_who_watches) {
    later = now_.boot + s_.policy.alerts.merge_within;
  } else if (OverLimit()) {
    later = s_.mails.front() + hours{1};
  }
  alert.mail_owed = later.has_value();
  if (later) {
    s_.unmailed.push_back(alert);
    if (!s_.merge_at) s_.merge_at = later;
    return;
  }
  s_.mails.push_back(now_.boot);
  effects_.emplace_back(effect::Mail{reason, {alert}});
}

std::vector<Rect> PlacesOf(const Session& session, const TrackedAlert& tracked) {
  const auto share = std::find_if(session.shares.begin(), session.shares.end(),
                                  [&](const Share& s) { return s.id == tracked.share; });
  if (share == session.shares.end()) return {};
  const auto coverage = session.coverage.find(share->id);
  const bool covered =
      coverage != session.coverage.end() &&
      std::any_of(coverage->second.gaps.begin(), coverage->second.gaps.end(),
                  [](const CoverageGap& g) { return g.reason == GapReason::kTargetCovered; });
  if (covered) return {};
  std::vector<Rect> places;
  for (Rect box : tracked.boxes) {
    box.x += share->place.x;
    box.y += share->place.y;
    if (const Rect inside = Intersection(box, share->place); !inside.empty()) {
      places.push_back(inside);
    }
  }
  return places;
}

}  // namespace chaperone::policy
