// SPDX-License-Identifier: Apache-2.0
#include "agent/store/alert_codec.h"

#include <catch2/catch.hpp>

namespace chaperone::agent {
namespace {

using policy::Alert;

policy::Result<Alert> Decode(const std::string& text) {
  return DecodeAlert({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Alert Answered() {
  Alert alert;
  alert.id = "a-1";
  alert.state = policy::AlertState::kClosed;
  alert.kinds = {{policy::Kind::kEmail, 2}};
  alert.answer = policy::Answer::kFalseAlarm;
  alert.why = policy::FalseAlarmReason::kOther;
  return alert;
}

TEST_CASE("alert codec: an answer and its reason come back") {
  const auto decoded = Decode(EncodeAlert(Answered()));
  REQUIRE(decoded.ok());
  CHECK(*decoded == Answered());
  Alert colleague = Answered();
  colleague.answer = policy::Answer::kColleague;
  colleague.why = policy::FalseAlarmReason::kNone;
  const auto again = Decode(EncodeAlert(colleague));
  REQUIRE(again.ok());
  CHECK(*again == colleague);
}

TEST_CASE("alert codec: what was kept before there were reasons is still read") {
  const auto decoded = Decode(Replaced(EncodeAlert(Answered()), ",\"why\":5", ""));
  REQUIRE(decoded.ok());
  CHECK(decoded->answer == policy::Answer::kFalseAlarm);
  CHECK(decoded->why == policy::FalseAlarmReason::kNone);
}

TEST_CASE("alert codec: an answer or a reason that is none is refused") {
  CHECK_FALSE(Decode(Replaced(EncodeAlert(Answered()), "\"why\":5", "\"why\":6")).ok());
  CHECK_FALSE(Decode(Replaced(EncodeAlert(Answered()), "\"answer\":3", "\"answer\":5")).ok());
}

}  // namespace
}  // namespace chaperone::agent
