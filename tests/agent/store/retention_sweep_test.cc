// SPDX-License-Identifier: Apache-2.0
#include "agent/store/retention_sweep.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using policy::RecordingState;
using test::At;
using test::MakeRecording;
using test::OpenStore;
using test::RecordingBatch;
using test::TemporaryFolder;
using Ids = std::vector<std::string>;

constexpr int64_t kDay = 24 * 3600;

// A later moment of the same boot, both clocks alike.
policy::Now Day(int64_t days) {
  return At(days * kDay);
}

void Keep(Store& store, const std::string& id, int64_t ended_day) {
  policy::Recording recording = MakeRecording(id, RecordingState::kOpen);
  REQUIRE(store.Commit(RecordingBatch(recording), Day(ended_day)).ok());
  REQUIRE(store.MakeRecordingKey(id, std::nullopt).ok());
  REQUIRE(store.CreateRecordingFile(id).ok());
  recording = MakeRecording(id, RecordingState::kComplete);
  recording.ended_at = Day(ended_day).wall;
  REQUIRE(store.Commit(RecordingBatch(recording), Day(ended_day)).ok());
}

// An alert that is kept for ten days, without mail.
void KeepAlert(Store& store, const std::string& id) {
  Batch batch;
  batch.entries.push_back({"alert.opened", {}, test::MakeAlert(id)});
  batch.alert_retention = {"alerts", std::chrono::days{10}};
  REQUIRE(store.Commit(batch, Day(0)).ok());
}

SweepReport Run(Store& store, const policy::Now& now, const std::set<std::string>& busy = {},
                bool dry_run = false) {
  auto report = Sweep(store, now, busy, 100, dry_run);
  INFO((report.ok() ? "" : report.error().detail));
  REQUIRE(report.ok());
  return *report;
}

std::string WhyKept(const SweepReport& report, const std::string& id) {
  const auto found = std::find_if(report.kept.begin(), report.kept.end(),
                                  [&](const SweepReport::Kept& kept) { return kept.id == id; });
  return found == report.kept.end() ? "" : found->why;
}

TEST_CASE("sweep: what is past its date goes, oldest first, and the rest stays") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  CHECK(Run(*store, Day(0)).due.empty());
  Keep(*store, "v-1", 2);
  Keep(*store, "v-2", 1);
  Keep(*store, "v-3", 9);
  KeepAlert(*store, "a-1");
  CHECK(Run(*store, Day(9)).deleted.empty());
  const SweepReport report = Run(*store, Day(33));
  CHECK(report.deleted == Ids{"a-1", "v-2", "v-1"});
  CHECK(report.due == report.deleted);
  CHECK(report.kept.empty());
  CHECK(store->RecordingKey("v-3").ok());
  CHECK_FALSE(store->RecordingKey("v-1").ok());
  CHECK_FALSE(store->FindAlert("a-1").ok());
  CHECK(store->VerifyLedger({})->ok());
  CHECK(Run(*store, Day(34)).deleted.empty());
}

TEST_CASE("sweep: a dry run names what is due and changes nothing, not even the clock") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  CHECK(Run(*store, Day(0), {}, true).deleted.empty());
  CHECK_FALSE(store->LoadClockEvidence()->has_value());
  Run(*store, Day(0));
  Keep(*store, "v-1", 1);
  const auto before = *store->LoadClockEvidence();
  const policy::LedgerHead head = store->head();
  const SweepReport report = Run(*store, Day(40), {}, true);
  CHECK(report.due == Ids{"v-1"});
  CHECK(report.deleted.empty());
  CHECK(*store->LoadClockEvidence() == before);
  CHECK(store->head() == head);
  CHECK(store->RecordingKey("v-1").ok());
}

TEST_CASE("sweep: a clock that ran ahead deletes nothing, and says so, over a restart") {
  const TemporaryFolder folder;
  {
    const auto store = OpenStore(folder.path());
    Run(*store, Day(0));
    Keep(*store, "v-1", 0);
    policy::Now ahead = Day(1);
    ahead.wall += std::chrono::days{365};
    const SweepReport report = Run(*store, ahead);
    CHECK(report.deleted.empty());
    CHECK(WhyKept(report, "v-1").find("clock") != std::string::npos);
  }
  const auto store = OpenStore(folder.path());
  policy::Now ahead = Day(366);
  ahead.boot = std::chrono::minutes{1};
  ahead.boot_id = "boot-2";
  CHECK(Run(*store, ahead).deleted.empty());
  CHECK(store->RecordingKey("v-1").ok());
  // The evidence itself outlives the restart.
  CHECK(store->LoadClockEvidence()->value().trusted < Day(30).wall);
}

TEST_CASE("sweep: what is held, in use or still to be mailed stays and says why") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Run(*store, Day(0));
  Keep(*store, "v-1", 1);
  Keep(*store, "v-2", 1);
  Keep(*store, "v-3", 1);
  REQUIRE(store->SetHold("v-1", {"legal", "litigation", Day(500).wall}, "mhale", Day(2)).ok());
  Batch mailed = test::MakeBatch("a-1", policy::MailReason::kOpened);
  mailed.alert_retention = {"alerts", std::chrono::days{10}};
  REQUIRE(store->Commit(mailed, Day(1)).ok());
  const SweepReport report = Run(*store, Day(40), {"v-2"});
  CHECK(report.deleted == Ids{"v-3"});
  CHECK(WhyKept(report, "v-1").find("legal") != std::string::npos);
  CHECK(WhyKept(report, "v-2").find("in use") != std::string::npos);
  CHECK(WhyKept(report, "a-1").find("mail") != std::string::npos);
  REQUIRE(store->LiftHold("v-1", "legal", "settled", "mhale", Day(41)).ok());
  CHECK(Run(*store, Day(42)).deleted == Ids{"v-1", "v-2"});
}

TEST_CASE("sweep: one that is being made has no date") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Run(*store, Day(0));
  REQUIRE(store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kOpen)), Day(0)).ok());
  const SweepReport report = Run(*store, Day(4000));
  CHECK(report.due.empty());
  CHECK(report.kept.empty());
}

TEST_CASE("sweep: a deletion that was cut short is completed, whatever the date") {
  const TemporaryFolder folder;
  {
    const auto store = OpenStore(folder.path());
    Keep(*store, "v-1", 0);
    REQUIRE(store->DestroyRecordingKey("v-1", "objection", "mhale", Day(1)).ok());
  }
  auto store = Store::Open(folder.path(), Day(1));  // locked
  CHECK(Run(**store, Day(1)).deleted == Ids{"v-1"});
  CHECK((*store)->PendingDeletions()->unfinished.empty());
}

TEST_CASE("sweep: takes on a limited number at once and says that there is more") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Run(*store, Day(0));
  for (const char* id : {"v-1", "v-2", "v-3"}) Keep(*store, id, 1);
  REQUIRE(store->DestroyRecordingKey("v-3", "objection", "mhale", Day(2)).ok());
  const auto pass = [&] { return *Sweep(*store, Day(40), {}, 2, false); };
  const SweepReport first = pass();
  CHECK(first.deleted == Ids{"v-3", "v-1"});
  CHECK(first.more);
  CHECK(store->RecordingKey("v-2").ok());
  const SweepReport second = pass();
  CHECK(second.deleted == Ids{"v-2"});
  CHECK_FALSE(second.more);
}

TEST_CASE("sweep: what is known about the clock is kept exactly, and damage deletes nothing") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  policy::ClockEvidence evidence = policy::FirstEvidence(Day(3));
  evidence.claimed = Day(400).wall;
  evidence.claim_stood = std::chrono::hours{5};
  REQUIRE(store->SaveClockEvidence(evidence).ok());
  CHECK(store->LoadClockEvidence()->value() == evidence);
  Keep(*store, "v-1", 0);
  for (const char* damage : {"", "{}", "[1", "{\"trusted_ms\": \"x\"}"}) {
    REQUIRE(store->SetMeta("clock_evidence", damage).ok());
    CHECK_FALSE(Sweep(*store, Day(900), {}, 100, false).ok());
  }
  CHECK(store->RecordingKey("v-1").ok());
}

TEST_CASE("sweep: a mail goes whole when its class says, but never while somebody waits for it") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Batch batch = test::MakeBatch("a-1", policy::MailReason::kOpened);
  batch.alert_retention = {"alerts", std::chrono::days{10}};
  const auto kept = store->Commit(batch, Day(0));
  REQUIRE(kept.ok());
  const std::string& mail = kept->message_ids.at(0);
  CHECK(Run(*store, Day(1)).deleted.empty());
  for (int day = 2; day < 12; ++day) Run(*store, Day(day));
  CHECK(WhyKept(Run(*store, Day(12)), mail).find("still waits") != std::string::npos);
  REQUIRE(store
              ->Settle({mail,
                        {{"dpc@firm.example", DeliveryState::kAccepted, ""},
                         {"deputy@firm.example", DeliveryState::kAccepted, ""}},
                        Day(12).wall,
                        ""},
                       Day(12))
              .ok());
  const SweepReport swept = Run(*store, Day(12));
  CHECK(std::count(swept.deleted.begin(), swept.deleted.end(), mail) == 1);
  CHECK(std::count(swept.deleted.begin(), swept.deleted.end(), "a-1") == 1);
  CHECK(store->ListMails(0)->empty());
  CHECK(store->VerifyLedger({})->ok());
  int erased = 0;
  REQUIRE(store
              ->ListEntries({"mail.erased"},
                            [&](const policy::LedgerEntry& entry) {
                              ++erased;
                              CHECK(std::get<std::string>(entry.fields.at("message_id")) == mail);
                              return true;
                            })
              .ok());
  CHECK(erased == 1);
}

}  // namespace
}  // namespace chaperone::agent
