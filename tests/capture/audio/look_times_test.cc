// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/look_times.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace chaperone::capture {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

struct Looking {
  std::vector<SoundTime> came;   // each block, after its beat
  std::vector<SoundTime> found;  // the look that found it, after its beat
  int looks = 0;                 // after the first block
};

// Looks for blocks that come each 100 ms (less `faster`), each up to `jitter` late, by a machine
// that wakes up to 80 us late, and for `held_up` in the middle not at all.
Looking Look(int blocks, SoundTime faster, SoundTime jitter, SoundTime held_up = {}) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int64_t> late(0, jitter.count());
  std::uniform_int_distribution<int64_t> slack(0, 80'000);
  const auto beat = [&](size_t i) {
    return milliseconds{1730} + static_cast<int64_t>(i) * (LookTimes::kBlock - faster);
  };
  Looking out;
  for (int i = 0; i < blocks; ++i) out.came.emplace_back(late(random));
  LookTimes looks(SoundTime{0});
  bool stalled = held_up == SoundTime{};
  while (out.found.size() < out.came.size()) {
    SoundTime now = looks.next() + SoundTime{slack(random)};
    if (!stalled && out.found.size() == out.came.size() / 2) {
      now += held_up;
      stalled = true;
    }
    if (!out.found.empty()) ++out.looks;
    bool found = false;
    for (size_t i = out.found.size(); i < out.came.size() && now >= beat(i) + out.came[i]; ++i) {
      out.found.push_back(now - beat(i));
      found = true;
    }
    looks.Looked(now, found);
  }
  return out;
}

TEST_CASE("look times: a block is found as it comes, with few looks in vain") {
  const int64_t faster = GENERATE(-15'000, 0, 15'000);  // 150 ppm
  const Looking heard = Look(3000, SoundTime{faster}, microseconds{0});
  for (size_t i = 0; i < heard.found.size(); ++i) {
    CAPTURE(i, heard.found[i].count());
    REQUIRE(heard.found[i] <= (i < 10 ? milliseconds{5} : milliseconds{3}));
  }
  CHECK(heard.looks <= 2 * 3000);
}

TEST_CASE("look times: where blocks come late, the earliest of a second is found as it comes") {
  const Looking heard = Look(3000, SoundTime{}, milliseconds{30});
  SoundTime sum{};
  for (size_t i = 10; i + 10 <= heard.found.size(); i += 10) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    sum += *std::min_element(heard.found.begin() + at, heard.found.begin() + at + 10) -
           *std::min_element(heard.came.begin() + at, heard.came.begin() + at + 10);
  }
  CAPTURE(sum.count(), heard.looks);
  CHECK(sum / 299 < milliseconds{3});
  CHECK(heard.looks <= 8 * 3000);
}

TEST_CASE("look times: after a slow disk the beat is the old one") {
  const Looking heard = Look(200, SoundTime{}, microseconds{0}, milliseconds{740});
  for (size_t i = 112; i < heard.found.size(); ++i) {
    CAPTURE(i, heard.found[i].count());
    REQUIRE(heard.found[i] <= milliseconds{3});
  }
}

}  // namespace
}  // namespace chaperone::capture
