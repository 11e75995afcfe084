// SPDX-License-Identifier: Apache-2.0
// What the agent answers on the bus; the other half of agent.cc.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/delivery/mail_files.h"
#include "agent/glass_box_replies.h"
#include "agent/recording_replies.h"
#include "agent/replies.h"
#include "agent/share_changes.h"
#include "agent/version.h"
#include "capture/base/whole_io.h"
#include "policy/rules/policy_file.h"
#include "policy/sharing/pilot_book.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::NotFound;
using policy::Refused;
using policy::Result;

// The sentences alone: what was there first.
json UnwatchedSentences() {
  json sentences = json::array();
  for (const auto& shares : capture::ListUnwatchedShares()) sentences.push_back(shares.sentence);
  return sentences;
}

json UnwatchedReply() {
  json list = json::array();
  for (const auto& shares : capture::ListUnwatchedShares()) {
    list.push_back({{"what", shares.name}, {"sentence", shares.sentence}});
  }
  return list;
}

constexpr const char* kNoCall = "no call is open; start one with: chaperone call start";

}  // namespace

Result<json> Agent::Handle(const Request& request) {
  return std::visit([this](const auto& r) { return On(r); }, request);
}

Result<json> Agent::On(const request::Status&) {
  const OutboxStatus outbox = records_.outbox().status();
  const NotificationsStatus notes =
      notifier_ != nullptr ? notifier_->status() : NotificationsStatus{};
  json warnings = json::array();
  if (!watch_trouble_.empty())
    warnings.push_back("shares are not being watched: " + watch_trouble_);
  if (!sound_.trouble.empty() && !session_.policy.recording.purposes.empty()) {
    warnings.push_back("calls are not being watched: " + sound_.trouble);
  }
  if (!sound_.voices.empty()) warnings.push_back(sound_.voices);
  if (!archive_trouble_.empty()) warnings.push_back(archive_trouble_);
  if (auto warning = DeletionWarning(); !warning.empty()) warnings.push_back(std::move(warning));
  for (const std::string& w : records_.Troubles()) warnings.push_back(w);
  if (!policy_trouble_.empty()) {
    warnings.push_back("the policy could not be read again, so the one before it holds: " +
                       policy_trouble_);
  }
  for (const std::string& w : policy::PolicyWarnings(session_.policy)) warnings.push_back(w);
  for (const std::string& w : MailFileWarnings(session_.policy.mail)) warnings.push_back(w);
  const auto open =
      std::count_if(session_.alerts.begin(), session_.alerts.end(),
                    [](const auto& t) { return t.alert.state == policy::AlertState::kOpen; });
  const bool unread = std::any_of(session_.coverage.begin(), session_.coverage.end(),
                                  [](const auto& c) { return c.second.unread_since.has_value(); });
  const policy::LedgerHead head = records_.Head();
  return json{{"version", kVersion},
              {"pid", getpid()},
              {"call", CallReply(session_)},
              {"audience", policy::AudienceName(session_.audience)},
              {"recording", RecordingReply(session_, desk_, ReadClock())},
              {"in_call", session_.heard ? json(session_.heard->application) : json(nullptr)},
              {"foreign_recorders", session_.foreign_recorders},
              {"shares", SharesReply(session_)},
              {"open_alerts", open},
              {"alert_policy",
               {{"mode", AlertModeName(session_.policy.alerts.mode)},
                {"notify_employee", session_.policy.alerts.notify_employee},
                {"max_snooze_s", session_.policy.alerts.max_snooze.count()}}},
              {"monitoring", MonitoringReply()},
              {"coverage", CoverageReply(session_)},
              {"shield", ShieldReply(session_)},
              {"reading", {{"unread", unread}}},
              {"not_watched", UnwatchedSentences()},
              {"unwatched", UnwatchedReply()},
              {"ledger",
               {{"entries", head.sequence},
                {"head", policy::ToHex(head.digest)},
                {"failing", session_.ledger_failing}}},
              {"mail",
               {{"waiting", outbox.waiting},
                {"refused", outbox.refused},
                {"possible_repeats", outbox.possible_repeats},
                {"stuck", outbox.stuck},
                {"last_error", outbox.last_error}}},
              {"notifications",
               {{"working", notes.working},
                {"server", notes.server},
                {"actions", notes.actions},
                {"detail", notes.detail}}},
              {"warnings", warnings}};
}

Result<json> Agent::On(const request::StartCall& r) {
  if (session_.call) {
    return Refused("a call is open already; end it first with: chaperone call end");
  }
  Apply(policy::event::CallStarted{r.participants});
  json ids = json::array();
  for (const policy::Participant& p : session_.call->participants) ids.push_back(p.id);
  return json{{"call", session_.call->id}, {"participants", ids}};
}

Result<json> Agent::On(const request::JoinCall& r) {
  if (!session_.call) return Refused(kNoCall);
  Apply(policy::event::ParticipantJoined{r.participant});
  return json{{"participant", session_.call->participants.back().id}};
}

Result<void> Agent::HasParticipant(const std::string& id) const {
  if (!session_.call) return Refused(kNoCall);
  const auto& all = session_.call->participants;
  if (std::any_of(all.begin(), all.end(), [&](const auto& p) { return p.id == id; })) return {};
  return NotFound("nobody on this call goes by that handle; chaperone status lists them");
}

Result<json> Agent::On(const request::LeaveCall& r) {
  if (auto there = HasParticipant(r.participant); !there) return there.error();
  Apply(policy::event::ParticipantLeft{r.participant});
  return json{{"participant", r.participant}};
}

Result<json> Agent::On(const request::IdentifyParticipant& r) {
  if (auto there = HasParticipant(r.participant); !there) return there.error();
  Apply(policy::event::ParticipantIdentified{r.participant, r.how});
  return json{{"participant", r.participant}};
}

Result<json> Agent::On(const request::EndCall&) {
  if (!session_.call) return Refused(kNoCall);
  const std::string id = session_.call->id;
  Apply(policy::event::CallEnded{});
  return json{{"call", id}};
}

Result<json> Agent::On(const request::StartShare& r) {
  policy::Share share;
  share.origin = policy::ShareOrigin::kByHand;
  share.application = "started by hand";
  share.target = r.target;
  share.window = r.window;
  const auto monitors = capture::ListMonitors(wiring_.display);
  if (!monitors) return monitors.error();
  if (!r.monitor.empty()) {
    const auto it = std::find_if(monitors->begin(), monitors->end(),
                                 [&](const auto& m) { return m.name == r.monitor; });
    if (it == monitors->end()) {
      std::string names;
      for (const auto& m : *monitors) names += (names.empty() ? "" : ", ") + m.name;
      return NotFound("there is no monitor of that name; there are: " + names);
    }
    share.region = it->region;
  }
  share.monitor = PlaceOf(TargetOf(share), *monitors);
  if (share.target == policy::ShareTargetKind::kWindow) {
    // Opened once here, so that a window that is not there is said to whoever asked.
    if (auto source = wiring_.open_source(TargetOf(share)); !source) return source.error();
  }
  Apply(policy::event::ShareStarted{share});
  return json{{"share", session_.shares.back().id}};
}

Result<json> Agent::On(const request::StopShare& r) {
  std::vector<policy::Share> stopping;
  for (const policy::Share& s : session_.shares) {
    const bool by_hand = s.origin == policy::ShareOrigin::kByHand;
    if (r.share.empty() ? by_hand : r.share == s.id) stopping.push_back(s);
  }
  if (stopping.empty() && !r.share.empty()) {
    return NotFound("no share goes by that id; chaperone share status lists them");
  }
  for (const policy::Share& s : stopping) {
    if (policy::EmployeeMayStop(session_.policy, s)) continue;
    if (s.stopped) return Refused("that share is not watched any more already");
    return Refused(
        "the policy does not let you end the watching of that share "
        "(sharing.employee_may_stop is " +
        std::string(EmployeeStopsName(session_.policy.sharing.employee_may_stop)) +
        "): it ends with the share");
  }
  json ids = json::array();
  for (const policy::Share& s : stopping) {
    ids.push_back(s.id);
    if (s.origin == policy::ShareOrigin::kByHand) {
      Apply(policy::event::ShareEnded{s.id});
    } else {
      Apply(policy::event::WatchStopped{s.id});
    }
  }
  return json{{"stopped", ids}};
}

Result<json> Agent::On(const request::ListShares&) {
  return json{{"shares", SharesReply(session_)}};
}

Result<json> Agent::On(const request::SetAudience& r) {
  if (session_.shares.empty()) return Refused("nothing is being shared, so nobody is watching");
  Apply(policy::event::AudienceAnswered{r.audience});
  return json{{"audience", policy::AudienceName(session_.audience)}};
}

Result<size_t> Agent::CountRecipients() const {
  size_t recipients = 0;
  for (const auto& c : session_.policy.champions) recipients += 1 + c.deputies.size();
  if (recipients > 0) return recipients;
  return Refused("no champion stands in the policy; add one as [[champions]] with name and email");
}

Result<json> Agent::On(const request::TestChampion&) {
  const auto recipients = CountRecipients();
  if (!recipients) return recipients.error();
  Apply(policy::event::ChampionTested{});
  return json{{"queued", *recipients}};
}

Result<std::pair<policy::Alert, bool>> Agent::FindAlert(const std::string& id) const {
  for (const policy::TrackedAlert& t : session_.alerts) {
    if (t.alert.id == id) return std::pair{t.alert, records_.all_on_record()};
  }
  auto alert = records_.FindAlert(id);
  if (!alert) return alert.error();
  return std::pair{std::move(*alert), true};
}

// The store's list, with what the session knows better: live counts, and what is not on record yet.
Result<json> Agent::On(const request::ListAlerts&) {
  auto alerts = records_.ListAlerts();
  if (!alerts) return alerts.error();
  for (const policy::TrackedAlert& t : session_.alerts) {
    const auto it = std::find_if(alerts->begin(), alerts->end(),
                                 [&](const policy::Alert& a) { return a.id == t.alert.id; });
    if (it == alerts->end()) {
      alerts->insert(alerts->begin(), t.alert);
    } else {
      *it = t.alert;
    }
  }
  json list = json::array();
  for (const policy::Alert& alert : *alerts) list.push_back(AlertReply(session_, alert));
  return json{{"alerts", list}};
}

Result<json> Agent::On(const request::ListAlertCounts& r) {
  auto counts = records_.store().ListCounts(r.since);
  if (!counts) return counts.error();
  json reply = CountsReply(*counts);
  reply["mode"] = AlertModeName(session_.policy.alerts.mode);
  return reply;
}

json Agent::MonitoringReply() const {
  if (!policy::OnlyCounted(session_.policy)) return nullptr;
  const auto counts = records_.store().ListCounts(policy::WeekOf(ReadClock().wall));
  return counts ? WeekReply(*counts) : json{{"sentence", counts.error().detail}};
}

Result<json> Agent::On(const request::ShowAlert& r) {
  auto alert = FindAlert(r.alert);
  if (!alert) return alert.error();
  return WholeAlertReply(session_, alert->first, alert->second);
}

Result<json> Agent::On(const request::CoverAlert& r) {
  if (auto alert = FindAlert(r.alert); !alert) return alert.error();
  const bool shown = std::any_of(session_.alerts.begin(), session_.alerts.end(),
                                 [&](const auto& t) { return t.alert.id == r.alert; });
  if (!shown) {
    return Refused("what this alert was about is no longer on a shared screen: nothing to cover");
  }
  if (policy::OnlyCounted(session_.policy)) {
    return Refused(
        "leaks are only counted at the moment, and nothing is covered (alerts.mode is monitor): "
        "hide it yourself, please");
  }
  if (session_.policy.shield.mode == policy::ShieldMode::kOff) {
    return Refused(
        "your firm's policy covers nothing (shield.mode is off): hide it yourself, please");
  }
  Apply(policy::event::CoverAsked{r.alert, r.covered});
  return json{{"alert", r.alert}, {"covered", policy::IsCovered(session_, r.alert)}};
}

Result<json> Agent::On(const request::ResolveAlert& r) {
  return On(request::AnswerAlert{r.alert, r.answer, policy::FalseAlarmReason::kNone});
}

Result<json> Agent::On(const request::AnswerAlert& r) {
  auto alert = FindAlert(r.alert);
  if (!alert) return alert.error();
  Apply(policy::event::EmployeeAnswered{r.alert, r.answer, alert->first, r.why});
  return json{{"alert", r.alert},
              {"answer", policy::AnswerName(r.answer)},
              {"why", policy::FalseAlarmReasonName(r.why)}};
}

Result<json> Agent::On(const request::SnoozeAlert& r) {
  auto alert = FindAlert(r.alert);
  if (!alert) return alert.error();
  const std::chrono::seconds most = session_.policy.alerts.max_snooze;
  if (r.time > most) {
    return Refused(most.count() == 0
                       ? "the policy lets no alert be snoozed (alerts.max_snooze_s is 0)"
                       : "that is longer than the policy lets an alert be snoozed: at most " +
                             std::to_string(most.count()) + " seconds (alerts.max_snooze_s)");
  }
  if (alert->first.state != policy::AlertState::kOpen) {
    return Refused("that alert is over: only one that is open can be snoozed");
  }
  Apply(policy::event::AlertSnoozed{r.alert, r.time});
  const auto tracked = std::find_if(session_.alerts.begin(), session_.alerts.end(),
                                    [&](const auto& t) { return t.alert.id == r.alert; });
  if (tracked == session_.alerts.end() || !tracked->snooze) {
    return Refused("that alert is not of this session: there is nothing to snooze");
  }
  return json{{"alert", r.alert}, {"until", policy::FormatUtc(tracked->snooze->until)}};
}

Result<json> Agent::On(const request::AskAboutAlert& r) {
  auto alert = FindAlert(r.alert);
  if (!alert) return alert.error();
  const auto recipients = CountRecipients();
  if (!recipients) return recipients.error();
  Apply(policy::event::AskedAboutAlert{r.alert, r.text, alert->first});
  return json{{"alert", r.alert}, {"queued", *recipients}};
}

Result<json> Agent::On(const request::LedgerHead&) {
  const policy::LedgerHead head = records_.Head();
  return json{{"entries", head.sequence}, {"head", policy::ToHex(head.digest)}};
}

Result<json> Agent::On(const request::LedgerVerify&) {
  auto report = records_.VerifyLedger();
  if (!report) return report.error();
  return json{{"ok", report->ok()},
              {"entries", report->lines},
              {"head", policy::ToHex(report->head.digest)},
              {"problem", report->ok() ? "" : report->fault->detail}};
}

Result<json> Agent::On(const request::LedgerExport& r) {
  bool whole = true;
  auto done = records_.ExportLedger([&](std::string_view line) {
    whole = capture::WriteAll(r.file, line) && capture::WriteAll(r.file, "\n");
    return whole;
  });
  if (!done) return done.error();
  if (!whole) {
    return policy::IoError(std::string("the ledger could not be written to that file: ") +
                           std::strerror(errno));
  }
  return On(request::LedgerHead{});
}

Result<json> Agent::On(const request::ReloadPolicy&) {
  auto loaded = wiring_.load_policy();
  policy_trouble_ = loaded ? "" : loaded.error().detail;
  if (!loaded) {
    if (service_ != nullptr) service_->EmitStatusChanged();
    return loaded.error();
  }
  policy_files_ = std::move(loaded->files);
  // A champion whose key is gone rules no more from the moment at which the policy holds.
  Apply(policy::event::RecordsFound{RulingsUnder(loaded->policy), {}});
  Apply(policy::event::PolicyChanged{loaded->policy});
  for (const std::string& w : MailFileWarnings(session_.policy.mail)) spdlog::warn("policy: {}", w);
  records_.outbox().Hurry(ReadClock());
  for (const auto& [share, screen] : screens_) screen->Set(SettingsForReaders());
  SettingsChanged();
  return json{{"warnings", policy::PolicyWarnings(session_.policy)}};
}

}  // namespace chaperone::agent
