// SPDX-License-Identifier: Apache-2.0
#include "agent/message_pipe.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <numeric>
#include <thread>

namespace chaperone::agent {
namespace {

std::pair<MessagePipe, MessagePipe> Ends() {
  auto pair = MessagePipe::SocketPair();
  REQUIRE(pair.ok());
  return {MessagePipe(std::move(pair->first)), MessagePipe(std::move(pair->second))};
}

std::vector<uint8_t> Next(MessagePipe& pipe) {
  for (;;) {
    auto message = pipe.Receive();
    REQUIRE(message.ok());
    if (*message) return std::move(**message);
    pollfd p{pipe.fd(), POLLIN, 0};
    REQUIRE(poll(&p, 1, 10'000) == 1);
  }
}

TEST_CASE("message pipe: messages of any size arrive whole and in order") {
  auto [a, b] = Ends();
  const std::vector<size_t> sizes{0, 1, 5, 65'532, 65'536, 1'000'000};
  std::jthread sender([&a = a, &sizes] {
    for (const size_t size : sizes) {
      std::vector<uint8_t> payload(size);
      std::iota(payload.begin(), payload.end(), uint8_t{1});
      if (!a.Send(payload)) return;
    }
  });
  for (const size_t size : sizes) {
    const std::vector<uint8_t> got = Next(b);
    REQUIRE(got.size() == size);
    if (size > 2) CHECK(got[size - 1] == static_cast<uint8_t>(size));
  }
}

TEST_CASE("message pipe: descriptors come in order, whichever bytes they came with") {
  auto [a, b] = Ends();
  const OwnedFd one{memfd_create("one", MFD_CLOEXEC)};
  const OwnedFd two{memfd_create("two", MFD_CLOEXEC)};
  REQUIRE(write(one.get(), "1", 1) == 1);
  REQUIRE(write(two.get(), "2", 1) == 1);
  const std::vector<uint8_t> payload{7};
  REQUIRE(a.Send(payload).ok());
  REQUIRE(a.Send(payload, one.get()).ok());
  REQUIRE(a.Send(payload, two.get()).ok());
  for (int i = 0; i < 3; ++i) CHECK(Next(b) == payload);
  for (const char expected : {'1', '2'}) {
    const OwnedFd got = b.TakeDescriptor();
    REQUIRE(got.valid());
    char c = 0;
    REQUIRE(pread(got.get(), &c, 1, 0) == 1);
    CHECK(c == expected);
  }
  CHECK_FALSE(b.TakeDescriptor().valid());
}

TEST_CASE("message pipe: an absurd length ends the conversation") {
  auto [a, b] = Ends();
  const std::array<uint8_t, 4> length{0xff, 0xff, 0xff, 0xff};
  REQUIRE(write(a.fd(), length.data(), length.size()) == 4);
  const auto message = b.Receive();
  REQUIRE_FALSE(message.ok());
  CHECK(message.error().code == policy::ErrorCode::kProtocol);
}

TEST_CASE("message pipe: the other side's end is told, to reader and writer") {
  auto pair = MessagePipe::SocketPair();
  REQUIRE(pair.ok());
  MessagePipe a(std::move(pair->first));
  pair->second = OwnedFd{};
  const auto message = a.Receive();
  REQUIRE_FALSE(message.ok());
  CHECK(message.error().code == policy::ErrorCode::kIo);
  CHECK_FALSE(a.Send(std::vector<uint8_t>{1}).ok());
}

}  // namespace
}  // namespace chaperone::agent
