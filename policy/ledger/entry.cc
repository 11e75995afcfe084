// SPDX-License-Identifier: Apache-2.0
#include "policy/ledger/entry.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace chaperone::policy {
namespace {

constexpr int64_t kMaxInteger = (int64_t{1} << 53) - 1;
constexpr int64_t kMaxWallMs = 253402300799999;  // the last of year 9999
constexpr std::string_view kDigestKey = ",\"digest\":\"";
constexpr std::string_view kCommitmentDomain = "chaperone.commitment.v1";
constexpr std::string_view kHexDigits = "0123456789abcdef";

Digest Sha256(std::string_view bytes) {
  Digest out{};
  crypto_hash_sha256(out.data(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  return out;
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

bool IsText(std::string_view text) {
  return text.size() <= kMaxLedgerString && IsUtf8(text);
}

bool IsMoment(const Now& now) {
  const int64_t wall = now.wall.time_since_epoch().count();
  const int64_t boot = now.boot.count();
  return wall >= 0 && wall <= kMaxWallMs && boot >= 0 && boot <= kMaxInteger &&
         now.boot_id.size() <= 64 && IsUtf8(now.boot_id);
}

void AppendString(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendMoment(std::string& out, const Now& now) {
  out += "\"wall_ms\":" + std::to_string(now.wall.time_since_epoch().count());
  out += ",\"boot_ms\":" + std::to_string(now.boot.count());
  out += ",\"boot_id\":";
  AppendString(out, now.boot_id);
}

void AppendValue(std::string& out, const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    AppendString(out, *text);
  } else if (const auto* number = std::get_if<int64_t>(&value)) {
    out += std::to_string(*number);
  } else {
    out += std::get<bool>(value) ? "true" : "false";
  }
}

Error Refuse(std::string_view what) {
  return BadInput("ledger entry: " + std::string(what));
}

// Reads the fixed order of the format and nothing else. After the first failure every step is a
// no-op.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return !failed_ && rest_.empty(); }

  bool Skip(std::string_view literal) {
    if (failed_ || rest_.substr(0, literal.size()) != literal) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }

  void Expect(std::string_view literal) {
    if (!Skip(literal)) failed_ = true;
  }

  bool Sees(char c) const { return !failed_ && !rest_.empty() && rest_.front() == c; }

  template <class T>
  T Number() {
    T value{};
    if (failed_) return value;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) {
      failed_ = true;
      return T{};
    }
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    return value;
  }

  std::string String() {
    std::string out;
    Expect("\"");
    while (!failed_) {
      if (rest_.empty()) return Fail();
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (static_cast<uint8_t>(c) < 0x20) return Fail();
      out += c == '\\' ? Escape() : c;
    }
    return out;
  }

  Digest Hex() {
    const std::string text = String();
    const std::optional<Digest> digest = DigestFromHex(text);
    if (!digest) failed_ = true;
    return digest.value_or(Digest{});
  }

  Now Moment() {
    Now now;
    Expect("\"wall_ms\":");
    now.wall = WallTime{std::chrono::milliseconds{Number<int64_t>()}};
    Expect(",\"boot_ms\":");
    now.boot = BootTime{Number<int64_t>()};
    Expect(",\"boot_id\":");
    now.boot_id = String();
    return now;
  }

  FieldValue Value() {
    if (Sees('"')) return String();
    if (Skip("true")) return true;
    if (Skip("false")) return false;
    return Number<int64_t>();
  }

 private:
  std::string Fail() {
    failed_ = true;
    return {};
  }

  char Escape() {
    if (Skip("\"")) return '"';
    if (Skip("\\")) return '\\';
    Expect("u00");
    if (failed_ || rest_.size() < 2) {
      failed_ = true;
      return 0;
    }
    const size_t high = kHexDigits.find(rest_[0]);
    const size_t low = kHexDigits.find(rest_[1]);
    rest_.remove_prefix(2);
    if (high > 1 || low == std::string_view::npos) {
      failed_ = true;
      return 0;
    }
    return static_cast<char>(high * 16 + low);
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
    if (length == 4 && lead >> 3 != 30) return false;
    if (i + length > text.size()) return false;
    uint32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (size_t k = 1; k < length; ++k) {
      const auto next = static_cast<uint8_t>(text[i + k]);
      if (next >> 6 != 2) return false;
      point = point << 6 | (next & 0x3FU);
    }
    constexpr std::array<uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kLeast[length] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
      return false;
    }
    i += length;
  }
  return true;
}

std::string ToHex(std::span<const uint8_t> bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const uint8_t byte : bytes) {
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::optional<Digest> DigestFromHex(std::string_view hex) {
  Digest out{};
  if (hex.size() != out.size() * 2) return std::nullopt;
  for (size_t i = 0; i < out.size(); ++i) {
    const size_t high = kHexDigits.find(hex[2 * i]);
    const size_t low = kHexDigits.find(hex[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return out;
}

Digest CommitTo(const Salt& salt, std::span<const uint8_t> payload) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, reinterpret_cast<const uint8_t*>(kCommitmentDomain.data()),
                            kCommitmentDomain.size() + 1);  // with its final zero byte
  crypto_hash_sha256_update(&state, salt.data(), salt.size());
  crypto_hash_sha256_update(&state, payload.data(), payload.size());
  Digest out{};
  crypto_hash_sha256_final(&state, out.data());
  return out;
}

Result<EncodedEntry> EncodeEntry(const LedgerEntry& entry) {
  if (entry.sequence == 0 || entry.sequence > static_cast<uint64_t>(kMaxInteger)) {
    return Refuse("sequence is out of range; expected 1 to 2^53 - 1");
  }
  if (!IsMoment(entry.at) || (entry.late && !IsMoment(*entry.late))) {
    return Refuse("time is out of range; expected years 1970 to 9999, boot id of 64 bytes UTF-8");
  }
  if (!IsName(entry.type)) return Refuse("type is not [a-z0-9_.]{1,64}");
  if (entry.fields.size() > kMaxLedgerFields) return Refuse("more than 64 fields");

  std::string line = "{\"v\":1,\"seq\":" + std::to_string(entry.sequence) + ",";
  AppendMoment(line, entry.at);
  line += ",\"late\":";
  if (entry.late) {
    line += '{';
    AppendMoment(line, *entry.late);
    line += '}';
  } else {
    line += "null";
  }
  line += ",\"type\":";
  AppendString(line, entry.type);
  line += ",\"fields\":{";
  bool first = true;
  for (const auto& [name, value] : entry.fields) {
    if (!IsName(name)) return Refuse("a field's name is not [a-z0-9_.]{1,64}");
    if (const auto* text = std::get_if<std::string>(&value); text && !IsText(*text)) {
      return Refuse("field " + name + " is not UTF-8 of at most 1024 bytes");
    }
    if (const auto* number = std::get_if<int64_t>(&value);
        number && (*number < -kMaxInteger || *number > kMaxInteger)) {
      return Refuse("field " + name + " is beyond 2^53 - 1");
    }
    if (!first) line += ',';
    first = false;
    AppendString(line, name);
    line += ':';
    AppendValue(line, value);
  }
  line += "},\"commitment\":";
  line += entry.commitment ? '"' + ToHex(*entry.commitment) + '"' : "null";
  line += ",\"prev\":\"" + ToHex(entry.previous) + '"';
  const Digest digest = Sha256(line);
  line += kDigestKey;
  line += ToHex(digest) + "\"}";
  if (line.size() > kMaxEncodedEntry) return Refuse("more than 64 KiB when encoded");
  return EncodedEntry{std::move(line), digest};
}

Result<DecodedEntry> DecodeEntry(std::string_view line) {
  if (line.size() > kMaxEncodedEntry) return Refuse("longer than 64 KiB");
  DecodedEntry out;
  LedgerEntry& entry = out.entry;
  Cursor at(line);
  at.Expect("{\"v\":1,\"seq\":");
  entry.sequence = at.Number<uint64_t>();
  at.Expect(",");
  entry.at = at.Moment();
  at.Expect(",\"late\":");
  if (!at.Skip("null")) {
    at.Expect("{");
    entry.late = at.Moment();
    at.Expect("}");
  }
  at.Expect(",\"type\":");
  entry.type = at.String();
  at.Expect(",\"fields\":{");
  while (!at.failed() && !at.Sees('}')) {
    if (!entry.fields.empty()) at.Expect(",");
    std::string name = at.String();
    at.Expect(":");
    FieldValue value = at.Value();
    if (at.failed() || !entry.fields.emplace(std::move(name), std::move(value)).second) {
      return Refuse("not in the format of version 1");
    }
  }
  at.Expect("},\"commitment\":");
  if (!at.Skip("null")) entry.commitment = at.Hex();
  at.Expect(",\"prev\":");
  entry.previous = at.Hex();
  at.Expect(",\"digest\":");
  out.digest = at.Hex();
  at.Expect("}");
  if (!at.at_end()) return Refuse("not in the format of version 1");

  // The encoder knows the one right spelling: comparing with it leaves no second way to write the
  // same entry (leading zeros, field order, needless escapes).
  const Result<EncodedEntry> again = EncodeEntry(entry);
  if (!again.ok()) return again.error();
  const size_t covered = line.rfind(kDigestKey);
  if (again->line.substr(0, covered) != line.substr(0, covered)) {
    return Refuse("not spelt canonically");
  }
  if (again->digest != out.digest) {
    return Error{ErrorCode::kProtocol, false,
                 "ledger entry " + std::to_string(entry.sequence) +
                     ": its digest does not fit its contents: it was changed"};
  }
  return out;
}

}  // namespace chaperone::policy
