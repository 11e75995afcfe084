// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery_worker.h"

#include <poll.h>

#include <catch2/catch.hpp>
#include <chrono>

namespace chaperone::agent {
namespace {

OutboxMail Mail(const std::string& id) {
  OutboxMail mail;
  mail.message_id = id;
  mail.recipients = {{"dana.whitlock@lending.example", DeliveryState::kWaiting, ""},
                     {"done@lending.example", DeliveryState::kAccepted, ""}};
  return mail;
}

TEST_CASE("delivery worker: no mail server is a result that says so, never a lost mail") {
  Channel<SendResult> results(8);
  DeliveryWorker worker(results);
  worker.Send(Mail("<1@x>"), {});
  worker.Send(Mail("<2@x>"), {});
  std::vector<SendResult> got;
  while (got.size() < 2) {
    pollfd p{results.fd(), POLLIN, 0};
    REQUIRE(poll(&p, 1, 30'000) == 1);
    for (SendResult& r : results.TakeAll()) got.push_back(std::move(r));
  }
  CHECK(got[0].message_id == "<1@x>");
  CHECK(got[1].message_id == "<2@x>");
  CHECK_FALSE(got[0].error.empty());
  CHECK(got[0].needs_attention);
  REQUIRE(got[0].recipients.size() == 1);
  CHECK(got[0].recipients[0].state == DeliveryState::kWaiting);
}

TEST_CASE("delivery worker: ends at once while nothing is being sent") {
  Channel<SendResult> results(8);
  { const DeliveryWorker worker(results); }
  CHECK(results.TakeAll().empty());
}

}  // namespace
}  // namespace chaperone::agent
