// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <catch2/catch.hpp>

#include "agent/store/alert_codec.h"
#include "agent/store/schema.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using test::At;

Bytes AsBytes(const std::string& text) {
  return {text.begin(), text.end()};
}

// A database as version 1 left it: one alert of that time, sealed, with its ledger.
void MakeVersionOne(const std::filesystem::path& folder) {
  const auto held = StateFolder::Open(folder);
  REQUIRE(held.ok());
  auto database = Database::Open(*held->PrivateFile("chaperone.db"));
  REQUIRE(database.ok());
  REQUIRE(database->Migrate(std::span(kMigrations).first(1)).ok());
  const auto keys = FileKeys(folder / "vault.key");
  const auto vault = Vault::Create(*keys);
  REQUIRE(vault.ok());
  const auto run = [&](std::string_view sql, const std::vector<Value>& arguments) {
    const auto done = database->Run(sql, arguments);
    INFO((done.ok() ? "" : done.error().detail));
    REQUIRE(done.ok());
  };
  const Sealed check = vault->Seal(AsBytes("chaperone"), "vault_check");
  run("INSERT INTO meta VALUES('vault_key_id', ?)", {vault->key_id()});
  run("INSERT INTO meta VALUES('vault_check', ?)",
      {policy::ToHex(check.wrapped_key) + ":" + policy::ToHex(check.box)});

  policy::LedgerHead head;
  policy::LedgerEntry created;
  created.type = "ledger.created";
  created.at = At(0);
  run("INSERT INTO ledger VALUES(1, ?)", {policy::AppendEntry(head, created)->line});
  const std::string payload = EncodeAlert(test::MakeAlert("a-1"));
  policy::LedgerEntry opened;
  opened.type = "alert.opened";
  opened.at = At(1);
  opened.commitment = policy::CommitTo({}, AsBytes(payload));
  run("INSERT INTO ledger VALUES(2, ?)", {policy::AppendEntry(head, opened)->line});
  const Sealed sealed =
      vault->Seal(AsBytes(std::string(sizeof(policy::Salt), '\0') + payload), "record 2");
  run("INSERT INTO records(sequence, alert, box) VALUES(2, 'a-1', ?)", {sealed.box});
  run("INSERT INTO record_keys(sequence, wrapped) VALUES(2, ?)", {sealed.wrapped_key});
  run("INSERT INTO alerts VALUES('a-1', 2, 0, 'alerts', 1)", {});
}

TEST_CASE("migration: a database of version 1 keeps its alerts and takes recordings") {
  const test::TemporaryFolder folder;
  MakeVersionOne(folder.path());
  for (int round = 0; round < 2; ++round) {  // migrated, then opened again
    const auto store = test::OpenStore(folder.path());
    CHECK(*store->FindAlert("a-1") == test::MakeAlert("a-1"));
    CHECK(store->VerifyLedger({})->ok());
    const auto recording =
        test::MakeRecording("v-" + std::to_string(round), policy::RecordingState::kComplete);
    REQUIRE(store->Commit(test::RecordingBatch(recording), At(80)).ok());
    CHECK(store->FindRecording(recording.id)->recording == recording);
  }
  const auto store = test::OpenStore(folder.path());
  CHECK(store->EraseAlert("a-1", "retention", At(90)).ok());
  CHECK(store->ListRecordings()->size() == 2);
  CHECK(store->VerifyLedger({})->ok());
}

TEST_CASE("migration: mails of version 2 get the time of their sending from the ledger") {
  const test::TemporaryFolder folder;
  {
    const auto held = StateFolder::Open(folder.path());
    REQUIRE(held.ok());
    auto database = Database::Open(*held->PrivateFile("chaperone.db"));
    REQUIRE(database.ok());
    REQUIRE(database->Migrate(std::span(kMigrations).first(2)).ok());
    policy::LedgerHead head;
    policy::LedgerEntry created;
    created.type = "ledger.created";
    created.at = At(0);
    policy::LedgerEntry accepted;
    accepted.type = "mail.accepted";
    accepted.at = At(30);
    accepted.fields = {{"message_id", std::string("<1@firm.example>")}};
    for (policy::LedgerEntry& entry : std::array{created, accepted}) {
      REQUIRE(database
                  ->Run("INSERT INTO ledger VALUES((SELECT count(*) + 1 FROM ledger), ?)",
                        {policy::AppendEntry(head, entry)->line})
                  .ok());
    }
    for (const int64_t state : {1, 0}) {
      REQUIRE(database
                  ->Run("INSERT INTO outbox(message_id, champion, sender, reason, head, state, "
                        "attempts, in_flight, possible_repeats, queued_ms, next_ms, last_error, "
                        "wrapped, box) VALUES(?, 'dpc@firm.example', '', 1, 1, ?, 1, 0, 0, ?, 0, "
                        "'', NULL, x'')",
                        {"<" + std::to_string(state) + "@firm.example>", state,
                         At(10).wall.time_since_epoch().count()})
                  .ok());
    }
  }
  const auto store = test::OpenStore(folder.path());
  const auto mails = store->ListMails(0);
  REQUIRE(mails.ok());
  REQUIRE(mails->size() == 2);
  CHECK_FALSE(mails->at(0).settled_at.has_value());
  CHECK(mails->at(1).settled_at == At(30).wall);
  const auto kept = store->ListRetained({});
  REQUIRE(kept->size() == 2);
  CHECK(kept->at(1).delete_after == At(10).wall + std::chrono::days{365});
}

}  // namespace
}  // namespace chaperone::agent
