// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/owned_fd.h"
#include "policy/base/result.h"

namespace chaperone::agent {

// Messages between the agent and a helper process over a Unix stream socket: four bytes of length
// (little endian), then the payload; the first byte of a message may carry one descriptor
// (SCM_RIGHTS). The other side may be compromised (it reads hostile pixels): a length above
// kMaxMessage ends the conversation. One thread at each end.
class MessagePipe {
 public:
  static constexpr size_t kMaxMessage = size_t{8} << 20;

  explicit MessagePipe(OwnedFd socket) : socket_(std::move(socket)) {}

  // Both ends, close-on-exec.
  static policy::Result<std::pair<OwnedFd, OwnedFd>> SocketPair();

  int fd() const { return socket_.get(); }

  // Blocks until all is handed over. kIo when the other side is gone.
  policy::Result<void> Send(std::span<const uint8_t> payload, int descriptor = -1);

  // The next whole message if one is there; nothing if not yet. Never blocks. kIo at the end of the
  // conversation, kProtocol when the other side spoke nonsense.
  policy::Result<std::optional<std::vector<uint8_t>>> Receive();

  // The oldest descriptor that was received and not taken yet; invalid where there is none.
  OwnedFd TakeDescriptor();

 private:
  policy::Result<bool> Fill();
  std::optional<std::vector<uint8_t>> TakeMessage();

  OwnedFd socket_;
  std::vector<uint8_t> buffer_;
  std::deque<OwnedFd> descriptors_;
};

}  // namespace chaperone::agent
