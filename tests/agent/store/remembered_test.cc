// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "agent/store/retention_sweep.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using test::At;
using test::OpenStore;
using test::TemporaryFolder;

const policy::RetentionClass kTenDays{"alerts", std::chrono::days{10}};

TEST_CASE("remembered purposes: the last one counts, and is there after opening again") {
  const TemporaryFolder folder;
  const Bytes number(16, 1);
  const Bytes other(16, 2);
  {
    const auto store = OpenStore(folder.path());
    REQUIRE(store->Remember({number, other}, "sales", kTenDays, At(1)).ok());
    REQUIRE(store->Remember({number}, "complaints", kTenDays, At(5)).ok());
  }
  const auto store = OpenStore(folder.path());
  CHECK(*store->Recall(number) == "complaints");
  CHECK(*store->Recall(other) == "sales");
  CHECK_FALSE(store->Recall(Bytes(16, 3))->has_value());
  const auto all = store->ListRemembered();
  REQUIRE(all->size() == 2);
  CHECK(all->at(0) ==
        RememberedPurpose{"complaints", At(1).wall, At(5).wall, At(5).wall + kTenDays.keep});
}

TEST_CASE(
    "remembered purposes: forgotten at once on record, and by themselves when their time is up") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const Bytes key(16, 1);
  constexpr int64_t kDay = 24 * 3600;
  REQUIRE(store->Remember({key}, "sales", kTenDays, At(0)).ok());
  for (int64_t day = 1; day < 10; ++day) {
    REQUIRE(Sweep(*store, At(day * kDay), {}, 100, false).ok());
    CHECK(store->ListRemembered()->size() == 1);
  }
  REQUIRE(Sweep(*store, At(10 * kDay), {}, 100, true).ok());
  CHECK(store->ListRemembered()->size() == 1);  // a dry run forgets nothing
  REQUIRE(Sweep(*store, At(10 * kDay + 60), {}, 100, false).ok());
  CHECK(store->ListRemembered()->empty());

  REQUIRE(store->Remember({key, Bytes(16, 2)}, "sales", kTenDays, At(11 * kDay)).ok());
  CHECK(*store->ForgetRemembered(At(11 * kDay)) == 2);
  CHECK(store->ListRemembered()->empty());
  int entries = 0;
  REQUIRE(store
              ->ListEntries({"purposes.forgotten"},
                            [&](const policy::LedgerEntry& entry) {
                              ++entries;
                              return std::get<int64_t>(entry.fields.at("count")) == 2;
                            })
              .ok());
  CHECK(entries == 1);
  CHECK(store->VerifyLedger({})->ok());
}

}  // namespace
}  // namespace chaperone::agent
