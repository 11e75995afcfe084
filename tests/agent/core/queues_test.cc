// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <catch2/catch.hpp>
#include <thread>

#include "agent/channel.h"
#include "agent/mailbox.h"

namespace chaperone::agent {
namespace {

bool Readable(int fd) {
  pollfd p{fd, POLLIN, 0};
  return poll(&p, 1, 0) == 1;
}

TEST_CASE("channel: keeps the order of each pusher, and a full one refuses") {
  Channel<int> channel(2);
  CHECK_FALSE(Readable(channel.fd()));
  CHECK(channel.Push(1));
  CHECK(channel.Push(2));
  CHECK_FALSE(channel.Push(3));
  CHECK(Readable(channel.fd()));
  CHECK(channel.TakeAll() == std::vector{1, 2});
  CHECK_FALSE(Readable(channel.fd()));
  CHECK(channel.Push(4));
}

TEST_CASE("channel: nothing is lost between threads") {
  constexpr int kEach = 20'000;
  Channel<std::pair<int, int>> channel(64);
  const auto push = [&](int who) {
    for (int i = 0; i < kEach;) {
      if (channel.Push({who, i})) {
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  };
  std::jthread first(push, 0);
  std::jthread second(push, 1);
  std::array<int, 2> next{};
  while (next[0] < kEach || next[1] < kEach) {
    pollfd p{channel.fd(), POLLIN, 0};
    REQUIRE(poll(&p, 1, 10'000) == 1);
    for (const auto& [who, i] : channel.TakeAll()) {
      auto& expected = next[static_cast<size_t>(who)];
      if (i != expected) FAIL("out of order");
      ++expected;
    }
  }
}

TEST_CASE("mailbox: the newest wins") {
  Mailbox<int> box;
  CHECK_FALSE(box.Take());
  box.Put(1);
  box.Put(2);
  CHECK(Readable(box.fd()));
  CHECK(box.Take() == 2);
  CHECK_FALSE(box.Take());
  CHECK_FALSE(Readable(box.fd()));
}

}  // namespace
}  // namespace chaperone::agent
