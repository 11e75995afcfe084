// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <functional>

#include "capture/activity/sound_watch.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace

namespace {

const std::vector<std::string> kSoftphones{"baresip", "chromium"};
const std::vector<pid_t> kOwn{77};

RecordingStream Recording(uint32_t index, pid_t pid, const std::string& executable,
                          const std::string& source) {
  RecordingStream stream;
  stream.index = index;
  stream.pid = pid;
  stream.executable = executable;
  stream.application = executable;
  stream.source = source;
  stream.monitor = source.ends_with(".monitor");
  return stream;
}

SoundPicture Office() {
  SoundPicture picture;
  picture.sources = {"headset.monitor", "mic", "speakers.monitor"};
  picture.default_source = "mic";
  picture.default_monitor = "speakers.monitor";
  return picture;
}

std::vector<ObservedCall> Calls(const SoundPicture& picture) {
  return CallsIn(picture, kSoftphones, kOwn);
}

}  // namespace

TEST_CASE("calls: a softphone that has the microphone is one, with the sink that it plays to") {
  SoundPicture picture = Office();
  picture.recording = {Recording(3, 10, "baresip", "mic")};
  picture.playing = {{1, 11, "baresip", "other", "other.monitor"},
                     {2, 10, "baresip", "headset", "headset.monitor"}};
  const auto calls = Calls(picture);
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].executable == "baresip");
  CHECK(calls[0].sound == CallSound{3, "mic", "headset.monitor"});
}

TEST_CASE("calls: the far end is the same program's, else the default's, never our own mix") {
  SoundPicture picture = Office();
  picture.recording = {Recording(3, 10, "chromium", "mic")};
  picture.playing = {{1, 10, "chromium", kAnnouncementSink, "chaperone_mix.monitor"},
                     {2, 12, "chromium", "headset", "headset.monitor"}};
  CHECK(Calls(picture)[0].sound.far_end == "headset.monitor");
  picture.playing.pop_back();
  CHECK(Calls(picture)[0].sound.far_end == "speakers.monitor");
}

TEST_CASE("calls: neither corked, unplaced or metering streams, monitors, ours, nor others") {
  const auto none = [](const std::function<void(RecordingStream&)>& change) {
    SoundPicture picture = Office();
    picture.recording = {Recording(3, 10, "baresip", "mic")};
    change(picture.recording[0]);
    return Calls(picture).empty();
  };
  CHECK_FALSE(none([](RecordingStream&) {}));
  CHECK_FALSE(none([](RecordingStream& s) { s.muted = true; }));
  CHECK(none([](RecordingStream& s) { s.corked = true; }));
  CHECK(none([](RecordingStream& s) { s.source = ""; }));
  CHECK(none([](RecordingStream& s) { s.meter = true; }));
  CHECK(none([](RecordingStream& s) { s.monitor = true; }));
  CHECK(none([](RecordingStream& s) { s.pid = 77; }));
  CHECK(none([](RecordingStream& s) { s.executable = "arecord"; }));
}

TEST_CASE("calls: where /proc does not tell, the claimed name offers, in any case") {
  SoundPicture picture = Office();
  picture.recording = {Recording(3, 0, "", "mic")};
  picture.recording[0].application = "Chromium";
  REQUIRE(Calls(picture).size() == 1);
  CHECK(Calls(picture)[0].executable.empty());
  // What /proc says counts more than the claim.
  picture.recording[0].executable = "arecord";
  CHECK(Calls(picture).empty());
}

TEST_CASE("calls: programs are known by their file's name, or by the path that policy gives") {
  SoundPicture picture = Office();
  picture.recording = {Recording(3, 10, "/usr/bin/baresip", "mic")};
  picture.recording[0].application = "ALSA plug-in [baresip]";
  REQUIRE(Calls(picture).size() == 1);
  CHECK(Calls(picture)[0].application == "baresip");
  CHECK(Calls(picture)[0].executable == "/usr/bin/baresip");
  const std::vector<std::string> path = {"/usr/bin/baresip"};
  CHECK(CallsIn(picture, path, kOwn).size() == 1);
  picture.recording[0].executable = "/home/imogen/baresip";
  CHECK(CallsIn(picture, path, kOwn).empty());
}

TEST_CASE("calls: on our virtual microphone the call is with the one behind it") {
  SoundPicture picture = Office();
  picture.recording = {Recording(3, 10, "baresip", kVirtualMicrophone)};
  picture.announcing = {"mic", 3};
  CHECK(Calls(picture)[0].sound.microphone == "mic");
}

TEST_CASE("foreign recorders: whoever reads a monitor or our virtual microphone, named once") {
  SoundPicture picture = Office();
  picture.announcing = {"mic", 3};
  picture.recording = {
      Recording(3, 10, "baresip", kVirtualMicrophone),
      Recording(4, 20, "ffmpeg", "headset.monitor"), Recording(5, 21, "ffmpeg", "speakers.monitor"),
      Recording(6, 22, "arecord", "mic"), Recording(7, 23, "audacity", kVirtualMicrophone)};
  CHECK(ForeignRecordersIn(picture, {}, {}) == std::vector<std::string>{"audacity", "ffmpeg"});
}

TEST_CASE("foreign recorders: neither meters, our own processes nor what the policy allows") {
  SoundPicture picture = Office();
  picture.recording = {Recording(4, 20, "ffmpeg", "headset.monitor"),
                       Recording(5, 77, "chaperone-recorder", "headset.monitor"),
                       Recording(6, 22, "pavucontrol", "headset.monitor")};
  picture.recording[2].meter = true;
  const std::vector<std::string> allowed{"ffmpeg"};
  CHECK(ForeignRecordersIn(picture, allowed, kOwn).empty());
  picture.recording[2].meter = false;
  CHECK(ForeignRecordersIn(picture, allowed, kOwn) == std::vector<std::string>{"pavucontrol"});
}

TEST_CASE("foreign recorders: a claimed name is marked, and allowed by no policy") {
  SoundPicture picture = Office();
  picture.recording = {Recording(4, 0, "", "headset.monitor")};
  picture.recording[0].application = "ffmpeg";
  const std::vector<std::string> allowed{"ffmpeg"};
  CHECK(ForeignRecordersIn(picture, allowed, kOwn) == std::vector<std::string>{"ffmpeg (claimed)"});
}
