// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <string>

#include "agent/delivery/outbox.h"
#include "tests/agent/store/state.h"

// Raises an alert and sends what is due, for ever: what the kill test kills. Arguments: state
// folder, port of the mail server, name of this run. Prints each Message-ID once it is committed.
int main(int argc, char** argv) {
  using namespace chaperone;
  if (argc != 4) return 2;
  auto store = agent::Store::Open(argv[1], test::At(0));
  if (!store.ok()) return 3;
  const auto keys = agent::FileKeys(std::filesystem::path(argv[1]) / "vault.key");
  if (!(*store)->Unlock(*keys).ok()) return 4;
  policy::MailServer server;
  server.host = "127.0.0.1";
  server.port = std::atoi(argv[2]);
  server.security = policy::MailSecurity::kNone;
  server.from = "chaperone@firm.example";
  const auto client = agent::SmtpClient::Create(server);
  if (!client.ok()) return 5;
  agent::Backlog backlog(**store);
  agent::Outbox outbox(**store, backlog);
  for (int64_t i = 0;; ++i) {
    const std::string id = std::string(argv[3]) + "-" + std::to_string(i);
    const agent::Recorded recorded =
        backlog.Record(test::MakeBatch(id, policy::MailReason::kOpened), test::At(i));
    if (!recorded.on_record) return 6;
    std::printf("%s\n", recorded.message_ids.at(0).c_str());
    std::fflush(stdout);
    agent::Pass(outbox, *client, test::At(100'000 + i), 0);
  }
}
