// SPDX-License-Identifier: Apache-2.0
#include "ocr/reader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <set>

#include "tests/ocr/picture.h"

namespace chaperone::ocr {
namespace {

// Reads every line as its width and the number it was asked at, and counts.
class FakeRecogniser : public Recogniser {
 public:
  struct Log {
    size_t lines = 0;
    std::vector<int> widths;
    bool failing = false;
  };
  explicit FakeRecogniser(Log& log) : log_(log) {}

  policy::Result<std::vector<Reading>> Recognise(std::span<const LineImage> lines) override {
    if (log_.failing) return policy::Unavailable("told to fail", true);
    std::vector<Reading> readings;
    for (const LineImage& line : lines) {
      ++log_.lines;
      log_.widths.push_back(line.width);
      readings.push_back({"line " + std::to_string(line.width), 0.9});
    }
    return readings;
  }

 private:
  Log& log_;
};

struct Bench {
  FakeRecogniser::Log log;
  Reader reader{std::make_unique<FakeRecogniser>(log)};

  void Update(const Picture& picture, const Rect& changed = {}) {
    const policy::Result<void> updated = reader.Update(picture.view(), {&changed, 1});
    REQUIRE(updated.ok());
  }
  void ReadAll() {
    for (bool more = true; more;) {
      const policy::Result<bool> left = reader.ReadSome(7);
      REQUIRE(left.ok());
      more = *left;
    }
  }
  std::vector<Rect> Boxes() const {
    std::vector<Rect> boxes;
    for (const TextLine& line : reader.Lines()) boxes.push_back(line.box);
    return boxes;
  }
};

Rect All(const Picture& picture) {
  return {0, 0, picture.width(), picture.height()};
}

void WriteTable(Picture& picture, unsigned first_row) {
  picture.Fill(All(picture), kWhite);
  for (int row = 0; row * 20 + 30 < picture.height(); ++row) {
    for (int column = 0; column < 3; ++column) {
      picture.Word(10 + column * 150, 10 + row * 20, 10,
                   (first_row + static_cast<unsigned>(row)) * 3 + static_cast<unsigned>(column));
    }
  }
}

}  // namespace

TEST_CASE("reader: reads what stands on the first frame, a budget at a time") {
  Picture picture(500, 200);
  WriteTable(picture, 0);
  Bench bench;
  bench.Update(picture);
  const size_t lines = bench.reader.unread();
  REQUIRE(lines == 27);
  CHECK(bench.reader.Lines().empty());
  REQUIRE(*bench.reader.ReadSome(10));
  CHECK(bench.reader.Lines().size() >= 10);
  bench.ReadAll();
  CHECK(bench.reader.Lines().size() == lines);
  CHECK(bench.reader.unread() == 0);
  CHECK_FALSE(*bench.reader.ReadSome(10));
}

TEST_CASE("reader: recognises nothing twice when it scrolls or comes back") {
  Picture picture(500, 400);
  WriteTable(picture, 0);
  Bench bench;
  bench.Update(picture);
  bench.ReadAll();
  const std::vector<TextLine> before = bench.reader.Lines();
  const size_t read = bench.log.lines;
  WriteTable(picture, 1);
  bench.Update(picture, All(picture));
  CHECK(bench.reader.unread() <= 3);
  bench.ReadAll();
  CHECK(bench.log.lines <= read + 3);
  WriteTable(picture, 0);
  bench.Update(picture, All(picture));
  CHECK(bench.reader.unread() == 0);
  CHECK(bench.reader.Lines() == before);
}

TEST_CASE("reader: the newest changes are read first") {
  Picture picture(500, 400);
  WriteTable(picture, 0);
  Bench bench;
  bench.Update(picture);
  const Rect changed = picture.Word(10, 370, 20, 1234);
  bench.Update(picture, changed);
  REQUIRE(bench.reader.ReadSome(1).ok());
  const std::vector<Rect> boxes = bench.Boxes();
  REQUIRE(boxes.size() == 1);
  CHECK(policy::Overlaps(boxes[0], changed));
}

TEST_CASE("reader: a line that vanished before its turn is never read") {
  Picture picture(500, 100);
  picture.Word(10, 20, 12, 1);
  picture.Word(10, 60, 20, 2);
  Bench bench;
  bench.Update(picture);
  picture.Fill({0, 50, 500, 50}, kWhite);
  bench.Update(picture, Rect{0, 50, 500, 50});
  bench.ReadAll();
  CHECK(bench.log.lines == 1);
  CHECK(bench.Boxes().size() == 1);
}

TEST_CASE("reader: pixels that changed since they were found are left for their update") {
  Picture picture(500, 100);
  const Rect word = picture.Word(10, 20, 12, 1);
  Bench bench;
  bench.Update(picture);
  picture.Fill(word, kWhite);
  picture.Word(10, 20, 12, 99);
  bench.ReadAll();
  CHECK(bench.log.lines == 0);
  CHECK(bench.reader.Lines().empty());
  bench.Update(picture, word);
  bench.ReadAll();
  CHECK(bench.log.lines == 1);
  CHECK(bench.reader.Lines().size() == 1);
}

TEST_CASE("reader: the version goes up with every change of the lines, and only then") {
  Picture picture(500, 100);
  const Rect word = picture.Word(10, 20, 12, 1);
  Bench bench;
  bench.Update(picture);
  const uint64_t unread = bench.reader.version();
  bench.ReadAll();
  const uint64_t read = bench.reader.version();
  CHECK(read > unread);
  bench.Update(picture, All(picture));
  CHECK(bench.reader.version() == read);
  picture.Fill(word, kWhite);
  bench.Update(picture, word);
  CHECK(bench.reader.version() > read);
  CHECK(bench.reader.Lines().empty());
}

TEST_CASE("reader: after any edits the lines are those of a fresh look") {
  std::mt19937 random(9);
  Picture picture(480, 360);
  WriteTable(picture, 0);
  Bench bench;
  bench.Update(picture);
  for (int step = 0; step < 150; ++step) {
    const int x = static_cast<int>(random() % 480);
    const int y = static_cast<int>(random() % 360);
    Rect changed{x, y, 150, 30};
    if (random() % 2 == 0) {
      picture.Fill(changed, kWhite);
    } else {
      changed = picture.Word(x, y, 3 + static_cast<int>(random() % 15),
                             static_cast<unsigned>(random()) % 40);
    }
    bench.Update(picture, changed);
    if (random() % 3 == 0) REQUIRE(bench.reader.ReadSome(random() % 9).ok());
  }
  bench.reader.Settle();
  bench.ReadAll();
  Bench fresh;
  fresh.Update(picture);
  fresh.ReadAll();
  CHECK(bench.Boxes() == fresh.Boxes());
}

TEST_CASE("reader: what changes faster than it can be read is left, said, and read when it rests") {
  std::mt19937 random(5);
  Picture picture(768, 512);
  const Rect caption = picture.Word(20, 480, 20, 1);
  Bench bench;
  bench.Update(picture);
  bench.ReadAll();
  const auto play = [&] {
    picture.Fill({0, 0, 768, 256}, kWhite);
    for (int i = 0; i < 40; ++i) {
      picture.Word(static_cast<int>(random() % 16) * 48, static_cast<int>(random() % 12) * 20, 4,
                   static_cast<unsigned>(random()));
    }
    bench.Update(picture, Rect{0, 0, 768, 256});
  };
  for (int frame = 0; frame < 30; ++frame) play();
  CHECK(bench.reader.unread() == 0);
  REQUIRE_FALSE(bench.reader.unreadable().empty());
  for (const Rect& area : bench.reader.unreadable()) CHECK(area.y < 256);
  const std::vector<Rect> during = bench.Boxes();
  CHECK(std::any_of(during.begin(), during.end(),
                    [&](const Rect& box) { return policy::Overlaps(box, caption); }));

  const Rect typed = picture.Word(20, 400, 10, 77);
  bench.Update(picture, typed);
  CHECK(bench.reader.unread() == 1);

  bench.reader.Settle();
  CHECK(bench.reader.unreadable().empty());
  CHECK(bench.reader.unread() > 10);
  bench.ReadAll();
  Bench fresh;
  fresh.Update(picture);
  fresh.ReadAll();
  CHECK(bench.Boxes() == fresh.Boxes());
}

TEST_CASE("reader: typing into a field is not taken for a video") {
  Picture picture(500, 100);
  Bench bench;
  bench.Update(picture);
  for (int letters = 1; letters < 40; ++letters) {
    const Rect word = picture.Word(10, 20, letters, 3);
    bench.Update(picture, word);
    CHECK(bench.reader.unreadable().empty());
    bench.ReadAll();
    CHECK(bench.reader.Lines().size() == 1);
  }
}

TEST_CASE("reader: noise is not read but said, and the text beside it is read") {
  std::mt19937 random(8);
  Picture picture(1024, 768);
  for (int y = 0; y < 512; y += 14) {
    for (int x = 0; x < 1024; x += 20) picture.Word(x, y, 1, static_cast<unsigned>(random()));
  }
  const Rect text = picture.Word(20, 700, 20, 1);
  Bench bench;
  bench.Update(picture);
  CHECK(bench.reader.unread() < 1500);
  CHECK_FALSE(bench.reader.unreadable().empty());
  bench.ReadAll();
  const std::vector<Rect> boxes = bench.Boxes();
  CHECK(std::any_of(boxes.begin(), boxes.end(),
                    [&](const Rect& box) { return policy::Overlaps(box, text); }));
}

TEST_CASE("reader: an error of the recogniser loses no line") {
  Picture picture(500, 200);
  WriteTable(picture, 0);
  Bench bench;
  bench.Update(picture);
  const size_t lines = bench.reader.unread();
  bench.log.failing = true;
  CHECK_FALSE(bench.reader.ReadSome(5).ok());
  CHECK(bench.reader.unread() == lines);
  bench.log.failing = false;
  bench.ReadAll();
  CHECK(bench.reader.Lines().size() == lines);
}

TEST_CASE("reader: another size of frame starts over, and the cache still knows the text") {
  Picture small(500, 200);
  WriteTable(small, 0);
  Bench bench;
  bench.Update(small);
  bench.ReadAll();
  const size_t read = bench.log.lines;
  Picture large(600, 300);
  WriteTable(large, 0);
  bench.Update(large);
  bench.ReadAll();
  CHECK(bench.reader.Lines().size() == 42);
  CHECK(bench.log.lines == read + 15);
}

TEST_CASE("reader: forgets lines and cache") {
  Picture picture(500, 200);
  WriteTable(picture, 0);
  Bench bench;
  bench.Update(picture);
  bench.ReadAll();
  const size_t read = bench.log.lines;
  bench.reader.Forget();
  CHECK(bench.reader.Lines().empty());
  CHECK(bench.reader.unread() == 0);
  bench.Update(picture);
  bench.ReadAll();
  CHECK(bench.log.lines == 2 * read);
}

TEST_CASE("reader: refuses frames that are too large or have rows too short") {
  Bench bench;
  uint8_t pixel[4] = {};
  const policy::Result<void> huge = bench.reader.Update({pixel, 30000, 30000, 120000}, {});
  REQUIRE_FALSE(huge.ok());
  CHECK(huge.error().code == policy::ErrorCode::kBadInput);
  CHECK(huge.error().detail.find("30000 x 30000") != std::string::npos);
  CHECK_FALSE(bench.reader.Update({pixel, 2, 1, 4}, {}).ok());
  CHECK_FALSE(bench.reader.Update({nullptr, 1, 1, 4}, {}).ok());
}

TEST_CASE("reader: empty and one-pixel frames are read as nothing") {
  Bench bench;
  for (const auto& [width, height] :
       {std::pair{0, 0}, {1, 1}, {1, 900}, {900, 1}, {0, 0}, {3, 3}}) {
    Picture picture(width, height);
    bench.Update(picture, Rect{-5, -5, 5000, 5000});
    bench.ReadAll();
    CHECK(bench.reader.Lines().empty());
  }
}

}  // namespace chaperone::ocr
