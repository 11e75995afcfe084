// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/png_image.h"

#include <png.h>

#include "capture/screen/frame.h"

namespace chaperone::capture {
namespace {

// libpng's simple interface keeps memory in the picture until it is freed.
struct Decoder {
  png_image image{};
  Decoder() { image.version = PNG_IMAGE_VERSION; }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { png_image_free(&image); }
};

}  // namespace

policy::Result<PngImage> ReadPng(const std::string& path) {
  Decoder decoder;
  png_image& image = decoder.image;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) {
    return policy::BadInput(path + ": not a readable PNG: " + image.message);
  }
  const int64_t pixels = int64_t{image.width} * image.height;
  if (pixels == 0 || pixels > kMaxFramePixels) {
    return policy::BadInput(path + ": " + std::to_string(image.width) + " x " +
                            std::to_string(image.height) + " pixels; expected 1 to " +
                            std::to_string(kMaxFramePixels) + " pixels");
  }
  image.format = PNG_FORMAT_BGRA;
  PngImage out;
  out.width = static_cast<int>(image.width);
  out.height = static_cast<int>(image.height);
  out.pixels.resize(static_cast<size_t>(pixels) * 4);
  if (png_image_finish_read(&image, nullptr, out.pixels.data(), 0, nullptr) == 0) {
    return policy::BadInput(path + ": the PNG is damaged: " + image.message);
  }
  // What shines through has no meaning on a screen.
  for (size_t i = 3; i < out.pixels.size(); i += 4) out.pixels[i] = 255;
  return out;
}

}  // namespace chaperone::capture
