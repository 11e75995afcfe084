// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>
#include <vector>

#include "ocr/recogniser.h"

namespace chaperone::ocr {

TEST_CASE("tesseract: a missing model is named, and the package that brings it") {
  const auto made = MakeTesseractRecogniser("/nonexistent/tessdata");
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == policy::ErrorCode::kUnavailable);
  CHECK(made.error().detail.find("/nonexistent/tessdata") != std::string::npos);
  CHECK(made.error().detail.find("tesseract-ocr-eng") != std::string::npos);
}

TEST_CASE("tesseract: refuses to start where every line would cost many times the CPU") {
  unsetenv("OMP_THREAD_LIMIT");
  const auto made = MakeTesseractRecogniser("");
  setenv("OMP_THREAD_LIMIT", "1", 1);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().detail.find("OMP_THREAD_LIMIT=1") != std::string::npos);
}

TEST_CASE("tesseract: white paper reads as nothing, and many odd widths do no harm") {
  auto made = MakeTesseractRecogniser("");
  REQUIRE(made.ok());
  std::vector<LineImage> lines(3);
  const int widths[] = {9, 10, 700};
  for (size_t i = 0; i < lines.size(); ++i) {
    lines[i].width = widths[i];
    lines[i].pixels.assign(static_cast<size_t>(widths[i]) * kLineHeight, 255);
  }
  const auto readings = (*made)->Recognise(lines);
  REQUIRE(readings.ok());
  REQUIRE(readings->size() == 3);
  CHECK((*readings)[1].text.empty());
  REQUIRE((*made)->Recognise({}).ok());
}

}  // namespace chaperone::ocr
