// SPDX-License-Identifier: Apache-2.0
#include "agent/store/backlog.h"

#include <catch2/catch.hpp>

#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using policy::MailReason;
using test::At;
using test::MakeBatch;
using test::TemporaryFolder;

Batch Note(const std::string& type) {
  Batch batch;
  batch.entries.push_back({type, {}, std::nullopt});
  return batch;
}

std::vector<policy::LedgerEntry> Entries(const Store& store) {
  std::vector<policy::LedgerEntry> out;
  REQUIRE(store
              .ExportLedger(1,
                            [&](std::string_view line) {
                              out.push_back(policy::DecodeEntry(line)->entry);
                              return true;
                            })
              .ok());
  return out;
}

// A store whose vault is locked takes no alert: the state in which the backlog is needed.
TEST_CASE("backlog: with a locked vault alerts wait, later ones behind them, until it opens") {
  const TemporaryFolder folder;
  auto store = Store::Open(folder.path(), At(0));
  Backlog backlog(**store);
  CHECK(backlog.Record(Note("share.started"), At(1)).on_record);
  const Recorded kept = backlog.Record(MakeBatch("a-1", MailReason::kOpened), At(2));
  CHECK_FALSE(kept.on_record);
  CHECK(kept.why->code == policy::ErrorCode::kLocked);
  CHECK_FALSE(backlog.Record(Note("share.ended"), At(3)).on_record);  // could be, but not before
  CHECK(backlog.size() == 2);
  CHECK_FALSE(backlog.Retry(At(4)));

  const auto keys = FileKeys(folder.path() / "vault.key");
  REQUIRE((*store)->Unlock(*keys).ok());
  CHECK(backlog.Retry(At(5)));
  const auto entries = Entries(**store);
  REQUIRE(entries.size() == 4);
  CHECK(entries[1].type == "share.started");
  CHECK_FALSE(entries[1].late.has_value());
  CHECK(entries[2].type == "alert.opened");
  CHECK(entries[2].late == At(2));
  CHECK(entries[3].type == "share.ended");
  CHECK(entries[3].late == At(3));
  CHECK(entries[3].at == At(5));
  CHECK(backlog.Record(Note("share.started"), At(6)).on_record);
}

TEST_CASE("backlog: a closing mail answers the opening one that is in memory too") {
  const TemporaryFolder folder;
  auto store = Store::Open(folder.path(), At(0));
  Backlog backlog(**store);
  const std::string first =
      backlog.Record(MakeBatch("a-1", MailReason::kOpened), At(1)).message_ids.at(0);
  (void)backlog.Record(MakeBatch("a-1", MailReason::kClosed), At(2));
  CHECK(backlog.Mails().at(1)->text.find("X-In-Reply-To: " + first) != std::string::npos);
}

TEST_CASE("backlog: a mail sent from memory is recorded as sent, with its one Message-ID") {
  const TemporaryFolder folder;
  auto store = Store::Open(folder.path(), At(0));
  Backlog backlog(**store);
  const std::string id =
      backlog.Record(MakeBatch("a-1", MailReason::kOpened), At(1)).message_ids.at(0);
  OutboxMail& mail = *backlog.Mails().at(0);
  for (RecipientState& to : mail.recipients) to.state = DeliveryState::kAccepted;
  mail.state = DeliveryState::kAccepted;
  mail.attempts = 1;
  const auto keys = FileKeys(folder.path() / "vault.key");
  REQUIRE((*store)->Unlock(*keys).ok());
  REQUIRE(backlog.Retry(At(9)));
  CHECK((*store)->WaitingMails()->empty());
  const auto mails = (*store)->ListMails(0);
  REQUIRE(mails->size() == 1);
  CHECK(mails->at(0).message_id == id);
  CHECK(mails->at(0).state == DeliveryState::kAccepted);
  CHECK(Entries(**store).back().type == "mail.accepted");
}

TEST_CASE("backlog: over its limit what matters least goes, and the loss is on record") {
  const TemporaryFolder folder;
  auto store = Store::Open(folder.path(), At(0));
  Backlog backlog(**store, 3);
  (void)backlog.Record(MakeBatch("a-1", MailReason::kOpened), At(1));
  (void)backlog.Record(Note("share.ended"), At(2));
  (void)backlog.Record(MakeBatch("a-2", MailReason::kOpened), At(3));
  (void)backlog.Record(MakeBatch("a-3", MailReason::kOpened), At(4));  // the note goes
  (void)backlog.Record(MakeBatch("a-4", MailReason::kOpened), At(5));  // this one does not fit
  CHECK(backlog.size() == 3);
  CHECK(backlog.lost() == 2);
  const auto keys = FileKeys(folder.path() / "vault.key");
  REQUIRE((*store)->Unlock(*keys).ok());
  CHECK(backlog.Retry(At(9)));
  CHECK((*store)->ListAlerts(0)->size() == 3);
  const policy::LedgerEntry last = Entries(**store).back();
  CHECK(last.type == "ledger.lost");
  CHECK(std::get<int64_t>(last.fields.at("batches")) == 2);
  CHECK(backlog.lost() == 0);
}

TEST_CASE("backlog: an entry that can never be written holds up nobody") {
  const TemporaryFolder folder;
  const auto store = test::OpenStore(folder.path());
  Backlog backlog(*store);
  Batch bad = MakeBatch("a-1", MailReason::kOpened);
  bad.entries[0].type = "NOT A TYPE";
  const std::string id = backlog.Record(bad, At(1)).message_ids.at(0);
  (void)backlog.Record(Note("share.ended"), At(2));
  CHECK(backlog.Retry(At(3)));
  const auto entries = Entries(*store);
  CHECK(entries.at(1).type == "share.ended");
  CHECK(entries.at(2).type == "ledger.lost");
  CHECK(store->LoadMail(id).ok());
}

}  // namespace
}  // namespace chaperone::agent
