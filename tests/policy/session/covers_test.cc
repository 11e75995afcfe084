// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/covers.h"

#include <catch2/catch.hpp>
#include <random>

namespace chaperone::policy {
namespace {

bool Holds(const Rect& outer, const Rect& inner) {
  return Intersection(outer, inner) == inner;
}

TEST_CASE("covers: a box is covered with its padding, nothing with nothing") {
  CHECK(CoversFor({}, 6).empty());
  CHECK(CoversFor({{10, 10, 0, 5}}, 6).empty());
  CHECK(CoversFor({{100, 50, 30, 10}}, 6) == std::vector<Rect>{{94, 44, 42, 22}});
  CHECK(CoversFor({{2, 3, 30, 10}}, 6) == std::vector<Rect>{{-4, -3, 42, 22}});
}

TEST_CASE("covers: what nearly touches is one cover, what is apart are several") {
  CHECK(CoversFor({{0, 0, 50, 10}, {60, 0, 50, 10}}, 0) == std::vector<Rect>{{0, 0, 110, 10}});
  CHECK(CoversFor({{0, 0, 50, 10}, {62, 0, 50, 10}}, 0) ==
        std::vector<Rect>{{0, 0, 50, 10}, {62, 0, 50, 10}});
  // The third joins the first two, which are far from one another.
  CHECK(CoversFor({{0, 0, 10, 10}, {100, 0, 10, 10}, {5, 0, 100, 10}}, 0) ==
        std::vector<Rect>{{0, 0, 110, 10}});
}

TEST_CASE("covers: too many become one") {
  std::vector<Rect> boxes;
  for (int i = 0; i < static_cast<int>(kMostCovers) + 1; ++i) boxes.push_back({0, i * 40, 10, 10});
  CHECK(CoversFor(boxes, 0) ==
        std::vector<Rect>{{0, 0, 10, static_cast<int>(kMostCovers) * 40 + 10}});
  boxes.pop_back();
  CHECK(CoversFor(boxes, 0).size() == kMostCovers);
}

TEST_CASE("covers: hold every box, are apart from one another and do not depend on the order") {
  std::mt19937 random(7);
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 500; ++round) {
    std::vector<Rect> boxes;
    for (int i = upto(30); i >= 0; --i) {
      boxes.push_back({upto(2000) - 20, upto(1200) - 20, 1 + upto(300), 1 + upto(30)});
    }
    const int padding = upto(20);
    const auto covers = CoversFor(boxes, padding);
    CHECK(covers.size() <= kMostCovers);
    for (const Rect& box : boxes) {
      CHECK(std::any_of(covers.begin(), covers.end(),
                        [&](const Rect& cover) { return Holds(cover, box); }));
    }
    for (size_t a = 0; a < covers.size(); ++a) {
      for (size_t b = a + 1; b < covers.size(); ++b) CHECK_FALSE(Overlaps(covers[a], covers[b]));
    }
    std::shuffle(boxes.begin(), boxes.end(), random);
    CHECK(CoversFor(boxes, padding) == covers);
  }
}

}  // namespace
}  // namespace chaperone::policy
