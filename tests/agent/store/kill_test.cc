// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "tests/agent/store/state.h"
#include "tests/fakes/child.h"

namespace chaperone::agent {
namespace {

struct Acknowledged {
  policy::LedgerHead head;
  std::string alert;
  std::string message_id;
};

Acknowledged Parse(const std::string& line) {
  std::istringstream in(line);
  Acknowledged out;
  std::string digest;
  in >> out.head.sequence >> digest >> out.alert >> out.message_id;
  REQUIRE_FALSE(in.fail());
  out.head.digest = policy::DigestFromHex(digest).value();
  return out;
}

// Kills the committing child `kills` times at moments that random chooses, on one state folder.
void KillSeries(int kills, uint32_t seed) {
  const test::TemporaryFolder folder;
  std::mt19937 random(seed);
  std::vector<Acknowledged> acknowledged;
  for (int round = 0; round < kills; ++round) {
    test::Child child({COMMIT_LOOP, folder.path().string(), "run" + std::to_string(round)});
    acknowledged.push_back(Parse(child.ReadLine()));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    const int status = child.Stop(SIGKILL);
    REQUIRE(WIFSIGNALED(status));
    for (std::string line = child.ReadLine(); !line.empty(); line = child.ReadLine()) {
      acknowledged.push_back(Parse(line));
    }
    const auto store = test::OpenStore(folder.path());
    std::vector<policy::LedgerHead> known;
    for (const Acknowledged& one : acknowledged) known.push_back(one.head);
    const auto report = store->VerifyLedger(known);
    REQUIRE(report.ok());
    INFO((report->fault ? report->fault->detail : ""));
    REQUIRE(report->ok());
  }
  const auto store = test::OpenStore(folder.path());
  const auto listed = store->ListMails(0);
  REQUIRE(listed.ok());
  std::set<std::string> mails;
  for (const OutboxMail& mail : *listed) mails.insert(mail.message_id);
  for (const Acknowledged& one : acknowledged) {
    INFO(one.alert);
    REQUIRE(store->FindAlert(one.alert).ok());
    REQUIRE(mails.count(one.message_id) == 1);
  }
  // An alert and its mail are in one transaction: neither is ever there without the other.
  CHECK(store->ListAlerts(0)->size() == mails.size());
  WARN(kills << " kills, " << acknowledged.size() << " acknowledged commits, " << mails.size()
             << " on record");
}

TEST_CASE("store: kill -9 in mid-commit loses nothing acknowledged") {
  KillSeries(10, 1);
}

TEST_CASE("store: kill -9 in mid-commit loses nothing acknowledged, a long series", "[.][soak]") {
  KillSeries(120, 2);
}

}  // namespace
}  // namespace chaperone::agent
