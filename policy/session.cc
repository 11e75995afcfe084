// SPDX-License-Identifier: Apache-2.0
#include "policy/session.h"

#include <algorithm>
#include <utility>

#include "policy/recording/recording_book.h"
#include "policy/sharing/alert_book.h"
#include "policy/sharing/pilot_book.h"
#include "policy/sharing/shield_book.h"

namespace chaperone::policy {
namespace {

using std::chrono::milliseconds;

std::string Number(size_t n) {
  return std::to_string(n);
}

// One event's work: a session being changed and the effects so far.
class Reducer {
 public:
  Reducer(Session session, const Now& now)
      : s_(std::move(session)),
        now_(now),
        book_(s_, effects_, now),
        pilot_(s_, effects_, now),
        shield_(s_, effects_, now),
        recordings_(s_, effects_, now) {}

  Step Take() && { return {std::move(s_), std::move(effects_)}; }

  void On(const event::AgentStarted& e) {
    s_.instance = e.instance;
    Record("agent.started", {});
    if (OnlyCounted(s_.policy)) RecordMode();
    Emit(effect::SetKnownPeople{PeopleOf(s_)});
  }

  void On(const event::UnfinishedFound& e) {
    for (Alert alert : e.alerts) book_.CloseUnfinished(std::move(alert));
  }

  void On(const event::AgentStopping&) {
    while (!s_.shares.empty()) On(event::ShareEnded{std::string(s_.shares.back().id)});
    On(event::CallEnded{});
    Record("agent.stopped", {});
  }

  void On(const event::WatchChanged& e) {
    if (std::exchange(s_.watch_blind, e.blind) == e.blind) return;
    Record(e.blind ? "watch.blind" : "watch.sees", {});
    TellOfWatch();
  }

  void On(const event::CallStarted& e) {
    if (s_.call) On(event::CallEnded{});
    s_.call.emplace();
    s_.call->id = NewId("c");
    size_t confirmed = 0;
    for (const Participant& p : e.participants) {
      AddParticipant(p);
      confirmed += p.identity_confirmed ? 1 : 0;
    }
    Record("call.started", {{"call", s_.call->id},
                            {"participants", Number(e.participants.size())},
                            {"identity_confirmed", Number(confirmed)}});
    recordings_.CallStarted();
    PeopleChanged();
    StopAsking();
    SetAudience(Audience::kExternal);
  }

  void On(const event::ParticipantJoined& e) {
    if (!s_.call) return;
    const std::string id = AddParticipant(e.participant);
    // Nothing more is kept until they have been told.
    recordings_.ParticipantJoined(id);
    Record("call.joined", {{"call", s_.call->id}, {"participant", id}});
    PeopleChanged();
  }

  void On(const event::ParticipantLeft& e) {
    Participant* p = FindParticipant(e.participant);
    if (p == nullptr) return;
    Record("call.left", {{"call", s_.call->id}, {"participant", p->id}});
    std::erase_if(s_.call->participants, [&](const auto& x) { return x.id == e.participant; });
    recordings_.ParticipantLeft(e.participant);
    PeopleChanged();
  }

  void On(const event::ParticipantIdentified& e) {
    Participant* p = FindParticipant(e.participant);
    if (p == nullptr) return;
    p->identity_confirmed = true;
    p->confirmed_how = e.how;
    Record("call.identified", {{"call", s_.call->id}, {"participant", p->id}});
    PeopleChanged();
  }

  void On(const event::CallEnded&) {
    if (!s_.call) return;
    recordings_.CallEnding();
    Record("call.ended", {{"call", s_.call->id}});
    s_.call.reset();
    s_.recording.grounds = {};
    s_.recording.line.reset();
    s_.recording.silent_since.reset();
    s_.recording.asked_champion = false;
    s_.cleared.clear();
    s_.audience = Audience::kUnknown;
    PeopleChanged();
    if (WatchesAnything()) Ask();
  }

  void On(const event::ShareStarted& e) {
    Share share = e.share;
    share.id = NewId("s");
    share.started_at = now_.wall;
    s_.shares.push_back(share);
    s_.coverage[share.id].unread_since = now_.boot;
    Record("share.started",
           {{"share", share.id},
            {"application", share.application},
            {"target", TargetName(share)},
            {"origin", share.origin == ShareOrigin::kByHand ? "by_hand" : "watched"}});
    Emit(effect::WatchScreen{share});
    if (share.target == ShareTargetKind::kUnknown) OpenGap(share.id, GapReason::kTargetUnknown);
    if (!s_.call && s_.audience == Audience::kUnknown) Ask();
  }

  void On(const event::ShareTargetChanged& e) {
    Share* share = FindShare(e.share);
    if (share == nullptr) return;
    share->target = e.now.target;
    share->region = e.now.region;
    share->window = e.now.window;
    share->monitor = e.now.monitor;
    share->place = {};
    shield_.Drop(share->id, "target_changed");
    Record("share.target_changed", {{"share", share->id}, {"target", TargetName(*share)}});
    if (share->stopped) return;
    // A target that keeps changing is not read the longer for it.
    auto& unread_since = s_.coverage[share->id].unread_since;
    if (!unread_since) unread_since = now_.boot;
    Emit(effect::WatchScreen{*share});
    if (share->target == ShareTargetKind::kUnknown) {
      OpenGap(share->id, GapReason::kTargetUnknown);
    } else {
      CloseGap(share->id, GapReason::kTargetUnknown);
    }
  }

  void On(const event::ShareEnded& e) {
    recordings_.ShareEnded(e.share);
    const Share* share = FindShare(e.share);
    if (share == nullptr) return;
    const auto lasted = std::max(now_.wall - share->started_at, milliseconds{0});
    Emit(effect::StopWatching{e.share});
    shield_.Drop(e.share, "share_ended");
    book_.CloseShare(e.share, "share_ended");
    if (OnlyCounted(s_.policy)) pilot_.CloseShare(e.share);
    CloseGaps(e.share);
    Record("share.ended", {{"share", e.share}, {"lasted_ms", std::to_string(lasted.count())}});
    std::erase_if(s_.shares, [&](const Share& x) { return x.id == e.share; });
    s_.coverage.erase(e.share);
    if (!s_.shares.empty()) return;
    FlushUnmailed();
    StopAsking();
    if (s_.call) return;
    s_.audience = Audience::kUnknown;
    s_.cleared.clear();
  }

  // It stays among the shares, so that it is not taken for a new one: until it ends, it is a gap.
  void On(const event::WatchStopped& e) {
    Share* share = FindShare(e.share);
    if (share == nullptr || !EmployeeMayStop(s_.policy, *share)) return;
    share->stopped = true;
    share->place = {};
    recordings_.ShareEnded(e.share);
    Emit(effect::StopWatching{e.share});
    shield_.Drop(e.share, "stopped_by_employee");
    Record("share.stopped_by_employee", {{"share", e.share}});
    book_.CloseShare(e.share, "stopped_by_employee");
    if (OnlyCounted(s_.policy)) pilot_.CloseShare(e.share);
    CloseGaps(e.share);
    s_.coverage[e.share].unread_since.reset();
    OpenGap(e.share, GapReason::kStoppedByEmployee);
    if (WatchesAnything()) return;
    FlushUnmailed();
    StopAsking();
  }

  void On(const event::SharePlaced& e) {
    Share* share = FindWatched(e.share);
    if (share != nullptr && std::exchange(share->place, e.place) != e.place) ++s_.sights;
  }

  void On(const event::AudienceAnswered& e) {
    if (s_.shares.empty() || e.audience == Audience::kUnknown) return;
    Record("share.audience", {{"audience", std::string(AudienceName(e.audience))}});
    StopAsking();
    SetAudience(e.audience);
  }

  void On(const event::ScreenRead& e) {
    const Share* share = FindShare(e.share);
    if (share != nullptr && share->stopped) return;  // was on its way
    recordings_.ScreenRead(e.share, ShowsCard(e));
    if (share == nullptr) return;
    ShareCoverage& coverage = s_.coverage[e.share];
    if (!e.behind) {
      coverage.unread_since.reset();
      CloseGap(e.share, GapReason::kReaderBehind);
    } else if (!coverage.unread_since) {
      coverage.unread_since = now_.boot;
    }
    NoteLeaks(*share, e.findings);
    shield_.ScreenRead(e.share, e.findings, e.behind);
  }

  void On(const event::GapOpened& e) {
    if (FindWatched(e.share) != nullptr) OpenGap(e.share, e.reason);
    if (e.share == kActiveWindow && s_.recording.watching_window) {
      Emit(effect::TellEmployee{"card_watch",
                                "Chaperone cannot read the window you work in at the moment: pause "
                                "the recording yourself before card details are said or shown."});
    }
  }
  void On(const event::GapClosed& e) {
    if (FindWatched(e.share) != nullptr) CloseGap(e.share, e.reason);
  }

  void On(const event::EmployeeAnswered& e) {
    book_.Answered(e);
    shield_.Review("answered");
  }

  void On(const event::CoverAsked& e) { shield_.Asked(e); }
  void On(const event::CoverFailed& e) {
    if (FindShare(e.share) != nullptr) shield_.Failed(e.share);
  }

  void On(const event::AlertSnoozed& e) { book_.Snoozed(e); }

  void On(const event::AskedAboutAlert& e) { book_.Asked(e); }

  void On(const event::ChampionTested&) {
    Record("champion.tested", {{"champions", Number(s_.policy.champions.size())}});
    Emit(effect::Mail{MailReason::kTest, {}});
  }

  void On(const event::MailStuck& e) {
    if (std::exchange(s_.mail_stuck, true)) return;
    Record("mail.stuck", {{"waiting", std::to_string(e.waiting)}});
    Emit(effect::TellEmployee{
        "mail",
        "The Data Protection Champion could not be told by mail yet. The message waits and goes "
        "out "
        "by itself when the mail server answers; if it is urgent, call them."});
  }

  void On(const event::MailFlowing&) {
    if (!std::exchange(s_.mail_stuck, false)) return;
    Record("mail.flowing", {});
    Emit(effect::TellEmployee{"mail", "The Data Protection Champion has now been told by mail."});
  }

  void On(const event::LedgerFailed&) {
    if (std::exchange(s_.ledger_failing, true)) return;
    Emit(effect::TellEmployee{"ledger",
                              "What happens now is not yet on record: this computer cannot write "
                              "to its disk. Warnings go "
                              "on; make room on the disk, or tell IT."});
    recordings_.Judge();
  }

  void On(const event::LedgerRecovered&) {
    if (!std::exchange(s_.ledger_failing, false)) return;
    Record("ledger.recovered", {});
    Emit(effect::TellEmployee{"ledger", "Everything is on record again."});
    recordings_.Judge();
  }

  void On(const event::PolicyChanged& e) {
    const bool only_counted = OnlyCounted(s_.policy);
    s_.policy = e.policy;
    Record("policy.changed", {});
    book_.PolicyChanged();
    if (OnlyCounted(s_.policy) != only_counted) ModeChanged();
    shield_.Review("policy");
    recordings_.Judge();
    PeopleChanged();
  }

  void On(const event::Tick&) {
    for (const Share& share : s_.shares) {
      const ShareCoverage& coverage = s_.coverage[share.id];
      if (coverage.unread_since &&
          now_.boot - *coverage.unread_since >= s_.policy.sampling.behind_after) {
        OpenGap(share.id, GapReason::kReaderBehind);
      }
    }
    book_.Tick();
    if (OnlyCounted(s_.policy)) pilot_.Tick();
    shield_.ForgetChoices();
    recordings_.Tick();
  }

  // All else is about recording.
  template <class E>
  void On(const E& e) {
    recordings_.On(e);
  }

 private:
  template <class E>
  void Emit(E effect) {
    effects_.emplace_back(std::move(effect));
  }
  void Record(std::string type, std::map<std::string, std::string> fields) {
    Emit(effect::Record{std::move(type), std::move(fields), std::nullopt, std::nullopt});
  }
  std::string NewId(const char* prefix) {
    return prefix + std::string("-") + s_.instance + "-" + std::to_string(s_.next_id++);
  }

  std::string AddParticipant(Participant p) {
    p.id = "p" + std::to_string(++s_.call->joined);
    s_.call->participants.push_back(std::move(p));
    return s_.call->participants.back().id;
  }
  Participant* FindParticipant(const std::string& id) {
    if (!s_.call) return nullptr;
    auto& all = s_.call->participants;
    const auto it = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.id == id; });
    return it == all.end() ? nullptr : &*it;
  }
  Share* FindShare(const std::string& id) {
    const auto it =
        std::find_if(s_.shares.begin(), s_.shares.end(), [&](const auto& x) { return x.id == id; });
    return it == s_.shares.end() ? nullptr : &*it;
  }
  // What comes of a share that is stopped was on its way, and is late.
  Share* FindWatched(const std::string& id) {
    Share* share = FindShare(id);
    return share != nullptr && !share->stopped ? share : nullptr;
  }
  bool WatchesAnything() const {
    return std::any_of(s_.shares.begin(), s_.shares.end(),
                       [](const Share& share) { return !share.stopped; });
  }
  static std::string TargetName(const Share& share) {
    switch (share.target) {
      case ShareTargetKind::kScreen:
        return "screen";
      case ShareTargetKind::kWindow:
        return "window";
      default:
        return "unknown";
    }
  }

  bool ShowsCard(const event::ScreenRead& e) const {
    return e.card_form || std::any_of(e.findings.begin(), e.findings.end(), [&](const Finding& f) {
             return f.kind == Kind::kPaymentCard && f.score >= s_.policy.alerts.min_score;
           });
  }

  void NoteLeaks(const Share& share, const std::vector<Finding>& findings) {
    if (OnlyCounted(s_.policy)) {
      pilot_.ScreenRead(share, findings);
    } else {
      book_.ScreenRead(share, findings);
    }
  }
  void FlushUnmailed() {
    book_.FlushUnmailed();
    if (OnlyCounted(s_.policy)) pilot_.FlushUnmailed();
  }

  void RecordMode() {
    Record("alerts.mode", {{"mode", OnlyCounted(s_.policy) ? "monitor" : "enforce"}});
  }

  // From alerts to counts, what was told of ends; from counts to alerts, what stands there alerts.
  void ModeChanged() {
    RecordMode();
    if (OnlyCounted(s_.policy)) {
      book_.CloseAll("only_counted");
      StopAsking();
    } else {
      pilot_.End();
      if (s_.watch_blind) TellOfWatch();
      for (const auto& [share, coverage] : s_.coverage) {
        for (const CoverageGap& gap : coverage.gaps) TellOfGap(gap.reason);
      }
      if (WatchesAnything() && !s_.call && s_.audience == Audience::kUnknown) Ask();
    }
    for (const Share& share : s_.shares) {
      const auto shield = s_.shields.find(share.id);
      if (shield != s_.shields.end()) NoteLeaks(share, shield->second.leaks);
    }
  }

  // Nobody hears of the watching of shares that warns nobody.
  void TellOfWatch() {
    if (OnlyCounted(s_.policy)) return;
    Emit(effect::TellEmployee{
        "watch", s_.watch_blind
                     ? "Chaperone cannot see whether you share your screen. Say so yourself when "
                       "you do: chaperone share start."
                     : "Chaperone sees again when you share your screen."});
  }
  void TellOfGap(GapReason reason) {
    if (OnlyCounted(s_.policy)) return;
    if (reason == GapReason::kReaderFailed || reason == GapReason::kDisplayLost ||
        reason == GapReason::kReaderBehind) {
      Emit(effect::TellEmployee{"coverage",
                                "Chaperone cannot read all of your shared screen at the moment. "
                                "Take care yourself what it shows."});
    }
  }

  void PeopleChanged() { Emit(effect::SetKnownPeople{PeopleOf(s_)}); }

  void Ask() {
    if (OnlyCounted(s_.policy)) return;
    if (!std::exchange(s_.asking_audience, true)) Emit(effect::AskAudience{});
  }
  void StopAsking() {
    if (std::exchange(s_.asking_audience, false)) Emit(effect::StopAskingAudience{});
  }
  void SetAudience(Audience audience) {
    s_.audience = audience;
    book_.AudienceKnown();
    if (OnlyCounted(s_.policy)) pilot_.AudienceKnown();
  }

  void OpenGap(const std::string& share, GapReason reason) {
    auto& gaps = s_.coverage[share].gaps;
    const auto same = [&](const CoverageGap& g) { return g.reason == reason; };
    if (std::any_of(gaps.begin(), gaps.end(), same)) return;
    gaps.push_back({reason, now_.wall});
    Record("coverage.gap_opened",
           {{"share", share}, {"reason", std::string(GapReasonName(reason))}});
    TellOfGap(reason);
  }
  void CloseGap(const std::string& share, GapReason reason) {
    auto& gaps = s_.coverage[share].gaps;
    const auto it =
        std::find_if(gaps.begin(), gaps.end(), [&](const auto& g) { return g.reason == reason; });
    if (it == gaps.end()) return;
    const auto lasted = std::max(now_.wall - it->since, milliseconds{0});
    Record("coverage.gap_closed", {{"share", share},
                                   {"reason", std::string(GapReasonName(reason))},
                                   {"lasted_ms", std::to_string(lasted.count())}});
    gaps.erase(it);
  }

  void CloseGaps(const std::string& share) {
    while (!s_.coverage[share].gaps.empty()) {
      CloseGap(share, s_.coverage[share].gaps.front().reason);
    }
  }

  Session s_;
  const Now& now_;
  std::vector<Effect> effects_;
  AlertBook book_;
  PilotBook pilot_;
  ShieldBook shield_;
  RecordingBook recordings_;
};

// An organisation is given as an identifier "@domain".
void AddPerson(const Participant& p, std::vector<KnownPerson>& people,
               std::vector<std::string>* domains) {
  KnownPerson person{p.name, {}};
  for (const std::string& identifier : p.identifiers) {
    if (domains != nullptr && identifier.size() > 1 && identifier[0] == '@') {
      domains->push_back(identifier.substr(1));
    } else {
      person.identifiers.push_back(identifier);
    }
  }
  if (!person.name.empty() || !person.identifiers.empty()) people.push_back(std::move(person));
}

}  // namespace

Step Advance(Session session, const Event& event, const Now& now) {
  Reducer reducer(std::move(session), now);
  std::visit([&](const auto& e) { reducer.On(e); }, event);
  return std::move(reducer).Take();
}

KnownPeople PeopleOf(const Session& session) {
  KnownPeople people;
  people.staff = session.policy.staff;
  people.staff_domains = session.policy.own_domains;
  if (!session.call) return people;
  for (const Participant& p : session.call->participants) {
    if (!p.identity_confirmed) continue;
    if (p.role == Role::kStaff) AddPerson(p, people.staff, nullptr);
    if (p.role == Role::kCustomer) AddPerson(p, people.customers, &people.customer_domains);
    if (p.role == Role::kRepresentative) AddPerson(p, people.representatives, nullptr);
  }
  return people;
}

bool EmployeeMayStop(const Policy& policy, const Share& share) {
  if (share.stopped) return false;
  const EmployeeStops allowed = policy.sharing.employee_may_stop;
  return allowed == EmployeeStops::kAlways ||
         (allowed == EmployeeStops::kByHand && share.origin == ShareOrigin::kByHand);
}

std::optional<BootTime> NextTick(const Session& session) {
  std::optional<BootTime> next = session.merge_at;
  const auto sooner = [&](BootTime t) { next = next ? std::min(*next, t) : t; };
  const auto closes = [&](const TrackedAlert& t) {
    if (t.alert.state == AlertState::kOpen && !t.visible) {
      sooner(t.last_seen + session.policy.alerts.closes_after);
    }
  };
  if (session.pilot.merge_at) sooner(*session.pilot.merge_at);
  std::for_each(session.pilot.alerts.begin(), session.pilot.alerts.end(), closes);
  for (const TrackedAlert& t : session.alerts) {
    closes(t);
    if (t.warn_again_at) sooner(*t.warn_again_at);
    if (t.snooze && t.alert.state == AlertState::kOpen) sooner(t.snooze->ends);
  }
  if (session.recording.judge_at) sooner(*session.recording.judge_at);
  if (session.recording.remind_at) sooner(*session.recording.remind_at);
  for (const auto& [share, coverage] : session.coverage) {
    const bool told = std::any_of(coverage.gaps.begin(), coverage.gaps.end(), [](const auto& g) {
      return g.reason == GapReason::kReaderBehind;
    });
    if (coverage.unread_since && !told) {
      sooner(*coverage.unread_since + session.policy.sampling.behind_after);
    }
  }
  return next;
}

}  // namespace chaperone::policy
