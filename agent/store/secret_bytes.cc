// SPDX-License-Identifier: Apache-2.0
#include "agent/store/secret_bytes.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace chaperone::agent {

// sodium_malloc gives guard pages, mlock and MADV_DONTDUMP in one; sodium_free wipes.
SecretBytes::SecretBytes(size_t size) : size_(size) {
  if (sodium_init() < 0) throw std::bad_alloc();
  data_.reset(static_cast<uint8_t*>(sodium_malloc(std::max<size_t>(size, 1))));
  if (!data_) throw std::bad_alloc();
  sodium_memzero(data_.get(), size);
}

SecretBytes SecretBytes::Random(size_t size) {
  SecretBytes out(size);
  randombytes_buf(out.data(), size);
  return out;
}

SecretBytes SecretBytes::CopyOf(std::span<const uint8_t> bytes) {
  SecretBytes out(bytes.size());
  if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
  return out;
}

void SecretBytes::Wipe::operator()(uint8_t* bytes) const {
  sodium_free(bytes);
}

}  // namespace chaperone::agent
