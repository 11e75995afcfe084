// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <memory>

#include "policy/base/geometry.h"
#include "policy/base/result.h"
#include "policy/base/time.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;

TEST_CASE("result: holds a value or the reason why there is none") {
  Result<std::unique_ptr<int>> good = std::make_unique<int>(7);
  REQUIRE(good.ok());
  CHECK(**good == 7);
  const std::unique_ptr<int> taken = std::move(good).value();
  CHECK(*taken == 7);
  const Result<int> bad = BadInput("file.toml:3: key: wrong");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().code == ErrorCode::kBadInput);
  const Result<void> done;
  CHECK(done.ok());
}

TEST_CASE("geometry: what does not overlap has an empty intersection and no effect on a union") {
  const Rect a{0, 0, 10, 10};
  CHECK(Intersection(a, {10, 0, 5, 5}).empty());
  CHECK(Intersection(a, {5, 5, 10, 10}) == Rect{5, 5, 5, 5});
  CHECK(Union(a, {}) == a);
  CHECK(Union({}, a) == a);
  CHECK(Union(a, {20, 5, 1, 1}) == Rect{0, 0, 21, 10});
  CHECK_FALSE(Overlaps(a, {0, 10, 10, 1}));
}

TEST_CASE("time: what is read back is exactly what is written, or nothing") {
  for (const int64_t s : {int64_t{0}, int64_t{951782400}, int64_t{1773480413}}) {
    const WallTime time{std::chrono::seconds{s}};
    CHECK(UtcFromText(FormatUtc(time)) == time);
  }
  for (const char* text : {"", "2026-03-14", "2026-03-14T09:26:53", "2026-02-30T09:26:53Z",
                           "2026-03-14T24:00:00Z", "2026-03-14T09:26:60Z", "1969-12-31T23:59:59Z",
                           "2026-03-14T09:26:5+Z", "2026-03-14 09:26:53Z"}) {
    CHECK_FALSE(UtcFromText(text).has_value());
  }
}

TEST_CASE("time: is written as UTC in whole seconds, also before 1970") {
  CHECK(FormatUtc(WallTime{0ms}) == "1970-01-01T00:00:00Z");
  CHECK(FormatUtc(WallTime{1773480413999ms}) == "2026-03-14T09:26:53Z");
  CHECK(FormatUtc(WallTime{-1ms}) == "1969-12-31T23:59:59Z");
}

TEST_CASE("time: durations read as a person would say them") {
  CHECK(FormatDuration(350ms) == "350 ms");
  CHECK(FormatDuration(59s) == "59 s");
  CHECK(FormatDuration(65s) == "1 min 5 s");
  CHECK(FormatDuration(60s) == "1 min");
  CHECK(FormatDuration(2h + 3min + 4s) == "2 h 3 min");
  CHECK(FormatDuration(-5s) == "0 ms");
}

}  // namespace
}  // namespace chaperone::policy
