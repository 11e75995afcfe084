// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "agent/bus/request.h"
#include "agent/cli/exit_code.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library chose it
class App;
}

namespace chaperone::agent {

// What the chosen command does, once the whole line has been understood. Returns the exit code.
struct Invocation {
  std::function<int()> run;
};

// Each adds its command to the application; parsing sets `invocation.run`. Both must outlive the
// parse and the run.
void AddStatus(CLI::App& app, Invocation& invocation);
void AddCall(CLI::App& app, Invocation& invocation);
void AddShare(CLI::App& app, Invocation& invocation);
void AddAlerts(CLI::App& app, Invocation& invocation);
void AddLedger(CLI::App& app, Invocation& invocation);
void AddPolicy(CLI::App& app, Invocation& invocation);
void AddChampion(CLI::App& app, Invocation& invocation);
void AddDoctor(CLI::App& app, Invocation& invocation);
void AddAgent(CLI::App& app, Invocation& invocation);
void AddBasis(CLI::App& app, Invocation& invocation);
void AddAnnounce(CLI::App& app, Invocation& invocation);
void AddRecord(CLI::App& app, Invocation& invocation);
void AddConsult(CLI::App& app, Invocation& invocation);
void AddRecordings(CLI::App& app, Invocation& invocation);
void AddRetention(CLI::App& app, Invocation& invocation);

// A subcommand whose help ends with an example.
CLI::App* AddSubcommand(CLI::App& app, const std::string& name, const std::string& description,
                        const std::string& example);

// The lawful bases by their names on the bus.
std::set<std::string> LawfulBasisChoices();

// Prints "chaperone: …" to standard error; returns the exit code for it.
int Fail(const policy::Error& error);
// Asks the running agent and prints its reply: as JSON, or for people.
int AskAgent(const Request& request, bool as_json);
// The same for a list: people see each of it as `shortened` gives it, so that it fits a table.
int AskForList(const Request& request, bool as_json,
               const std::function<nlohmann::json(const nlohmann::json&)>& shortened);
// This program becomes the helper program, with these arguments; what is returned is the exit code
// of not having done so.
int BecomeHelper(const std::string& helper, std::vector<std::string> arguments);

}  // namespace chaperone::agent
