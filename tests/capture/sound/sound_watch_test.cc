// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/sound_watch.h"

#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/real/sound_server.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

Child Recorder(const std::string& source, const std::vector<std::string>& more = {}) {
  std::vector<std::string> command{"parec", "--device=" + source};
  command.insert(command.end(), more.begin(), more.end());
  command.emplace_back("/dev/null");
  return Child(command);
}

const RecordingStream* StreamOf(const SoundWatch& watch, pid_t pid) {
  for (const RecordingStream& stream : watch.picture().recording) {
    if (stream.pid == pid && !stream.source.empty()) return &stream;
  }
  return nullptr;
}

bool Sees(SoundWatch& watch, const std::function<bool()>& condition) {
  const auto end = steady_clock::now() + milliseconds{5000};
  while (!condition()) {
    if (steady_clock::now() > end || !watch.Wait(milliseconds{100})) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("sound watch: sees who records what, as /proc names them, until they end") {
  SoundServer server;
  auto watch = SoundWatch::Create(server.address());
  REQUIRE(watch);
  CHECK((*watch)->picture().default_source == "mic");
  CHECK((*watch)->picture().default_monitor == "headset.monitor");
  CHECK((*watch)->picture().sources ==
        std::vector<std::string>{"employee.monitor", "headset.monitor", "mic"});
  CHECK((*watch)->picture().recording.empty());  // the remapping module is no program

  Child recorder = Recorder("headset.monitor", {"--client-name=innocent"});
  REQUIRE(Sees(**watch, [&] { return StreamOf(**watch, recorder.pid()) != nullptr; }));
  const RecordingStream stream = *StreamOf(**watch, recorder.pid());
  CHECK(stream.executable == "/usr/bin/pacat");  // what parec is a link to
  CHECK(stream.source == "headset.monitor");
  CHECK(stream.monitor);
  CHECK_FALSE(stream.meter);
  CHECK_FALSE(stream.corked);
  CHECK(ForeignRecordersIn((*watch)->picture(), {}, {}) ==
        std::vector<std::string>{"/usr/bin/pacat"});

  server.Pactl("move-source-output " + std::to_string(stream.index) + " mic");
  CHECK(Sees(**watch, [&] { return StreamOf(**watch, recorder.pid())->source == "mic"; }));
  server.Pactl("set-source-output-mute " + std::to_string(stream.index) + " 1");
  CHECK(Sees(**watch, [&] { return StreamOf(**watch, recorder.pid())->muted; }));
  server.Pactl("set-source-output-mute " + std::to_string(stream.index) + " 0");
  CHECK(Sees(**watch, [&] { return !StreamOf(**watch, recorder.pid())->muted; }));
  recorder.Stop(SIGTERM);
  CHECK(Sees(**watch, [&] { return (*watch)->picture().recording.empty(); }));
}

TEST_CASE("sound watch: a softphone's far end is the sink that it plays to") {
  SoundServer server;
  Child player({"pacat", "--device=employee", "/dev/zero"});
  Child recorder = Recorder("mic");
  auto watch = SoundWatch::Create(server.address());
  REQUIRE(watch);
  const std::vector<std::string> softphones{"pacat"};
  REQUIRE(Sees(**watch, [&] {
    const auto calls = CallsIn((*watch)->picture(), softphones, {});
    return calls.size() == 1 && calls[0].sound.far_end == "employee.monitor";
  }));
  CHECK(CallsIn((*watch)->picture(), softphones, {})[0].sound.microphone == "mic");
  const std::vector<pid_t> own{recorder.pid()};
  CHECK(CallsIn((*watch)->picture(), softphones, own).empty());
}

TEST_CASE("sound watch: a rate that holds no speech is a meter, a mere claim is none") {
  SoundServer server;
  auto watch = SoundWatch::Create(server.address());
  REQUIRE(watch);
  Child meter = Recorder("headset.monitor", {"--rate=25"});
  Child liar = Recorder("headset.monitor", {"--stream-name=Peak detect"});
  REQUIRE(Sees(**watch, [&] {
    return StreamOf(**watch, meter.pid()) != nullptr && StreamOf(**watch, liar.pid()) != nullptr;
  }));
  CHECK(StreamOf(**watch, meter.pid())->meter);
  CHECK_FALSE(StreamOf(**watch, liar.pid())->meter);
}

TEST_CASE("sound watch: Wake() ends a wait, also when it came before it") {
  SoundServer server;
  auto watch = SoundWatch::Create(server.address());
  REQUIRE(watch);
  while ((*watch)->Wait(milliseconds{300}).value()) {
  }
  const auto start = steady_clock::now();
  (*watch)->Wake();
  CHECK_FALSE((*watch)->Wait(milliseconds{30'000}).value());
  std::thread other([&] {
    std::this_thread::sleep_for(milliseconds{100});
    (*watch)->Wake();
  });
  CHECK_FALSE((*watch)->Wait(milliseconds{-1}).value());
  other.join();
  CHECK(steady_clock::now() - start < milliseconds{20'000});
}

TEST_CASE("sound watch: no server, and losing it, are errors that may pass") {
  const auto none = SoundWatch::Create("unix:/nonexistent/native");
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::kUnavailable);
  CHECK(none.error().retryable);
  SoundServer server;
  auto watch = SoundWatch::Create(server.address());
  REQUIRE(watch);
  server.Kill();
  auto waited = (*watch)->Wait(milliseconds{5000});
  while (waited) waited = (*watch)->Wait(milliseconds{5000});
  CHECK(waited.error().code == ErrorCode::kUnavailable);
  CHECK(waited.error().retryable);
  CHECK_FALSE((*watch)->Wait(milliseconds{0}));
}
