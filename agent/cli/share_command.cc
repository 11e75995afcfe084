// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>

#include "agent/cli/agent_wait.h"
#include "agent/cli/command.h"
#include "agent/cli/print.h"
#include "agent/cli/usage.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

struct ShareOptions {
  bool json = false;
  std::string monitor;
  std::string window;
  std::string share;
  std::string audience;
};

// "0x1c00007" as xwininfo prints it, or decimal. 0 where it is neither.
uint32_t WindowId(const std::string& text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const char* const begin = text.data() + (hex ? 2 : 0);
  const char* const end = text.data() + text.size();
  uint32_t id = 0;
  const auto [rest, error] = std::from_chars(begin, end, id, hex ? 16 : 10);
  return error == std::errc() && rest == end ? id : 0;
}

int Start(const ShareOptions& options) {
  using policy::ShareTargetKind;
  request::StartShare start{ShareTargetKind::kScreen, options.monitor, 0};
  if (!options.window.empty()) {
    start = {ShareTargetKind::kWindow, "", WindowId(options.window)};
    if (start.window == 0) {
      return Fail(policy::BadInput(
          "--window: is not a window's id; expected a number as xwininfo shows it, such as "
          "0x1c00007"));
    }
  }
  return AskAgent(start, options.json);
}

// Titles are never known: a window goes by its program and place.
json ForPeople(const json& window) {
  std::string kinds;
  for (const auto& [kind, count] : window.at("kinds").items()) {
    kinds += (kinds.empty() ? "" : ", ") + kind + " " + std::to_string(count.get<int>());
  }
  return {{"risk", window.at("risk")},
          {"application", window.at("application")},
          {"monitor", window.at("monitor")},
          {"seen", window.at("visible").get<bool>() ? "now" : "not now"},
          {"of", kinds},
          {"people", window.at("third_parties")},
          {"read", window.at("readable").get<bool>() ? "all" : "not all"}};
}

int Check(const ShareOptions& options) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto begun = (*client)->Call(request::CheckScreen{});
  if (!begun.ok()) return Fail(begun.error());
  const request::ShowCheck question{begun->at("check").get<std::string>()};
  auto ended =
      WaitFor(**client, {question, [](const json& reply) { return reply.at("state") == "running"; },
                         [](const json& reply) {
                           return "looked at " + reply.at("done").dump() + " of " +
                                  reply.at("of").dump() + " windows";
                         }});
  if (!ended.ok()) return Fail(ended.error());
  if (ended->at("state") == "failed") {
    return Fail(policy::Unavailable(ended->at("problem").get<std::string>()));
  }
  if (options.json) {
    Print(std::cout, *ended, true);
    return kExitFine;
  }
  json windows = json::array();
  for (const json& window : ended->at("windows")) windows.push_back(ForPeople(window));
  Print(std::cout, {{"windows", windows}}, false);
  return kExitFine;
}

}  // namespace

void AddShare(CLI::App& app, Invocation& invocation) {
  CLI::App* share =
      AddSubcommand(app, "share", "What is shared, and who is watching", "chaperone share status");
  share->require_subcommand(1);
  auto options = std::make_shared<ShareOptions>();

  CLI::App* start = AddSubcommand(
      *share, "start", "Says that something is shared that the agent does not see by itself",
      "chaperone share start --monitor DP-1");
  CLI::Option* monitor = start->add_option(
      "--monitor", options->monitor, "The monitor's name as xrandr has it; without: all of them");
  start->add_option("--window", options->window, "One window, by its X id")->excludes(monitor);
  start->add_flag("--json", options->json, "One JSON document");
  start->callback(
      [&invocation, options] { invocation.run = [options] { return Start(*options); }; });

  CLI::App* stop =
      AddSubcommand(*share, "stop", "Ends a share that was started by hand, or the watching of one",
                    "chaperone share stop s1");
  stop->add_option("SHARE", options->share,
                   "As `share status` names it; without: all that were started by hand");
  stop->add_flag("--json", options->json, "One JSON document");
  stop->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::StopShare{options->share}, options->json);
    };
  });

  CLI::App* status =
      AddSubcommand(*share, "status", "The shares that go on now", "chaperone share status --json");
  status->add_flag("--json", options->json, "One JSON document");
  status->callback([&invocation, options] {
    invocation.run = [options] {
      return AskForList(request::ListShares{}, options->json, [](nlohmann::json each) {
        each.erase("region");  // so that it fits a table
        return each;
      });
    };
  });

  CLI::App* check = AddSubcommand(
      *share, "check", "What the windows that are open would show, before something is shared",
      "chaperone share check");
  check->add_flag("--json", options->json, "One JSON document");
  check->callback(
      [&invocation, options] { invocation.run = [options] { return Check(*options); }; });

  CLI::App* audience = AddSubcommand(*share, "audience", "Says who is watching",
                                     "chaperone share audience internal");
  audience
      ->add_option("AUDIENCE", options->audience, "internal: colleagues only; external: others too")
      ->required()
      ->check(OneOf({"internal", "external"}));
  audience->add_flag("--json", options->json, "One JSON document");
  audience->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(
          request::SetAudience{
              policy::AudienceFromName(options->audience).value_or(policy::Audience::kUnknown)},
          options->json);
    };
  });
}

}  // namespace chaperone::agent
