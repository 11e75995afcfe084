// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/bus/bus_service.h"
#include "agent/bus/notifier.h"
#include "agent/bus/request.h"
#include "agent/channel.h"
#include "agent/records.h"
#include "agent/screen_worker.h"
#include "agent/watch_worker.h"
#include "policy/session.h"

namespace chaperone::agent {

// What the agent is given once and for all.
struct AgentWiring {
  std::string display;         // "" : $DISPLAY
  std::string reader_program;  // path of chaperone-reader
  std::vector<uint8_t> fingerprint_key;
  std::function<policy::Result<policy::Policy>()> load_policy;
  // Opens what a share shows; the display, or a replay.
  std::function<policy::Result<std::unique_ptr<capture::ScreenSource>>(const capture::ShareTarget&)>
      open_source;
};

// The session and the effects of its decisions. Lives on the thread "agent": every call is made
// there. Events of the screen threads come by `events()`, which the loop empties into Apply().
class Agent : public AgentFace {
 public:
  // `records` must outlive the agent.
  Agent(AgentWiring wiring, policy::Policy policy, Records& records);
  ~Agent() override;

  // Shares that wait for a bus are shown when they get one; null takes it away.
  void SetDesktop(Notifier* notifier, BusService* service);

  void Start();
  // Asked to end: shares and call end on record.
  void Stop();
  // Decides, keeps, acts. Events that follow from acting are applied before it returns.
  void Apply(const policy::Event& event);
  policy::Result<nlohmann::json> Handle(const Request& request) override;
  void OnWatchReport(const WatchReport& report);
  void OnMailSettled();
  // Tries again to put on record what could not be.
  void Retry();

  Channel<policy::Event>& events() { return events_; }
  Mailbox<WatchReport>& watch_reports() { return watch_reports_; }
  const policy::Session& session() const { return session_; }
  // Called when the policy has changed.
  void set_on_policy(std::function<void(const policy::Policy&)> f) { on_policy_ = std::move(f); }

 private:
  void Step(const policy::Event& event);
  // What an earlier run left; not before the vault is open.
  void FindUnfinished();
  void Keep(const std::vector<policy::Effect>& effects, const policy::Now& now);
  void Act(const policy::effect::Record&);
  void Act(const policy::effect::Mail&) {}  // kept with the records of its step
  void Act(const policy::effect::Warn& e);
  void Act(const policy::effect::Unwarn& e);
  void Act(const policy::effect::AskAudience&);
  void Act(const policy::effect::StopAskingAudience&);
  void Act(const policy::effect::TellEmployee& e);
  void Act(const policy::effect::WatchScreen& e);
  void Act(const policy::effect::StopWatching& e);
  void Act(const policy::effect::SetKnownPeople& e);
  template <class E>
  void Act(const E& /*effect*/) {}
  ReadingSettings SettingsForReaders() const;

  policy::Result<nlohmann::json> On(const request::Status&);
  policy::Result<nlohmann::json> On(const request::StartCall& r);
  policy::Result<nlohmann::json> On(const request::JoinCall& r);
  policy::Result<nlohmann::json> On(const request::LeaveCall& r);
  policy::Result<nlohmann::json> On(const request::IdentifyParticipant& r);
  policy::Result<nlohmann::json> On(const request::EndCall&);
  policy::Result<nlohmann::json> On(const request::StartShare& r);
  policy::Result<nlohmann::json> On(const request::StopShare& r);
  policy::Result<nlohmann::json> On(const request::ListShares&);
  policy::Result<nlohmann::json> On(const request::SetAudience& r);
  policy::Result<nlohmann::json> On(const request::TestChampion&);
  policy::Result<nlohmann::json> On(const request::ListAlerts&);
  policy::Result<nlohmann::json> On(const request::ShowAlert& r);
  policy::Result<nlohmann::json> On(const request::ResolveAlert& r);
  policy::Result<nlohmann::json> On(const request::LedgerHead&);
  policy::Result<nlohmann::json> On(const request::LedgerVerify&);
  policy::Result<nlohmann::json> On(const request::LedgerExport& r);
  policy::Result<nlohmann::json> On(const request::ReloadPolicy&);
  template <class R>
  policy::Result<nlohmann::json> On(const R& /*request*/) {
    return policy::Error{policy::ErrorCode::kUnavailable, false, "recording is not built in yet"};
  }
  // From the session while it is there, else from the store; and whether it is on record.
  policy::Result<std::pair<policy::Alert, bool>> FindAlert(const std::string& id) const;
  policy::Result<void> HasParticipant(const std::string& id) const;

  const AgentWiring wiring_;
  Records& records_;
  policy::Session session_;
  policy::KnownPeople people_;
  Channel<policy::Event> events_{1024};
  Mailbox<WatchReport> watch_reports_;
  std::string watch_trouble_;
  std::string policy_trouble_;  // why the last reload failed; "" where it did not
  std::map<std::string, std::unique_ptr<ScreenWorker>> screens_;  // by share
  std::deque<policy::Event> pending_;
  bool applying_ = false;
  bool unfinished_found_ = false;
  Notifier* notifier_ = nullptr;
  BusService* service_ = nullptr;
  std::function<void(const policy::Policy&)> on_policy_;
};

}  // namespace chaperone::agent
