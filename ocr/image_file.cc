// SPDX-License-Identifier: Apache-2.0
#include "ocr/image_file.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

#include "ocr/quiet.h"

namespace chaperone::ocr {
namespace {

constexpr size_t kMaxFileBytes = size_t{512} << 20;

struct PixDeleter {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};
using OwnedPix = std::unique_ptr<PIX, PixDeleter>;

struct FileCloser {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

policy::Result<std::vector<uint8_t>> ReadBytes(const std::string& path) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    const int reason = errno;
    const std::string detail = path + ": cannot be opened: " + std::strerror(reason);
    if (reason == ENOENT) return policy::Error{policy::ErrorCode::kNotFound, false, detail};
    return policy::IoError(detail, false);
  }
  std::vector<uint8_t> bytes;
  constexpr size_t kBlock = size_t{1} << 16;
  for (;;) {
    const size_t before = bytes.size();
    bytes.resize(before + kBlock);
    const size_t got = std::fread(bytes.data() + before, 1, kBlock, file.get());
    bytes.resize(before + got);
    if (bytes.size() > kMaxFileBytes) {
      return policy::BadInput(path + ": is larger than 512 MB; expected a screenshot");
    }
    if (got < kBlock) break;
  }
  if (std::ferror(file.get()) != 0) {
    return policy::IoError(path + ": cannot be read: " + std::strerror(errno), false);
  }
  return bytes;
}

bool IsReadable(int format) {
  switch (format) {
    case IFF_PNG:
    case IFF_JFIF_JPEG:
    case IFF_WEBP:
    case IFF_TIFF:
    case IFF_TIFF_PACKBITS:
    case IFF_TIFF_RLE:
    case IFF_TIFF_G3:
    case IFF_TIFF_G4:
    case IFF_TIFF_LZW:
    case IFF_TIFF_ZIP:
    case IFF_TIFF_JPEG:
    case IFF_BMP:
    case IFF_PNM:
      return true;
    default:
      return false;
  }
}

struct Claim {
  int format = IFF_UNKNOWN;
  int width = 0;
  int height = 0;
};

// IHDR always comes first, and Leptonica's own look at it gives up on sizes that it finds absurd.
bool ReadPngClaim(const std::vector<uint8_t>& bytes, Claim& claim) {
  constexpr std::string_view kStart("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  if (bytes.size() < kStart.size() + 8 ||
      std::memcmp(bytes.data(), kStart.data(), kStart.size()) != 0) {
    return false;
  }
  const auto number = [&](size_t at) {
    const uint32_t value = uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 |
                           uint32_t{bytes[at + 2]} << 8 | uint32_t{bytes[at + 3]};
    return static_cast<int>(std::min<uint32_t>(value, INT32_MAX));
  };
  claim = {IFF_PNG, number(16), number(20)};
  return true;
}

bool ReadClaim(const std::vector<uint8_t>& bytes, Claim& claim) {
  if (ReadPngClaim(bytes, claim)) return true;
  return pixReadHeaderMem(bytes.data(), bytes.size(), &claim.format, &claim.width, &claim.height,
                          nullptr, nullptr, nullptr) == 0;
}

DecodedImage ToPixels(PIX* pix) {
  DecodedImage image{pixGetWidth(pix), pixGetHeight(pix), {}};
  const auto row_pixels = static_cast<size_t>(image.width);
  image.pixels.resize(row_pixels * 4 * static_cast<size_t>(image.height));
  const auto words = static_cast<size_t>(pixGetWpl(pix));
  uint8_t* out = image.pixels.data();
  for (size_t y = 0; y < static_cast<size_t>(image.height); ++y) {
    const l_uint32* in = pixGetData(pix) + y * words;
    for (size_t x = 0; x < row_pixels; ++x, out += 4) {
      out[0] = static_cast<uint8_t>(in[x] >> L_BLUE_SHIFT);
      out[1] = static_cast<uint8_t>(in[x] >> L_GREEN_SHIFT);
      out[2] = static_cast<uint8_t>(in[x] >> L_RED_SHIFT);
      out[3] = 0;
    }
  }
  return image;
}

}  // namespace

policy::Result<DecodedImage> ReadImageFile(const std::string& path) {
  policy::Result<std::vector<uint8_t>> bytes = ReadBytes(path);
  if (!bytes.ok()) return bytes.error();
  const Quiet quiet;
  Claim claim;
  if (!ReadClaim(*bytes, claim) || !IsReadable(claim.format)) {
    return policy::BadInput(path +
                            ": is not a picture that can be read; expected PNG, JPEG, WebP, "
                            "TIFF, BMP or PNM");
  }
  if (claim.width <= 0 || claim.height <= 0) {
    return policy::BadInput(path + ": claims to be " + std::to_string(claim.width) + " x " +
                            std::to_string(claim.height) + " pixels; expected at least one");
  }
  if (int64_t{claim.width} * claim.height > capture::kMaxFramePixels) {
    return policy::BadInput(path + ": claims to be " + std::to_string(claim.width) + " x " +
                            std::to_string(claim.height) + " pixels; expected at most " +
                            std::to_string(capture::kMaxFramePixels) + " in all");
  }
  OwnedPix pix(pixReadMem(bytes->data(), bytes->size()));
  if (pix == nullptr) {
    return policy::BadInput(path + ": the picture is broken or cut short; expected a whole file");
  }
  if (int64_t{pixGetWidth(pix.get())} * pixGetHeight(pix.get()) > capture::kMaxFramePixels) {
    return policy::BadInput(path + ": the picture is larger than it claims");
  }
  constexpr l_uint32 kWhite = 0xffffff00;
  if (pixGetSpp(pix.get()) == 4) pix.reset(pixAlphaBlendUniform(pix.get(), kWhite));
  if (pix != nullptr) pix.reset(pixConvertTo32(pix.get()));
  if (pix == nullptr) {
    return policy::BadInput(path + ": has an unusual depth of colour; save it as plain PNG");
  }
  return ToPixels(pix.get());
}

}  // namespace chaperone::ocr
