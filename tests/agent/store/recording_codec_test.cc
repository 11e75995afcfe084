// SPDX-License-Identifier: Apache-2.0
#include "agent/store/recording_codec.h"

#include <catch2/catch.hpp>
#include <limits>

#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using policy::RecordingState;

policy::Result<policy::Recording> Decode(const std::string& text) {
  return DecodeRecording({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("recording codec: what goes in comes out, with everything and with nothing") {
  for (const policy::Recording& recording :
       {test::MakeRecording("v-1", RecordingState::kComplete),
        test::MakeRecording("v-2", RecordingState::kOpen), policy::Recording{}}) {
    const auto decoded = Decode(EncodeRecording(recording));
    REQUIRE(decoded.ok());
    CHECK(*decoded == recording);
    CHECK(EncodeRecording(*decoded) == EncodeRecording(recording));
  }
}

TEST_CASE("recording codec: a measure that is no number is kept as silence") {
  policy::Recording recording = test::MakeRecording("v-1", RecordingState::kComplete);
  recording.grounds.receipts[0].measure.gain_db = std::numeric_limits<double>::quiet_NaN();
  const auto decoded = Decode(EncodeRecording(recording));
  REQUIRE(decoded.ok());
  CHECK(decoded->grounds.receipts[0].measure.gain_db == -200);
}

TEST_CASE("recording codec: what is cut or changed is an error or a recording, never an accident") {
  const std::string good = EncodeRecording(test::MakeRecording("v-1", RecordingState::kComplete));
  for (size_t size = 0; size < good.size(); ++size) {
    REQUIRE_FALSE(Decode(good.substr(0, size)).ok());
  }
  for (size_t at = 0; at < good.size(); ++at) {
    for (const char c : {'\0', '9', '"', '{', '\xff'}) {
      std::string bad = good;
      bad[at] = c;
      if (const auto decoded = Decode(bad); decoded.ok()) {
        REQUIRE(Decode(EncodeRecording(*decoded)).ok());
      }
    }
  }
}

TEST_CASE("recording codec: an enumerator that does not exist and a newer version are refused") {
  const std::string good = EncodeRecording(test::MakeRecording("v-1", RecordingState::kComplete));
  CHECK_FALSE(Decode(Replaced(good, "\"state\":2", "\"state\":5")).ok());
  CHECK_FALSE(Decode(Replaced(good, "\"state\":2", "\"state\":-1")).ok());
  CHECK_FALSE(Decode(Replaced(good, "\"v\":1", "\"v\":2")).ok());
  CHECK_FALSE(Decode(Replaced(good, "\"told\":\"n-1\"", "\"told\":null")).ok());
}

}  // namespace
}  // namespace chaperone::agent
