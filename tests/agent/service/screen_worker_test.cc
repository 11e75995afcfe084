// SPDX-License-Identifier: Apache-2.0
#include "agent/screen_worker.h"

#include <poll.h>
#include <signal.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "capture/screen/replay_source.h"

namespace chaperone::agent {
namespace {

namespace fs = std::filesystem;
using policy::GapReason;
using namespace std::chrono_literals;

// A folder with one invented screen, shown for a long time.
struct Replay {
  fs::path folder = fs::temp_directory_path() / ("chaperone-replay-" + std::to_string(getpid()));
  Replay() {
    fs::create_directories(folder);
    fs::copy_file(fs::path(SAMPLES) / "screens" / "record.png", folder / "0.png",
                  fs::copy_options::overwrite_existing);
    fs::copy_file(fs::path(SAMPLES) / "screens" / "record.png", folder / "600000.png",
                  fs::copy_options::overwrite_existing);
  }
  ~Replay() { fs::remove_all(folder); }
  SourceFactory Source() const {
    return [path = folder.string()]() -> policy::Result<std::unique_ptr<capture::ScreenSource>> {
      auto source = capture::ReplaySource::Open(path);
      if (!source) return source.error();
      return std::unique_ptr<capture::ScreenSource>(std::move(*source));
    };
  }
};

// The first event that fits; fails after a long while.
policy::Event WaitFor(Channel<policy::Event>& events,
                      const std::function<bool(const policy::Event&)>& fits) {
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < end) {
    pollfd p{events.fd(), POLLIN, 0};
    poll(&p, 1, 200);
    for (policy::Event& event : events.TakeAll()) {
      if (fits(event)) return event;
    }
  }
  FAIL("the event did not come");
  return policy::event::Tick{};
}

bool IsWholeReading(const policy::Event& event) {
  const auto* read = std::get_if<policy::event::ScreenRead>(&event);
  return read != nullptr && !read->behind && !read->findings.empty();
}

bool IsGap(const policy::Event& event, GapReason reason, bool open) {
  if (const auto* o = std::get_if<policy::event::GapOpened>(&event))
    return open && o->reason == reason;
  if (const auto* c = std::get_if<policy::event::GapClosed>(&event))
    return !open && c->reason == reason;
  return false;
}

// The reader that this process started.
pid_t ReaderPid() {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream stat(entry.path() / "stat");
    std::string pid, comm, state;
    pid_t parent = 0;
    stat >> pid >> comm >> state >> parent;
    if (parent == getpid() && comm.starts_with("(chaperone-read") && state != "Z")
      return std::stoi(pid);
  }
  return 0;
}

TEST_CASE("screen worker: reads a screen, and reads it anew with other people known") {
  const Replay replay;
  Channel<policy::Event> events(1024);
  ReadingSettings settings;
  settings.configure.fingerprint_key.assign(32, 7);
  ScreenWorker worker("s-1", replay.Source(), {}, READER, settings, events);
  const auto first = std::get<policy::event::ScreenRead>(WaitFor(events, IsWholeReading));
  CHECK(first.share == "s-1");
  const auto third_party = [](const policy::Finding& f) { return policy::IsThirdParty(f.subject); };
  CHECK(std::all_of(first.findings.begin(), first.findings.end(), third_party));
  for (const policy::Finding& f : first.findings) CHECK(f.fingerprint != policy::Fingerprint{});

  settings.people.customers.push_back({"George Johnson", {}});
  worker.Set(settings);
  const auto second =
      std::get<policy::event::ScreenRead>(WaitFor(events, [&](const policy::Event& e) {
        if (!IsWholeReading(e)) return false;
        const auto& f = std::get<policy::event::ScreenRead>(e).findings;
        return std::any_of(f.begin(), f.end(),
                           [](const auto& x) { return x.subject == policy::Subject::kCustomer; });
      }));
  CHECK(second.findings.size() == first.findings.size());
}

// A replay that stands where the test says.
class MovedSource : public capture::ScreenSource {
 public:
  MovedSource(std::unique_ptr<capture::ScreenSource> inner, const std::atomic<int>& left)
      : inner_(std::move(inner)), left_(left) {}
  int poll_fd() const override { return -1; }
  capture::SourceUpdate Grab() override { return inner_->Grab(); }
  capture::SharedFrame& frame() override { return inner_->frame(); }
  bool SetCovers(std::vector<capture::HiddenPart> parts) override {
    return inner_->SetCovers(std::move(parts));
  }
  policy::Rect region() const override {
    policy::Rect place = inner_->region();
    place.x = left_;
    return place;
  }

 private:
  std::unique_ptr<capture::ScreenSource> inner_;
  const std::atomic<int>& left_;
};

TEST_CASE("screen worker: says where the share lies before it reads, and when it was moved") {
  const Replay replay;
  std::atomic<int> left = 40;
  Channel<policy::Event> events(1024);
  ScreenWorker worker(
      "s-1",
      [&, open = replay.Source()]() -> policy::Result<std::unique_ptr<capture::ScreenSource>> {
        auto source = open();
        if (!source) return source.error();
        return std::unique_ptr<capture::ScreenSource>(
            std::make_unique<MovedSource>(std::move(*source), left));
      },
      {}, READER, {}, events);
  const auto placed_or_read = [](const policy::Event& e) {
    return std::holds_alternative<policy::event::SharePlaced>(e) ||
           std::holds_alternative<policy::event::ScreenRead>(e);
  };
  const policy::Event first = WaitFor(events, placed_or_read);
  REQUIRE(std::holds_alternative<policy::event::SharePlaced>(first));
  CHECK(std::get<policy::event::SharePlaced>(first).share == "s-1");
  CHECK(std::get<policy::event::SharePlaced>(first).place.x == 40);
  CHECK_FALSE(std::get<policy::event::SharePlaced>(first).place.empty());
  left = 90;
  WaitFor(events, [](const policy::Event& e) {
    const auto* placed = std::get_if<policy::event::SharePlaced>(&e);
    return placed != nullptr && placed->place.x == 90;
  });
}

TEST_CASE("screen worker: what cannot be covered is said") {
  const Replay replay;
  Channel<policy::Event> events(1024);
  ScreenWorker worker("s-1", replay.Source(), {}, READER, {}, events);
  WaitFor(events, IsWholeReading);
  worker.Cover({{10, 10, 50, 20}});
  const auto failed = WaitFor(
      events, [](const auto& e) { return std::holds_alternative<policy::event::CoverFailed>(e); });
  CHECK(std::get<policy::event::CoverFailed>(failed).share == "s-1");
}

TEST_CASE("screen worker: a reader that dies is a gap until another one has read the screen") {
  const Replay replay;
  Channel<policy::Event> events(1024);
  ScreenWorker worker("s-1", replay.Source(), {}, READER, {}, events);
  WaitFor(events, IsWholeReading);
  const pid_t reader = ReaderPid();
  REQUIRE(reader > 0);
  REQUIRE(kill(reader, SIGKILL) == 0);
  WaitFor(events, [](const auto& e) { return IsGap(e, GapReason::kReaderFailed, true); });
  WaitFor(events, [](const auto& e) { return IsGap(e, GapReason::kReaderFailed, false); });
  CHECK(ReaderPid() != reader);
}

TEST_CASE("screen worker: a reader that hangs is a gap, and is replaced") {
  const Replay replay;
  Channel<policy::Event> events(1024);
  ReadingSettings settings;
  ScreenWorker worker("s-1", replay.Source(), {}, READER, settings, events);
  const pid_t reader = [&] {
    for (;;) {
      if (const pid_t pid = ReaderPid(); pid > 0) return pid;
      usleep(10'000);
    }
  }();
  // Before it has read: it owes an answer for good.
  REQUIRE(kill(reader, SIGSTOP) == 0);
  WaitFor(events, [](const auto& e) { return IsGap(e, GapReason::kReaderFailed, true); });
  WaitFor(events, IsWholeReading);
  CHECK(ReaderPid() != reader);
}

// What is logged while it lives.
struct LogText {
  std::ostringstream text;
  std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
  LogText() {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text)));
  }
  ~LogText() { spdlog::set_default_logger(before); }
};

TEST_CASE("screen worker: without a model the log says what the reader lacks") {
  const LogText log;
  const Replay replay;
  Channel<policy::Event> events(1024);
  REQUIRE(setenv("TESSDATA_PREFIX", "/nonexistent/tessdata", 1) == 0);
  {
    ScreenWorker worker("s-1", replay.Source(), {}, READER, {}, events);
    WaitFor(events, [](const auto& e) { return IsGap(e, GapReason::kReaderFailed, true); });
  }
  unsetenv("TESSDATA_PREFIX");
  INFO(log.text.str());
  CHECK(log.text.str().find("reader failed share=s-1: ") != std::string::npos);
  CHECK(log.text.str().find("model") != std::string::npos);
}

TEST_CASE("screen worker: no screen and no reader are gaps, and it ends all the same") {
  Channel<policy::Event> events(1024);
  {
    ScreenWorker worker(
        "s-1",
        []() -> policy::Result<std::unique_ptr<capture::ScreenSource>> {
          return policy::Unavailable("no display");
        },
        {}, "/nonexistent/chaperone-reader", {}, events);
    WaitFor(events, [](const auto& e) { return IsGap(e, GapReason::kDisplayLost, true); });
    WaitFor(events, [](const auto& e) { return IsGap(e, GapReason::kReaderFailed, true); });
  }
  CHECK(ReaderPid() == 0);
}

}  // namespace
}  // namespace chaperone::agent
