// SPDX-License-Identifier: Apache-2.0
#include "ocr/line_image.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "tests/ocr/picture.h"

namespace chaperone::ocr {
namespace {

struct Made {
  LineKind kind = LineKind::kUnknown;
  LineImage line;
};

Made Make(const Picture& picture, const Rect& box) {
  Made made;
  LineImager imager;
  made.kind = imager.Make(picture.view(), box, made.line);
  return made;
}

// The largest difference between two lines of one size; 255 where the sizes differ.
int Difference(const LineImage& a, const LineImage& b) {
  if (a.width != b.width) return 255;
  int largest = 0;
  for (size_t i = 0; i < a.pixels.size(); ++i) {
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  }
  return largest;
}

LineImage Reference() {
  Picture picture(300, 60);
  Made made = Make(picture, picture.Word(20, 20, 10, 5));
  REQUIRE(made.kind == LineKind::kText);
  return std::move(made.line);
}

constexpr int kSame = 12;  // of 255: colours are rounded, and full ink is a little short of black

}  // namespace

TEST_CASE("line image: dark ink on white paper, of the height that recognisers expect") {
  const LineImage line = Reference();
  CHECK(line.pixels.size() == static_cast<size_t>(line.width) * kLineHeight);
  CHECK(line.pixels.front() > 230);
  CHECK(*std::min_element(line.pixels.begin(), line.pixels.end()) < 40);
}

TEST_CASE("line image: whatever the colours, the same letters give the same line") {
  const LineImage reference = Reference();
  const std::pair<Colour, Colour> schemes[] = {
      {kBlack, kWhite},                    // dark theme
      {{34, 31, 30}, {225, 222, 219}},     // soft dark theme
      {{255, 255, 255}, {171, 92, 11}},    // a link
      {{56, 142, 60}, {255, 255, 255}},    // a button
      {{0, 120, 0}, {0, 60, 118}},         // same brightness, another colour
      {{240, 240, 240}, {190, 190, 190}},  // faint
  };
  for (const auto& [background, ink] : schemes) {
    Picture picture(300, 60, background);
    const Made made = Make(picture, picture.Word(20, 20, 10, 5, ink));
    INFO("background " << int{background.blue} << " ink " << int{ink.blue});
    REQUIRE(made.kind == LineKind::kText);
    CHECK(Difference(made.line, reference) <= kSame);
  }
}

TEST_CASE("line image: an underline and a field's frame are erased") {
  const LineImage reference = Reference();
  Picture underlined(300, 60);
  const Rect box = underlined.Word(20, 20, 10, 5);
  underlined.Fill({20, 32, 70, 1}, kBlack);
  const Made without_line = Make(underlined, {box.x, box.y, box.width, box.height});
  REQUIRE(without_line.kind == LineKind::kText);
  CHECK(Difference(without_line.line, reference) <= kSame);

  Picture framed(300, 60);
  framed.Word(20, 20, 10, 5);
  framed.Fill({17, 10, 1, 30}, {120, 120, 120});
  framed.Fill({17, 10, 100, 1}, {120, 120, 120});
  const Made without_frame = Make(framed, box);
  REQUIRE(without_frame.kind == LineKind::kText);
  CHECK(Difference(without_frame.line, reference) <= kSame);
}

TEST_CASE("line image: blanks are known before they are read") {
  const Picture plain(100, 40, {10, 20, 30});
  CHECK(Make(plain, {10, 10, 50, 12}).kind == LineKind::kBlank);
  CHECK(Make(plain, {200, 10, 50, 12}).kind == LineKind::kBlank);
  CHECK(Make(plain, {}).kind == LineKind::kBlank);
  Picture bar(100, 40);
  bar.Fill({0, 10, 100, 12}, kBlack);  // one frame from side to side, nothing else
  CHECK(Make(bar, {10, 5, 50, 25}).kind == LineKind::kBlank);
}

TEST_CASE("line image: shades all over are a picture") {
  std::mt19937 random(1);
  Picture picture(300, 60);
  picture.Noise({0, 0, 300, 60}, random);
  CHECK(Make(picture, {20, 20, 100, 14}).kind == LineKind::kPicture);
}

TEST_CASE("line image: boxes at and beyond the frame's sides are safe") {
  Picture picture(80, 20);
  picture.Word(0, 0, 11, 5, kBlack, 20);
  for (const Rect& box :
       {Rect{0, 0, 80, 20}, Rect{-10, -10, 200, 200}, Rect{79, 19, 5, 5}, Rect{0, 0, 1, 1}}) {
    LineImager imager;
    LineImage line;
    const LineKind kind = imager.Make(picture.view(), box, line);
    CHECK(line.pixels.empty() == (kind != LineKind::kText));
  }
}

}  // namespace chaperone::ocr
