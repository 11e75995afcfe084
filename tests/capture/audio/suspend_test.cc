// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "capture/audio/recorder.h"
#include "capture/audio/remux.h"
#include "tests/capture/audio/recorder_program.h"

// A machine that goes to sleep in the middle of a recording: its clocks and its streams are the
// test's, all else is real.
namespace chaperone::test {
namespace {

using capture::SoundTime;
using policy::RecordingGapReason;
using std::chrono::milliseconds;
using std::chrono::seconds;

SoundTime slept{};
SoundTime Slept() {
  return slept;
}

// A tone, in blocks of 100 ms, from the moment at which it was opened.
class ToneSource : public capture::AudioSource {
 public:
  explicit ToneSource(SoundTime now) : next_(now + kBlock) {
    auto ring = capture::SampleRing::Create();
    if (!ring) throw std::runtime_error(ring.error().detail);
    ring_ = std::move(*ring);
  }
  void Look(SoundTime now) override {
    for (; next_ <= now; next_ += kBlock) {
      std::array<float, 4800> block;
      for (float& sample : block) {
        const double turns = 440 * static_cast<double>(made_++) / capture::kSampleRate;
        sample = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * turns));
      }
      ring_->Push(next_, block);
    }
  }
  SoundTime next_look() const override { return next_; }
  capture::SampleRing& ring() override { return *ring_; }
  bool alive() const override { return true; }

 private:
  static constexpr SoundTime kBlock = milliseconds{100};
  SoundTime next_;
  int64_t made_ = 0;
  std::unique_ptr<capture::SampleRing> ring_;
};

class SleepyMachine {
 public:
  explicit SleepyMachine(const std::string& file, bool restatement = false)
      : file_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    slept = {};
    const std::array<std::string, 3> names = {"mic", "headset.monitor",
                                              capture::kVirtualMicrophone};
    for (const std::string& name : names) {
      capture::RecordingStream stream;
      stream.index = static_cast<uint32_t>(picture_.recording.size());
      stream.pid = getpid();
      stream.source = name;
      picture_.recording.push_back(stream);
      picture_.sources.push_back(name);
    }
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    permit_ = agent::OwnedFd(ends[1]);
    auto recorder = capture::Recorder::Begin(
        {kRecordingId, {0, "mic", "headset.monitor"}, restatement, 0, 0}, Key(), file_.get(),
        ends[0],
        [this](const std::string&) -> policy::Result<std::unique_ptr<capture::AudioSource>> {
          return std::unique_ptr<capture::AudioSource>(std::make_unique<ToneSource>(now_));
        },
        now_, &Slept);
    if (!recorder) throw std::runtime_error(recorder.error().detail);
    recorder_ = std::move(*recorder);
  }
  static capture::SealedKey Key() {
    capture::SealedKey key{};
    std::copy(kRecordingKey.begin(), kRecordingKey.end(), key.begin());
    return key;
  }

  void Sleep(SoundTime time) {
    now_ += time;
    slept += time;
  }
  policy::Result<void> Run(SoundTime time) {
    for (const SoundTime end = now_ + time; now_ < end; now_ += milliseconds{100}) {
      for (;;) {
        auto busy = recorder_->Step(&picture_, now_);
        if (!busy) return busy.error();
        if (!*busy) break;
      }
    }
    return {};
  }
  capture::Recorder& recorder() { return *recorder_; }
  // What the recorder says about the machine's sleep.
  std::vector<policy::RecordingGap> Gaps() {
    for (const auto& news : recorder_->TakeNews()) {
      const auto* gap = std::get_if<capture::recorder_news::Gap>(&news);
      if (gap != nullptr) gaps_.push_back(gap->gap);
    }
    return gaps_;
  }
  void Finish() { REQUIRE(recorder_->Finish(now_).ok()); }

 private:
  SoundTime now_ = seconds{100};
  capture::SoundPicture picture_;
  agent::OwnedFd file_;
  agent::OwnedFd permit_;
  std::vector<policy::RecordingGap> gaps_;
  std::unique_ptr<capture::Recorder> recorder_;
};

TEST_CASE("recorder: the machine's sleep is a gap of its length, and it goes on by itself") {
  const TestFolder folder;
  SleepyMachine machine(folder / "v-1.sealed");
  REQUIRE(machine.Run(seconds{5}).ok());
  CHECK(machine.Gaps().empty());
  machine.Sleep(seconds{90});
  REQUIRE(machine.Run(seconds{5}).ok());
  const auto gaps = machine.Gaps();
  REQUIRE(gaps.size() == 2);  // it begins; it is over
  for (const auto& gap : gaps) {
    CHECK(gap.reason == RecordingGapReason::kSuspended);
    CHECK(gap.channel == "both");
  }
  CHECK(gaps[0].length.count() == 0);
  CHECK(gaps[1].from == gaps[0].from);
  const double begin = static_cast<double>(gaps[1].from.count()) / 1000;
  const double length = static_cast<double>(gaps[1].length.count()) / 1000;
  CHECK(std::abs(begin - 4.5) < 0.6);
  CHECK(std::abs(length - 90.5) < 0.6);
  machine.Finish();

  const std::string exported = folder / "exported.mka";
  const agent::OwnedFd sealed(open((folder / "v-1.sealed").c_str(), O_RDONLY | O_CLOEXEC));
  const agent::OwnedFd out(open(exported.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const auto done = capture::Remux(sealed.get(), kRecordingId, SleepyMachine::Key(), out.get());
  REQUIRE(done.ok());
  CHECK_FALSE(done->truncated);
  const Sound sound = Decode(exported);
  CHECK(std::abs(sound.seconds() - 99.5) < 0.6);
  for (const auto& side : {sound.left, sound.right}) {
    CHECK(ToneLevel(side, 440, 0.5, begin - 0.3) > -10);
    CHECK(ToneLevel(side, 440, begin + 0.3, begin + length - 0.3) < -80);
    CHECK(ToneLevel(side, 440, begin + length + 0.3, sound.seconds() - 0.3) > -10);
  }
}

TEST_CASE("recorder: first words that the machine slept through end the recording") {
  const TestFolder folder;
  SleepyMachine machine(folder / "v-1.sealed", /*restatement=*/true);
  REQUIRE(machine.Run(seconds{2}).ok());
  machine.Sleep(seconds{90});
  const auto ran = machine.Run(seconds{1});
  REQUIRE_FALSE(ran.ok());
  CHECK(ran.error().detail.find("slept") != std::string::npos);
  CHECK_FALSE(machine.recorder().recording());
}

}  // namespace
}  // namespace chaperone::test
