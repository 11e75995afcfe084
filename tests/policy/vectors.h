// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "policy/base/signature.h"

namespace chaperone::policy::test {

// The block of a format's document after the line "<!-- vectors: NAME -->", without its fences.
inline std::string Vector(const std::string& document, const std::string& name) {
  std::ifstream file(document);
  REQUIRE(file.good());
  std::string line;
  while (std::getline(file, line) && line != "<!-- vectors: " + name + " -->") {
  }
  REQUIRE(std::getline(file, line));
  std::string out;
  while (std::getline(file, line) && line != "```") out += line + "\n";
  REQUIRE_FALSE(out.empty());
  return out;
}

inline SigningSeed SeedFromHex(const std::string& hex) {
  SigningSeed seed{};
  for (size_t i = 0; i < seed.size(); ++i) {
    seed[i] = static_cast<uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  }
  return seed;
}

}  // namespace chaperone::policy::test
