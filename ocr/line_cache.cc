// SPDX-License-Identifier: Apache-2.0
#include "ocr/line_cache.h"

#include "ocr/wipe.h"

namespace chaperone::ocr {

const Reading* LineCache::Find(uint64_t key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second);
  return &found->second->reading;
}

void LineCache::Put(uint64_t key, const Reading& reading) {
  if (const auto found = index_.find(key); found != index_.end()) {
    Entry& entry = *found->second;
    bytes_ -= Cost(entry);
    Wipe(entry.reading.text);
    entry.reading = reading;
    bytes_ += Cost(entry);
    order_.splice(order_.begin(), order_, found->second);
  } else {
    order_.push_front({key, reading});
    index_.emplace(key, order_.begin());
    bytes_ += Cost(order_.front());
  }
  while (!order_.empty() && (order_.size() > max_lines_ || bytes_ > max_bytes_)) DropOldest();
}

void LineCache::Clear() {
  while (!order_.empty()) DropOldest();
}

size_t LineCache::Cost(const Entry& entry) {
  constexpr size_t kNodes = sizeof(Entry) + 8 * sizeof(void*);  // list node, index node, bucket
  return kNodes + entry.reading.text.capacity();
}

void LineCache::DropOldest() {
  Entry& entry = order_.back();
  bytes_ -= Cost(entry);
  Wipe(entry.reading.text);
  index_.erase(entry.key);
  order_.pop_back();
}

}  // namespace chaperone::ocr
