// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <set>

#include "policy/recording/gate.h"
#include "policy/recording/recording.h"

namespace chaperone::policy {
namespace {

TEST_CASE("recording: every name is there once and leads back") {
  for (const auto& [name, basis] : LawfulBasisNames()) {
    CHECK(LawfulBasisName(basis) == name);
    CHECK(LawfulBasisFromName(name) == basis);
    CHECK_FALSE(LawfulBasisForPeople(basis).empty());
    CHECK(LawfulBasisNeeds(basis).empty() == (basis == LawfulBasis::kConsent));
  }
  CHECK(LawfulBasisNames().size() == 7);
  CHECK(LawfulBasisFromName("unknown") == LawfulBasis::kUnknown);
  CHECK(LawfulBasisFromName("") == LawfulBasis::kUnknown);
  CHECK(LawfulBasisName(LawfulBasis::kUnknown) == "unknown");
  for (size_t i = 0; i <= static_cast<size_t>(RecordingGapReason::kSuspended); ++i) {
    const auto reason = static_cast<RecordingGapReason>(i);
    CHECK(RecordingGapReasonFromName(RecordingGapReasonName(reason)) == reason);
  }
  CHECK_FALSE(RecordingGapReasonFromName("nap"));
  for (size_t i = 1; i <= static_cast<size_t>(RulingCondition::kIdentityConfirmed); ++i) {
    const auto condition = static_cast<RulingCondition>(i);
    CHECK(RulingConditionFromName(RulingConditionName(condition)) == condition);
  }
  CHECK(RulingConditionFromName("on_mondays") == RulingCondition::kUnknown);
  std::set<std::string_view> missing;
  for (size_t i = 0; i <= static_cast<size_t>(Missing::kRecord); ++i) {
    missing.insert(MissingName(static_cast<Missing>(i)));
  }
  CHECK(missing.size() == static_cast<size_t>(Missing::kRecord) + 1);
}

TEST_CASE("recording: the names that others rely on are these") {
  CHECK(MissingName(Missing::kRecord) == "record");
  CHECK(MissingName(Missing::kRulingCondition) == "ruling_condition");
  CHECK(MissingName(Missing::kAssessmentExpired) == "assessment_expired");
  CHECK(RecordingGapReasonName(RecordingGapReason::kSuspended) == "suspended");
  CHECK(RecordingStateName(RecordingState::kDeleted) == "deleted");
  CHECK(RecordingStateName(RecordingState::kTruncated) == "truncated");
  CHECK(AnnouncementMethodName(AnnouncementMethod::kReadAloud) == "read_aloud");
  CHECK(AnnouncementMethodName(AnnouncementMethod::kInjected) == "injected");
}

TEST_CASE("recording: what is out of range is unknown") {
  CHECK(MissingName(static_cast<Missing>(200)) == "unknown");
  CHECK(LawfulBasisName(static_cast<LawfulBasis>(200)) == "unknown");
  CHECK_FALSE(MayBeObjectedTo(static_cast<LawfulBasis>(200)));
  CHECK(RecordingStateName(static_cast<RecordingState>(200)) == "unknown");
  CHECK(AnnouncementMethodName(static_cast<AnnouncementMethod>(200)) == "unknown");
}

}  // namespace
}  // namespace chaperone::policy
