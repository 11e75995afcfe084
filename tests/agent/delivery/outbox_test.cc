// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/outbox.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/agent/store/state.h"
#include "tests/fakes/smtp_sink.h"

// Store, outbox and a real SMTP server; only the clock is the test's.
namespace chaperone::agent {
namespace {

using policy::MailReason;
using test::At;
using test::MakeBatch;
using test::SmtpSink;
using test::TemporaryFolder;

SmtpClient ClientAt(int port) {
  policy::MailServer server;
  server.host = "127.0.0.1";
  server.port = port;
  server.security = policy::MailSecurity::kNone;
  server.from = "chaperone@firm.example";
  server.timeout = std::chrono::seconds{5};
  auto client = SmtpClient::Create(server);
  REQUIRE(client.ok());
  return *client;
}

std::string MessageIdOf(const std::string& mail) {
  const size_t start = mail.find("Message-ID: ") + 12;
  return mail.substr(start, mail.find("\r\n", start) - start);
}

std::vector<std::string> MessageIds(const SmtpSink& sink) {
  std::vector<std::string> out;
  for (const std::string& mail : sink.Mails()) out.push_back(MessageIdOf(mail));
  return out;
}

// Sends until nothing is due any more; a clock that goes on by what the outbox asks for.
// Returns how many attempts that took.
int Drain(Outbox& outbox, const SmtpClient& client, int64_t& seconds, int limit = 50) {
  int attempts = 0;
  for (; attempts < limit; ++attempts) {
    const auto wake = outbox.NextWake(At(seconds));
    if (!wake) break;
    seconds += (wake->count() + 999) / 1000;
    Pass(outbox, client, At(seconds), static_cast<uint64_t>(attempts) * 7919);
  }
  return attempts;
}

struct Agent {
  TemporaryFolder state;
  std::unique_ptr<Store> store = test::OpenStore(state.path());
  Backlog backlog{*store};
  Outbox outbox{*store, backlog};

  std::string Alert(const std::string& id, MailReason reason, int64_t seconds) {
    return backlog.Record(MakeBatch(id, reason), At(seconds)).message_ids.at(0);
  }
};

TEST_CASE("outbox: mails go out in order and are then done with, on record") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {});
  Agent agent;
  std::vector<std::string> written;
  for (int i = 0; i < 5; ++i) {
    written.push_back(agent.Alert("a-" + std::to_string(i), MailReason::kOpened, i));
  }
  CHECK(agent.outbox.status().waiting == 5);
  int64_t now = 10;
  CHECK(Drain(agent.outbox, ClientAt(sink.port()), now) == 5);
  CHECK(MessageIds(sink) == written);
  CHECK(agent.outbox.status().waiting == 0);
  CHECK_FALSE(agent.outbox.NextWake(At(now)).has_value());
  CHECK(agent.store->head().sequence == 1 + 5 + 5);  // ledger.created, alerts, mail.accepted
  CHECK(agent.store->VerifyLedger({})->ok());
}

TEST_CASE("outbox: after 451 the same message goes out again, later ones behind it") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--refuse", "2"});
  Agent agent;
  const std::string first = agent.Alert("a-1", MailReason::kOpened, 0);
  const std::string second = agent.Alert("a-1", MailReason::kClosed, 1);
  const SmtpClient client = ClientAt(sink.port());
  int64_t now = 2;
  Pass(agent.outbox, client, At(now), 12345);
  CHECK(agent.outbox.status().stuck);
  CHECK(agent.outbox.status().last_error.find("451") != std::string::npos);
  CHECK_FALSE(agent.outbox.Claim(At(now)).has_value());  // it waits, and the second behind it
  CHECK(Drain(agent.outbox, client, now) == 3);
  CHECK(MessageIds(sink) == std::vector<std::string>{first, second});
  CHECK(sink.Attempts("refused") == 2);
  CHECK_FALSE(agent.outbox.status().stuck);
}

TEST_CASE("outbox: a server that dies in DATA is tried again, without a repeat") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--die-in-data", "3"});
  Agent agent;
  const std::string id = agent.Alert("a-1", MailReason::kOpened, 0);
  int64_t now = 1;
  CHECK(Drain(agent.outbox, ClientAt(sink.port()), now) == 4);
  CHECK(MessageIds(sink) == std::vector<std::string>{id});
}

TEST_CASE("outbox: when the server's yes is lost, the repeat has the same Message-ID") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--vanish-after-accept", "1"});
  Agent agent;
  const std::string id = agent.Alert("a-1", MailReason::kOpened, 0);
  int64_t now = 1;
  Drain(agent.outbox, ClientAt(sink.port()), now);
  CHECK(MessageIds(sink) == std::vector<std::string>{id, id});
}

TEST_CASE("outbox: with the server down all session, everything goes out in order on its return") {
  const TemporaryFolder folder;
  auto sink = std::make_unique<SmtpSink>(folder.path(), std::vector<std::string>{});
  const int port = sink->port();
  sink->Stop();
  Agent agent;
  std::vector<std::string> written;
  int64_t now = 0;
  for (int i = 0; i < 4; ++i) {
    written.push_back(agent.Alert("a-" + std::to_string(i), MailReason::kOpened, now));
    CHECK(Drain(agent.outbox, ClientAt(port), now, 3) == 3);
    CHECK(agent.outbox.status().stuck);
  }
  CHECK(agent.outbox.status().waiting == 4);
  sink = std::make_unique<SmtpSink>(folder.path(), std::vector<std::string>{}, port);
  CHECK(Drain(agent.outbox, ClientAt(port), now) == 4);
  CHECK(MessageIds(*sink) == written);
}

TEST_CASE("outbox: what waited when the agent ended goes out when it starts again") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {});
  const TemporaryFolder state;
  std::string id;
  {
    const auto store = test::OpenStore(state.path());
    id = store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1))->message_ids.at(0);
  }
  const auto store = test::OpenStore(state.path());
  Backlog backlog(*store);
  Outbox outbox(*store, backlog);
  int64_t now = 2;
  Drain(outbox, ClientAt(sink.port()), now);
  CHECK(MessageIds(sink) == std::vector<std::string>{id});
}

TEST_CASE("outbox: one champion's trouble does not hold up another") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--defer", "slow@firm.example"});
  Agent agent;
  Batch batch = MakeBatch("a-1", MailReason::kOpened);
  batch.mails[0].champion = "slow@firm.example";
  batch.mails[0].recipients = {"slow@firm.example"};
  (void)agent.backlog.Record(batch, At(0));
  const std::string other = agent.Alert("a-2", MailReason::kOpened, 1);
  const SmtpClient client = ClientAt(sink.port());
  Pass(agent.outbox, client, At(2), 4'000);
  Pass(agent.outbox, client, At(2), 4'000);
  CHECK(MessageIds(sink) == std::vector<std::string>{other});
  CHECK(agent.outbox.status().waiting == 1);
}

TEST_CASE("outbox: what is refused for good is kept and told, and does not block") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--refuse", "1", "--refuse-with", "554 5.7.1 no"});
  Agent agent;
  (void)agent.Alert("a-1", MailReason::kOpened, 0);
  const std::string second = agent.Alert("a-2", MailReason::kOpened, 1);
  int64_t now = 2;
  CHECK(Drain(agent.outbox, ClientAt(sink.port()), now) == 2);
  CHECK(MessageIds(sink) == std::vector<std::string>{second});
  CHECK(agent.outbox.status().refused == 1);
  CHECK(agent.outbox.status().waiting == 0);
  CHECK(agent.store->ListMails(0)->back().last_error.find("554") != std::string::npos);
}

TEST_CASE("outbox: a clock set back does not hold a mail up") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--refuse", "1"});
  Agent agent;
  (void)agent.Alert("a-1", MailReason::kOpened, 1'000'000);
  const SmtpClient client = ClientAt(sink.port());
  Pass(agent.outbox, client, At(1'000'000), 1);
  Pass(agent.outbox, client, At(0), 1);  // eleven days back
  CHECK(sink.Mails().size() == 1);
}

TEST_CASE("outbox: with the vault locked, mails go out from memory and are recorded as sent") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {});
  const TemporaryFolder state;
  auto store = Store::Open(state.path(), At(0));
  Backlog backlog(**store);
  Outbox outbox(**store, backlog);
  std::vector<std::string> written;
  for (int i = 0; i < 3; ++i) {
    const Recorded recorded =
        backlog.Record(MakeBatch("a-" + std::to_string(i), MailReason::kOpened), At(i));
    CHECK_FALSE(recorded.on_record);
    written.push_back(recorded.message_ids.at(0));
  }
  const SmtpClient client = ClientAt(sink.port());
  Pass(outbox, client, At(5), 1);
  const auto claimed = outbox.Claim(At(5));  // the second is in flight when the vault opens
  REQUIRE(claimed.has_value());
  const auto keys = FileKeys(state.path() / "vault.key");
  REQUIRE((*store)->Unlock(*keys).ok());
  REQUIRE(backlog.Retry(At(6)));
  outbox.Settle(client.Send(*claimed), At(6), 1);
  int64_t now = 7;
  CHECK(Drain(outbox, client, now) == 1);
  CHECK(MessageIds(sink) == written);
  for (const std::string& mail : sink.Mails()) {
    CHECK(mail.find("X-On-Record: no") != std::string::npos);
  }
  CHECK((*store)->WaitingMails()->empty());
  CHECK((*store)->ListMails(0)->size() == 3);
}

TEST_CASE("outbox: an earlier run's error is not told before this one has tried") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--refuse", "1"});
  const SmtpClient client = ClientAt(sink.port());
  const TemporaryFolder state;
  {
    const auto store = test::OpenStore(state.path());
    Backlog backlog(*store);
    Outbox outbox(*store, backlog);
    backlog.Record(MakeBatch("a-1", MailReason::kOpened), At(0));
    CHECK(outbox.status().last_error.empty());
    Pass(outbox, client, At(1), 1);
    CHECK(outbox.status().last_error.find("451") != std::string::npos);
  }
  const auto store = test::OpenStore(state.path());
  Backlog backlog(*store);
  Outbox outbox(*store, backlog);
  CHECK(outbox.status().waiting == 1);
  CHECK(outbox.status().last_error.empty());
}

TEST_CASE("outbox: hurried, all that waits is due at once, also what is in flight") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--refuse", "2"});
  const SmtpClient client = ClientAt(sink.port());
  constexpr uint64_t kLongest = 4'000;  // of five seconds, the first wait
  Agent agent;
  const std::string id = agent.Alert("a-1", MailReason::kOpened, 0);
  Pass(agent.outbox, client, At(1), kLongest);
  CHECK_FALSE(agent.outbox.Claim(At(1)).has_value());
  agent.outbox.Hurry(At(1));
  CHECK(agent.outbox.NextWake(At(1)) == std::chrono::milliseconds{0});

  const auto claimed = agent.outbox.Claim(At(1));
  REQUIRE(claimed.has_value());
  agent.outbox.Hurry(At(1));
  agent.outbox.Settle(client.Send(*claimed), At(1), kLongest);
  CHECK(agent.outbox.status().stuck);
  Pass(agent.outbox, client, At(1), kLongest);
  CHECK(MessageIds(sink) == std::vector<std::string>{id});
  CHECK(agent.outbox.status().waiting == 0);
}

TEST_CASE("outbox: hurried with the vault locked, what waits in memory is due, too") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--refuse", "1"});
  const SmtpClient client = ClientAt(sink.port());
  const TemporaryFolder state;
  auto store = Store::Open(state.path(), At(0));
  Backlog backlog(**store);
  Outbox outbox(**store, backlog);
  backlog.Record(MakeBatch("a-1", MailReason::kOpened), At(0));
  Pass(outbox, client, At(1), 4'000);
  CHECK_FALSE(outbox.Claim(At(1)).has_value());
  outbox.Hurry(At(1));
  Pass(outbox, client, At(1), 4'000);
  CHECK(sink.Mails().size() == 1);
}

TEST_CASE("outbox: a settlement that belongs to nothing in flight changes nothing") {
  Agent agent;
  const std::string id = agent.Alert("a-1", MailReason::kOpened, 0);
  agent.outbox.Settle({id, {{"dpc@firm.example", DeliveryState::kAccepted, ""}}, "", false}, At(1),
                      1);
  CHECK(agent.outbox.status().waiting == 1);
}

}  // namespace
}  // namespace chaperone::agent
