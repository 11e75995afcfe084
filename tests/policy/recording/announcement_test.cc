// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/announcement.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/policy/recording/open_case.h"

namespace chaperone::policy {
namespace {

using test::GoodMeasure;

TEST_CASE("announcement: one that was injected whole, in place and loud enough counts") {
  const RecordingRules rules;
  CHECK(CheckAnnouncement(GoodMeasure(), rules).ok());
  AnnouncementMeasure just = GoodMeasure();
  just.segments = 100;
  just.segments_met = 85;
  just.gain_db = -15;
  just.injected = std::chrono::milliseconds{7650};
  CHECK(CheckAnnouncement(just, rules).ok());
}

TEST_CASE("announcement: half-played, replaced, too quiet or muted is none, and says what to do") {
  struct Row {
    void (*spoil)(AnnouncementMeasure& m);
    std::string_view said;
  };
  const std::vector<Row> rows = {
      {[](AnnouncementMeasure& m) { m = {}; }, "Chaperone's microphone"},
      {[](AnnouncementMeasure& m) { m.stream_in_place = false; }, "Chaperone's microphone"},
      {[](AnnouncementMeasure& m) { m.stream_open = false; }, "unmute"},
      {[](AnnouncementMeasure& m) { m.injected = std::chrono::milliseconds{7649}; }, "to its end"},
      {[](AnnouncementMeasure& m) { m.length = {}; }, "to its end"},
      {[](AnnouncementMeasure& m) { m.segments = m.segments_met = 0; }, "talked over"},
      {[](AnnouncementMeasure& m) { m.segments_met = 7; }, "talked over"},
      {[](AnnouncementMeasure& m) { m.segments_met = -1; }, "talked over"},
      {[](AnnouncementMeasure& m) { m.gain_db = -15.1; }, "too quiet"},
      {[](AnnouncementMeasure& m) { m.gain_db = std::nan(""); }, "too quiet"},
  };
  for (const Row& row : rows) {
    INFO(row.said);
    AnnouncementMeasure measure = GoodMeasure();
    row.spoil(measure);
    const Result<void> checked = CheckAnnouncement(measure, {});
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == ErrorCode::kRefused);
    CHECK(checked.error().detail.find(row.said) != std::string::npos);
    CHECK(checked.error().detail.find("announce again") != std::string::npos);
  }
}

TEST_CASE("announcement: the last wording of a language is its newest") {
  RecordingRules rules = test::MakeOpenCase().rules;
  rules.announcements.push_back({"en", "2026-2", "We do record.", "R", "", "", "", ""});
  CHECK(FindAnnouncement(rules, "en")->version == "2026-2");
  CHECK(FindAnnouncement(rules, "de")->version == "2026-1");
  const auto none = FindAnnouncement(rules, "fr");
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == ErrorCode::kNotFound);
  CHECK(none.error().detail.find("en, de") != std::string::npos);
  CHECK_FALSE(FindAnnouncement({}, "en").ok());
}

TEST_CASE("announcement: a text's hash is what sha256sum prints") {
  CHECK(TextHash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace chaperone::policy
