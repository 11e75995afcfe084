// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "policy/base/result.h"

namespace chaperone::capture {

// Zeroed memory that is not swapped out, is left out of core dumps, and is wiped when it goes.
class LockedMemory {
 public:
  // kUnavailable where the limit on locked memory does not allow it: says what to do.
  static policy::Result<LockedMemory> Create(size_t size);
  LockedMemory(LockedMemory&& other) noexcept;
  LockedMemory& operator=(LockedMemory&& other) noexcept;
  ~LockedMemory();

  template <class T>
  std::span<T> as() const {
    return {reinterpret_cast<T*>(data_), size_ / sizeof(T)};
  }
  uint8_t* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  LockedMemory(uint8_t* data, size_t size) : data_(data), size_(size) {}
  void Free();

  uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

// Keeps the heap, where libav works on packets and frames, in one piece that is locked as it is
// touched, with `size` bytes to spare. For a program's main(), before anything else; what is
// allocated beyond it is not locked. The recorder's limit on locked memory is 8 MiB on a Debian
// desktop.
policy::Result<void> LockHeap(size_t size);

}  // namespace chaperone::capture
