// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/ledger/naive_ledger.h"

#include <array>
#include <cstdio>

namespace chaperone::test {
namespace {

std::string Hex32(uint32_t word) {
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "%08x", word);
  return out.data();
}

uint32_t RotateRight(uint32_t x, unsigned by) {
  return x >> by | x << (32 - by);
}

// FIPS 180-4: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<uint32_t, 64> kRound = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::string Quote(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    std::array<char, 8> escape{};
    if (c == '"' || c == '\\') {
      out += std::string("\\") + c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string Moment(const policy::Now& now) {
  return "\"wall_ms\":" + std::to_string(now.wall.time_since_epoch().count()) +
         ",\"boot_ms\":" + std::to_string(now.boot.count()) + ",\"boot_id\":" + Quote(now.boot_id);
}

}  // namespace

std::string NaiveSha256(const std::string& bytes) {
  std::array<uint32_t, 8> state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::string padded = bytes + '\x80';
  while (padded.size() % 64 != 56) padded += '\0';
  const uint64_t bits = bytes.size() * 8;
  for (int shift = 56; shift >= 0; shift -= 8) padded += static_cast<char>(bits >> shift & 0xFF);
  for (size_t block = 0; block < padded.size(); block += 64) {
    std::array<uint32_t, 64> w{};
    for (size_t i = 0; i < 64; ++i) {
      if (i < 16) {
        for (size_t k = 0; k < 4; ++k) {
          w[i] = w[i] << 8 | static_cast<uint8_t>(padded[block + i * 4 + k]);
        }
      } else {
        const uint32_t s0 = RotateRight(w[i - 15], 7) ^ RotateRight(w[i - 15], 18) ^ w[i - 15] >> 3;
        const uint32_t s1 = RotateRight(w[i - 2], 17) ^ RotateRight(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
      }
    }
    std::array<uint32_t, 8> v = state;
    for (size_t i = 0; i < 64; ++i) {
      const uint32_t s1 = RotateRight(v[4], 6) ^ RotateRight(v[4], 11) ^ RotateRight(v[4], 25);
      const uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
      const uint32_t t1 = v[7] + s1 + choice + kRound[i] + w[i];
      const uint32_t s0 = RotateRight(v[0], 2) ^ RotateRight(v[0], 13) ^ RotateRight(v[0], 22);
      const uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
      v = {t1 + s0 + majority, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
    }
    for (size_t i = 0; i < 8; ++i) state[i] += v[i];
  }
  std::string out;
  for (const uint32_t word : state) out += Hex32(word);
  return out;
}

std::string NaiveLine(uint64_t sequence, const policy::LedgerEntry& entry,
                      const std::string& previous_hex) {
  std::string fields;
  for (const auto& [name, value] : entry.fields) {
    if (!fields.empty()) fields += ",";
    fields += Quote(name) + ":";
    if (value.index() == 0) fields += Quote(std::get<0>(value));
    if (value.index() == 1) fields += std::to_string(std::get<1>(value));
    if (value.index() == 2) fields += std::get<2>(value) ? "true" : "false";
  }
  std::string commitment = "null";
  if (entry.commitment) {
    commitment.clear();
    for (const uint8_t byte : *entry.commitment) commitment += Hex32(byte).substr(6);
    commitment = Quote(commitment);
  }
  const std::string covered =
      "{\"v\":1,\"seq\":" + std::to_string(sequence) + "," + Moment(entry.at) +
      ",\"late\":" + (entry.late ? "{" + Moment(*entry.late) + "}" : "null") +
      ",\"type\":" + Quote(entry.type) + ",\"fields\":{" + fields +
      "},\"commitment\":" + commitment + ",\"prev\":" + Quote(previous_hex);
  return covered + ",\"digest\":" + Quote(NaiveSha256(covered)) + "}";
}

std::string NaiveDigest(const std::string& line) {
  return line.size() < 66 ? "" : line.substr(line.size() - 66, 64);
}

bool NaiveVerify(const std::vector<std::string>& lines) {
  std::string previous(64, '0');
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const size_t cut = line.rfind(",\"digest\":\"");
    const std::string start = "{\"v\":1,\"seq\":" + std::to_string(i + 1) + ",";
    if (cut == std::string::npos || line.rfind(start, 0) != 0) return false;
    const std::string covered = line.substr(0, cut);
    const std::string link = ",\"prev\":\"" + previous + "\"";
    if (covered.size() < link.size() || covered.substr(covered.size() - link.size()) != link) {
      return false;
    }
    if (line.substr(cut) != ",\"digest\":\"" + NaiveSha256(covered) + "\"}") return false;
    previous = NaiveDigest(line);
  }
  return true;
}

}  // namespace chaperone::test
