// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <random>
#include <thread>

#include "agent/delivery/outbox.h"
#include "tests/agent/store/state.h"
#include "tests/fakes/child.h"
#include "tests/fakes/smtp_sink.h"

namespace chaperone::agent {
namespace {

void KillSeries(int kills, uint32_t seed) {
  const test::TemporaryFolder inbox;
  const test::TemporaryFolder state;
  const test::SmtpSink sink(inbox.path(), {});
  std::mt19937 random(seed);
  std::vector<std::string> acknowledged;
  for (int round = 0; round < kills; ++round) {
    test::Child child({DELIVERY_LOOP, state.path().string(), std::to_string(sink.port()),
                       "run" + std::to_string(round)});
    acknowledged.push_back(child.ReadLine());
    REQUIRE_FALSE(acknowledged.back().empty());
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    REQUIRE(WIFSIGNALED(child.Stop(SIGKILL)));
    for (std::string line = child.ReadLine(); !line.empty(); line = child.ReadLine()) {
      acknowledged.push_back(line);
    }
  }

  const auto store = test::OpenStore(state.path());
  Backlog backlog(*store);
  Outbox outbox(*store, backlog);
  policy::MailServer server;
  server.host = "127.0.0.1";
  server.port = sink.port();
  server.security = policy::MailSecurity::kNone;
  server.from = "chaperone@firm.example";
  const auto client = SmtpClient::Create(server);
  int64_t seconds = 10'000'000;
  while (outbox.NextWake(test::At(seconds))) {
    Pass(outbox, *client, test::At(seconds), 0);
    seconds += 3600;
    REQUIRE(seconds < 100'000'000);
  }

  std::map<std::string, size_t> times;
  std::vector<std::string> first_seen;
  for (const std::string& mail : sink.Mails()) {
    const size_t start = mail.find("Message-ID: ") + 12;
    const std::string id = mail.substr(start, mail.find("\r\n", start) - start);
    if (++times[id] == 1) first_seen.push_back(id);
  }
  auto listed = store->ListMails(0);
  REQUIRE(listed.ok());
  std::vector<std::string> written;
  size_t counted = 0;
  for (auto mail = listed->rbegin(); mail != listed->rend(); ++mail) {
    written.push_back(mail->message_id);
    counted += mail->possible_repeats;
    CHECK(mail->state == DeliveryState::kAccepted);
    // A repeat of a mail is one that was counted for that mail.
    CHECK(times[mail->message_id] >= 1);
    CHECK(times[mail->message_id] <= 1 + mail->possible_repeats);
  }
  CHECK(first_seen == written);
  for (const std::string& id : acknowledged) {
    INFO(id);
    CHECK(times.count(id) == 1);
  }
  CHECK(store->VerifyLedger({})->ok());
  WARN(kills << " kills, " << written.size() << " mails, " << sink.Mails().size()
             << " on the wire, " << counted << " possible repeats counted");
}

TEST_CASE("delivery: kill -9 loses no mail, keeps the order, and counts what it may repeat") {
  KillSeries(10, 1);
}

TEST_CASE("delivery: kill -9 loses no mail, a long series", "[.][soak]") {
  KillSeries(100, 2);
}

}  // namespace
}  // namespace chaperone::agent
