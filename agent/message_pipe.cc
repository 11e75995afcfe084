// SPDX-License-Identifier: Apache-2.0
#include "agent/message_pipe.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::IoError;
using policy::Result;

constexpr size_t kHeader = 4;
// More than that waiting is an attack, not a conversation: the rest is closed at once.
constexpr size_t kMaxDescriptors = 4;

Error Gone() {
  return IoError("the helper process ended the conversation");
}

uint32_t LengthAt(const std::vector<uint8_t>& bytes) {
  return static_cast<uint32_t>(bytes[0]) | static_cast<uint32_t>(bytes[1]) << 8 |
         static_cast<uint32_t>(bytes[2]) << 16 | static_cast<uint32_t>(bytes[3]) << 24;
}

}  // namespace

Result<std::pair<OwnedFd, OwnedFd>> MessagePipe::SocketPair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return IoError(std::string("no socket pair for a helper process: ") + std::strerror(errno));
  }
  return std::pair{OwnedFd{ends[0]}, OwnedFd{ends[1]}};
}

Result<void> MessagePipe::Send(std::span<const uint8_t> payload, int descriptor) {
  if (payload.size() > kMaxMessage) return Error{ErrorCode::kProtocol, false, "message too long"};
  const auto length = static_cast<uint32_t>(payload.size());
  std::array<uint8_t, kHeader> header{
      static_cast<uint8_t>(length), static_cast<uint8_t>(length >> 8),
      static_cast<uint8_t>(length >> 16), static_cast<uint8_t>(length >> 24)};
  std::array<iovec, 2> parts{
      {{header.data(), header.size()}, {const_cast<uint8_t*>(payload.data()), payload.size()}}};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  if (descriptor >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
  }
  size_t left = kHeader + payload.size();
  while (left > 0) {
    const ssize_t n = sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Gone();
    left -= static_cast<size_t>(n);
    message.msg_control = nullptr;  // the descriptor went with the first byte
    message.msg_controllen = 0;
    size_t taken = static_cast<size_t>(n);
    for (iovec& part : parts) {
      const size_t step = std::min(taken, part.iov_len);
      part.iov_base = static_cast<uint8_t*>(part.iov_base) + step;
      part.iov_len -= step;
      taken -= step;
    }
  }
  return {};
}

// Reads what the socket holds now. False: nothing more for the moment.
Result<bool> MessagePipe::Fill() {
  std::array<uint8_t, 65536> bytes;
  iovec part{bytes.data(), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(4 * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t n = recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (n <= 0) return Gone();
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
      OwnedFd owned(fd);
      if (descriptors_.size() < kMaxDescriptors) descriptors_.push_back(std::move(owned));
    }
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.begin() + n);
  return true;
}

std::optional<std::vector<uint8_t>> MessagePipe::TakeMessage() {
  if (buffer_.size() < kHeader) return std::nullopt;
  const size_t whole = kHeader + LengthAt(buffer_);
  if (buffer_.size() < whole) return std::nullopt;
  const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(whole);
  std::vector<uint8_t> message(buffer_.begin() + kHeader, end);
  buffer_.erase(buffer_.begin(), end);
  return message;
}

Result<std::optional<std::vector<uint8_t>>> MessagePipe::Receive() {
  for (;;) {
    if (auto message = TakeMessage()) return message;
    if (buffer_.size() >= kHeader && LengthAt(buffer_) > kMaxMessage) {
      return Error{ErrorCode::kProtocol, false, "a helper process sent a message that is too long"};
    }
    const Result<bool> more = Fill();
    if (!more) return more.error();
    if (!*more) return std::optional<std::vector<uint8_t>>{};
  }
}

OwnedFd MessagePipe::TakeDescriptor() {
  if (descriptors_.empty()) return {};
  OwnedFd fd = std::move(descriptors_.front());
  descriptors_.pop_front();
  return fd;
}

}  // namespace chaperone::agent
