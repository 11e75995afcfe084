// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace chaperone::agent {

// Bytes that must not outlive their use: in memory of their own between guard pages, locked against
// swapping where the system lets us, left out of core dumps, wiped when freed. Moves, never copies.
class SecretBytes {
 public:
  explicit SecretBytes(size_t size);  // filled with zeros
  static SecretBytes Random(size_t size);
  static SecretBytes CopyOf(std::span<const uint8_t> bytes);

  uint8_t* data() { return data_.get(); }
  const uint8_t* data() const { return data_.get(); }
  size_t size() const { return size_; }
  std::span<const uint8_t> span() const { return {data_.get(), size_}; }

 private:
  struct Wipe {
    void operator()(uint8_t* bytes) const;
  };
  std::unique_ptr<uint8_t, Wipe> data_;
  size_t size_ = 0;
};

}  // namespace chaperone::agent
