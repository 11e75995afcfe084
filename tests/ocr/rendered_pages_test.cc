// SPDX-License-Identifier: Apache-2.0
// Pages rendered by a real browser, read by the real recogniser, beside what the browser says
// stands there.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <regex>

#include "ocr/image_file.h"
#include "ocr/reader.h"
#include "tests/bench/page_score.h"

namespace chaperone::ocr {
namespace {

const char* const kKinds[] = {"crm", "mail", "form", "dark", "sheet", "settings"};

constexpr size_t kSizesLines = 16;  // as pages/render.py makes them

std::string Path(const std::string& name) {
  return std::string(CHAPERONE_PAGES) + "/" + name;
}

DecodedImage Load(const std::string& page) {
  policy::Result<DecodedImage> image = ReadImageFile(Path(page + ".png"));
  REQUIRE(image.ok());
  return std::move(*image);
}

std::unique_ptr<Reader> MakeReader() {
  auto recogniser = MakeTesseractRecogniser("");
  REQUIRE(recogniser.ok());
  return std::make_unique<Reader>(std::move(*recogniser));
}

size_t ReadAll(Reader& reader) {
  const size_t lines = reader.unread();
  for (bool more = true; more;) {
    const policy::Result<bool> left = reader.ReadSome(16);
    REQUIRE(left.ok());
    more = *left;
  }
  return lines;
}

}  // namespace

TEST_CASE("rendered pages: at least 97 in 100 words are read letter for letter") {
  double recall = 0;
  const std::unique_ptr<Reader> reader = MakeReader();
  for (const std::string kind : kKinds) {
    const DecodedImage image = Load(kind);
    const Rect everything{0, 0, image.width, image.height};
    REQUIRE(reader->Update(image.view(), {&everything, 1}).ok());
    reader->Settle();
    CHECK(reader->unreadable().empty());
    ReadAll(*reader);
    const bench::PageScore score =
        bench::Score(bench::LoadTruth(Path(kind + ".tsv")), reader->Lines());
    INFO(kind << ": " << score.hits << " of " << score.words);
    CHECK(score.words > 100);
    CHECK(score.recall() > 0.94);
    recall += score.recall() / static_cast<double>(std::size(kKinds));
  }
  CHECK(recall >= 0.97);
}

TEST_CASE("rendered pages: a zoomed page is read as well as one at its own size") {
  const std::unique_ptr<Reader> reader = MakeReader();
  for (const std::string page : {"crm_125", "crm_150", "crm_200"}) {
    const DecodedImage image = Load(page);
    const Rect everything{0, 0, image.width, image.height};
    REQUIRE(reader->Update(image.view(), {&everything, 1}).ok());
    reader->Settle();
    ReadAll(*reader);
    const bench::PageScore score =
        bench::Score(bench::LoadTruth(Path(page + ".tsv")), reader->Lines());
    INFO(page << ": " << score.hits << " of " << score.words);
    CHECK(score.words > 100);
    CHECK(score.recall() >= 0.96);
  }
}

TEST_CASE("rendered pages: letters of 12 to 72 pixels are read letter for letter, plain and bold") {
  const std::unique_ptr<Reader> reader = MakeReader();
  const DecodedImage image = Load("sizes");
  REQUIRE(reader->Update(image.view(), {}).ok());
  CHECK(reader->unread() == kSizesLines);
  ReadAll(*reader);
  const std::vector<TextLine> lines = reader->Lines();
  CHECK(lines.size() == kSizesLines);
  for (const TextLine& line : lines) {
    INFO(line.box.height << " rows high: " << line.text);
    CHECK(std::regex_match(
        line.text, std::regex("[Ii]sla Featherby 07700 ?900[0-9]{3} JT ?59 ?30 ?64\\.? ?C")));
  }
}

TEST_CASE("rendered pages: a table scrolled by one row costs the new row only") {
  const std::unique_ptr<Reader> reader = MakeReader();
  const DecodedImage before = Load("crm");
  const DecodedImage after = Load("crm_scrolled");
  REQUIRE(reader->Update(before.view(), {}).ok());
  const size_t all = ReadAll(*reader);
  const Rect everything{0, 0, after.width, after.height};
  REQUIRE(reader->Update(after.view(), {&everything, 1}).ok());
  const size_t added = ReadAll(*reader);
  INFO(added << " of " << all);
  CHECK(added < all / 10);
  const bench::PageScore score =
      bench::Score(bench::LoadTruth(Path("crm_scrolled.tsv")), reader->Lines());
  CHECK(score.recall() >= 0.95);
}

TEST_CASE("rendered pages: typing into a field costs that line only, and it is read") {
  const std::unique_ptr<Reader> reader = MakeReader();
  const DecodedImage before = Load("form");
  const DecodedImage after = Load("form_typed");
  REQUIRE(reader->Update(before.view(), {}).ok());
  ReadAll(*reader);
  const Rect everything{0, 0, after.width, after.height};
  REQUIRE(reader->Update(after.view(), {&everything, 1}).ok());
  CHECK(reader->unread() == 1);
  ReadAll(*reader);
  const std::vector<TextLine> lines = reader->Lines();
  CHECK(std::any_of(lines.begin(), lines.end(), [](const TextLine& line) {
    return line.text == "Asked us to call 07700 900461 after lunch";
  }));
}

}  // namespace chaperone::ocr
