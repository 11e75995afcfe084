// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace chaperone::agent {

// One place, newest wins: for state, where an older value is of no use once a newer one is there.
// fd() is readable while a value waits.
template <class T>
class Mailbox {
 public:
  Mailbox() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Mailbox() { close(fd_); }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  int fd() const { return fd_; }

  // Any thread.
  void Put(T value) {
    {
      const std::lock_guard lock(mutex_);
      value_ = std::move(value);
    }
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t n = write(fd_, &one, sizeof one);
  }

  // The reading thread: the newest value, if there is a new one.
  std::optional<T> Take() {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t n = read(fd_, &count, sizeof count);
    const std::lock_guard lock(mutex_);
    return std::exchange(value_, std::nullopt);
  }

 private:
  const int fd_;
  std::mutex mutex_;
  std::optional<T> value_;
};

}  // namespace chaperone::agent
