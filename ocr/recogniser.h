// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ocr/line_image.h"
#include "policy/base/result.h"

namespace chaperone::ocr {

// What was read on one line image. Personal data: memory of the reader only.
struct Reading {
  std::string text;       // UTF-8, one line, no white space at either end; "" where nothing is
  double confidence = 0;  // 0..1

  bool operator==(const Reading&) const = default;
};

// Turns line images to text. Used by one thread; no exception leaves it.
class Recogniser {
 public:
  virtual ~Recogniser() = default;
  // One reading for each line, in order; or an error after which the lines are still unread.
  virtual policy::Result<std::vector<Reading>> Recognise(std::span<const LineImage> lines) = 0;
};

// Tesseract's LSTM engine, English. `tessdata` is the folder of `eng.traineddata`, "" the system's.
// kUnavailable where the model is missing (says what to install), and where OMP_THREAD_LIMIT=1 is
// not in the environment: OpenMP reads it before main(), and without it a page costs 3 to 16 times
// the CPU. The agent starts the reader with it; `scan` starts itself again.
policy::Result<std::unique_ptr<Recogniser>> MakeTesseractRecogniser(const std::string& tessdata);
std::string TesseractVersion();  // "5.3.0"

}  // namespace chaperone::ocr
