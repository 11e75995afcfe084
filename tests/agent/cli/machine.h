// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/bus/bus_service.h"
#include "tests/agent/bus/private_bus.h"

// The real program against a face on a real bus that notes what it is asked.
namespace chaperone::agent {

using nlohmann::json;
using testing::Finished;
using testing::RunUntil;

class NotingAgent : public AgentFace {
 public:
  policy::Result<json> Handle(const Request& request) override {
    last = request;
    if (failure.has_value()) return *failure;
    if (answer) return answer(request);
    if (const auto* dump = std::get_if<request::LedgerExport>(&request)) {
      if (write(dump->file, "line\n", 5) != 5) return policy::IoError("not written");
    }
    return reply;
  }
  json reply = {{"call", nullptr},
                {"open_alerts", 2},
                {"shares", {{{"id", "s1"}, {"application", "Chromium"}}}},
                {"not_watched", {"Shares of one tab are not watched."}}};
  // Where a test answers by itself.
  std::function<policy::Result<json>(const Request& request)> answer;
  std::optional<Request> last;
  std::optional<policy::Error> failure;
};

struct Machine {
  testing::PrivateBus private_bus;
  testing::TemporaryFolder folder;
  NotingAgent agent;
  std::unique_ptr<Bus> bus = std::move(*Bus::Open());
  std::unique_ptr<BusService> service = std::move(*BusService::Create(*bus, agent));

  Finished Run(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), CHAPERONE);
    auto finished =
        std::async(std::launch::async, [&] { return testing::Run(arguments, {}, input); });
    RunUntil(
        [&] { REQUIRE(bus->Process().ok()); },
        [&] { return finished.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    return finished.get();
  }

  template <class T>
  const T& Last() {
    REQUIRE(agent.last.has_value());
    REQUIRE(std::holds_alternative<T>(*agent.last));
    return std::get<T>(*agent.last);
  }
};

}  // namespace chaperone::agent
