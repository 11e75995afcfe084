// SPDX-License-Identifier: Apache-2.0
#include "agent/key_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <vector>

namespace chaperone::agent {
namespace {

using Bytes = std::array<uint8_t, 32>;

bool IsZero(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

TEST_CASE("key pipe: a key is read once") {
  Bytes key;
  key.fill(0x5a);
  const auto pipe = PipeWithKey(key);
  REQUIRE(pipe.ok());
  Bytes got{};
  REQUIRE(ReadKey(pipe->get(), got).ok());
  CHECK(got == key);
  CHECK_FALSE(ReadKey(pipe->get(), got).ok());
  CHECK(IsZero(got));
}

TEST_CASE("key pipe: what is none is refused, and leaves nothing") {
  Bytes got{};
  SECTION("too short or too long") {
    const size_t size = GENERATE(size_t{0}, size_t{31}, size_t{33});
    const auto pipe = PipeWithKey(std::vector<uint8_t>(size, 1));
    REQUIRE(pipe.ok());
    CHECK_FALSE(ReadKey(pipe->get(), got).ok());
  }
  SECTION("a file") {
    const OwnedFd file(open("/dev/zero", O_RDONLY | O_CLOEXEC));
    CHECK_FALSE(ReadKey(file.get(), got).ok());
  }
  SECTION("a pipe whose writer may say more") {
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
    const OwnedFd out(ends[0]);
    const OwnedFd in(ends[1]);
    const Bytes key{1};
    REQUIRE(write(in.get(), key.data(), key.size()) == 32);
    CHECK_FALSE(ReadKey(out.get(), got).ok());
  }
  SECTION("nothing at all") {
    CHECK_FALSE(ReadKey(-1, got).ok());
  }
  CHECK(IsZero(got));
}

}  // namespace
}  // namespace chaperone::agent
