// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/base/result.h"

namespace chaperone::capture {

// A decoded picture: blue, green, red, 255; rows without gaps.
struct PngImage {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> pixels;
};

// Decodes a PNG file. The error (kBadInput) names the file and says what is wrong with it. A
// picture above kMaxFramePixels is refused before memory is taken for it.
policy::Result<PngImage> ReadPng(const std::string& path);

}  // namespace chaperone::capture
