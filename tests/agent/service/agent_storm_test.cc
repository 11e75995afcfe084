// SPDX-License-Identifier: Apache-2.0
// A thousand alerts through the whole agent but for its readers: store, bus and notifications.
#include <sdbus-c++/sdbus-c++.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "agent/bus/names.h"
#include "tests/agent/bus/private_bus.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using Clock = std::chrono::steady_clock;

// What a desktop shows, by the calls that reach it.
class NotificationDaemon {
 public:
  NotificationDaemon() {
    constexpr const char* kInterfaceName = "org.freedesktop.Notifications";
    object_->registerMethod("GetCapabilities").onInterface(kInterfaceName).implementedAs([] {
      return std::vector<std::string>{"actions"};
    });
    object_->registerMethod("GetServerInformation").onInterface(kInterfaceName).implementedAs([] {
      return std::make_tuple(std::string("counter"), std::string(), std::string("1"),
                             std::string("1.2"));
    });
    object_->registerMethod("Notify")
        .onInterface(kInterfaceName)
        .implementedAs([this](const std::string&, const uint32_t& replaces, const std::string&,
                              const std::string&, const std::string&,
                              const std::vector<std::string>&,
                              const std::map<std::string, sdbus::Variant>&, const int32_t&) {
          const uint32_t id = replaces != 0 ? replaces : ++last_;
          standing_.insert(id);
          most_at_once = std::max(most_at_once, standing_.size());
          return id;
        });
    object_->registerMethod("CloseNotification")
        .onInterface(kInterfaceName)
        .implementedAs([this](const uint32_t& id) { standing_.erase(id); });
    object_->finishRegistration();
  }
  void Serve() {
    while (connection_->processPendingRequest()) {
    }
  }
  size_t standing() const { return standing_.size(); }
  size_t most_at_once = 0;

 private:
  std::unique_ptr<sdbus::IConnection> connection_ =
      sdbus::createSessionBusConnection("org.freedesktop.Notifications");
  std::unique_ptr<sdbus::IObject> object_ =
      sdbus::createObject(*connection_, "/org/freedesktop/Notifications");
  uint32_t last_ = 0;
  std::set<uint32_t> standing_;
};

// An agent on a desktop of its own. What is shared is never read: the test says what stands there.
struct RunningAgent {
  testing::PrivateBus private_bus;
  NotificationDaemon daemon;
  test::TemporaryFolder folder;
  std::unique_ptr<Store> store = test::OpenStore(folder.path());
  Records records{*store, FileKeys(folder.path() / "vault.key"), test::PlainMail};
  Agent agent{Wiring(folder.path()), {}, records};
  std::unique_ptr<Bus> bus = std::move(*Bus::Open());
  std::unique_ptr<BusService> service = std::move(*BusService::Create(*bus, agent));
  std::unique_ptr<Notifier> notifier = std::move(*Notifier::Create(*bus, {}));

  RunningAgent() {
    testing::RunUntil([this] { Turn(); }, [this] { return notifier->status().working; });
    agent.SetDesktop(notifier.get(), service.get());
    agent.Start();
  }
  ~RunningAgent() { agent.SetDesktop(nullptr, nullptr); }

  static AgentWiring Wiring(const std::filesystem::path& folder) {
    AgentWiring wiring;
    wiring.reader_program = "/nonexistent/chaperone-reader";
    wiring.state_folder = folder;
    wiring.open_source =
        [](const capture::ShareTarget&) -> policy::Result<std::unique_ptr<capture::ScreenSource>> {
      return policy::Unavailable("no display");
    };
    return wiring;
  }
  // One turn of the agent's loop.
  void Turn() {
    REQUIRE(bus->Process().ok());
    service->SendDue(Clock::now());
    daemon.Serve();
  }
};

policy::Finding EmailOf(uint32_t person) {
  policy::Finding finding;
  finding.kind = policy::Kind::kEmail;
  finding.subject = policy::Subject::kThirdParty;
  finding.score = 0.9;
  finding.box = {10, 20, 30, 10};
  finding.fingerprint = {static_cast<uint8_t>(person), static_cast<uint8_t>(person >> 8U), 1};
  finding.person = person;
  return finding;
}

TEST_CASE("agent: a thousand alerts are one notification, few signals, and none of them is lost") {
  constexpr uint32_t kAlerts = 1000;
  RunningAgent running;
  int64_t status_signals = 0;
  uint32_t opened = 0;
  const auto listener = sdbus::createSessionBusConnection();
  const auto proxy = sdbus::createProxy(*listener, kBusName, kObjectPath);
  proxy->uponSignal("StatusChanged").onInterface(kInterface).call([&] { ++status_signals; });
  proxy->uponSignal("AlertOpened")
      .onInterface(kInterface)
      .call([&](const std::string&, const std::string&) { ++opened; });
  proxy->finishRegistration();
  const auto turn = [&] {
    running.Turn();
    while (listener->processPendingRequest()) {
    }
  };

  policy::Share share;
  share.target = policy::ShareTargetKind::kScreen;
  running.agent.Apply(policy::event::CallStarted{});  // else the desktop also asks who watches
  running.agent.Apply(policy::event::ShareStarted{share});
  const std::string id = running.agent.session().shares.back().id;
  const auto begin = Clock::now();
  for (uint32_t person = 1; person <= kAlerts; ++person) {
    running.agent.Apply(policy::event::ScreenRead{id, {EmailOf(person)}});
    REQUIRE(running.agent.session().alerts.size() >= 1);
    const std::string alert = running.agent.session().alerts.back().alert.id;
    if (person < kAlerts) {
      running.agent.Apply(
          policy::event::EmployeeAnswered{alert, policy::Answer::kFalseAlarm, std::nullopt});
    }
    turn();
  }
  testing::RunUntil(turn, [&] { return opened == kAlerts && !running.service->due(); });
  const auto tenths = (Clock::now() - begin) / std::chrono::milliseconds{100};
  CHECK(status_signals <= tenths + 2);
  CHECK(status_signals >= 1);
  testing::RunUntil(turn, [&] { return running.daemon.standing() == 1; });
  CHECK(running.daemon.most_at_once == 1);

  const auto listed = running.agent.Handle(request::ListAlerts{});
  REQUIRE(listed.ok());
  CHECK(listed->at("alerts").size() == kAlerts);
  const auto status = running.agent.Handle(request::Status{});
  REQUIRE(status.ok());
  CHECK(status->at("open_alerts") == 1);
}

TEST_CASE("agent: where leaks are only counted, nobody is told, and the counts stay") {
  RunningAgent running;
  policy::Policy policy = policy::DefaultPolicy();
  policy.alerts.mode = policy::AlertMode::kMonitor;
  policy.champions = {{"Dana Whitlock", "dana@lending.example", {}, ""}};
  running.agent.Apply(policy::event::PolicyChanged{policy});
  running.agent.Apply(policy::event::CallStarted{});
  policy::Share share;
  share.target = policy::ShareTargetKind::kScreen;
  running.agent.Apply(policy::event::ShareStarted{share});
  const std::string id = running.agent.session().shares.back().id;
  for (uint32_t person = 1; person <= 3; ++person) {
    running.agent.Apply(policy::event::ScreenRead{id, {EmailOf(person)}});
  }
  running.agent.Apply(policy::event::ShareEnded{id});
  for (int i = 0; i < 20; ++i) running.Turn();

  CHECK(running.daemon.most_at_once == 0);
  const auto counts = running.agent.Handle(request::ListAlertCounts{});
  REQUIRE(counts.ok());
  CHECK(counts->at("mode") == "monitor");
  CHECK(counts->at("alerts") == 1);  // one leak that went on: what alerts count, this counts
  CHECK(counts->at("mails") == 2);
  CHECK(counts->at("alert_counts").size() == 3);
  CHECK(running.agent.Handle(request::ListAlerts{})->at("alerts").empty());
  CHECK(running.agent.Handle(request::ListMails{})->at("mails").empty());
  const auto status = running.agent.Handle(request::Status{});
  CHECK(status->at("monitoring").at("sentence") ==
        "monitoring only: 1 this week would have been alerts");
  CHECK(status->at("alert_policy").at("mode") == "monitor");
  CHECK(status->at("open_alerts") == 0);

  const auto exported = memfd_create("export", MFD_CLOEXEC);
  REQUIRE(exported >= 0);
  const auto holds = running.agent.Handle(request::ExportOwnData{exported});
  close(exported);
  REQUIRE(holds.ok());
  CHECK(holds->at("holds").at("alert_counts") == 3);

  policy.alerts.mode = policy::AlertMode::kEnforce;
  running.agent.Apply(policy::event::PolicyChanged{policy});
  CHECK(running.agent.Handle(request::Status{})->at("monitoring").is_null());
  CHECK(running.store->ListCounts({})->size() == 3);
}

TEST_CASE("agent: a snooze is as long as the policy lets it be, and takes the notification away") {
  RunningAgent running;
  policy::Share share;
  share.target = policy::ShareTargetKind::kScreen;
  running.agent.Apply(policy::event::CallStarted{});  // else the desktop also asks who watches
  running.agent.Apply(policy::event::ShareStarted{share});
  running.agent.Apply(
      policy::event::ScreenRead{running.agent.session().shares.back().id, {EmailOf(1)}});
  const std::string alert = running.agent.session().alerts.back().alert.id;
  const auto turn = [&] { running.Turn(); };
  testing::RunUntil(turn, [&] { return running.daemon.standing() == 1; });

  const auto refused = running.agent.Handle(request::SnoozeAlert{alert, std::chrono::seconds{301}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == policy::ErrorCode::kRefused);
  CHECK(refused.error().detail.find("300 seconds (alerts.max_snooze_s)") != std::string::npos);
  CHECK_FALSE(running.agent.Handle(request::SnoozeAlert{"a-none", std::chrono::seconds{1}}).ok());

  const auto snoozed = running.agent.Handle(request::SnoozeAlert{alert, std::chrono::seconds{300}});
  REQUIRE(snoozed.ok());
  const auto shown = running.agent.Handle(request::ShowAlert{alert});
  REQUIRE(shown.ok());
  CHECK(shown->at("snoozed_until") == snoozed->at("until"));
  testing::RunUntil(turn, [&] { return running.daemon.standing() == 0; });
}

TEST_CASE("agent: the watching of a share ends by the employee's word where the policy lets it") {
  RunningAgent running;
  policy::Share share;
  share.origin = policy::ShareOrigin::kWatched;
  share.watch_id = 7;
  share.target = policy::ShareTargetKind::kScreen;
  running.agent.Apply(policy::event::ShareStarted{share});
  const std::string id = running.agent.session().shares.back().id;
  const auto refused = running.agent.Handle(request::StopShare{id});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == policy::ErrorCode::kRefused);
  CHECK(refused.error().detail.find("sharing.employee_may_stop") != std::string::npos);
  CHECK(running.agent.Handle(request::StopShare{"s-none"}).error().code ==
        policy::ErrorCode::kNotFound);

  policy::Policy policy;
  policy.sharing.employee_may_stop = policy::EmployeeStops::kAlways;
  running.agent.Apply(policy::event::PolicyChanged{policy});
  const auto stopped = running.agent.Handle(request::StopShare{id});
  REQUIRE(stopped.ok());
  CHECK(stopped->at("stopped") == nlohmann::json::array({id}));
  // The next look at the display sees it still: it is no new share.
  capture::ObservedShare seen;
  seen.id = 7;
  seen.target.kind = capture::ShareTarget::Kind::kScreen;
  running.agent.OnWatchReport({"", {seen}, {}, 0});
  const auto shares = running.agent.Handle(request::ListShares{});
  REQUIRE(shares->at("shares").size() == 1);
  CHECK(shares->at("shares")[0]["may_stop"] == false);
  const auto status = running.agent.Handle(request::Status{});
  REQUIRE(status->at("coverage").size() == 1);
  CHECK(status->at("coverage")[0]["reason"] == "stopped_by_employee");
  running.agent.OnWatchReport({"", {}, {}, 0});
  CHECK(running.agent.session().shares.empty());
}

TEST_CASE("agent: a question about an alert waits in the outbox for champions and deputies") {
  RunningAgent running;
  policy::Share share;
  share.target = policy::ShareTargetKind::kScreen;
  running.agent.Apply(policy::event::ShareStarted{share});
  running.agent.Apply(
      policy::event::ScreenRead{running.agent.session().shares.back().id, {EmailOf(1)}});
  const std::string alert = running.agent.session().alerts.back().alert.id;
  const auto nobody = running.agent.Handle(request::AskAboutAlert{alert, "Was it one?"});
  REQUIRE_FALSE(nobody.ok());
  CHECK(nobody.error().code == policy::ErrorCode::kRefused);

  policy::Policy policy;
  policy.champions = {
      {"Dana Whitlock", "dana.whitlock@lending.example", {"omar.sayle@lending.example"}, ""}};
  policy.mail.from = "chaperone@lending.example";
  running.agent.Apply(policy::event::PolicyChanged{policy});
  const auto asked = running.agent.Handle(request::AskAboutAlert{alert, "Was it one?"});
  REQUIRE(asked.ok());
  CHECK(asked->at("queued") == 2);
  const auto waiting = running.store->ListMails(10);
  REQUIRE(waiting.ok());
  REQUIRE(waiting->size() == 1);
  CHECK(waiting->front().reason == policy::MailReason::kAlertQuestion);
  CHECK(waiting->front().recipients.size() == 2);
}

}  // namespace
}  // namespace chaperone::agent
