// SPDX-License-Identifier: Apache-2.0
#include "ocr/text_finder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <tuple>

#include "tests/ocr/picture.h"

namespace chaperone::ocr {
namespace {

std::vector<Segment> Sorted(std::vector<Segment> segments) {
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
    return std::tie(a.box.y, a.box.x, a.box.height, a.box.width) <
           std::tie(b.box.y, b.box.x, b.box.height, b.box.width);
  });
  return segments;
}

std::vector<Segment> FindAll(const Picture& picture) {
  TextFinder finder;
  return Sorted(finder.FindAll(picture.view()).segments);
}

// What an owner of the segments does with what an update tells.
void Apply(const FoundText& found, std::vector<Segment>& segments) {
  segments.erase(std::remove_if(segments.begin(), segments.end(),
                                [&](const Segment& segment) {
                                  return std::any_of(found.bands.begin(), found.bands.end(),
                                                     [&](const RowBand& band) {
                                                       return segment.box.y < band.bottom &&
                                                              segment.box.bottom() > band.top;
                                                     });
                                }),
                 segments.end());
  segments.insert(segments.end(), found.segments.begin(), found.segments.end());
  segments = Sorted(std::move(segments));
}

// One random change of the picture; returns what it touched.
Rect Edit(Picture& picture, std::mt19937& random) {
  const auto below = [&random](int n) {
    return static_cast<int>(random() % static_cast<unsigned>(n));
  };
  const int x = below(picture.width());
  const int y = below(picture.height());
  const Colour colour{static_cast<uint8_t>(random()), static_cast<uint8_t>(random()),
                      static_cast<uint8_t>(random())};
  switch (random() % 6) {
    case 0:
      picture.Fill({x, y, 1, 20 + below(60)}, colour);  // a border, or nearly
      return {x, y, 1, 80};
    case 1:
      picture.Fill({x, y, below(200), below(60)}, kWhite);
      return {x, y, 200, 60};
    case 2:
      picture.Fill({x, y, 2, 2}, kBlack);  // a dot
      return {x, y, 2, 2};
    case 3: {
      const Rect area{x, y, 20, 20};
      picture.Noise(area, random);
      return area;
    }
    default: {
      const int size = 6 + below(20);
      picture.Word(x, y, 1 + below(20), static_cast<unsigned>(random()) % 50, kBlack, size);
      return {x, y, 20 * 7, size};
    }
  }
}

}  // namespace

TEST_CASE("text finder: a line of letters is one segment, tight around them") {
  Picture picture(400, 100);
  const Rect word = picture.Word(40, 30, 12, 7);
  const std::vector<Segment> found = FindAll(picture);
  REQUIRE(found.size() == 1);
  CHECK(found[0].box.y == word.y);
  CHECK(found[0].box.height == word.height);
  CHECK(std::abs(found[0].box.x - word.x) <= 2);
  CHECK(std::abs(found[0].box.right() - word.right()) <= 3);
}

TEST_CASE("text finder: columns are apart, words of a sentence are not") {
  Picture picture(400, 100);
  picture.Word(20, 30, 5, 1);
  picture.Word(20 + 5 * 7 + 6, 30, 5, 2);
  picture.Word(200, 30, 5, 3);
  CHECK(FindAll(picture).size() == 2);
}

TEST_CASE("text finder: a border between two cells parts them however near they stand") {
  Picture picture(400, 100);
  picture.Word(20, 30, 5, 1);
  picture.Word(62, 30, 5, 2);
  REQUIRE(FindAll(picture).size() == 1);
  picture.Fill({58, 5, 1, 80}, {150, 150, 150});
  CHECK(FindAll(picture).size() == 2);
}

TEST_CASE("text finder: the stems of large letters are no borders, the frame of a field is one") {
  Picture heading(400, 100);
  for (int x = 20; x < 140; x += 14) heading.Fill({x, 30, 5, 32}, kBlack);
  const std::vector<Segment> found = FindAll(heading);
  REQUIRE(found.size() == 1);
  CHECK(found[0].box.x <= 20);
  CHECK(found[0].box.right() >= 20 + 8 * 14 + 5);

  Picture field(400, 100);
  field.Word(20, 30, 5, 1);
  field.Word(62, 30, 5, 2);
  field.Fill({58, 20, 1, 32}, {150, 150, 150});
  CHECK(FindAll(field).size() == 2);
}

TEST_CASE("text finder: lines that touch are cut at the valley") {
  Picture picture(400, 100);
  picture.Word(20, 30, 12, 1, kBlack, 12);
  picture.Word(23, 46, 12, 2, kBlack, 12);
  picture.Fill({34, 40, 2, 8}, kBlack);  // a descender that meets an ascender
  const std::vector<Segment> found = FindAll(picture);
  REQUIRE(found.size() == 2);
  CHECK(found[0].box.bottom() <= found[1].box.y);
}

TEST_CASE("text finder: a dot joins its letter, a lonely one is nothing") {
  Picture picture(400, 100);
  picture.Word(20, 30, 6, 1);
  picture.Fill({22, 26, 2, 2}, kBlack);
  picture.Fill({300, 80, 2, 2}, kBlack);
  const std::vector<Segment> found = FindAll(picture);
  REQUIRE(found.size() == 1);
  CHECK(found[0].box.y == 26);
}

TEST_CASE("text finder: coloured text on a background of the same brightness is found") {
  Picture picture(400, 100, {0, 120, 0});
  picture.Word(20, 30, 8, 1, {0, 60, 118});
  CHECK(FindAll(picture).size() == 1);
}

TEST_CASE("text finder: the key is the same wherever the text stands, and for no other text") {
  Picture picture(600, 200);
  picture.Word(21, 30, 8, 1);
  picture.Word(322, 143, 8, 1, {0, 0, 160});
  picture.Word(322, 80, 8, 2);
  const std::vector<Segment> found = FindAll(picture);
  REQUIRE(found.size() == 3);
  CHECK(found[0].key == found[2].key);
  CHECK(found[0].key != found[1].key);
}

TEST_CASE("text finder: after any changes the segments are those of a look at the whole frame") {
  std::mt19937 random(20);
  for (int run = 0; run < 25; ++run) {
    Picture picture(330, 420);
    for (int y = 5; y < 420; y += 17 + run) picture.Word(10 + run, y, 30, static_cast<unsigned>(y));
    TextFinder finder;
    std::vector<Segment> segments = Sorted(finder.FindAll(picture.view()).segments);
    for (int step = 0; step < 40; ++step) {
      std::vector<Rect> changed;
      for (unsigned i = 0; i <= random() % 3; ++i) changed.push_back(Edit(picture, random));
      Apply(finder.Update(picture.view(), changed), segments);
      INFO("run " << run << " step " << step);
      REQUIRE(segments == FindAll(picture));
    }
  }
}

TEST_CASE("text finder: a change among blank rows looks at no more than its surroundings") {
  Picture picture(800, 1000);
  for (int y = 10; y < 1000; y += 20) picture.Word(10, y, 60, static_cast<unsigned>(y));
  TextFinder finder;
  finder.FindAll(picture.view());
  picture.Word(10, 510, 60, 1);
  const Rect changed{10, 510, 420, 10};
  const FoundText found = finder.Update(picture.view(), {&changed, 1});
  REQUIRE(found.bands.size() == 1);
  CHECK(found.bands[0].bottom - found.bands[0].top < 200);
}

TEST_CASE("text finder: frames without room for text are no trouble") {
  std::mt19937 random(3);
  for (const auto& [width, height] : {std::pair{0, 0},
                                      {0, 7},
                                      {7, 0},
                                      {1, 1},
                                      {1, 500},
                                      {500, 1},
                                      {2, 2},
                                      {63, 65},
                                      {64, 64},
                                      {65, 63}}) {
    Picture picture(width, height);
    picture.Noise({0, 0, width, height}, random);
    TextFinder finder;
    CHECK(finder.FindAll(picture.view()).segments.size() < 10);
    const Rect outside{-5, -5, 2000, 2000};
    CHECK(finder.Update(picture.view(), {&outside, 1}).segments.size() < 10);
  }
}

TEST_CASE("text finder: noise of any density stays within bounds") {
  std::mt19937 random(4);
  for (const unsigned one_in : {1U, 3U, 10U, 30U, 60U, 100U, 300U}) {
    Picture picture(1920, 1080);
    for (int i = 0; i < 1920 * 1080; ++i) {
      if (random() % one_in == 0) picture.Fill({i % 1920, i / 1920, 1, 1}, kBlack);
    }
    TextFinder finder;
    const FoundText found = finder.FindAll(picture.view());
    INFO("one in " << one_in);
    CHECK(found.segments.size() <= 16384);
  }
}

}  // namespace chaperone::ocr
