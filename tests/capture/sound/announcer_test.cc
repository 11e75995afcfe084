// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/announcer.h"

#include <signal.h>

#include <catch2/catch.hpp>

#include "tests/capture/sound/announcement_fixture.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::AnnouncementMeasure;
using chaperone::policy::ErrorCode;
using std::chrono::milliseconds;
using State = Announcer::State;

namespace {

// One call on one server, and an announcer.
struct Scene {
  SoundServer server;
  TestFolder folder;
  Softphone softphone{server};
  std::string voice = folder / "voice.wav";
  std::unique_ptr<Announcer> announcer;

  explicit Scene(const std::string& text = kAnnouncementText) {
    Speak(text, voice);
    announcer = std::move(*Announcer::Create(server.address()));
  }
  chaperone::policy::Result<void> Begin(bool stay = false) {
    return announcer->Begin(softphone.sound(), voice, "", stay);
  }
  // Runs it, with something done once the voice is half through.
  State RunWith(const std::function<void()>& halfway) {
    const auto half = [&] { return announcer->injected() > announcer->length() / 2; };
    if (RunToEnd(*announcer, half) != State::kRunning) return announcer->Step();
    halfway();
    return RunToEnd(*announcer);
  }
};

bool AllMet(const AnnouncementMeasure& m) {
  return m.segments > 5 && m.segments_met == m.segments && m.injected == m.length;
}

bool MetEnough(const AnnouncementMeasure& m) {
  return m.segments_met * 100 >= m.segments * 85;
}

std::string Show(const AnnouncementMeasure& m) {
  return std::to_string(m.segments_met) + " of " + std::to_string(m.segments) + ", " +
         std::to_string(m.gain_db) + " dB, " + std::to_string(m.injected.count()) + " of " +
         std::to_string(m.length.count()) + " ms";
}

}  // namespace

TEST_CASE("announcer: what was injected is measured whole while the employee talks over it") {
  Scene scene;
  const std::string talk = scene.folder / "talk.wav";
  Speak(kEmployeeText, talk, {}, "en-us+f3");
  Child employee({"paplay", "--device=employee", talk});
  REQUIRE(scene.Begin());
  CHECK(scene.softphone.source() == kVirtualMicrophone);
  CHECK(scene.server.Pactl("get-default-source") == "mic\n");
  REQUIRE(RunToEnd(*scene.announcer) == State::kDone);
  const AnnouncementMeasure& m = scene.announcer->measure();
  INFO(Show(m));
  CHECK(AllMet(m));
  CHECK(m.gain_db == Approx(0).margin(1.5));
  CHECK(m.stream_in_place);
  CHECK(m.stream_open);
  CHECK(m.voice_hash == Output({"sha256sum", scene.voice}).substr(0, 64));
  CHECK(scene.softphone.source() == "mic");
  CHECK(IsClean(scene.server));
}

TEST_CASE("announcer: stays for what is said next, then puts back") {
  Scene scene("This call is recorded.");
  REQUIRE(scene.Begin(/*stay=*/true));
  REQUIRE(RunToEnd(*scene.announcer) == State::kDone);
  CHECK(scene.softphone.source() == kVirtualMicrophone);
  REQUIRE(scene.Begin(/*stay=*/true));
  REQUIRE(RunToEnd(*scene.announcer) == State::kDone);
  CHECK(scene.announcer->measure().segments_met == scene.announcer->measure().segments);
  CHECK(scene.softphone.source() == kVirtualMicrophone);
  REQUIRE(scene.announcer->PutBack());
  CHECK(scene.softphone.source() == "mic");
  CHECK(IsClean(scene.server));
  CHECK(scene.announcer->PutBack());
}

TEST_CASE("announcer: too quiet shows as a gain") {
  Scene scene;
  REQUIRE(scene.Begin());
  // Pulse's percentages are cubic: 40 % are -24 dB.
  scene.server.Pactl(std::string("set-sink-volume ") + kAnnouncementSink + " 40%");
  REQUIRE(RunToEnd(*scene.announcer) == State::kDone);
  INFO(Show(scene.announcer->measure()));
  CHECK(scene.announcer->measure().gain_db < -20);
}

TEST_CASE("announcer: the softphone's own volume counts, too") {
  Scene scene("This call is recorded.");
  REQUIRE(scene.Begin());
  scene.server.Pactl("set-source-output-volume " + std::to_string(scene.softphone.index()) +
                     " 40%");
  REQUIRE(RunToEnd(*scene.announcer) == State::kDone);
  INFO(Show(scene.announcer->measure()));
  CHECK(scene.announcer->measure().gain_db < -20);
}

TEST_CASE("announcer: a muted stream, for however short a time, was not open") {
  Scene scene;
  REQUIRE(scene.Begin());
  const std::string mute =
      "set-source-output-mute " + std::to_string(scene.softphone.index()) + " ";
  REQUIRE(scene.RunWith([&] {
    scene.server.Pactl(mute + "1");
    RunToEnd(*scene.announcer, [n = 0]() mutable { return ++n > 20; });
    scene.server.Pactl(mute + "0");
  }) == State::kDone);
  CHECK_FALSE(scene.announcer->measure().stream_open);
  CHECK(scene.announcer->measure().stream_in_place);
}

TEST_CASE("announcer: a stream that is muted from the start was never open") {
  Scene scene("This call is recorded.");
  scene.server.Pactl("set-source-output-mute " + std::to_string(scene.softphone.index()) + " 1");
  REQUIRE(scene.Begin());
  REQUIRE(RunToEnd(*scene.announcer) == State::kDone);
  CHECK_FALSE(scene.announcer->measure().stream_open);
}

TEST_CASE("announcer: a stream that was moved away was not in place, and stays where it is") {
  Scene scene;
  REQUIRE(scene.Begin());
  const std::string move = "move-source-output " + std::to_string(scene.softphone.index()) + " ";
  REQUIRE(scene.RunWith([&] { scene.server.Pactl(move + "employee.monitor"); }) == State::kDone);
  CHECK_FALSE(scene.announcer->measure().stream_in_place);
  CHECK(scene.softphone.source() == "employee.monitor");
  CHECK(IsClean(scene.server));
}

TEST_CASE("announcer: half of it silenced is half of it injected") {
  Scene scene;
  REQUIRE(scene.Begin());
  REQUIRE(scene.RunWith([&] {
    scene.server.Pactl(std::string("set-sink-mute ") + kAnnouncementSink + " 1");
  }) == State::kDone);
  const AnnouncementMeasure& m = scene.announcer->measure();
  INFO(Show(m));
  CHECK_FALSE(MetEnough(m));
  CHECK(m.segments_met > 0);
  CHECK(m.injected < m.length * 3 / 4);
}

TEST_CASE("announcer: fails, and puts back, when its sound is taken away or the call ends") {
  Scene scene;
  REQUIRE(scene.Begin());
  REQUIRE(scene.RunWith([&] { scene.server.Pactl("unload-module module-null-sink"); }) ==
          State::kFailed);
  CHECK(scene.announcer->failure().code == ErrorCode::kUnavailable);
  CHECK(scene.server.Pactl("list short modules").find("chaperone_") == std::string::npos);
}

TEST_CASE("announcer: a call that is over, and a second one at once, are refused") {
  Scene scene;
  CallSound gone = scene.softphone.sound();
  gone.stream += 1000;
  const auto over = scene.announcer->Begin(gone, scene.voice, "", false);
  REQUIRE_FALSE(over);
  CHECK(over.error().code == ErrorCode::kNotFound);
  CHECK(IsClean(scene.server));
  CallSound unplugged = scene.softphone.sound();
  unplugged.microphone = "unplugged";
  CHECK_FALSE(scene.announcer->Begin(unplugged, scene.voice, "", false));
  CHECK(IsClean(scene.server));
  REQUIRE(scene.Begin());
  CHECK_FALSE(scene.Begin());
  REQUIRE(scene.announcer->PutBack());
  CHECK(scene.announcer->Step() == State::kIdle);
  CHECK(scene.softphone.source() == "mic");
}

TEST_CASE("announcer: another voice file than the policy's touches nothing") {
  Scene scene;
  const auto begun =
      scene.announcer->Begin(scene.softphone.sound(), scene.voice, std::string(64, 'a'), false);
  REQUIRE_FALSE(begun);
  CHECK(begun.error().code == ErrorCode::kBadInput);
  CHECK(begun.error().detail.find("SHA-256") != std::string::npos);
  CHECK(scene.softphone.source() == "mic");
  CHECK(IsClean(scene.server));
}

TEST_CASE("announcer: killed in the middle leaves nobody mute once cleaned up") {
  Scene scene;
  Child other({CHAPERONE_ANNOUNCE_PROBE, std::to_string(scene.softphone.index()), scene.voice});
  REQUIRE(other.ReadLine() == "announcing");
  CHECK(scene.softphone.source() == kVirtualMicrophone);
  other.Stop(SIGKILL);
  CHECK_FALSE(IsClean(scene.server));
  const auto cleaned = CleanUpSound(scene.server.address());
  REQUIRE(cleaned);
  CHECK(*cleaned == 4);  // a stream and three modules
  CHECK(scene.softphone.source() == "mic");
  CHECK(IsClean(scene.server));
  CHECK(CleanUpSound(scene.server.address()).value() == 0);
}

TEST_CASE("announcer: clean-up takes nobody else's modules") {
  SoundServer server;
  server.Pactl("load-module module-null-sink sink_name=chaperone_mixer");
  server.Pactl("load-module module-loopback source=mic sink=chaperone_mixer");
  CHECK(CleanUpSound(server.address()).value() == 0);
  CHECK(server.Pactl("list short modules").find("chaperone_mixer") != std::string::npos);
}

TEST_CASE("announcer: no sound server is an error that may pass") {
  const auto none = Announcer::Create("unix:/nonexistent/native");
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::kUnavailable);
  CHECK_FALSE(CleanUpSound("unix:/nonexistent/native"));
}
