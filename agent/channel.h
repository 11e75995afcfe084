// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace chaperone::agent {

// A bounded queue from several threads to one, whose reader sleeps in poll(): fd() is readable
// while something waits. Push never blocks; a full channel refuses, and the pusher says so as a
// coverage gap.
template <class T>
class Channel {
 public:
  explicit Channel(size_t capacity)
      : capacity_(capacity), fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Channel() { close(fd_); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int fd() const { return fd_; }

  // Any thread. False: full, `value` was not taken.
  bool Push(T value) {
    {
      const std::lock_guard lock(mutex_);
      if (queue_.size() >= capacity_) return false;
      queue_.push_back(std::move(value));
    }
    const uint64_t one = 1;
    return write(fd_, &one, sizeof one) == sizeof one;
  }

  // The reading thread: everything that waits, in order.
  std::vector<T> TakeAll() {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t n = read(fd_, &count, sizeof count);
    const std::lock_guard lock(mutex_);
    std::vector<T> out(std::make_move_iterator(queue_.begin()),
                       std::make_move_iterator(queue_.end()));
    queue_.clear();
    return out;
  }

 private:
  const size_t capacity_;
  const int fd_;
  std::mutex mutex_;
  std::deque<T> queue_;
};

}  // namespace chaperone::agent
