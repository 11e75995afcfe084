// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "policy/ledger/chain.h"
#include "tests/agent/cli/program.h"

namespace chaperone::agent {
namespace {

// Lines as the agent exports them.
std::string ExportOf(uint64_t count, policy::LedgerHead& head) {
  std::string text;
  for (uint64_t i = 0; i < count; ++i) {
    policy::LedgerEntry entry;
    entry.at.wall =
        policy::WallTime(std::chrono::milliseconds(1800000000000 + static_cast<int64_t>(i)));
    entry.at.boot_id = "0b8d1f2e-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
    entry.type = "test.entry";
    auto line = policy::AppendEntry(head, entry);
    INFO((line.ok() ? "" : line.error().detail));
    REQUIRE(line.ok());
    text += line->line + "\n";
  }
  return text;
}

TEST_CASE("cli: an exported ledger is verified without an agent") {
  const TemporaryFolder folder;
  policy::LedgerHead head;
  const std::string text = ExportOf(5, head);
  const std::string digest = policy::ToHex(head.digest);
  const std::string whole = Write(folder, "whole.jsonl", text);
  const Finished fine = Chaperone({"ledger", "verify", whole, "--json", "--head", "5:" + digest});
  CHECK(fine.exit_code == 0);
  CHECK(json::parse(fine.out) ==
        json{{"ok", true}, {"entries", 5}, {"head", digest}, {"problem", ""}});

  std::string changed = text;
  changed[changed.find("test.entry")] = 'b';
  const Finished bad =
      Chaperone({"ledger", "verify", Write(folder, "changed.jsonl", changed), "--json"});
  CHECK(bad.exit_code == 1);
  CHECK(json::parse(bad.out).at("ok") == false);
  CHECK(Has(json::parse(bad.out).at("problem"), "changed.jsonl:1: "));

  const std::string cut = text.substr(0, text.rfind('\n', text.size() - 2) + 1);
  const std::string truncated = Write(folder, "cut.jsonl", cut);
  CHECK(Chaperone({"ledger", "verify", truncated}).exit_code == 0);
  const Finished short_of = Chaperone({"ledger", "verify", truncated, "--head", "5:" + digest});
  CHECK(short_of.exit_code == 1);
  CHECK(Has(short_of.out, "truncated"));

  CHECK(Chaperone({"ledger", "verify", "/nonexistent.jsonl"}).exit_code == 3);
  const Finished no_head = Chaperone({"ledger", "verify", whole, "--head", "5"});
  CHECK(no_head.exit_code == 3);
  CHECK(Has(no_head.err, "NUMBER:DIGEST"));
}

TEST_CASE("cli: what is no export of a ledger is not verified as one") {
  const TemporaryFolder folder;
  for (const std::string& nothing : {Write(folder, "empty.jsonl", ""), std::string("/dev/null")}) {
    const Finished finished = Chaperone({"ledger", "verify", nothing, "--json"});
    CHECK(finished.exit_code == 1);
    const json report = json::parse(finished.out);
    CHECK(report.at("ok") == false);
    CHECK(Has(report.at("problem"), nothing + ": holds no entry"));
  }
  const Finished directory = Chaperone({"ledger", "verify", folder.path().string()});
  CHECK(directory.exit_code == 3);
  CHECK(Has(directory.err, "is a directory"));
  for (const std::string& text : {std::string("a,b\n1,2\n"), std::string("\0\1\xff", 3)}) {
    const Finished other = Chaperone({"ledger", "verify", Write(folder, "other", text)});
    CHECK(other.exit_code == 1);
    CHECK(Has(other.out, "other:1: unreadable"));
    CHECK(Has(other.out, "expected a file made by `chaperone ledger export`"));
  }
}

}  // namespace
}  // namespace chaperone::agent
