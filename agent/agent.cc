// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.h"

#include <poll.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <array>
#include <utility>

#include "agent/clock.h"
#include "agent/share_changes.h"

namespace chaperone::agent {
namespace {

constexpr std::chrono::seconds kSealWithin{6};  // longer than the desk waits for the recorder

// Unique for each start of the agent, so that ids are unique for ever.
std::string NewInstance() {
  std::array<unsigned char, 4> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, bytes.size() * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return hex.data();
}

bool Protects(const policy::Effect& effect) {
  return std::holds_alternative<policy::effect::Cover>(effect) ||
         std::holds_alternative<policy::effect::Warn>(effect) ||
         std::holds_alternative<policy::effect::AskAudience>(effect) ||
         std::holds_alternative<policy::effect::TellEmployee>(effect) ||
         std::holds_alternative<policy::effect::WatchScreen>(effect) ||
         std::holds_alternative<policy::effect::RevokePermit>(effect) ||
         std::holds_alternative<policy::effect::CloseRecording>(effect) ||
         std::holds_alternative<policy::effect::StopAnnouncing>(effect);
}

// What may happen only once it is on record.
bool Permits(const policy::Effect& effect) {
  return std::holds_alternative<policy::effect::Announce>(effect) ||
         std::holds_alternative<policy::effect::OpenRecording>(effect) ||
         std::holds_alternative<policy::effect::ResumeRecording>(effect);
}

}  // namespace

Agent::Agent(AgentWiring wiring, LoadedPolicy loaded, Records& records)
    : wiring_(std::move(wiring)),
      records_(records),
      check_({[display = wiring_.display] { return capture::ListWindows(display); },
              [display = wiring_.display] { return capture::ListMonitors(display); },
              wiring_.open_source, wiring_.reader_program}),
      desk_({wiring_.recorder_program, wiring_.state_folder,
             [this](const policy::Event& event) { Apply(event); }, [this] { SettingsChanged(); },
             [this] {
               sound_left_behind_ = true;
               SettingsChanged();
             }},
            records) {
  session_.policy = std::move(loaded.policy);
  policy_files_ = std::move(loaded.files);
}

Agent::~Agent() = default;

void Agent::SetDesktop(Notifier* notifier, BusService* service) {
  notifier_ = notifier;
  service_ = service;
  if (notifier_ == nullptr) return;
  for (const policy::TrackedAlert& t : session_.alerts) {
    if (t.alert.state != policy::AlertState::kOpen || t.snooze) continue;
    if (session_.policy.alerts.notify_employee) notifier_->Show(t.alert);
  }
  if (session_.asking_audience) notifier_->AskAudience();
}

void Agent::Start() {
  Apply(policy::event::AgentStarted{NewInstance()});
  FindUnfinished();
}

void Agent::Stop() {
  Apply(policy::event::AgentStopping{});
  const auto until = std::chrono::steady_clock::now() + kSealWithin;
  desk_.Rest();
  while ((session_.recording.open || desk_.leaving()) && std::chrono::steady_clock::now() < until) {
    std::vector<pollfd> fds;
    for (const int fd : desk_.fds()) fds.push_back({fd, POLLIN, 0});
    poll(fds.data(), fds.size(), 100);
    desk_.Serve();
  }
}

bool Agent::idle() const {
  return !session_.call && session_.shares.empty() && !session_.recording.open &&
         !session_.recording.announcing && !check_.patience();
}

void Agent::FindUnfinished() {
  Apply(policy::event::VaultChanged{!records_.locked()});
  if (unfinished_found_) return;
  auto found = records_.UnfinishedAlerts();
  if (!found) return;
  unfinished_found_ = true;
  FindRecords();
  std::erase_if(*found, [&](const policy::Alert& a) {
    return a.id.starts_with("a-" + session_.instance + "-");
  });
  if (!found->empty()) Apply(policy::event::UnfinishedFound{std::move(*found)});
}

void Agent::Apply(const policy::Event& event) {
  pending_.push_back(event);
  if (std::exchange(applying_, true)) return;  // an effect led here: its event waits its turn
  while (!pending_.empty()) {
    const policy::Event next = std::move(pending_.front());
    pending_.pop_front();
    Step(next);
  }
  applying_ = false;
}

void Agent::Step(const policy::Event& event) {
  const policy::Now now = ReadClock();
  const uint64_t sights = session_.sights;
  policy::Step step = policy::Advance(std::move(session_), event, now);
  session_ = std::move(step.session);
  if (step.effects.empty()) {
    // A wish can change the phase without any effect.
    if (const auto phase = policy::PhaseOf(session_, now); std::exchange(phase_, phase) != phase) {
      if (service_ != nullptr) service_->EmitRecordingChanged(phase);
    }
    if (service_ != nullptr && session_.sights != sights) service_->EmitStatusChanged();
    return;
  }
  // What protects never waits for the disk; the rest comes after its record.
  const auto act_on = [this](const policy::Effect& effect) {
    std::visit([this](const auto& e) { Act(e); }, effect);
  };
  for (const policy::Effect& effect : step.effects) {
    if (Protects(effect)) act_on(effect);
  }
  const bool kept = Keep(step.effects, now);
  bool withheld = false;
  for (const policy::Effect& effect : step.effects) {
    if (Protects(effect)) continue;
    if (Permits(effect) && !kept) {
      withheld = true;
    } else {
      act_on(effect);
    }
  }
  if (withheld) pending_.emplace_front(policy::event::PermissionNotKept{});
  if (const auto phase = policy::PhaseOf(session_, now); std::exchange(phase_, phase) != phase) {
    if (service_ != nullptr) service_->EmitRecordingChanged(phase);
  }
  if (!session_.call && !session_.recording.open) desk_.Rest();
  if (service_ != nullptr) service_->EmitStatusChanged();
}

// All records and mails of a step are one transaction, before any other effect. Should it fail, the
// protective effects that follow happen all the same, and the batch is kept in memory until it can
// be written.
bool Agent::Keep(const std::vector<policy::Effect>& effects, const policy::Now& now) {
  Batch batch;
  for (const policy::Effect& effect : effects) {
    if (const auto* record = std::get_if<policy::effect::Record>(&effect)) {
      batch.entries.push_back(EntryFor(*record));
    } else if (const auto* count = std::get_if<policy::effect::Count>(&effect)) {
      batch.counts.push_back(count->count);
    } else if (const auto* mail = std::get_if<policy::effect::Mail>(&effect)) {
      if (mail->question) last_question_ = mail->question->id;
      for (MailDraft& draft :
           DraftsFor(*mail, session_.policy.champions, session_.policy.mail.from)) {
        batch.mails.push_back(std::move(draft));
      }
    }
  }
  if (batch.entries.empty() && batch.counts.empty() && batch.mails.empty()) return true;
  const bool kept = records_.Keep(std::move(batch), session_.policy, now);
  if (!kept && !session_.ledger_failing) pending_.emplace_back(policy::event::LedgerFailed{});
  return kept;
}

void Agent::Act(const policy::effect::Record& e) {
  spdlog::info("record type={}", e.type);
  if (e.type == "recording.closed") ArchiveFinished();
  if (service_ == nullptr || !e.alert) return;
  if (e.type == "alert.opened" || e.type == "alert.reopened") {
    service_->EmitAlertOpened(e.alert->id, e.alert->severity);
  } else if (e.type == "alert.closed") {
    service_->EmitAlertClosed(e.alert->id);
  }
}

void Agent::Act(const policy::effect::Cover& e) {
  if (const auto it = screens_.find(e.share); it != screens_.end()) it->second->Cover(e.boxes);
}
void Agent::Act(const policy::effect::Warn& e) {
  if (notifier_ != nullptr) notifier_->Show(e.alert);
}
void Agent::Act(const policy::effect::Unwarn& e) {
  if (notifier_ != nullptr) notifier_->Close(e.alert);
}
void Agent::Act(const policy::effect::AskAudience&) {
  if (notifier_ != nullptr) notifier_->AskAudience();
}
void Agent::Act(const policy::effect::StopAskingAudience&) {
  if (notifier_ != nullptr) notifier_->StopAskingAudience();
}
void Agent::Act(const policy::effect::TellEmployee& e) {
  if (notifier_ != nullptr) notifier_->Tell(e.topic, e.text);
}

void Agent::Act(const policy::effect::WatchScreen& e) {
  screens_.erase(e.share.id);
  const capture::ShareTarget target = TargetOf(e.share);
  ShieldFactory open_shield;
  // What is read for card forms alone is never covered.
  if (wiring_.open_shield && e.share.id != policy::kActiveWindow) {
    open_shield = [open = wiring_.open_shield, target] { return open(target); };
  }
  screens_.emplace(
      e.share.id,
      std::make_unique<ScreenWorker>(
          e.share.id, [open = wiring_.open_source, target] { return open(target); },
          std::move(open_shield), wiring_.reader_program, SettingsForReaders(), events_));
}

void Agent::Act(const policy::effect::StopWatching& e) {
  screens_.erase(e.share);
}

void Agent::Act(const policy::effect::SetKnownPeople& e) {
  people_ = e.people;
  for (const auto& [share, screen] : screens_) screen->Set(SettingsForReaders());
}

ReadingSettings Agent::SettingsForReaders() const {
  return {{session_.policy.detection, wiring_.fingerprint_key},
          people_,
          session_.policy.sampling,
          session_.policy.shield.mode != policy::ShieldMode::kOff};
}

WatchSettings Agent::SettingsForWatch() const {
  return {session_.policy.share_rules, session_.policy.sampling,
          session_.policy.recording.pause_hotkey, watching_window_};
}

SoundSettings Agent::SettingsForSound() {
  return {session_.policy.recording, desk_.own_pids(), std::exchange(sound_left_behind_, false)};
}

void Agent::SettingsChanged() {
  if (on_settings_) on_settings_();
}

void Agent::OnWatchReport(const WatchReport& report) {
  if (report.trouble != watch_trouble_) {
    watch_trouble_ = report.trouble;
    if (watch_trouble_.empty()) {
      spdlog::info("shares are watched again");
    } else {
      spdlog::warn("shares are not being watched: {}", watch_trouble_);
    }
    Apply(policy::event::WatchChanged{!report.trouble.empty()});
    if (service_ != nullptr) service_->EmitStatusChanged();
  }
  // A display that is gone says nothing about shares: what was shared stays open, as a gap.
  if (!report.trouble.empty()) return;
  FollowActiveWindow(report.active_window);
  for (const policy::Event& event : ShareChanges(session_.shares, report.shares, report.monitors)) {
    Apply(event);
  }
}

void Agent::OnMailSettled() {
  const OutboxStatus outbox = records_.outbox().status();
  if (outbox.stuck) {
    Apply(policy::event::MailStuck{outbox.waiting});
  } else if (outbox.waiting == 0) {
    Apply(policy::event::MailFlowing{});
  }
}

void Agent::Retry() {
  if (records_.Retry(ReadClock()) && session_.ledger_failing) {
    Apply(policy::event::LedgerRecovered{});
  }
  FindUnfinished();
}

}  // namespace chaperone::agent
