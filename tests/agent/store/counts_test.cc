// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "agent/store/backlog.h"
#include "agent/store/retention_sweep.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using test::At;
using test::OpenStore;
using test::TemporaryFolder;

constexpr int64_t kDay = 24 * 3600;

policy::AlertCount On(int64_t day, policy::Counted counted) {
  policy::AlertCount count;
  count.day = std::chrono::floor<std::chrono::days>(At(day * kDay).wall);
  count.counted = counted;
  count.audience = policy::Audience::kExternal;
  count.subject = policy::Subject::kThirdParty;
  return count;
}

Batch BatchOf(std::vector<policy::AlertCount> counts) {
  Batch batch;
  batch.counts = std::move(counts);
  batch.alert_retention = {"alerts", std::chrono::days{10}};
  return batch;
}

TEST_CASE("counts: are added up by day and what they count, and there after opening again") {
  const TemporaryFolder folder;
  policy::AlertCount kind = On(1, policy::Counted::kKind);
  kind.kind = policy::Kind::kIban;
  {
    const auto store = OpenStore(folder.path());
    const auto alert = On(1, policy::Counted::kAlert);
    REQUIRE(store->Commit(BatchOf({alert, kind}), At(kDay)).ok());
    REQUIRE(store->Commit(BatchOf({alert, On(0, policy::Counted::kMail)}), At(kDay + 5)).ok());
  }
  const auto store = OpenStore(folder.path());
  const auto counts = store->ListCounts({});
  REQUIRE(counts->size() == 3);
  policy::AlertCount both = On(1, policy::Counted::kAlert);
  both.number = 2;
  CHECK(counts->at(0) == StoredCount{both, At(11 * kDay + 5).wall});
  CHECK(counts->at(1) == StoredCount{kind, At(11 * kDay).wall});
  CHECK(counts->at(2).count == On(0, policy::Counted::kMail));
  CHECK(store->ListCounts(both.day)->size() == 2);
  CHECK(store->ListCounts(both.day + std::chrono::days{1})->empty());
}

TEST_CASE("counts: need no vault, and are kept with the entries of their step or not at all") {
  const TemporaryFolder folder;
  const auto store = Store::Open(folder.path(), At(0));
  REQUIRE(store.ok());
  REQUIRE((*store)->locked());
  CHECK((*store)->Commit(BatchOf({On(0, policy::Counted::kAlert)}), At(1)).ok());
  Batch sealed = BatchOf({On(0, policy::Counted::kAlert)});
  sealed.entries.push_back({"alert.opened", {}, test::MakeAlert("a-1")});
  CHECK_FALSE((*store)->Commit(sealed, At(2)).ok());
  CHECK((*store)->ListCounts({})->at(0).count.number == 1);
}

TEST_CASE("counts: are forgotten when their class says, and not by a dry run") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  REQUIRE(store->Commit(BatchOf({On(0, policy::Counted::kAlert)}), At(0)).ok());
  for (int64_t day = 1; day < 10; ++day) {
    REQUIRE(Sweep(*store, At(day * kDay), {}, 100, false).ok());
    CHECK(store->ListCounts({})->size() == 1);
  }
  REQUIRE(Sweep(*store, At(10 * kDay), {}, 100, true).ok());
  CHECK(store->ListCounts({})->size() == 1);
  REQUIRE(Sweep(*store, At(10 * kDay + 60), {}, 100, false).ok());
  CHECK(store->ListCounts({})->empty());
}

TEST_CASE("counts: the last to go when more waits for the disk than memory is given") {
  const TemporaryFolder folder;
  const auto store = Store::Open(folder.path(), At(0));
  REQUIRE(store.ok());
  Backlog backlog(**store, 2);
  Batch first;  // sealed, so that it waits for the vault, and all else behind it
  first.entries.push_back({"alert.opened", {}, test::MakeAlert("a-1")});
  CHECK_FALSE(backlog.Record(first, At(1)).on_record);
  CHECK_FALSE(backlog.Record(BatchOf({On(0, policy::Counted::kAlert)}), At(2)).on_record);
  Batch plain;
  plain.entries.push_back({"share.started", {}, std::nullopt});
  CHECK_FALSE(backlog.Record(plain, At(3)).on_record);
  CHECK(backlog.lost() == 1);
  REQUIRE((*store)->Unlock(*FileKeys(folder.path() / "vault.key")).ok());
  CHECK(backlog.Retry(At(4)));
  CHECK((*store)->ListCounts({})->size() == 1);
}

}  // namespace
}  // namespace chaperone::agent
