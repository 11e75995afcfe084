// SPDX-License-Identifier: Apache-2.0

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "agent/bus/agent_client.h"
#include "agent/cli/command.h"
#include "agent/cli/export_file.h"
#include "agent/cli/print.h"
#include "policy/ledger/chain.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

struct LedgerOptions {
  bool json = false;
  std::string file;
  std::vector<std::string> heads;
};

int Report(const json& report, bool as_json) {
  Print(std::cout, report, as_json);
  return report.value("ok", false) ? kExitFine : kExitNo;
}

// "12:<64 hexadecimal digits>", as alert mails carry it.
policy::Result<policy::LedgerHead> HeadFromText(const std::string& text) {
  const size_t colon = text.find(':');
  const std::string number = text.substr(0, colon);
  const bool whole = !number.empty() && number.size() < 16 &&
                     number.find_first_not_of("0123456789") == std::string::npos;
  const auto digest =
      colon == std::string::npos ? std::nullopt : policy::DigestFromHex(text.substr(colon + 1));
  if (!whole || !digest.has_value()) {
    return policy::BadInput(
        "--head: is not a ledger head; expected NUMBER:DIGEST as an alert mail has it");
  }
  return policy::LedgerHead{std::stoull(number), *digest};
}

std::string Problem(const std::string& file, const policy::LedgerReport& report) {
  constexpr const char* kExpected = "; expected a file made by `chaperone ledger export`";
  if (report.lines == 0) return file + ": holds no entry; an export always holds the first one";
  if (report.ok()) return "";
  const policy::LedgerFault& fault = *report.fault;
  std::string text = file + ":" + std::to_string(fault.line) + ": " +
                     std::string(policy::LedgerFaultName(fault.kind)) + ": " + fault.detail;
  if (fault.line == 1 && fault.kind == policy::LedgerFaultKind::kUnreadable) text += kExpected;
  return text;
}

// Offline: trusts nothing but the file and the heads that are given.
int VerifyFile(const LedgerOptions& options) {
  std::vector<policy::LedgerHead> heads;
  for (const std::string& text : options.heads) {
    const auto head = HeadFromText(text);
    if (!head.ok()) return Fail(head.error());
    heads.push_back(*head);
  }
  std::ifstream file(options.file, std::ios::binary);
  if (!file) {
    return Fail(policy::BadInput(options.file + ": cannot be read (" + std::strerror(errno) +
                                 "); expected a file made by `chaperone ledger export`"));
  }
  std::error_code unknown;
  if (std::filesystem::is_directory(options.file, unknown)) {
    return Fail(policy::BadInput(options.file +
                                 ": is a directory; expected a file made by `chaperone ledger "
                                 "export`"));
  }
  policy::LedgerVerifier verifier(std::move(heads));
  for (std::string line; std::getline(file, line);) verifier.Add(line);
  if (file.bad()) return Fail(policy::IoError(options.file + ": reading failed half-way"));
  const policy::LedgerReport report = verifier.Finish();
  // Every ledger begins with ledger.created: without a line it is not a short one but none.
  json document = {{"ok", report.ok() && report.lines > 0},
                   {"entries", report.lines},
                   {"head", policy::ToHex(report.head.digest)}};
  document["problem"] = Problem(options.file, report);
  return Report(document, options.json);
}

int VerifyRunning(const LedgerOptions& options) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto reply = (*client)->Call(request::LedgerVerify{});
  if (!reply.ok()) return Fail(reply.error());
  return Report(*reply, options.json);
}

int Export(const LedgerOptions& options) {
  return ExportInto(options.file == "-" ? "" : options.file, options.json, "ledger",
                    [](int file) { return request::LedgerExport{file}; });
}

}  // namespace

void AddLedger(CLI::App& app, Invocation& invocation) {
  CLI::App* ledger = AddSubcommand(app, "ledger", "The record of what happened, chained by hashes",
                                   "chaperone ledger verify");
  ledger->require_subcommand(1);
  auto options = std::make_shared<LedgerOptions>();

  CLI::App* verify =
      AddSubcommand(*ledger, "verify", "Whether the record is whole; exit code 1 where it is not",
                    "chaperone ledger verify export.jsonl --head 12:6f1d…");
  verify->add_option("FILE", options->file,
                     "An export, checked without the agent; without: the agent's own ledger");
  verify
      ->add_option(
          "--head", options->heads,
          "A head that left the machine earlier, NUMBER:DIGEST as in an alert mail; may be "
          "repeated")
      ->needs(verify->get_option("FILE"));
  verify->add_flag("--json", options->json, "One JSON document");
  verify->callback([&invocation, options] {
    invocation.run = [options] {
      return options->file.empty() ? VerifyRunning(*options) : VerifyFile(*options);
    };
  });

  CLI::App* head = AddSubcommand(*ledger, "head", "The number of entries and the last one's digest",
                                 "chaperone ledger head --json");
  head->add_flag("--json", options->json, "One JSON document");
  head->callback([&invocation, options] {
    invocation.run = [options] { return AskAgent(request::LedgerHead{}, options->json); };
  });

  CLI::App* dump = AddSubcommand(*ledger, "export", "Writes all entries, one a line",
                                 "chaperone ledger export export.jsonl");
  dump->add_option("FILE", options->file,
                   "A file that is not there yet; - or without: standard output");
  dump->add_flag("--json", options->json, "One JSON document about the export to FILE");
  dump->callback(
      [&invocation, options] { invocation.run = [options] { return Export(*options); }; });
}

}  // namespace chaperone::agent
