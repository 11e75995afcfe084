// SPDX-License-Identifier: Apache-2.0
#include "agent/screen_check.h"

#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::GapReason;
using std::chrono::milliseconds;

// A window that was covered paints what was hidden once it is kept apart: wait for that.
constexpr milliseconds kSettle{400};
// For starting a reader and reading a full window; one that never stands still is given up then.
constexpr std::chrono::seconds kPatience{20};

// A toolkit may write the name with a capital.
bool IsOurs(const capture::ListedWindow& window) {
  constexpr std::string_view kTray = "chaperone-tray";
  const std::string& name = window.application;
  return window.pid == getpid() ||
         std::equal(name.begin(), name.end(), kTray.begin(), kTray.end(),
                    [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b); });
}

std::string MonitorOf(const policy::Rect& region, const std::vector<capture::Monitor>& monitors) {
  std::string name;
  int64_t most = 0;
  for (const capture::Monitor& monitor : monitors) {
    const int64_t area = Intersection(region, monitor.region).area();
    if (area > most) {
      most = area;
      name = monitor.name;
    }
  }
  return name;
}

// The worst first; of the same, what could not be read, then what can be seen.
auto Rank(const CheckedWindow& w) {
  return std::tuple(-static_cast<int>(w.risk.severity), w.readable, !w.window.visible);
}

}  // namespace

policy::Result<void> ScreenCheck::Start(const std::string& id, ReadingSettings settings,
                                        Judge judge) {
  auto windows = wiring_.list_windows();
  if (!windows) return windows.error();
  auto monitors = wiring_.list_monitors();
  if (!monitors) return monitors.error();
  worker_.reset();
  result_ = {id, CheckState::kRunning, 0, {}, ""};
  settings_ = std::move(settings);
  judge_ = std::move(judge);
  waiting_.clear();
  for (capture::ListedWindow& window : *windows) {
    if (IsOurs(window)) continue;
    std::string monitor = MonitorOf(window.region, *monitors);
    waiting_.push_back({std::move(window), std::move(monitor), {}, false});
  }
  result_.of = waiting_.size();
  next_ = 0;
  LookAtNext();
  return {};
}

std::optional<milliseconds> ScreenCheck::patience() const {
  if (result_.state != CheckState::kRunning) return std::nullopt;
  const auto next = settled_at_ ? std::min(*settled_at_, deadline_) : deadline_;
  return std::max(std::chrono::ceil<milliseconds>(next - Clock::now()), milliseconds{0});
}

// Begins with the window at `next_`, past those that are not mapped: nothing holds their contents.
void ScreenCheck::LookAtNext() {
  worker_.reset();
  while (next_ < waiting_.size() && !waiting_[next_].window.mapped) {
    result_.windows.push_back(waiting_[next_++]);
  }
  if (next_ == waiting_.size()) return Finish();
  findings_.reset();
  settled_at_.reset();
  whole_ = covered_ = reader_failed_ = false;
  deadline_ = Clock::now() + kPatience;
  capture::ShareTarget target;
  target.kind = capture::ShareTarget::Kind::kWindow;
  target.window = waiting_[next_].window.window;
  worker_ = std::make_unique<ScreenWorker>(
      ShareOfNow(), [open = wiring_.open_source, target] { return open(target); },
      ShieldFactory{},  // nothing is shared by looking
      wiring_.reader_program, settings_, events_);
}

void ScreenCheck::Note(const policy::Event& event) {
  if (const auto* read = std::get_if<policy::event::ScreenRead>(&event)) {
    if (read->share != ShareOfNow()) return;
    findings_ = read->findings;
    whole_ = !read->behind;
    if (whole_ && !settled_at_) settled_at_ = Clock::now() + kSettle;
  } else if (const auto* gap = std::get_if<policy::event::GapOpened>(&event)) {
    if (gap->share != ShareOfNow()) return;
    // A source that cannot be opened looks like a lost display; whether it is one shows at the end.
    covered_ |= gap->reason == GapReason::kTargetCovered || gap->reason == GapReason::kDisplayLost;
    reader_failed_ |= gap->reason == GapReason::kReaderFailed;
  }
}

bool ScreenCheck::Serve() {
  const std::vector<policy::Event> events = events_.TakeAll();
  if (result_.state != CheckState::kRunning) return false;
  for (const policy::Event& event : events) Note(event);
  const auto now = Clock::now();
  const bool late = now >= deadline_;
  const bool read = whole_ && settled_at_ && now >= *settled_at_;
  if (!read && !covered_ && !late) return false;
  if (late && reader_failed_ && !findings_) {
    Fail("the program that reads the screen does not work; chaperone doctor says what it lacks");
    return true;
  }
  CheckedWindow& window = waiting_[next_];
  window.readable = read;
  if (findings_) window.risk = judge_(*findings_);
  result_.windows.push_back(std::move(window));
  ++next_;
  LookAtNext();
  return true;
}

// What closed meanwhile is no risk any more.
void ScreenCheck::Finish() {
  const auto still = wiring_.list_windows();
  if (!still) return Fail(still.error().detail);
  std::erase_if(result_.windows, [&](const CheckedWindow& checked) {
    return std::none_of(still->begin(), still->end(), [&](const capture::ListedWindow& window) {
      return window.window == checked.window.window;
    });
  });
  std::stable_sort(
      result_.windows.begin(), result_.windows.end(),
      [](const CheckedWindow& a, const CheckedWindow& b) { return Rank(a) < Rank(b); });
  waiting_.clear();
  next_ = 0;
  result_.state = CheckState::kDone;
}

void ScreenCheck::Fail(const std::string& problem) {
  worker_.reset();
  result_.state = CheckState::kFailed;
  result_.problem = problem;
}

json CheckReply(const CheckResult& result) {
  json windows = json::array();
  for (const CheckedWindow& w : result.windows) {
    json kinds = json::object();
    for (const auto& [kind, count] : w.risk.kinds) {
      kinds[std::string(policy::KindName(kind))] = count;
    }
    const policy::Rect& at = w.window.region;
    windows.push_back({{"window", w.window.window},
                       {"application", w.window.application},
                       {"monitor", w.monitor},
                       {"region", {at.x, at.y, at.width, at.height}},
                       {"visible", w.window.visible},
                       {"risk", w.risk.severity == policy::Severity::kUnknown
                                    ? "none"
                                    : policy::SeverityName(w.risk.severity)},
                       {"kinds", kinds},
                       {"third_parties", w.risk.third_parties},
                       {"readable", w.readable}});
  }
  const char* state = result.state == CheckState::kRunning ? "running"
                      : result.state == CheckState::kDone  ? "done"
                                                           : "failed";
  return {{"check", result.id},
          {"state", state},
          {"done", result.state == CheckState::kDone ? result.of : result.windows.size()},
          {"of", result.of},
          {"windows", windows},
          {"problem", result.problem}};
}

}  // namespace chaperone::agent
