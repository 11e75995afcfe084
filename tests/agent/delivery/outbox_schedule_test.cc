// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "agent/delivery/outbox.h"

namespace chaperone::agent {
namespace {

using namespace std::chrono_literals;

TEST_CASE("outbox: the wait grows, never beyond its cap, and is spread") {
  const policy::WallTime now{std::chrono::milliseconds{1'790'000'000'000}};
  std::mt19937_64 random(3);
  for (const uint32_t attempts : {0U, 1U, 2U, 3U, 8U, 9U, 50U, 4'000'000'000U}) {
    auto least = std::chrono::milliseconds::max();
    auto most = std::chrono::milliseconds::zero();
    for (int i = 0; i < 4000; ++i) {
      const auto wait = NextAttempt(attempts, now, random()) - now;
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    const uint32_t doublings = attempts == 0 ? 0 : std::min(attempts - 1, 20U);
    const auto widest = std::min(kRetryCap, kRetryBase * (int64_t{1} << doublings));
    CHECK(least >= 1s);
    CHECK(most <= widest);
    CHECK(least < 1s + widest / 10);     // the low end is used…
    CHECK(most > widest - widest / 10);  // …and the high end
  }
  CHECK(kRetryCap == 15min);
}

}  // namespace
}  // namespace chaperone::agent
