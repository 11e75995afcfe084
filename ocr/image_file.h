// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "capture/screen/frame.h"
#include "policy/base/result.h"

namespace chaperone::ocr {

// A decoded picture: 4 bytes a pixel (blue, green, red, unused), no padding between rows.
struct DecodedImage {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> pixels;

  capture::ImageView view() const {
    return {pixels.data(), width, height, static_cast<size_t>(width) * 4};
  }
};

// Reads a picture file: PNG, JPEG, WebP, TIFF, BMP or PNM; what is transparent counts as white.
// kNotFound where there is no such file, kIo where it cannot be read, kBadInput where it is no such
// picture, broken, empty, or claims more than capture::kMaxFramePixels: a claim is checked before
// anything is allocated for it. Every error names the file.
policy::Result<DecodedImage> ReadImageFile(const std::string& path);

}  // namespace chaperone::ocr
