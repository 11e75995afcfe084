// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/replay_source.h"

#include <png.h>
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

using chaperone::capture::ReplaySource;
using chaperone::capture::SourceState;
using chaperone::policy::ErrorCode;
using chaperone::policy::Rect;

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

  std::string path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

  // A picture in one colour (blue, green, red).
  void Png(const std::string& name, int width, int height, std::vector<uint8_t> colour) const {
    std::vector<uint8_t> pixels;
    for (int i = 0; i < width * height; ++i) {
      pixels.insert(pixels.end(), colour.begin(), colour.end());
    }
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_BGR;
    REQUIRE(png_image_write_to_file(&image, File(name).c_str(), 0, pixels.data(), 0, nullptr) != 0);
  }
  void Bytes(const std::string& name, const std::string& bytes) const {
    std::ofstream(File(name), std::ios::binary) << bytes;
  }

 private:
  std::string path_;
};

// A PNG header that promises more than it has: 30,000 x 30,000 pixels.
std::string HugeHeader() {
  const std::string head("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0",
                         29);
  std::string crc(4, '\0');
  uint32_t c = 0xffffffff;
  for (size_t i = 12; i < head.size(); ++i) {
    c ^= static_cast<uint8_t>(head[i]);
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xedb88320U ^ (c >> 1) : c >> 1;
  }
  c ^= 0xffffffff;
  for (int i = 0; i < 4; ++i) crc[static_cast<size_t>(i)] = static_cast<char>(c >> (24 - 8 * i));
  return head + crc + std::string("\0\0\0\1IDAT", 8);
}

std::string FailureOf(const Folder& folder) {
  const auto source = ReplaySource::Open(folder.path());
  REQUIRE_FALSE(source);
  CHECK(source.error().code == ErrorCode::kBadInput);
  return source.error().detail;
}

}  // namespace

TEST_CASE("replay: shows the pictures in the order of their times and then ends") {
  const Folder folder;
  folder.Png("0.png", 100, 40, {1, 2, 3});
  folder.Png("20.png", 100, 40, {1, 2, 3});
  folder.Png("40.png", 120, 40, {4, 5, 6});
  folder.Bytes("notes.txt", "not a picture, and no matter");
  auto opened = ReplaySource::Open(folder.path());
  REQUIRE(opened);
  ReplaySource& source = **opened;
  CHECK(source.poll_fd() == -1);

  const auto first = source.Grab();
  CHECK(first.state == SourceState::kChanged);
  CHECK(first.changed == std::vector<Rect>{{0, 0, 100, 40}});
  CHECK(source.frame().data()[0] == 1);
  CHECK(source.frame().data()[2] == 3);
  CHECK(source.frame().data()[3] == 255);

  std::vector<SourceState> states;
  for (int i = 0; i < 500 && (states.empty() || states.back() != SourceState::kTargetLost); ++i) {
    const auto update = source.Grab();
    if (states.empty() || states.back() != update.state) states.push_back(update.state);
    if (update.state == SourceState::kResized) {
      CHECK(update.changed == std::vector<Rect>{{0, 0, 120, 40}});
      CHECK(source.frame().data()[1] == 5);
      CHECK(source.region() == Rect{0, 0, 120, 40});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  // The second picture is the same as the first: nothing changed then.
  CHECK(states == std::vector<SourceState>{SourceState::kUnchanged, SourceState::kResized,
                                           SourceState::kTargetLost});
  CHECK(source.broken().empty());
}

TEST_CASE("replay: a picture that breaks in the middle ends it and is named") {
  const Folder folder;
  folder.Png("0.png", 30, 30, {0, 0, 0});
  folder.Bytes("1.png", "\x89PNG\r\n\x1a\n broken");
  auto source = ReplaySource::Open(folder.path());
  REQUIRE(source);
  CHECK((*source)->Grab().state != SourceState::kTargetLost);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK((*source)->Grab().state == SourceState::kTargetLost);
  CHECK((*source)->broken().find("1.png: ") != std::string::npos);
  CHECK((*source)->Grab().state == SourceState::kTargetLost);
}

TEST_CASE("replay: bad folders and pictures are refused with the file's name") {
  const Folder folder;
  CHECK(FailureOf(folder).find("no pictures") != std::string::npos);
  SECTION("a name that is not a time") {
    folder.Png("first.png", 3, 3, {0, 0, 0});
    CHECK(FailureOf(folder).find("first.png: the name is not a time") != std::string::npos);
  }
  SECTION("not a picture") {
    folder.Bytes("0.png", "GIF89a");
    CHECK(FailureOf(folder).find("0.png: not a readable PNG") != std::string::npos);
  }
  SECTION("cut off") {
    folder.Png("0.png", 400, 400, {1, 2, 3});
    std::filesystem::resize_file(folder.File("0.png"), 100);
    CHECK(FailureOf(folder).find("0.png: the PNG is damaged") != std::string::npos);
  }
  SECTION("too large, and refused before memory is taken") {
    folder.Bytes("0.png", HugeHeader());
    CHECK(FailureOf(folder).find("0.png: 30000 x 30000 pixels; expected") != std::string::npos);
  }
  SECTION("empty") {
    folder.Bytes("0.png", "");
    CHECK(FailureOf(folder).find("0.png: ") != std::string::npos);
  }
}

TEST_CASE("replay: a folder that is not there is an error that names it") {
  const auto source = ReplaySource::Open("/nonexistent/replay");
  REQUIRE_FALSE(source);
  CHECK(source.error().detail.find("/nonexistent/replay: ") == 0);
}
