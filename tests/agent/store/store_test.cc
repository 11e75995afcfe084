// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::MailReason;
using test::At;
using test::MakeAlert;
using test::MakeBatch;
using test::OpenStore;
using test::TemporaryFolder;

std::string Contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Changes the database behind the store's back, as an attacker would.
void Meddle(const std::filesystem::path& folder, const char* sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open((folder / "chaperone.db").c_str(), &handle) == SQLITE_OK);
  char* error = nullptr;
  const int code = sqlite3_exec(handle, sql, nullptr, nullptr, &error);
  INFO((error == nullptr ? "" : error));
  CHECK(code == SQLITE_OK);
  sqlite3_free(error);
  sqlite3_close(handle);
}

TEST_CASE("store: what was committed is there after opening again") {
  const TemporaryFolder folder;
  policy::LedgerHead head;
  std::string message_id;
  {
    const auto store = OpenStore(folder.path());
    const auto committed = store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1));
    REQUIRE(committed.ok());
    head = committed->head;
    message_id = committed->message_ids.at(0);
    CHECK(head.sequence == 2);  // after ledger.created
    CHECK(head == store->head());
  }
  const auto store = OpenStore(folder.path());
  CHECK(store->head() == head);
  CHECK(*store->FindAlert("a-1") == MakeAlert("a-1"));
  CHECK(store->ListAlerts(0)->size() == 1);
  const auto mail = store->LoadMail(message_id);
  REQUIRE(mail.ok());
  CHECK(mail->recipients.size() == 2);
  CHECK(mail->text.find("Message-ID: " + message_id) != std::string::npos);
  const auto report = store->VerifyLedger({head});
  REQUIRE(report.ok());
  CHECK(report->ok());
  CHECK(report->head == head);
}

TEST_CASE("store: a mail carries the head after its own batch's entries") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const auto committed = store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1));
  const auto mail = store->LoadMail(committed->message_ids.at(0));
  CHECK(mail->text.find("X-Head: " + std::to_string(committed->head.sequence) + " " +
                        policy::ToHex(committed->head.digest)) != std::string::npos);
}

TEST_CASE("store: a later mail about an alert answers the first one to the same champion") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const std::string first =
      store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1))->message_ids.at(0);
  const std::string other =
      store->Commit(MakeBatch("a-2", MailReason::kOpened), At(2))->message_ids.at(0);
  const std::string closing =
      store->Commit(MakeBatch("a-1", MailReason::kClosed), At(3))->message_ids.at(0);
  CHECK(first != closing);
  CHECK(store->LoadMail(first)->text.find("X-In-Reply-To: -") != std::string::npos);
  CHECK(store->LoadMail(other)->text.find("X-In-Reply-To: -") != std::string::npos);
  CHECK(store->LoadMail(closing)->text.find("X-In-Reply-To: " + first) != std::string::npos);
}

TEST_CASE("store: a batch is kept whole or not at all") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const policy::LedgerHead before = store->head();
  Batch batch = MakeBatch("a-1", MailReason::kOpened);
  batch.entries.push_back({"NOT A TYPE", {}, std::nullopt});
  const auto refused = store->Commit(batch, At(1));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBadInput);
  CHECK(store->head() == before);
  CHECK(store->ListAlerts(0)->empty());
  CHECK(store->WaitingMails()->empty());
  CHECK(store->Commit(MakeBatch("a-1", MailReason::kOpened), At(2)).ok());
  CHECK(store->VerifyLedger({})->ok());
}

TEST_CASE("store: an alert is updated, its retention with it, and every version is on record") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Batch batch = MakeBatch("a-1", MailReason::kOpened);
  batch.alert_retention = {"alerts", std::chrono::days{30}};
  REQUIRE(store->Commit(batch, At(1)).ok());
  CHECK(*store->AlertDueForDeletion("a-1") == At(1).wall + std::chrono::days{30});
  batch.entries[0].alert->state = policy::AlertState::kClosed;
  batch.entries[0].alert->closed_at = At(9).wall;
  REQUIRE(store->Commit(batch, At(10)).ok());
  CHECK(store->FindAlert("a-1")->state == policy::AlertState::kClosed);
  CHECK(store->ListAlerts(0)->size() == 1);
  CHECK(*store->AlertDueForDeletion("a-1") == At(10).wall + std::chrono::days{30});
  CHECK(store->head().sequence == 3);
}

TEST_CASE("store: alerts are listed newest first, as many as asked for") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  for (int i = 0; i < 5; ++i) {
    Batch batch = MakeBatch("a-" + std::to_string(i), MailReason::kOpened);
    batch.entries[0].alert->opened_at = At(i).wall;
    REQUIRE(store->Commit(batch, At(i)).ok());
  }
  const auto two = store->ListAlerts(2);
  REQUIRE(two->size() == 2);
  CHECK(two->at(0).id == "a-4");
  CHECK(two->at(1).id == "a-3");
  CHECK(store->FindAlert("a-9").error().code == ErrorCode::kNotFound);
}

TEST_CASE("store: neither fingerprints nor mail texts stand in any file in the clear") {
  const TemporaryFolder folder;
  {
    const auto store = OpenStore(folder.path());
    Batch batch = MakeBatch("a-1", MailReason::kOpened);
    batch.compose = [](const MailDraft& draft, const MailPlace& place) {
      return test::PlainMail(draft, place) + "canary deadbeeffeedf00d";
    };
    REQUIRE(store->Commit(batch, At(1)).ok());
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
      const std::string bytes = Contents(file.path());
      INFO(file.path());
      CHECK(bytes.find("canary") == std::string::npos);
      CHECK(bytes.find("deadbeeffeedf00d") == std::string::npos);
      CHECK(bytes.find("\xde\xad\xbe\xef\xfe\xed\xf0\x0d") == std::string::npos);
    }
  }
}

TEST_CASE("store: erasing an alert destroys its keys and leaves the ledger verifiable") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const std::string id =
      store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1))->message_ids.at(0);
  CHECK(store->EraseAlert("a-1", "retention", At(2)).error().code == ErrorCode::kRefused);
  REQUIRE(store
              ->Settle({id,
                        {{"dpc@firm.example", DeliveryState::kAccepted, "250"},
                         {"deputy@firm.example", DeliveryState::kAccepted, "250"}},
                        At(3).wall,
                        ""},
                       At(3))
              .ok());
  std::string line;
  REQUIRE(store
              ->ExportLedger(2,
                             [&](std::string_view text) {
                               line = text;
                               return false;
                             })
              .ok());
  REQUIRE(policy::DecodeEntry(line)->entry.commitment.has_value());

  REQUIRE(store->EraseAlert("a-1", "retention", At(4)).ok());
  CHECK(store->FindAlert("a-1").error().code == ErrorCode::kNotFound);
  CHECK_FALSE(store->LoadMail(id).ok());
  CHECK(store->VerifyLedger({})->ok());
  CHECK(store->EraseAlert("a-1", "again", At(5)).error().code == ErrorCode::kNotFound);
  std::string last;
  REQUIRE(store
              ->ExportLedger(1,
                             [&](std::string_view text) {
                               last = text;
                               return true;
                             })
              .ok());
  const policy::LedgerEntry erased = policy::DecodeEntry(last)->entry;
  CHECK(erased.type == "alert.erased");
  CHECK(std::get<std::string>(erased.fields.at("reason")) == "retention");
}

TEST_CASE("store: an attempt without an end on record counts as a possible repeat") {
  const TemporaryFolder folder;
  std::string id;
  {
    const auto store = OpenStore(folder.path());
    id = store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1))->message_ids.at(0);
    REQUIRE(store->BeginAttempt(id).ok());
  }
  const auto store = OpenStore(folder.path());
  const auto mail = store->LoadMail(id);
  CHECK(mail->attempts == 1);
  CHECK(mail->possible_repeats == 1);
  CHECK(store->SummariseOutbox()->possible_repeats == 1);
  CHECK(store->SummariseOutbox()->waiting == 1);
}

TEST_CASE("store: settling is on the ledger, and twice is once") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const std::string id =
      store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1))->message_ids.at(0);
  const Settlement half{id,
                        {{"dpc@firm.example", DeliveryState::kAccepted, "250 OK"},
                         {"deputy@firm.example", DeliveryState::kWaiting, "450 busy"}},
                        At(60).wall,
                        "later"};
  REQUIRE(store->Settle(half, At(2)).ok());
  CHECK(store->head().sequence == 3);
  REQUIRE(store->Settle(half, At(3)).ok());
  CHECK(store->head().sequence == 3);
  REQUIRE(store->WaitingMails()->size() == 1);
  CHECK(store->WaitingMails()->at(0).next_attempt == At(60).wall);
  REQUIRE(store
              ->Settle({id,
                        {{"deputy@firm.example", DeliveryState::kRefused, "550 gone"}},
                        At(61).wall,
                        "refused"},
                       At(61))
              .ok());
  CHECK(store->WaitingMails()->empty());
  CHECK(store->SummariseOutbox()->refused == 1);
  CHECK(store->ListMails(0)->at(0).recipients.at(1).reply == "550 gone");
  CHECK(store->VerifyLedger({})->ok());
}

TEST_CASE("store: a ledger changed behind its back is told, with the line") {
  const TemporaryFolder folder;
  {
    const auto store = OpenStore(folder.path());
    for (int i = 0; i < 4; ++i) {
      REQUIRE(store->Commit(MakeBatch("a-" + std::to_string(i), MailReason::kOpened), At(i)).ok());
    }
  }
  Meddle(folder.path(),
         "DROP TRIGGER ledger_is_not_changed; "
         "UPDATE ledger SET line = replace(line, 'alert.opened', 'alert.closed') "
         "WHERE sequence = 3");
  const auto store = OpenStore(folder.path());
  const auto report = store->VerifyLedger({});
  REQUIRE_FALSE(report->ok());
  CHECK(report->fault->line == 3);
  CHECK(report->fault->kind == policy::LedgerFaultKind::kChanged);
}

TEST_CASE("store: a ledger cut at its end is told against a head that left the machine") {
  const TemporaryFolder folder;
  policy::LedgerHead mailed;
  {
    const auto store = OpenStore(folder.path());
    Batch batch;
    batch.entries.push_back({"share.started", {}, std::nullopt});
    REQUIRE(store->Commit(batch, At(1)).ok());
    mailed = store->Commit(batch, At(2))->head;
  }
  Meddle(folder.path(), "DROP TRIGGER ledger_is_not_cut; DELETE FROM ledger WHERE sequence = 3");
  const auto store = OpenStore(folder.path());
  CHECK(store->VerifyLedger({})->ok());
  CHECK(store->VerifyLedger({mailed})->fault->kind == policy::LedgerFaultKind::kTruncated);
}

TEST_CASE("store: the ledger refuses to be changed or cut through its own database") {
  const TemporaryFolder folder;
  { OpenStore(folder.path()); }
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open((folder.path() / "chaperone.db").c_str(), &handle) == SQLITE_OK);
  CHECK(sqlite3_exec(handle, "UPDATE ledger SET line = ''", nullptr, nullptr, nullptr) ==
        SQLITE_CONSTRAINT);
  CHECK(sqlite3_exec(handle, "DELETE FROM ledger", nullptr, nullptr, nullptr) == SQLITE_CONSTRAINT);
  sqlite3_close(handle);
}

TEST_CASE("store: a damaged database is said to be damaged and left as it is") {
  const TemporaryFolder folder;
  { OpenStore(folder.path()); }
  const auto file = folder.path() / "chaperone.db";
  for (const bool only_head : {true, false}) {
    {
      std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
      const std::string noise(only_head ? 200 : 30000, '\x5a');
      out.write(noise.data(), static_cast<std::streamsize>(noise.size()));
    }
    const std::string before = Contents(file);
    const auto store = Store::Open(folder.path(), At(1));
    REQUIRE_FALSE(store.ok());
    CHECK(store.error().code == ErrorCode::kIo);
    CHECK_FALSE(store.error().retryable);
    CHECK(store.error().detail.find("evidence") != std::string::npos);
    CHECK(Contents(file) == before);
  }
}

TEST_CASE("store: a database of a newer version is refused untouched") {
  const TemporaryFolder folder;
  { OpenStore(folder.path()); }
  Meddle(folder.path(), "PRAGMA user_version = 99");
  const auto store = Store::Open(folder.path(), At(1));
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == ErrorCode::kRefused);
  CHECK(store.error().detail.find("newer Chaperone") != std::string::npos);
}

TEST_CASE("store: facts by name are kept") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  CHECK_FALSE(store->Meta("policy")->has_value());
  REQUIRE(store->SetMeta("policy", "1").ok());
  REQUIRE(store->SetMeta("policy", "2").ok());
  CHECK(store->Meta("policy")->value() == "2");
}

TEST_CASE("store: what comes from outside is made to fit the ledger") {
  policy::effect::Record record;
  record.type = "alert.opened";
  record.fields = {{"application", std::string(5000, 'x') + "ü"}, {"Bad Name", "\xff\xfe"}};
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Batch batch;
  batch.entries.push_back(EntryFor(record));
  CHECK(store->Commit(batch, At(1)).ok());
}

TEST_CASE("store: each champion has a mail with the deputies, each address once") {
  const policy::effect::Mail mail{MailReason::kOpened, {MakeAlert("a-1")}};
  const auto drafts = DraftsFor(
      mail,
      {{"A", "a@firm.example", {"d@firm.example", "a@firm.example"}}, {"B", "b@firm.example", {}}},
      "from@firm.example");
  REQUIRE(drafts.size() == 2);
  CHECK(drafts[0].recipients == std::vector<std::string>{"a@firm.example", "d@firm.example"});
  CHECK(drafts[1].champion == "b@firm.example");
}

TEST_CASE("store: a mail is listed with its alerts, and since when nobody waits for it") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const std::string id =
      store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1))->message_ids.at(0);
  CHECK(store->ListMails(0)->at(0).alerts == std::vector<std::string>{"a-1"});
  const auto settle = [&](const char* address, int64_t second) {
    return store->Settle({id, {{address, DeliveryState::kAccepted, ""}}, At(second).wall, ""},
                         At(second));
  };
  REQUIRE(settle("dpc@firm.example", 5).ok());
  CHECK_FALSE(store->ListMails(0)->at(0).settled_at.has_value());
  REQUIRE(settle("deputy@firm.example", 9).ok());
  CHECK(store->ListMails(0)->at(0).settled_at == At(9).wall);
  REQUIRE(settle("deputy@firm.example", 20).ok());  // comes twice
  CHECK(store->ListMails(0)->at(0).settled_at == At(9).wall);
}

TEST_CASE("store: entries are found by their types alone, newest first, until it is enough") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Batch batch;
  for (const char* type : {"share.started", "coverage.gap_opened", "share.ended"}) {
    // A field that quotes a type is not of that type.
    batch.entries.push_back(
        {type, {{"application", std::string("\"type\":\"share.ended\"")}}, std::nullopt});
  }
  REQUIRE(store->Commit(batch, At(1)).ok());
  std::vector<std::string> seen;
  const auto note = [&](const policy::LedgerEntry& entry) {
    seen.push_back(entry.type);
    return true;
  };
  REQUIRE(store->ListEntries({"share.started", "share.ended"}, note).ok());
  CHECK(seen == std::vector<std::string>{"share.ended", "share.started"});
  int count = 0;
  REQUIRE(
      store->ListEntries({"share.started", "share.ended"}, [&](const auto&) { return ++count < 1; })
          .ok());
  CHECK(count == 1);
}

}  // namespace
}  // namespace chaperone::agent
