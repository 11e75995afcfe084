// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/frame.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <fstream>
#include <string>
#include <utility>

using chaperone::capture::SharedFrame;
using chaperone::policy::ErrorCode;

namespace {

// A line of /proc/self/smaps for the mapping that begins at `data`: "Rss", "VmFlags".
std::string MappingDetail(const uint8_t* data, const std::string& name) {
  std::ifstream maps("/proc/self/smaps");
  char address[32];
  std::snprintf(address, sizeof address, "%lx-", reinterpret_cast<unsigned long>(data));
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    if (line.find("memfd:") != std::string::npos) inside = line.rfind(address, 0) == 0;
    if (inside && line.rfind(name + ":", 0) == 0) return line;
  }
  return "";
}

}  // namespace

TEST_CASE("frame: what one side writes the other side of the descriptor sees") {
  auto frame = SharedFrame::Create(5, 3);
  REQUIRE(frame);
  CHECK(frame->stride() == 20);
  CHECK(frame->size() == 60);
  frame->data()[59] = 7;
  void* other = mmap(nullptr, frame->size(), PROT_READ, MAP_SHARED, frame->fd(), 0);
  REQUIRE(other != MAP_FAILED);
  CHECK(static_cast<const uint8_t*>(other)[59] == 7);
  munmap(other, frame->size());
}

TEST_CASE("frame: its size cannot be changed by whoever holds the descriptor") {
  auto frame = SharedFrame::Create(64, 64);
  REQUIRE(frame);
  CHECK(ftruncate(frame->fd(), 10) == -1);
  CHECK(errno == EPERM);
  CHECK(ftruncate(frame->fd(), 1 << 20) == -1);
  CHECK(fcntl(frame->fd(), F_ADD_SEALS, F_SEAL_WRITE) == -1);
  CHECK((fcntl(frame->fd(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("frame: stays out of core dumps") {
  auto frame = SharedFrame::Create(640, 480);
  REQUIRE(frame);
  CHECK(MappingDetail(frame->data(), "VmFlags").find(" dd") != std::string::npos);
}

TEST_CASE("frame: released pages leave this process but not the frame") {
  auto frame = SharedFrame::Create(1024, 1024);
  REQUIRE(frame);
  std::fill(frame->data(), frame->data() + frame->size(), uint8_t{9});
  CHECK(MappingDetail(frame->data(), "Rss").find(" 4096 kB") != std::string::npos);
  frame->ReleasePages();
  CHECK(MappingDetail(frame->data(), "Rss").find(" 0 kB") != std::string::npos);
  CHECK(frame->data()[frame->size() - 1] == 9);
}

TEST_CASE("frame: sizes that make no sense or would eat the memory are refused") {
  for (const auto& [width, height] : {std::pair{0, 5}, std::pair{5, 0}, std::pair{-1, 5},
                                      std::pair{30000, 30000}, std::pair{1 << 30, 1 << 30}}) {
    const auto frame = SharedFrame::Create(width, height);
    REQUIRE_FALSE(frame);
    CHECK(frame.error().code == ErrorCode::kBadInput);
    CHECK(frame.error().detail.find(std::to_string(width) + " x ") != std::string::npos);
  }
  CHECK(SharedFrame::Create(8192, 8192));
}

TEST_CASE("frame: moving hands over the descriptor and closes what was there") {
  auto first = SharedFrame::Create(10, 10);
  auto second = SharedFrame::Create(20, 20);
  REQUIRE((first && second));
  const int kept = second->fd();
  {
    SharedFrame taken = std::move(*first);
    taken = std::move(*second);
    CHECK(taken.fd() == kept);
    CHECK(taken.width() == 20);
    CHECK(fcntl(kept, F_GETFD) >= 0);
  }
  CHECK(fcntl(kept, F_GETFD) == -1);
}
