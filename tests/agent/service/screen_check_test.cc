// SPDX-License-Identifier: Apache-2.0
#include "agent/screen_check.h"

#include <poll.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "capture/screen/replay_source.h"

namespace chaperone::agent {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using policy::Rect;
using policy::Severity;

// A display of windows that show an invented record, by their ids; none other can be opened.
struct Windows {
  fs::path folder = fs::temp_directory_path() / ("chaperone-check-" + std::to_string(getpid()));
  std::vector<capture::ListedWindow> open;
  std::set<uint32_t> with_record;
  bool display_gone = false;
  int lists = 0;
  std::function<void()> before_list = [] {};

  Windows() {
    fs::create_directories(folder);
    for (const char* name : {"0.png", "600000.png"}) {
      fs::copy_file(fs::path(SAMPLES) / "screens" / "record.png", folder / name,
                    fs::copy_options::overwrite_existing);
    }
  }
  ~Windows() { fs::remove_all(folder); }

  ScreenCheck Check(const std::string& reader = READER) {
    ScreenCheck::Wiring wiring;
    wiring.list_windows = [this]() -> policy::Result<std::vector<capture::ListedWindow>> {
      ++lists;
      before_list();
      if (display_gone) return policy::Unavailable("the display went away");
      return open;
    };
    wiring.list_monitors = []() -> policy::Result<std::vector<capture::Monitor>> {
      return std::vector<capture::Monitor>{{"DP-1", {0, 0, 1000, 1000}, true},
                                           {"DP-2", {1000, 0, 1000, 1000}, false}};
    };
    wiring.open_source = [this](const capture::ShareTarget& target)
        -> policy::Result<std::unique_ptr<capture::ScreenSource>> {
      if (!with_record.contains(target.window)) {
        return policy::Error{policy::ErrorCode::kNotFound, false, "there is no such window"};
      }
      auto source = capture::ReplaySource::Open(folder.string());
      if (!source) return source.error();
      return std::unique_ptr<capture::ScreenSource>(std::move(*source));
    };
    wiring.reader_program = reader;
    return ScreenCheck(std::move(wiring));
  }
};

policy::ScreenRisk Judge(const std::vector<policy::Finding>& findings) {
  return policy::RiskOf(findings, policy::Policy{}, {});
}

void RunToEnd(ScreenCheck& check) {
  const auto end = std::chrono::steady_clock::now() + 90s;
  while (check.result().state == CheckState::kRunning && std::chrono::steady_clock::now() < end) {
    pollfd p{check.fd(), POLLIN, 0};
    poll(&p, 1, static_cast<int>(std::min<int64_t>(check.patience()->count(), 1000)));
    check.Serve();
  }
}

capture::ListedWindow Window(uint32_t id, const std::string& application, const Rect& region,
                             bool mapped = true) {
  return {id, application, 0, region, mapped, mapped};
}

TEST_CASE("screen check: windows are read one after the other, and the worst stands first") {
  Windows windows;
  windows.open = {Window(1, "Closed", {0, 0, 10, 10}, false),
                  Window(2, "Records", {1200, 0, 900, 700}),
                  Window(3, "Unreadable", {0, 0, 10, 10}),
                  Window(4, "Chaperone-tray", {0, 0, 9, 9}),
                  {5, "Terminal", getpid(), {0, 0, 9, 9}, true, true}};
  windows.with_record = {2, 4, 5};
  ScreenCheck check = windows.Check();
  REQUIRE(check.Start("k-1", {}, Judge).ok());
  CHECK(check.result().state == CheckState::kRunning);
  CHECK(check.result().of == 3);  // our own are not among them
  RunToEnd(check);
  REQUIRE(check.result().state == CheckState::kDone);
  REQUIRE(check.result().windows.size() == 3);
  const CheckedWindow& worst = check.result().windows[0];
  CHECK(worst.window.window == 2);
  CHECK(worst.monitor == "DP-2");
  CHECK(worst.readable);
  CHECK(worst.risk.severity == Severity::kHigh);
  CHECK(worst.risk.third_parties > 0);
  for (const size_t i : {size_t{1}, size_t{2}}) {
    CHECK_FALSE(check.result().windows[i].readable);
    CHECK(check.result().windows[i].risk == policy::ScreenRisk{});
  }
  const nlohmann::json reply = CheckReply(check.result());
  CHECK(reply["state"] == "done");
  CHECK(reply["done"] == 3);
  CHECK(reply["windows"][0]["application"] == "Records");
  CHECK(reply["windows"][0]["risk"] == "high");
  CHECK(reply["windows"][1]["risk"] == "none");
  CHECK(reply["windows"][0]["region"] == nlohmann::json{1200, 0, 900, 700});
}

TEST_CASE("screen check: a window that closes meanwhile is left out") {
  Windows windows;
  windows.open = {Window(1, "Gone", {0, 0, 10, 10}), Window(2, "Minimised", {0, 0, 10, 10}, false)};
  windows.before_list = [&] {
    if (windows.lists == 2) windows.open.erase(windows.open.begin());
  };
  ScreenCheck check = windows.Check();
  REQUIRE(check.Start("k-1", {}, Judge).ok());
  RunToEnd(check);
  REQUIRE(check.result().windows.size() == 1);
  CHECK(check.result().windows[0].window.application == "Minimised");
}

TEST_CASE("screen check: a display without windows is done at once; one that is gone fails") {
  Windows windows;
  ScreenCheck check = windows.Check();
  REQUIRE(check.Start("k-1", {}, Judge).ok());
  CHECK(check.result().state == CheckState::kDone);
  windows.open = {Window(1, "Any", {0, 0, 10, 10})};
  REQUIRE(check.Start("k-2", {}, Judge).ok());
  windows.display_gone = true;
  RunToEnd(check);
  CHECK(check.result().state == CheckState::kFailed);
  CHECK(CheckReply(check.result())["problem"] == "the display went away");
  CHECK_FALSE(check.Start("k-3", {}, Judge).ok());
}

TEST_CASE("screen check: one that is begun anew forgets the one before") {
  Windows windows;
  windows.open = {Window(1, "Records", {0, 0, 900, 700})};
  windows.with_record = {1};
  ScreenCheck check = windows.Check();
  REQUIRE(check.Start("k-1", {}, Judge).ok());
  windows.open.clear();
  REQUIRE(check.Start("k-2", {}, Judge).ok());
  RunToEnd(check);
  CHECK(check.result().id == "k-2");
  CHECK(check.result().windows.empty());
}

}  // namespace
}  // namespace chaperone::agent
