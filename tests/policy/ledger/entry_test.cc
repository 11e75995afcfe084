// SPDX-License-Identifier: Apache-2.0
#include "policy/ledger/entry.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/policy/ledger/made_up.h"
#include "tests/policy/ledger/naive_ledger.h"

namespace chaperone::policy {
namespace {

LedgerEntry Small() {
  LedgerEntry entry;
  entry.sequence = 1;
  entry.at = {WallTime{std::chrono::milliseconds{1790000000000}}, BootTime{4200}, "b"};
  entry.type = "agent.started";
  return entry;
}

TEST_CASE("ledger entry: the encoding is the naive one, byte for byte") {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    LedgerEntry entry = test::MadeUpEntry(random);
    entry.sequence = 1 + random();
    const Result<EncodedEntry> encoded = EncodeEntry(entry);
    REQUIRE(encoded.ok());
    REQUIRE(encoded->line == test::NaiveLine(entry.sequence, entry, ToHex(entry.previous)));
    REQUIRE(ToHex(encoded->digest) == test::NaiveDigest(encoded->line));
  }
}

TEST_CASE("ledger entry: what was encoded is decoded again, the whole of it") {
  std::mt19937 random(2);
  for (int i = 0; i < 2000; ++i) {
    const LedgerEntry entry = test::MadeUpEntry(random);
    const Result<EncodedEntry> encoded = EncodeEntry(entry);
    REQUIRE(encoded.ok());
    const Result<DecodedEntry> decoded = DecodeEntry(encoded->line);
    REQUIRE(decoded.ok());
    REQUIRE(decoded->entry == entry);
    REQUIRE(decoded->digest == encoded->digest);
  }
}

TEST_CASE("ledger entry: every single changed byte is refused") {
  std::mt19937 random(3);
  for (int i = 0; i < 12; ++i) {
    const std::string line = EncodeEntry(test::MadeUpEntry(random))->line;
    for (size_t at = 0; at < line.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = line;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        INFO(changed);
        REQUIRE_FALSE(DecodeEntry(changed).ok());
      }
    }
  }
}

TEST_CASE("ledger entry: a second spelling of the same entry is refused") {
  const std::string line = EncodeEntry(Small())->line;
  const auto respelt = [&](const std::string& from, const std::string& to) {
    std::string covered = line.substr(0, line.rfind(",\"digest\":\""));
    const size_t at = covered.find(from);
    REQUIRE(at != std::string::npos);
    covered.replace(at, from.size(), to);
    return covered + ",\"digest\":\"" + test::NaiveSha256(covered) + "\"}";
  };
  REQUIRE(DecodeEntry(respelt("agent.started", "agent.stopped")).ok());
  CHECK_FALSE(DecodeEntry(respelt("\"seq\":1", "\"seq\":01")).ok());
  CHECK_FALSE(DecodeEntry(respelt("\"seq\":1", "\"seq\": 1")).ok());
  CHECK_FALSE(DecodeEntry(respelt("\"seq\":1", "\"seq\":0")).ok());
  CHECK_FALSE(DecodeEntry(respelt("agent.started", "agent.st\\u0061rted")).ok());
  CHECK_FALSE(DecodeEntry(respelt("\"v\":1", "\"v\":2")).ok());
  CHECK_FALSE(DecodeEntry(respelt("{},", "{\"b\":1,\"a\":1},")).ok());
  CHECK_FALSE(DecodeEntry(respelt("{},", "{\"a\":1,\"a\":1},")).ok());
  CHECK_FALSE(DecodeEntry(respelt("{},", "{\"a\":-0},")).ok());
  CHECK_FALSE(DecodeEntry(respelt("{},", "{\"a\":9007199254740992},")).ok());
  CHECK_FALSE(DecodeEntry(respelt("{},", "{\"a\":1.0},")).ok());
  CHECK(DecodeEntry(respelt("{},", "{\"a\":1,\"b\":1},")).ok());
  CHECK_FALSE(DecodeEntry(line + "\n").ok());
  CHECK_FALSE(DecodeEntry("").ok());
}

TEST_CASE("ledger entry: a changed content is told apart from a line that is none") {
  std::string changed = EncodeEntry(Small())->line;
  changed.replace(changed.find("started"), 7, "stopped");
  CHECK(DecodeEntry(changed).error().code == ErrorCode::kProtocol);
  CHECK(DecodeEntry("hello").error().code == ErrorCode::kBadInput);
}

TEST_CASE("ledger entry: what breaks a limit is not written") {
  const auto refused = [](const std::function<void(LedgerEntry&)>& change) {
    LedgerEntry entry = Small();
    change(entry);
    return !EncodeEntry(entry).ok();
  };
  CHECK_FALSE(refused([](LedgerEntry&) {}));
  CHECK(refused([](LedgerEntry& e) { e.sequence = 0; }));
  CHECK(refused([](LedgerEntry& e) { e.sequence = uint64_t{1} << 53; }));
  CHECK(refused([](LedgerEntry& e) { e.type = "Alert"; }));
  CHECK(refused([](LedgerEntry& e) { e.type = ""; }));
  CHECK(refused([](LedgerEntry& e) { e.type = std::string(65, 'a'); }));
  CHECK(refused([](LedgerEntry& e) { e.fields["a b"] = true; }));
  CHECK(refused([](LedgerEntry& e) { e.fields["a"] = int64_t{1} << 53; }));
  CHECK(refused([](LedgerEntry& e) { e.fields["a"] = std::string(1025, 'x'); }));
  CHECK_FALSE(refused([](LedgerEntry& e) { e.fields["a"] = std::string(1024, 'x'); }));
  CHECK(refused([](LedgerEntry& e) { e.fields["a"] = std::string("\xC3"); }));
  CHECK(refused([](LedgerEntry& e) { e.fields["a"] = std::string("\xED\xA0\x80"); }));
  CHECK(refused([](LedgerEntry& e) { e.at.wall = WallTime{std::chrono::milliseconds{-1}}; }));
  CHECK(refused([](LedgerEntry& e) { e.at.boot_id = std::string(65, 'b'); }));
  CHECK(refused([](LedgerEntry& e) {
    e.late = e.at;
    e.late->boot = BootTime{-1};
  }));
  CHECK(refused([](LedgerEntry& e) {
    for (int i = 0; i < 65; ++i) e.fields["f" + std::to_string(i)] = true;
  }));
}

TEST_CASE("ledger entry: a commitment hangs on the payload and on the salt") {
  const std::string text = "payload";
  const std::span payload(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  Salt salt{};
  const Digest first = CommitTo(salt, payload);
  CHECK(ToHex(first) == test::NaiveSha256(std::string("chaperone.commitment.v1") + '\0' +
                                          std::string(32, '\0') + text));
  CHECK(CommitTo(salt, payload.first(6)) != first);
  salt[31] = 1;
  CHECK(CommitTo(salt, payload) != first);
}

}  // namespace
}  // namespace chaperone::policy
