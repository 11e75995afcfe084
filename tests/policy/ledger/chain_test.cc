// SPDX-License-Identifier: Apache-2.0
#include "policy/ledger/chain.h"

#include <catch2/catch.hpp>

#include "tests/policy/ledger/made_up.h"
#include "tests/policy/ledger/naive_ledger.h"

namespace chaperone::policy {
namespace {

struct Ledger {
  std::vector<std::string> lines;
  std::vector<LedgerHead> heads;  // heads[i]: after lines[i]
};

Ledger MakeLedger(uint32_t seed, size_t length) {
  std::mt19937 random(seed);
  Ledger out;
  LedgerHead head;
  for (size_t i = 0; i < length; ++i) {
    Result<EncodedEntry> line = AppendEntry(head, test::MadeUpEntry(random));
    REQUIRE(line.ok());
    out.lines.push_back(line->line);
    out.heads.push_back(head);
  }
  return out;
}

TEST_CASE("ledger: a chain verifies, and the naive verifier agrees") {
  for (uint32_t seed = 0; seed < 30; ++seed) {
    const Ledger ledger = MakeLedger(seed, seed);
    const LedgerReport report = VerifyLedger(ledger.lines, ledger.heads);
    CHECK(report.ok());
    CHECK(report.lines == seed);
    CHECK(report.head == (seed == 0 ? LedgerHead{} : ledger.heads.back()));
    CHECK(test::NaiveVerify(ledger.lines));
  }
}

TEST_CASE("ledger: the first changed line is named, whichever byte was changed") {
  std::mt19937 random(7);
  const Ledger ledger = MakeLedger(7, 8);
  for (int round = 0; round < 4000; ++round) {
    std::vector<std::string> lines = ledger.lines;
    const size_t which = random() % lines.size();
    const size_t at = random() % lines[which].size();
    lines[which][at] = static_cast<char>(lines[which][at] ^ static_cast<char>(1 + random() % 255));
    const LedgerReport report = VerifyLedger(lines);
    REQUIRE_FALSE(report.ok());
    REQUIRE(report.fault->line == which + 1);
    REQUIRE(report.head.sequence == which);
    REQUIRE_FALSE(test::NaiveVerify(lines));
  }
}

TEST_CASE("ledger: a removed line is missed, the last one through a known head") {
  const Ledger ledger = MakeLedger(11, 9);
  for (size_t gone = 0; gone < ledger.lines.size(); ++gone) {
    std::vector<std::string> lines = ledger.lines;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(gone));
    const LedgerReport report = VerifyLedger(lines, {ledger.heads.back()});
    REQUIRE_FALSE(report.ok());
    CHECK(report.fault->line == gone + 1);
    CHECK(report.fault->sequence == gone + 1);
    CHECK(report.fault->kind == (gone + 1 == ledger.lines.size() ? LedgerFaultKind::kTruncated
                                                                 : LedgerFaultKind::kMissing));
  }
}

TEST_CASE("ledger: every swap of two lines is seen as another order") {
  const Ledger ledger = MakeLedger(13, 7);
  for (size_t a = 0; a < 7; ++a) {
    for (size_t b = a + 1; b < 7; ++b) {
      std::vector<std::string> lines = ledger.lines;
      std::swap(lines[a], lines[b]);
      const LedgerReport report = VerifyLedger(lines);
      REQUIRE_FALSE(report.ok());
      CHECK(report.fault->kind == LedgerFaultKind::kReordered);
      CHECK(report.fault->line == a + 1);
    }
  }
}

TEST_CASE("ledger: a doubled line is a repetition") {
  Ledger ledger = MakeLedger(17, 4);
  ledger.lines.insert(ledger.lines.begin() + 2, ledger.lines[1]);
  const LedgerReport report = VerifyLedger(ledger.lines);
  CHECK(report.fault->kind == LedgerFaultKind::kRepeated);
  CHECK(report.fault->line == 3);
}

TEST_CASE("ledger: a line from another ledger does not fit") {
  Ledger ledger = MakeLedger(19, 5);
  ledger.lines[3] = MakeLedger(20, 5).lines[3];
  const LedgerReport report = VerifyLedger(ledger.lines);
  CHECK(report.fault->kind == LedgerFaultKind::kBrokenLink);
  CHECK(report.fault->sequence == 4);
}

TEST_CASE("ledger: one written anew from some line on is told by a head that left earlier") {
  const Ledger honest = MakeLedger(23, 10);
  Ledger forged = honest;
  forged.lines.resize(4);
  LedgerHead head = honest.heads[3];
  std::mt19937 random(99);
  while (forged.lines.size() < 10) {
    forged.lines.push_back(AppendEntry(head, test::MadeUpEntry(random))->line);
  }
  CHECK(VerifyLedger(forged.lines).ok());  // within itself it is in order
  const LedgerReport report = VerifyLedger(forged.lines, {honest.heads[6], honest.heads[2]});
  REQUIRE_FALSE(report.ok());
  CHECK(report.fault->kind == LedgerFaultKind::kRewritten);
  CHECK(report.fault->sequence == 7);
}

TEST_CASE("ledger: an emptied one is truncated against any known head") {
  const Ledger ledger = MakeLedger(29, 3);
  CHECK(VerifyLedger({}, {ledger.heads[0]}).fault->kind == LedgerFaultKind::kTruncated);
  CHECK(VerifyLedger({}).ok());
}

TEST_CASE("ledger: an exported part verifies from where it begins") {
  const Ledger ledger = MakeLedger(31, 8);
  const auto part = [&](LedgerHead start, std::vector<LedgerHead> known) {
    LedgerVerifier verifier(std::move(known), start);
    for (size_t i = 4; i < 8; ++i) verifier.Add(ledger.lines[i]);
    return verifier.Finish();
  };
  CHECK(part(ledger.heads[3], ledger.heads).ok());
  LedgerHead wrong = ledger.heads[3];
  wrong.digest[0] ^= 1;
  CHECK(part(wrong, {}).fault->kind == LedgerFaultKind::kBrokenLink);
  CHECK(part(wrong, ledger.heads).fault->kind == LedgerFaultKind::kRewritten);
}

TEST_CASE("ledger: an entry that cannot be written leaves the head where it was") {
  LedgerHead head;
  LedgerEntry bad;
  bad.type = "NOT A TYPE";
  CHECK_FALSE(AppendEntry(head, bad).ok());
  CHECK(head == LedgerHead{});
}

}  // namespace
}  // namespace chaperone::policy
