// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/alert.h"

#include <catch2/catch.hpp>

#include "policy/sharing/coverage.h"

namespace chaperone::policy {
namespace {

TEST_CASE("severity: follows the worst kind, and several people weigh one step more") {
  CHECK(SeverityOf({}, 0) == Severity::kUnknown);
  CHECK(SeverityOf({{Kind::kPersonName, 1}}, 1) == Severity::kLow);
  CHECK(SeverityOf({{Kind::kPersonName, 3}}, 3) == Severity::kMedium);
  CHECK(SeverityOf({{Kind::kPersonName, 1}, {Kind::kEmail, 1}}, 1) == Severity::kMedium);
  CHECK(SeverityOf({{Kind::kEmail, 9}}, 9) == Severity::kHigh);
  CHECK(SeverityOf({{Kind::kUkNino, 1}}, 1) == Severity::kHigh);
  CHECK(SeverityOf({{Kind::kUkNino, 0}, {Kind::kEmail, 1}}, 1) == Severity::kMedium);
}

TEST_CASE("names: every kind, subject and answer is spelled as the contract says and read back") {
  for (size_t i = 1; i < kKindCount; ++i) {
    const Kind kind = static_cast<Kind>(i);
    CAPTURE(i);
    CHECK(KindFromName(KindName(kind)) == kind);
  }
  CHECK(KindName(Kind::kUkNhsNumber) == "uk_nhs_number");
  CHECK(KindName(Kind::kCredential) == "credential");
  CHECK_FALSE(KindFromName("unknown"));
  CHECK(SubjectFromName("third_party") == Subject::kThirdParty);
  CHECK(AnswerFromName("false_alarm") == Answer::kFalseAlarm);
  CHECK(AnswerFromName("colleague") == Answer::kColleague);
  CHECK_FALSE(AnswerFromName("perhaps"));
  CHECK(FalseAlarmReasonFromName("not_personal_data") == FalseAlarmReason::kNotPersonalData);
  CHECK(FalseAlarmReasonFromName("other") == FalseAlarmReason::kOther);
  CHECK(FalseAlarmReasonFromName("") == FalseAlarmReason::kNone);
  CHECK_FALSE(FalseAlarmReasonFromName("perhaps"));
  CHECK(GapReasonName(GapReason::kNotWatched) == "not_watched");
}

}  // namespace
}  // namespace chaperone::policy
