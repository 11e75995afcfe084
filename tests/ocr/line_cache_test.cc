// SPDX-License-Identifier: Apache-2.0
#include "ocr/line_cache.h"

#include <catch2/catch.hpp>

#include "ocr/wipe.h"

namespace chaperone::ocr {

TEST_CASE("line cache: gives back what was put, and nothing else") {
  LineCache cache(10, 1 << 20);
  cache.Put(1, {"one", 0.9});
  REQUIRE(cache.Find(1) != nullptr);
  CHECK(*cache.Find(1) == Reading{"one", 0.9});
  CHECK(cache.Find(2) == nullptr);
  cache.Put(1, {"other", 0.5});
  CHECK(cache.Find(1)->text == "other");
  CHECK(cache.size() == 1);
}

TEST_CASE("line cache: the least recently used line goes first") {
  LineCache cache(2, 1 << 20);
  cache.Put(1, {"one", 1});
  cache.Put(2, {"two", 1});
  REQUIRE(cache.Find(1) != nullptr);
  cache.Put(3, {"three", 1});
  CHECK(cache.Find(2) == nullptr);
  CHECK(cache.Find(1) != nullptr);
  CHECK(cache.Find(3) != nullptr);
}

TEST_CASE("line cache: is bounded by bytes as well") {
  LineCache cache(100000, 64 * 1024);
  for (uint64_t key = 0; key < 1000; ++key) cache.Put(key, {std::string(1000, 'x'), 1});
  CHECK(cache.bytes() <= 64 * 1024);
  CHECK(cache.size() > 40);
  CHECK(cache.Find(999) != nullptr);
  CHECK(cache.Find(0) == nullptr);
}

TEST_CASE("line cache: a line larger than the cache is not kept") {
  LineCache cache(10, 1000);
  cache.Put(1, {std::string(5000, 'x'), 1});
  CHECK(cache.size() == 0);
  CHECK(cache.bytes() == 0);
}

TEST_CASE("line cache: forgets everything") {
  LineCache cache(10, 1 << 20);
  cache.Put(1, {"one", 1});
  cache.Clear();
  CHECK(cache.size() == 0);
  CHECK(cache.bytes() == 0);
  CHECK(cache.Find(1) == nullptr);
}

TEST_CASE("wipe: leaves no character behind") {
  std::string text = "Rosalind Whitfield, 07700 900123, and enough to be on the heap";
  const char* characters = text.data();
  const size_t length = text.size();
  Wipe(text);
  CHECK(text.empty());
  CHECK(text.data() == characters);  // still the string's own memory, so it may be looked at
  text.resize(length, '\0');
  CHECK(text == std::string(length, '\0'));
}

}  // namespace chaperone::ocr
