// SPDX-License-Identifier: Apache-2.0
// A real dunst on a real X server and a session bus of its own.
#include "agent/bus/notifier.h"

#include <poll.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/agent/bus/private_bus.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::Alert;
using policy::Kind;
using testing::PrivateBus;
using testing::Process;
using testing::RunUntil;

// An X server without a screen; the number is the server's own choice.
struct Display {
  testing::TemporaryFolder folder;
  Process server{{"sh", "-c", "exec Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp 3>\"$0\"",
                  (folder.path() / "number").string()},
                 {},
                 folder.path() / "log"};
  std::string name;

  Display() {
    RunUntil([] {},
             [&] {
               const std::string number = testing::ReadFile(folder.path() / "number");
               if (!number.ends_with('\n')) return false;
               name = ":" + number.substr(0, number.size() - 1);
               return true;
             });
  }
};

Alert OneAlert(const std::string& id, uint32_t emails) {
  Alert alert;
  alert.id = id;
  alert.kinds = {{Kind::kEmail, emails}, {Kind::kPhone, 1}};
  alert.third_parties = 1;
  alert.application = "Chromium <3 & more";
  return alert;
}

// The desktop as a user has it, and a notifier on it that keeps what it is told.
struct Desktop {
  Display display;
  PrivateBus private_bus;
  testing::TemporaryFolder folder;
  std::unique_ptr<Bus> bus = std::move(*Bus::Open());
  std::vector<std::string> heard;
  std::unique_ptr<Notifier> notifier = std::move(*Notifier::Create(
      *bus, {[this](const std::string& alert, policy::Answer answer) {
               heard.push_back(alert + " " + std::string(policy::AnswerName(answer)));
             },
             [this](policy::Audience audience) {
               heard.push_back("audience " + std::string(policy::AudienceName(audience)));
             },
             [this](const std::string& alert) { heard.push_back(alert + " dismissed"); },
             {},
             [this](bool record) { heard.push_back(record ? "record" : "not now"); }}));

  std::unique_ptr<Process> StartDunst(const std::string& rules = "") {
    // dunst lets the user choose a button in a menu program: this one picks what `choice` says.
    const std::string menu = (folder.path() / "menu").string();
    std::ofstream(menu) << "#!/bin/sh\ngrep -F -f '" << choice() << "'\n";
    std::filesystem::permissions(menu, std::filesystem::perms::owner_all);
    std::ofstream(folder.path() / "dunstrc") << "[global]\nsort = no\ndmenu = " << menu << "\n"
                                             << rules;
    return std::make_unique<Process>(
        std::vector<std::string>{"dunst", "-conf", (folder.path() / "dunstrc").string()},
        std::map<std::string, std::string>{{"DISPLAY", display.name},
                                           {"XDG_CONFIG_HOME", folder.path().string()}},
        folder.path() / "dunst.log");
  }

  std::string choice() const { return (folder.path() / "choice").string(); }
  // Presses the button with this label on the newest notification.
  void Press(const std::string& label) {
    std::ofstream(choice()) << label << "\n";
    CHECK(testing::Run({"dunstctl", "context"}).exit_code == 0);
  }

  void Pump() { REQUIRE(bus->Process().ok()); }
  void Until(const std::function<bool()>& done) {
    RunUntil([&] { Pump(); }, done);
  }

  // Until nothing has come for a while: every update has been taken.
  void Settle() {
    Until([&] {
      pollfd ready{bus->poll_fd(), POLLIN, 0};
      return poll(&ready, 1, 200) == 0;
    });
  }

  int Displayed() {
    const auto count = testing::Run({"dunstctl", "count", "displayed"});
    return count.exit_code == 0 ? std::stoi(count.out) : -1;
  }
  // What dunst has shown and closed, newest first.
  json History() {
    const auto history = testing::Run({"dunstctl", "history"});
    REQUIRE(history.exit_code == 0);
    return json::parse(history.out).at("data").at(0);
  }
  static std::string Text(const json& entry, const char* field) {
    return entry.at(field).at("data").get<std::string>();
  }
};

TEST_CASE("notifications: what is shown stands on the desktop, and an update replaces it") {
  Desktop desktop;
  const auto dunst = desktop.StartDunst();
  desktop.Until([&] {
    return desktop.notifier->status().working && !desktop.notifier->status().server.empty();
  });
  CHECK(desktop.notifier->status().server.starts_with("dunst "));
  CHECK(desktop.notifier->status().actions);
  desktop.notifier->Show(OneAlert("a-1", 1));
  desktop.Until([&] { return desktop.Displayed() == 1; });
  desktop.notifier->Show(OneAlert("a-1", 2));
  desktop.notifier->Show(OneAlert("a-1", 3));
  desktop.notifier->Tell("mail", "Alerts wait: the mail server does not answer.");
  desktop.Until([&] { return desktop.Displayed() == 2; });
  desktop.Settle();
  desktop.notifier->Close("a-1");
  desktop.Until([&] { return desktop.Displayed() == 1; });
  const json history = desktop.History();
  REQUIRE(history.size() == 1);
  CHECK(Desktop::Text(history[0], "summary") == "Another person's data is on your shared screen");
  CHECK(Desktop::Text(history[0], "body") ==
        "On it: e-mail address (3), phone number. Shared by Chromium <3 & more. Hide it now.");
  CHECK(desktop.heard.empty());
}

TEST_CASE("notifications: the employee's button comes back as the answer") {
  Desktop desktop;
  const auto dunst = desktop.StartDunst();
  desktop.Until([&] { return desktop.notifier->status().working; });
  desktop.notifier->Show(OneAlert("a-2", 1));
  desktop.Until([&] { return desktop.Displayed() == 1; });
  desktop.Press("It is the customer");
  desktop.Until([&] { return !desktop.heard.empty(); });
  CHECK(desktop.heard == std::vector<std::string>{"a-2 is_customer"});
  desktop.notifier->Show(OneAlert("a-5", 1));
  desktop.Until([&] { return desktop.Displayed() == 1; });
  desktop.Press("False alarm");
  desktop.Until([&] { return desktop.heard.size() == 2; });
  CHECK(desktop.heard.back() == "a-5 false_alarm");
}

TEST_CASE("notifications: several alerts share one notification, and are answered one by one") {
  Desktop desktop;
  const auto dunst = desktop.StartDunst();
  desktop.Until([&] { return desktop.notifier->status().working; });
  for (const char* id : {"a-1", "a-2", "a-3"}) desktop.notifier->Show(OneAlert(id, 1));
  desktop.Settle();
  CHECK(desktop.Displayed() == 1);
  desktop.notifier->Close("a-2");
  desktop.Settle();
  desktop.Press("It is the customer");
  desktop.Until([&] { return !desktop.heard.empty(); });
  CHECK(desktop.heard == std::vector<std::string>{"a-3 is_customer"});
  desktop.Settle();
  CHECK(desktop.Displayed() == 1);
  desktop.Press("It is a colleague");
  desktop.Until([&] { return desktop.heard.size() == 2; });
  CHECK(desktop.heard.back() == "a-1 colleague");
  desktop.notifier->Close("a-1");
  desktop.Until([&] { return desktop.Displayed() == 0; });
}

TEST_CASE("notifications: one that is waved away is not an answer") {
  Desktop desktop;
  const auto dunst = desktop.StartDunst();
  desktop.Until([&] { return desktop.notifier->status().working; });
  desktop.notifier->Show(OneAlert("a-3", 1));
  desktop.Until([&] { return desktop.Displayed() == 1; });
  CHECK(testing::Run({"dunstctl", "close"}).exit_code == 0);
  desktop.Until([&] { return !desktop.heard.empty(); });
  CHECK(desktop.heard == std::vector<std::string>{"a-3 dismissed"});
  desktop.notifier->Show(OneAlert("a-3", 1));
  desktop.Until([&] { return desktop.Displayed() == 1; });
}

TEST_CASE("notifications: without a daemon that is said, and all is shown when one comes") {
  Desktop desktop;
  desktop.Until([&] {
    return !desktop.notifier->status().working &&
           desktop.notifier->status().detail.find("no notification daemon") != std::string::npos;
  });
  desktop.notifier->Show(OneAlert("a-4", 1));
  desktop.notifier->AskAudience();
  desktop.notifier->Show(OneAlert("gone", 1));
  desktop.notifier->Close("gone");
  auto dunst = desktop.StartDunst();
  desktop.Until([&] { return desktop.Displayed() == 2; });
  CHECK(desktop.notifier->status().working);
  SECTION("and again after it died") {
    dunst->Stop();
    desktop.Until([&] { return !desktop.notifier->status().working; });
    desktop.notifier->StopAskingAudience();
    dunst = desktop.StartDunst();
    desktop.Until([&] { return desktop.Displayed() == 1; });
  }
  SECTION("and Retry asks again at most every ten seconds") {
    const auto now = std::chrono::steady_clock::now();
    desktop.notifier->Retry(now);
    desktop.notifier->Retry(now + std::chrono::seconds(11));
    CHECK(desktop.notifier->status().working);
  }
}

TEST_CASE("notifications: only a leak that goes on comes through \"do not disturb\"") {
  Desktop desktop;
  // The user wants to see nothing but what is critical.
  const auto dunst = desktop.StartDunst(
      "[calm]\nmsg_urgency = normal\nskip_display = true\n"
      "[calmer]\nmsg_urgency = low\nskip_display = true\n");
  desktop.Until([&] { return desktop.notifier->status().working; });
  desktop.notifier->AskAudience();
  desktop.notifier->OfferRecording("Chromium");
  desktop.notifier->Tell("mail", "Alerts wait: the mail server does not answer.");
  desktop.Until([&] { return desktop.History().size() == 3; });
  CHECK(desktop.Displayed() == 0);
  desktop.notifier->Show(OneAlert("a-6", 1));
  desktop.Until([&] { return desktop.Displayed() == 1; });
  desktop.notifier->Close("a-6");
  desktop.Until([&] { return desktop.Displayed() == 0; });
}

TEST_CASE("notifications: who is watching is asked and answered") {
  Desktop desktop;
  const auto dunst = desktop.StartDunst();
  desktop.Until([&] { return desktop.notifier->status().working; });
  desktop.notifier->AskAudience();
  desktop.Until([&] { return desktop.Displayed() == 1; });
  desktop.Press("External");
  desktop.Until([&] { return !desktop.heard.empty(); });
  CHECK(desktop.heard == std::vector<std::string>{"audience external"});
}

TEST_CASE("notifications: an offer to record is answered by its buttons alone") {
  Desktop desktop;
  const auto dunst = desktop.StartDunst();
  desktop.Until([&] { return desktop.notifier->status().working; });
  const auto offer = [&] {
    desktop.notifier->OfferRecording("Chromium");
    desktop.Until([&] { return desktop.Displayed() == 1; });
  };
  offer();
  desktop.Press("Record…");
  desktop.Until([&] { return !desktop.heard.empty(); });
  CHECK(desktop.heard == std::vector<std::string>{"record"});
  offer();
  desktop.Press("Not now");
  desktop.Until([&] { return desktop.heard.size() == 2; });
  CHECK(desktop.heard.back() == "not now");
  offer();
  CHECK(testing::Run({"dunstctl", "close"}).exit_code == 0);
  desktop.Settle();
  offer();
  desktop.notifier->StopOffering();
  desktop.Until([&] { return desktop.Displayed() == 0; });
  CHECK(desktop.heard.size() == 2);
}

}  // namespace
}  // namespace chaperone::agent
