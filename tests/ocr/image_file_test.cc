// SPDX-License-Identifier: Apache-2.0
#include "ocr/image_file.h"

#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace chaperone::ocr {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "chaperone-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string Write(const std::string& name, const std::string& bytes) const {
    const std::string path = path_ + "/" + name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

 private:
  std::string path_;
};

// 5 x 3 pixels, the last one red, in a format of Leptonica's.
std::string Encode(int format) {
  PIX* pix = pixCreate(5, 3, 32);
  pixSetAll(pix);
  pixSetRGBPixel(pix, 4, 2, 255, 0, 0);
  l_uint8* bytes = nullptr;
  size_t size = 0;
  REQUIRE(pixWriteMem(&bytes, &size, pix, format) == 0);
  std::string encoded(bytes, bytes + size);
  lept_free(bytes);
  pixDestroy(&pix);
  return encoded;
}

// The start of a PNG that claims a size.
std::string PngClaiming(uint32_t width, uint32_t height) {
  std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  for (const uint32_t side : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) png += static_cast<char>(side >> shift & 0xff);
  }
  return png + std::string("\x08\x02\0\0\0\0\0\0\0", 9);
}

policy::Error ErrorOf(const std::string& path) {
  const policy::Result<DecodedImage> image = ReadImageFile(path);
  REQUIRE_FALSE(image.ok());
  CHECK(image.error().detail.rfind(path, 0) == 0);
  return image.error();
}

}  // namespace

TEST_CASE("image file: reads the usual formats, blue first") {
  const Folder folder;
  for (const int format : {IFF_PNG, IFF_TIFF, IFF_BMP, IFF_PNM, IFF_JFIF_JPEG, IFF_WEBP}) {
    const auto image = ReadImageFile(folder.Write("picture", Encode(format)));
    INFO("format " << format);
    REQUIRE(image.ok());
    CHECK(image->width == 5);
    CHECK(image->height == 3);
    REQUIRE(image->pixels.size() == 60);
    CHECK(image->pixels[0] > 200);
    if (format == IFF_JFIF_JPEG || format == IFF_WEBP) continue;  // lossy
    const std::vector<uint8_t> last(image->pixels.end() - 4, image->pixels.end() - 1);
    CHECK(last == std::vector<uint8_t>{0, 0, 255});
  }
}

TEST_CASE("image file: a claim of too many pixels is refused before anything is made for it") {
  const Folder folder;
  for (const auto& [width, height] :
       {std::pair{30000U, 30000U}, {0xffffffffU, 0xffffffffU}, {8193U, 8192U}}) {
    const policy::Error error = ErrorOf(folder.Write("bomb.png", PngClaiming(width, height)));
    CHECK(error.code == policy::ErrorCode::kBadInput);
    CHECK(error.detail.find("expected at most") != std::string::npos);
  }
}

TEST_CASE("image file: a picture without pixels is refused") {
  const Folder folder;
  CHECK(ErrorOf(folder.Write("none.png", PngClaiming(0, 0))).detail.find("0 x 0") !=
        std::string::npos);
  CHECK(ErrorOf(folder.Write("flat.png", PngClaiming(10, 0))).code == policy::ErrorCode::kBadInput);
}

TEST_CASE("image file: broken, foreign, empty and missing files are told apart and named") {
  const Folder folder;
  const std::string png = Encode(IFF_PNG);
  CHECK(ErrorOf(folder.Write("cut.png", png.substr(0, png.size() / 2))).code ==
        policy::ErrorCode::kBadInput);
  CHECK(
      ErrorOf(folder.Write("notes.txt", "not a picture at all, but long enough to be one")).code ==
      policy::ErrorCode::kBadInput);
  CHECK(ErrorOf(folder.Write("empty.png", "")).code == policy::ErrorCode::kBadInput);
  CHECK(ErrorOf("/nonexistent/picture.png").code == policy::ErrorCode::kNotFound);
  CHECK(ErrorOf(std::filesystem::temp_directory_path().string()).code == policy::ErrorCode::kIo);
}

TEST_CASE("image file: any single broken byte gives a picture or an error, never a crash") {
  const Folder folder;
  for (const int format : {IFF_PNG, IFF_BMP, IFF_PNM, IFF_TIFF}) {
    const std::string whole = Encode(format);
    for (size_t i = 0; i < whole.size(); ++i) {
      std::string broken = whole;
      broken[i] = static_cast<char>(broken[i] ^ 0x55);
      const auto image = ReadImageFile(folder.Write("picture", broken));
      if (!image.ok()) continue;
      CHECK(image->pixels.size() ==
            static_cast<size_t>(image->width) * static_cast<size_t>(image->height) * 4);
    }
  }
}

}  // namespace chaperone::ocr
