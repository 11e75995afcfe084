// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/base/geometry.h"

namespace chaperone::ocr {

// A stretch of text that was read, as it stands on the frame. Personal data: lives in the reader's
// memory only.
struct TextLine {
  std::string text;       // UTF-8
  policy::Rect box;       // pixels of the frame, tight around the ink
  double confidence = 0;  // 0..1

  bool operator==(const TextLine&) const = default;
};

}  // namespace chaperone::ocr
