// SPDX-License-Identifier: Apache-2.0
#include "agent/recorder_protocol.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

namespace chaperone::agent {
namespace {

using policy::RecordingGapReason;
using std::chrono::milliseconds;

const capture::CallSound kSound{17, "desk_microphone", "headset.monitor"};

std::vector<ToRecorder> Commands() {
  to_recorder::Export taken{"v-2", {}};
  taken.gaps.push_back(
      {RecordingGapReason::kPauseCard, milliseconds{1200}, milliseconds{800}, "both"});
  return {to_recorder::Announce{"n-1", "/voices/en.wav", "00ff", kSound},
          to_recorder::StopAnnouncing{},
          to_recorder::Key{},
          to_recorder::Record{"v-1", "/voices/short.wav", "00ff", kSound, 1024, 256},
          to_recorder::Permit{},
          to_recorder::Pause{RecordingGapReason::kLateJoiner},
          to_recorder::Resume{kSound},
          to_recorder::Finish{},
          taken,
          to_recorder::ExportTo{}};
}
std::vector<FromRecorder> Answers() {
  policy::AnnouncementMeasure measure{
      "ab12", milliseconds{4000}, milliseconds{4000}, -1.5, 4, 4, true, true};
  return {from_recorder::Ready{},
          from_recorder::AnnounceProgress{"n-1", milliseconds{500}, milliseconds{4000}},
          from_recorder::Announced{"n-1", measure},
          from_recorder::AnnounceFailed{"n-1", "the softphone muted its microphone"},
          from_recorder::Started{"v-1"},
          from_recorder::Gap{
              {RecordingGapReason::kDeviceLost, milliseconds{5}, milliseconds{0}, "far_end"}},
          from_recorder::Level{milliseconds{61000}, 366000, -12.5, -200},
          from_recorder::DiskLow{200, true},
          from_recorder::Finished{"v-1", milliseconds{61000}, 366000},
          from_recorder::Exported{milliseconds{61000}, true, "record 12 was changed"},
          from_recorder::Failed{"no sound server"}};
}

TEST_CASE("recorder protocol: what was said is what is understood") {
  for (const ToRecorder& message : Commands()) {
    const auto got = DecodeToRecorder(Encode(message));
    REQUIRE(got.ok());
    CHECK(*got == message);
    CHECK_FALSE(DecodeFromRecorder(Encode(message)).ok());
  }
  for (const FromRecorder& message : Answers()) {
    const auto got = DecodeFromRecorder(Encode(message));
    REQUIRE(got.ok());
    CHECK(*got == message);
  }
}

TEST_CASE("recorder protocol: what a broken recorder might say does not come through") {
  FromRecorder message;
  SECTION("a reason that is none") {
    message = from_recorder::Gap{{static_cast<RecordingGapReason>(99), {}, {}, "both"}};
  }
  SECTION("a channel that is none") {
    message = from_recorder::Gap{{RecordingGapReason::kOverflow, {}, {}, "left"}};
  }
  SECTION("a gap before the beginning") {
    message = from_recorder::Gap{{RecordingGapReason::kOverflow, milliseconds{-1}, {}, "both"}};
  }
  SECTION("more segments met than there are") {
    policy::AnnouncementMeasure measure;
    measure.segments = 3;
    measure.segments_met = 4;
    message = from_recorder::Announced{"n-1", measure};
  }
  SECTION("a loudness that is no number") {
    message = from_recorder::Level{milliseconds{1}, 1, std::nan(""), -20};
  }
  SECTION("a speech instead of a reason or an id") {
    const auto raw = nlohmann::json::to_cbor({{"is", "failed"}, {"why", std::string(1001, 'x')}});
    CHECK_FALSE(DecodeFromRecorder(raw).ok());
    message = from_recorder::Announced{std::string(65, 'n'), {}};
  }
  CHECK_FALSE(DecodeFromRecorder(Encode(message)).ok());
}

TEST_CASE("recorder protocol: a long reason is cut to what the agent takes, in whole characters") {
  std::string why(999, 'x');
  why += "\u00e9 and more";
  const auto failed =
      DecodeFromRecorder(Encode(FromRecorder{from_recorder::AnnounceFailed{"n-1", why}}));
  REQUIRE(failed.ok());
  CHECK(std::get<from_recorder::AnnounceFailed>(*failed).why == std::string(999, 'x'));
  CHECK(DecodeFromRecorder(Encode(FromRecorder{from_recorder::Failed{why}})).ok());
}

TEST_CASE(
    "recorder protocol: cut or flipped bytes are an error or another message, never a crash") {
  std::mt19937 random(7);
  const auto harm = [&](std::vector<uint8_t> bytes) {
    for (size_t cut = 0; cut < bytes.size(); ++cut) {
      const std::span<const uint8_t> part(bytes.data(), cut);
      CHECK_FALSE(DecodeToRecorder(part).ok());
      CHECK_FALSE(DecodeFromRecorder(part).ok());
    }
    for (int round = 0; round < 200; ++round) {
      std::vector<uint8_t> flipped = bytes;
      flipped[random() % flipped.size()] ^= static_cast<uint8_t>(1U << random() % 8);
      if (const auto got = DecodeFromRecorder(flipped); got.ok()) {
        CHECK(DecodeFromRecorder(Encode(*got)).ok());
      }
      if (const auto got = DecodeToRecorder(flipped); got.ok()) {
        CHECK(DecodeToRecorder(Encode(*got)).ok());
      }
    }
  };
  for (const ToRecorder& message : Commands()) harm(Encode(message));
  for (const FromRecorder& message : Answers()) harm(Encode(message));
}

}  // namespace
}  // namespace chaperone::agent
