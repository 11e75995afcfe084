// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/capture/audio/recorder_program.h"

// chaperone-recorder on a real sound server.
namespace chaperone::test {
namespace {

using policy::RecordingGapReason;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace to_recorder = agent::to_recorder;
namespace from_recorder = agent::from_recorder;

uint64_t Size(const std::string& file) {
  return std::filesystem::file_size(file);
}
size_t StreamsOf(const SoundServer& server) {
  const std::string all = server.Pactl("list short source-outputs");
  // The remapped microphone has one of its own.
  return static_cast<size_t>(std::count(all.begin(), all.end(), '\n')) - 1;
}
#ifndef CHAPERONE_SANITIZED
// Kilobytes of a process's heap that may be swapped to disk.
long UnlockedHeap(pid_t pid) {
  std::ifstream maps("/proc/" + std::to_string(pid) + "/smaps");
  long resident = -1;
  bool heap = false;
  for (std::string line; std::getline(maps, line);) {
    if (line.find('-') < line.find(' ')) heap = line.ends_with("[heap]");
    if (heap && line.starts_with("Rss:"))
      resident = std::max(resident, 0L) + std::stol(line.substr(4));
    if (heap && line.starts_with("Locked:")) resident -= std::stol(line.substr(7));
  }
  return resident;
}
#endif
double Loudest(const std::vector<float>& sound, double from, double to) {
  float out = 0;
  for (size_t i = static_cast<size_t>(from * 48000);
       i < std::min(sound.size(), static_cast<size_t>(to * 48000)); ++i) {
    out = std::max(out, std::abs(sound[i]));
  }
  return static_cast<double>(out);
}

TEST_CASE("recorder: each side is on its own channel, and the file is complete") {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  const Tone customer("headset", 1000, folder);
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed");
  REQUIRE(recorder.Await<from_recorder::Started>());
  for (int i = 0; i < 5; ++i) REQUIRE(recorder.Await<from_recorder::Level>());
#ifndef CHAPERONE_SANITIZED  // the address sanitizer makes mlock() do nothing
  CHECK(UnlockedHeap(recorder.pid()) == 0);
#endif
  recorder.Say(to_recorder::Finish{});
  const auto finished = recorder.Await<from_recorder::Finished>();
  REQUIRE(finished);
  CHECK(finished->bytes == Size(folder / "v-1.sealed"));
  CHECK(recorder.All<from_recorder::Gap>().empty());
  const auto levels = recorder.All<from_recorder::Level>();
  CHECK(std::abs(levels.back().microphone_db - 20 * std::log10(0.3)) < 1.5);

  const Sound sound = Export(folder / "v-1.sealed", folder);
  CHECK_FALSE(sound.exported.truncated);
  CHECK(sound.exported.problem.empty());
  CHECK(std::abs(sound.seconds() - static_cast<double>(finished->length.count()) / 1000) < 0.1);
  const double end = sound.seconds() - 0.5;
  CHECK(ToneLevel(sound.left, 440, 1, end) > -14);
  CHECK(ToneLevel(sound.right, 1000, 1, end) > -14);
  for (const double from : {0.5, 1.5, 2.5}) {
    CHECK(std::abs(Pitch(sound.left, 440, from, from + 1) / 440 - 1) < 0.0015);
    CHECK(std::abs(Pitch(sound.right, 1000, from, from + 1) / 1000 - 1) < 0.0015);
  }
  CHECK(ToneLevel(sound.left, 1000, 1, end) < ToneLevel(sound.right, 1000, 1, end) - 40);
  CHECK(ToneLevel(sound.right, 440, 1, end) < ToneLevel(sound.left, 440, 1, end) - 40);
}

TEST_CASE("recorder: without a permit nothing is listened to, and nothing kept") {
  const SoundServer server;
  const TestFolder folder;
  RecorderProgram recorder;
  const agent::OwnedFd file(
      open((folder / "v-1.sealed").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  to_recorder::Record record{kRecordingId, "", "", {0, "mic", "headset.monitor"}, 0, 0};
  recorder.Key();
  SECTION("none came") {
    recorder.Say(record, file.get());
    REQUIRE(recorder.Await<from_recorder::Failed>());
    CHECK(Size(folder / "v-1.sealed") == 0);
  }
  SECTION("it is closed already") {
    recorder.Permit();
    recorder.ClosePermit();
    recorder.Say(record, file.get());
    REQUIRE(recorder.Await<from_recorder::Failed>());
    CHECK(Size(folder / "v-1.sealed") < 200);
  }
  SECTION("a file in its place") {
    recorder.Say(to_recorder::Permit{}, file.get());
    recorder.Say(record, file.get());
    REQUIRE(recorder.Await<from_recorder::Failed>());
    CHECK(Size(folder / "v-1.sealed") < 200);
  }
  CHECK(StreamsOf(server) == 0);
  CHECK(recorder.All<from_recorder::Started>().empty());
}

TEST_CASE("recorder: a closed permit ends keeping and listening, a new one goes on in time") {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  const Tone customer("headset", 1000, folder);
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed");
  REQUIRE(recorder.Await<from_recorder::Started>());
  const auto begin = std::chrono::steady_clock::now();
  recorder.HearFor(seconds{3});
  CHECK(StreamsOf(server) == 2);
  const bool reason_first = GENERATE(true, false);
  if (reason_first) recorder.Say(to_recorder::Pause{RecordingGapReason::kPauseCard});
  recorder.ClosePermit();
  if (!reason_first) {
    const auto unknown = recorder.Await<from_recorder::Gap>();
    REQUIRE(unknown);
    CHECK(unknown->gap.reason == RecordingGapReason::kRequirement);
    recorder.Say(to_recorder::Pause{RecordingGapReason::kPauseCard});
  }
  auto opens = recorder.Await<from_recorder::Gap>();
  // The permit may be seen to be closed before its reason is read.
  if (opens && opens->gap.reason == RecordingGapReason::kRequirement) {
    opens = recorder.Await<from_recorder::Gap>();
  }
  REQUIRE(opens);
  CHECK(opens->gap.reason == RecordingGapReason::kPauseCard);
  CHECK(opens->gap.channel == "both");
  CHECK(opens->gap.length == milliseconds{0});
  const uint64_t size = Size(folder / "v-1.sealed");
  CHECK(Eventually([&] { return StreamsOf(server) == 0; }));
  recorder.HearFor(seconds{4});
  CHECK(Size(folder / "v-1.sealed") == size);

  recorder.Permit();
  recorder.Say(to_recorder::Resume{{~0U, "mic", "headset.monitor"}});
  const auto closes = recorder.Await<from_recorder::Gap>();
  REQUIRE(closes);
  CHECK(closes->gap.from == opens->gap.from);
  CHECK(closes->gap.length > milliseconds{4000});
  recorder.HearFor(seconds{3});
  recorder.Say(to_recorder::Finish{});
  REQUIRE(recorder.Await<from_recorder::Finished>());
  const double took =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  const Sound sound = Export(folder / "v-1.sealed", folder);
  CHECK(std::abs(sound.seconds() - took) < 1.5);  // the pause alone was 4 s
  const double from = static_cast<double>(closes->gap.from.count()) / 1000;
  const double to = from + static_cast<double>(closes->gap.length.count()) / 1000;
  CHECK(Loudest(sound.left, from + 0.1, to - 0.05) < 0.003);
  CHECK(Loudest(sound.right, from + 0.1, to - 0.05) < 0.003);
  CHECK(ToneLevel(sound.left, 440, 0.5, from - 0.1) > -14);
  CHECK(ToneLevel(sound.left, 440, to + 0.2, sound.seconds() - 0.5) > -14);
  CHECK(ToneLevel(sound.right, 1000, to + 0.2, sound.seconds() - 0.5) > -14);
}

TEST_CASE("recorder: a pause that nothing ends but the recording is on record with its length") {
  const SoundServer server;
  const TestFolder folder;
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed");
  REQUIRE(recorder.Await<from_recorder::Started>());
  recorder.HearFor(seconds{1});
  recorder.Say(to_recorder::Pause{RecordingGapReason::kPauseCard});
  recorder.ClosePermit();
  auto opens = recorder.Await<from_recorder::Gap>();
  if (opens && opens->gap.reason == RecordingGapReason::kRequirement) {
    opens = recorder.Await<from_recorder::Gap>();
  }
  REQUIRE(opens);
  recorder.HearFor(seconds{2});
  SECTION("it is ended in the pause") {}
  SECTION("it is ended before the streams are open again") {
    recorder.Permit();
    recorder.Say(to_recorder::Resume{{~0U, "mic", "headset.monitor"}});
  }
  recorder.Say(to_recorder::Finish{});
  const auto lasted = recorder.Await<from_recorder::Gap>();
  REQUIRE(lasted);
  CHECK(lasted->gap.reason == RecordingGapReason::kPauseCard);
  CHECK(lasted->gap.from == opens->gap.from);
  CHECK(lasted->gap.length >= milliseconds{2000});
  REQUIRE(recorder.Await<from_recorder::Finished>());
}

TEST_CASE("recorder: killed at any moment, it loses at most 1.5 s and the rest plays") {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  for (const int extra : {0, 350, 700}) {
    RecorderProgram recorder;
    recorder.Record(folder / "v-1.sealed");
    REQUIRE(recorder.Await<from_recorder::Started>());
    const auto begin = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(milliseconds{3000 + extra});
    recorder.Kill();
    const double took =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const Sound sound = Export(folder / "v-1.sealed", folder);
    CAPTURE(extra, took, sound.seconds());
    CHECK(sound.exported.truncated);
    CHECK(sound.exported.problem.empty());
    CHECK(took - sound.seconds() <= 1.5);
    CHECK(ToneLevel(sound.left, 440, 0.5, sound.seconds()) > -14);
  }
}

TEST_CASE("recorder: the agent's death stops it, and what was permitted is on the disk") {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed");
  REQUIRE(recorder.Await<from_recorder::Started>());
  recorder.HearFor(seconds{3});
  recorder.Hang();
  const uint64_t size = Size(folder / "v-1.sealed");
  CHECK(Eventually([&] { return StreamsOf(server) == 0; }));
  std::this_thread::sleep_for(seconds{1});
  CHECK(Size(folder / "v-1.sealed") == size);
  const Sound sound = Export(folder / "v-1.sealed", folder);
  CHECK(sound.exported.truncated);
  CHECK(sound.seconds() > 2.3);
}

TEST_CASE("recorder: the far end's sink vanishes: a gap, never the microphone in its place") {
  const SoundServer server;
  const TestFolder folder;
  const std::string load =
      "load-module module-null-sink sink_name=usb rate=48000 channels=1 channel_map=mono";
  const std::string module = server.Pactl(load);
  const Tone employee("employee", 440, folder);
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed", "", "usb.monitor");
  REQUIRE(recorder.Await<from_recorder::Started>());
  recorder.HearFor(seconds{2});
  server.Pactl("unload-module " + module.substr(0, module.find('\n')));
  const auto opens = recorder.Await<from_recorder::Gap>();
  REQUIRE(opens);
  CHECK(opens->gap.channel == "far_end");
  const bool named = opens->gap.reason == RecordingGapReason::kDeviceLost ||
                     opens->gap.reason == RecordingGapReason::kStreamMoved;
  CHECK(named);
  recorder.HearFor(seconds{2});
  CHECK(StreamsOf(server) == 1);
  server.Pactl(load);
  const Tone customer("usb", 1000, folder);
  const auto closes = recorder.Await<from_recorder::Gap>();
  REQUIRE(closes);
  CHECK(closes->gap.channel == "far_end");
  CHECK(closes->gap.reason == opens->gap.reason);
  CHECK(closes->gap.length > milliseconds{1900});
  recorder.HearFor(seconds{3});
  recorder.Say(to_recorder::Finish{});
  REQUIRE(recorder.Await<from_recorder::Finished>());

  const Sound sound = Export(folder / "v-1.sealed", folder);
  const double end = sound.seconds();
  CHECK(ToneLevel(sound.left, 440, 0.5, end - 0.5) > -14);
  CHECK(Loudest(sound.right, 0, static_cast<double>(closes->gap.from.count()) / 1000 + 2) < 0.003);
  CHECK(ToneLevel(sound.right, 440, 0, end) < -50);
  CHECK(ToneLevel(sound.right, 1000, end - 2, end - 0.5) > -14);
}

TEST_CASE("recorder: a stream that somebody moves is not kept from the wrong source") {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  const Tone customer("headset", 1000, folder);
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed");
  REQUIRE(recorder.Await<from_recorder::Started>());
  recorder.HearFor(seconds{2});
  std::istringstream lines(server.Pactl("list short source-outputs"));
  const std::string sources = server.Pactl("list short sources");
  const std::string far_end = sources.substr(0, sources.find('\t'));  // the first: headset.monitor
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string index;
    std::string source;
    words >> index >> source;
    if (source == far_end) server.Pactl("move-source-output " + index + " mic");
  }
  const auto gap = recorder.Await<from_recorder::Gap>();
  REQUIRE(gap);
  CHECK(gap->gap.reason == RecordingGapReason::kStreamMoved);
  CHECK(gap->gap.channel == "far_end");
  recorder.HearFor(seconds{3});
  recorder.Say(to_recorder::Finish{});
  REQUIRE(recorder.Await<from_recorder::Finished>());
  const Sound sound = Export(folder / "v-1.sealed", folder);
  CHECK(ToneLevel(sound.right, 440, 0, sound.seconds()) < -50);
  CHECK(ToneLevel(sound.right, 1000, sound.seconds() - 1.5, sound.seconds() - 0.5) > -14);
}

TEST_CASE("recorder: a microphone that is not there is refused with what to do") {
  const SoundServer server;
  const TestFolder folder;
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed", "", "headphones.monitor");
  const auto failed = recorder.Await<from_recorder::Failed>();
  REQUIRE(failed);
  CHECK(failed->why.find("headphones.monitor") != std::string::npos);
  CHECK(failed->why.find("headset connected") != std::string::npos);
}

#ifndef CHAPERONE_SANITIZED
TEST_CASE("recorder: where memory cannot be locked it says so, and keeps nothing") {
  const SoundServer server;
  const TestFolder folder;
  for (const char* limit : {"--memlock=65536", "--memlock=5000000"}) {
    // Root may lock what it likes unless that right is gone, too.
    const std::string program = folder / "limited";
    std::ofstream(program)
        << "#!/bin/sh\n[ \"$(id -u)\" != 0 ] || no_right='setpriv --bounding-set "
           "-ipc_lock'\nexec $no_right prlimit "
        << limit << " " << CHAPERONE_RECORDER << " \"$@\"\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    RecorderProgram recorder(program);
    recorder.Record(folder / "v-1.sealed");
    const auto failed = recorder.Await<from_recorder::Failed>();
    CAPTURE(limit);
    REQUIRE(failed);
    CHECK(failed->why.find("swapped to disk") != std::string::npos);
    CHECK(failed->why.find("LimitMEMLOCK=") != std::string::npos);
    CHECK(recorder.All<from_recorder::Started>().empty());
    CHECK(Size(folder / "v-1.sealed") < 200);
    CHECK(Eventually([&] { return StreamsOf(server) == 0; }));
  }
}
#endif

TEST_CASE("recorder: no sound server is an answer, not a crash") {
  setenv("PULSE_SERVER", "unix:/nonexistent/native", 1);
  const TestFolder folder;
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed");
  const auto failed = recorder.Await<from_recorder::Failed>();
  unsetenv("PULSE_SERVER");
  REQUIRE(failed);
  CHECK(Size(folder / "v-1.sealed") == 0);
}

}  // namespace
}  // namespace chaperone::test
