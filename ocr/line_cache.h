// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>

#include "ocr/recogniser.h"

namespace chaperone::ocr {

// What was read before, by the segment's key; the least recently used go first. Personal data:
// lives in the reader's memory only, and what leaves the cache is wiped.
class LineCache {
 public:
  // Either bound may be reached first; `max_bytes` counts text and what keeps it.
  LineCache(size_t max_lines, size_t max_bytes) : max_lines_(max_lines), max_bytes_(max_bytes) {}
  ~LineCache() { Clear(); }
  LineCache(const LineCache&) = delete;
  LineCache& operator=(const LineCache&) = delete;

  // nullptr where the key is not known. Valid until the next call of a non-const function.
  const Reading* Find(uint64_t key);
  void Put(uint64_t key, const Reading& reading);
  void Clear();

  size_t size() const { return order_.size(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    uint64_t key = 0;
    Reading reading;
  };
  static size_t Cost(const Entry& entry);
  void DropOldest();

  size_t max_lines_;
  size_t max_bytes_;
  size_t bytes_ = 0;
  std::list<Entry> order_;  // most recently used first
  std::unordered_map<uint64_t, std::list<Entry>::iterator> index_;
};

}  // namespace chaperone::ocr
