// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "policy/ledger/chain.h"
#include "tests/policy/ledger/naive_ledger.h"

namespace chaperone::policy {
namespace {

// The block of the document that follows the line "<!-- vectors: NAME -->", without its fences.
std::vector<std::string> Vectors(const std::string& name) {
  std::ifstream file(LEDGER_FORMAT);
  REQUIRE(file.good());
  std::vector<std::string> out;
  std::string line;
  while (std::getline(file, line) && line != "<!-- vectors: " + name + " -->") {
  }
  REQUIRE(std::getline(file, line));  // the opening fence
  while (std::getline(file, line) && line != "```") out.push_back(line);
  REQUIRE_FALSE(out.empty());
  return out;
}

TEST_CASE("ledger format: the chain in the document verifies, here and naively") {
  const std::vector<std::string> lines = Vectors("chain");
  REQUIRE(lines.size() == 3);
  const std::string head_hex = Vectors("head").at(0);
  const LedgerHead head{3, DigestFromHex(head_hex).value()};
  const LedgerReport report = VerifyLedger(lines, {head});
  CHECK(report.ok());
  CHECK(report.head == head);
  CHECK(test::NaiveVerify(lines));
}

TEST_CASE("ledger format: the document's entries are what the encoder writes for their values") {
  const std::vector<std::string> lines = Vectors("chain");
  LedgerHead head;
  for (const std::string& line : lines) {
    const Result<DecodedEntry> decoded = DecodeEntry(line);
    REQUIRE(decoded.ok());
    CHECK(AppendEntry(head, decoded->entry)->line == line);
  }
  const LedgerEntry second = DecodeEntry(lines[1])->entry;
  CHECK(second.type == "alert.opened");
  CHECK(std::get<int64_t>(second.fields.at("third_parties")) == 1);
  CHECK(std::get<bool>(second.fields.at("call_open")));
  CHECK(std::get<std::string>(second.fields.at("application")) == "Say \"hi\"\n\\ ü");
  REQUIRE(DecodeEntry(lines[2])->entry.late.has_value());
}

TEST_CASE("ledger format: the document's commitment is that of its salt and payload") {
  const std::vector<std::string> parts = Vectors("commitment");
  REQUIRE(parts.size() == 3);  // salt, payload, commitment
  const Salt salt = DigestFromHex(parts[0]).value();
  const std::span payload(reinterpret_cast<const uint8_t*>(parts[1].data()), parts[1].size());
  CHECK(ToHex(CommitTo(salt, payload)) == parts[2]);
  CHECK(ToHex(DecodeEntry(Vectors("chain")[1])->entry.commitment.value()) == parts[2]);
}

TEST_CASE("ledger format: what the document calls bad is refused") {
  for (const std::string& line : Vectors("bad")) {
    INFO(line);
    CHECK_FALSE(DecodeEntry(line).ok());
  }
}

}  // namespace
}  // namespace chaperone::policy
