// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/channel.h"
#include "agent/screen_worker.h"
#include "capture/activity/window_list.h"
#include "policy/sharing/screen_risk.h"

namespace chaperone::agent {

enum class CheckState : uint8_t { kUnknown, kRunning, kDone, kFailed };

struct CheckedWindow {
  capture::ListedWindow window;
  std::string monitor;  // on which most of it lies; "" where it lies on none
  policy::ScreenRisk risk;
  bool readable = false;  // false: it could not be read to its end, so `risk` may be too low

  bool operator==(const CheckedWindow&) const = default;
};

struct CheckResult {
  std::string id;
  CheckState state = CheckState::kUnknown;
  size_t of = 0;                       // windows that there were
  std::vector<CheckedWindow> windows;  // those that were looked at
  std::string problem;                 // why it failed; for people
};

// A look at every window that is open, before something is shared: one after the other, by a reader
// each. What comes of it are findings, weighed as alerts are; nothing is stored. One check at a
// time. Agent thread.
class ScreenCheck {
 public:
  using Judge = std::function<policy::ScreenRisk(const std::vector<policy::Finding>&)>;
  struct Wiring {
    std::function<policy::Result<std::vector<capture::ListedWindow>>()> list_windows;
    std::function<policy::Result<std::vector<capture::Monitor>>()> list_monitors;
    std::function<policy::Result<std::unique_ptr<capture::ScreenSource>>(
        const capture::ShareTarget&)>
        open_source;
    std::string reader_program;
  };
  explicit ScreenCheck(Wiring wiring) : wiring_(std::move(wiring)) {}

  // Begins; one that runs is given up. An error where the windows cannot be listed.
  policy::Result<void> Start(const std::string& id, ReadingSettings settings, Judge judge);

  // For poll(): when Serve() may have something to do.
  int fd() const { return events_.fd(); }
  std::optional<std::chrono::milliseconds> patience() const;
  // Takes in what came. True where the result is another now.
  bool Serve();

  const CheckResult& result() const { return result_; }

 private:
  using Clock = std::chrono::steady_clock;

  void Note(const policy::Event& event);
  void LookAtNext();
  void Finish();
  void Fail(const std::string& problem);
  std::string ShareOfNow() const { return result_.id + "-" + std::to_string(next_); }

  const Wiring wiring_;
  CheckResult result_;
  ReadingSettings settings_;
  Judge judge_;
  std::vector<CheckedWindow> waiting_;
  size_t next_ = 0;  // of `waiting_`: the one that is looked at, while there is a worker

  // Of the window that is looked at.
  std::optional<std::vector<policy::Finding>> findings_;  // the last reading
  bool whole_ = false;                                    // … was of all of it
  bool covered_ = false;                                  // it cannot be read
  bool reader_failed_ = false;
  std::optional<Clock::time_point> settled_at_;
  Clock::time_point deadline_{};

  Channel<policy::Event> events_{256};
  std::unique_ptr<ScreenWorker> worker_;  // last: it uses `events_`
};

// As ShowCheck has it: the worst window first.
nlohmann::json CheckReply(const CheckResult& result);

}  // namespace chaperone::agent
