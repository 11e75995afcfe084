// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/changes.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using chaperone::capture::ChangeDetector;
using chaperone::capture::ImageView;
using chaperone::policy::Intersection;
using chaperone::policy::Overlaps;
using chaperone::policy::Rect;

namespace {

struct Picture {
  int width;
  int height;
  std::vector<uint8_t> bytes;

  Picture(int w, int h)
      : width(w), height(h), bytes(static_cast<size_t>(w) * static_cast<size_t>(h) * 4, 255) {}
  ImageView view() const { return {bytes.data(), width, height, static_cast<size_t>(width) * 4}; }
  Rect all() const { return {0, 0, width, height}; }
  uint8_t& At(int x, int y) {
    return bytes[(static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) *
                 4];
  }
};

bool Covers(const std::vector<Rect>& rects, int x, int y) {
  return std::any_of(rects.begin(), rects.end(), [&](const Rect& r) {
    return Overlaps(r, {x, y, 1, 1});
  });
}

std::vector<Rect> Update(ChangeDetector& detector, const Picture& picture, const Rect& where) {
  return detector.Update(picture.view(), {&where, 1});
}

// Made of whole tiles, inside the frame, disjoint, from top to bottom.
void CheckForm(const std::vector<Rect>& rects, const Picture& picture) {
  for (size_t i = 0; i < rects.size(); ++i) {
    const Rect& r = rects[i];
    CHECK_FALSE(r.empty());
    CHECK(Intersection(r, picture.all()) == r);
    CHECK(r.x % ChangeDetector::kTileWidth == 0);
    CHECK(r.y % ChangeDetector::kTileHeight == 0);
    CHECK((r.right() % ChangeDetector::kTileWidth == 0 || r.right() == picture.width));
    CHECK((r.bottom() % ChangeDetector::kTileHeight == 0 || r.bottom() == picture.height));
    if (i > 0) CHECK(rects[i - 1].y <= r.y);
    for (size_t j = i + 1; j < rects.size(); ++j) CHECK_FALSE(Overlaps(r, rects[j]));
  }
}

}  // namespace

TEST_CASE("changes: everything is new at first and nothing the second time") {
  const Picture picture(200, 100);
  ChangeDetector detector(200, 100);
  CHECK(Update(detector, picture, picture.all()) == std::vector<Rect>{picture.all()});
  CHECK(Update(detector, picture, picture.all()).empty());
}

TEST_CASE("changes: one pixel is found in its tile alone") {
  Picture picture(640, 480);
  ChangeDetector detector(640, 480);
  (void)Update(detector, picture, picture.all());
  picture.At(130, 35) = 0;
  CHECK(Update(detector, picture, picture.all()) == std::vector<Rect>{{128, 32, 64, 16}});
}

TEST_CASE("changes: tiles that were not asked about are neither compared nor remembered") {
  Picture picture(640, 480);
  ChangeDetector detector(640, 480);
  (void)Update(detector, picture, picture.all());
  picture.At(10, 10) = 0;
  CHECK(Update(detector, picture, {300, 300, 20, 20}).empty());
  CHECK(Update(detector, picture, {0, 0, 11, 11}) == std::vector<Rect>{{0, 0, 64, 16}});
}

TEST_CASE("changes: words of one line are one change, far columns are two") {
  Picture picture(1280, 64);
  ChangeDetector detector(1280, 64);
  (void)Update(detector, picture, picture.all());
  picture.At(10, 20) = 0;
  picture.At(200, 20) = 0;
  picture.At(1000, 20) = 0;
  CHECK(Update(detector, picture, picture.all()) ==
        std::vector<Rect>{{0, 16, 256, 16}, {960, 16, 64, 16}});
}

TEST_CASE("changes: rows below one another join into a band") {
  Picture picture(640, 200);
  ChangeDetector detector(640, 200);
  (void)Update(detector, picture, picture.all());
  for (int y = 40; y < 120; ++y) picture.At(100, y) = 0;
  CHECK(Update(detector, picture, picture.all()) == std::vector<Rect>{{64, 32, 64, 96}});
}

TEST_CASE("changes: pixels beyond the stride's width do not count") {
  constexpr size_t kStride = 400;
  std::vector<uint8_t> bytes(kStride * 20, 1);
  const ImageView view{bytes.data(), 90, 20, kStride};
  ChangeDetector detector(90, 20);
  const Rect all{0, 0, 90, 20};
  (void)detector.Update(view, {&all, 1});
  bytes[90 * 4] = 2;
  CHECK(detector.Update(view, {&all, 1}).empty());
  bytes[90 * 4 - 1] = 2;
  CHECK_FALSE(detector.Update(view, {&all, 1}).empty());
}

TEST_CASE("changes: agree with a plain comparison of every pixel") {
  std::mt19937 random(20260314);
  const auto below = [&](int limit) {
    return static_cast<int>(random() % static_cast<unsigned>(limit));
  };
  for (int round = 0; round < 60; ++round) {
    Picture picture(1 + below(700), 1 + below(300));
    ChangeDetector detector(picture.width, picture.height);
    (void)Update(detector, picture, picture.all());
    Picture before = picture;
    for (int step = 0; step < 4; ++step) {
      // Some rectangles are painted, and asked about together with some that are as they were.
      std::vector<Rect> where;
      const int changes = below(6);
      for (int i = 0; i < changes; ++i) {
        const Rect r = Intersection(
            {below(picture.width), below(picture.height), 1 + below(150), 1 + below(60)},
            picture.all());
        where.push_back(r);
        if (below(3) == 0) continue;
        for (int y = r.y; y < r.bottom(); ++y) {
          for (int x = r.x; x < r.right(); ++x) picture.At(x, y) = static_cast<uint8_t>(random());
        }
      }
      const auto changed = detector.Update(picture.view(), where);
      CheckForm(changed, picture);
      bool missed = false;
      std::vector<Rect> differing;  // tiles, by the plain comparison
      for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
          if (picture.At(x, y) == before.At(x, y)) continue;
          missed |= !Covers(changed, x, y);
          differing.push_back({x, y, 1, 1});
        }
      }
      CHECK_FALSE(missed);
      // What is reported has a real change in it, and little else.
      int64_t reported = 0;
      for (const Rect& r : changed) {
        reported += r.area();
        CHECK(std::any_of(differing.begin(), differing.end(),
                          [&](const Rect& d) { return Overlaps(d, r); }));
      }
      if (differing.empty()) CHECK(reported == 0);
      before = picture;
    }
  }
}
