// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/locked_memory.h"

#include <malloc.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

namespace chaperone::capture {
namespace {

using policy::Result;

policy::Error NotLocked(size_t size) {
  return policy::Unavailable("sound cannot be kept from being swapped to disk (" +
                             std::to_string(size / 1024) +
                             " KiB of locked memory were refused), so nothing is recorded; raise "
                             "the limit on locked memory "
                             "(LimitMEMLOCK=, ulimit -l) to 16 MiB");
}

std::optional<uintptr_t> HeapBegin() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.ends_with("[heap]")) return std::stoull(line, nullptr, 16);
  }
  return std::nullopt;
}

}  // namespace

Result<LockedMemory> LockedMemory::Create(size_t size) {
  void* const memory =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return policy::Unavailable("no memory for sound", true);
  if (sodium_mlock(memory, size) != 0) {
    munmap(memory, size);
    return NotLocked(size);
  }
  return LockedMemory(static_cast<uint8_t*>(memory), size);
}

LockedMemory::LockedMemory(LockedMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

LockedMemory& LockedMemory::operator=(LockedMemory&& other) noexcept {
  if (this != &other) {
    Free();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

LockedMemory::~LockedMemory() {
  Free();
}

void LockedMemory::Free() {
  if (data_ == nullptr) return;
  sodium_munlock(data_, size_);  // wipes it
  munmap(data_, size_);
  data_ = nullptr;
}

Result<void> LockHeap(size_t size) {
  rlimit limit{};
  if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_MEMLOCK, &limit);
  }
  // One arena, everything from the heap, and the heap never given back.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  void* const reserve = std::malloc(size);
  if (reserve == nullptr) return policy::Unavailable("no memory for sound", true);
  // Allocated and freed at once, the heap has this length from now on.
  std::free(reserve);
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto end = reinterpret_cast<uintptr_t>(sbrk(0)) / page * page;
  // From its beginning: what was freed before may be given to sound.
  const uintptr_t begin = HeapBegin().value_or((end - size) / page * page);
  if (mlock2(reinterpret_cast<void*>(begin), end - begin,  // NOLINT: an address that sbrk() gave
             MLOCK_ONFAULT) != 0) {
    return NotLocked(size);
  }
  return {};
}

}  // namespace chaperone::capture
