// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/consult_offline.h"
#include "agent/cli/text_file.h"

namespace chaperone::agent {
namespace {

constexpr size_t kMaxRulingBytes = 16384;

struct ConsultOptions {
  bool json = false;
  std::string text;
  std::string ruling;
  std::string file;
};

// `consult show` has the rest.
nlohmann::json Shortened(nlohmann::json ruling) {
  for (const char* field : {"champion", "conditions", "question", "reference", "valid_from"}) {
    ruling.erase(field);
  }
  return ruling;
}

int Ask(const ConsultOptions& options) {
  auto text = QuestionArgument(options.text, std::cin);
  if (!text.ok()) return Fail(text.error());
  return AskAgent(request::AskChampion{std::move(*text)}, options.json);
}

int Import(const ConsultOptions& options) {
  auto ruling = ReadSmallFile(options.file, std::cin, kMaxRulingBytes);
  if (!ruling.ok()) return Fail(ruling.error());
  return AskAgent(request::ImportRuling{std::move(*ruling)}, options.json);
}

}  // namespace

void AddConsult(CLI::App& app, Invocation& invocation) {
  CLI::App* consult =
      AddSubcommand(app, "consult", "\"May I record?\", asked of the Data Protection Champion",
                    "chaperone consult ask --text @question.txt");
  consult->require_subcommand(1);
  auto options = std::make_shared<ConsultOptions>();

  CLI::App* ask = AddSubcommand(
      *consult, "ask", "Asks the champions by mail, with this call's purpose, places and basis",
      "chaperone consult ask --text 'May complaints of minors be recorded?'");
  ask->add_option("--text", options->text,
                  "The question, or @FILE, or - for standard input. It must name nobody: it leaves "
                  "the machine")
      ->required();
  ask->add_flag("--json", options->json, "One JSON document");
  ask->callback([&invocation, options] { invocation.run = [options] { return Ask(*options); }; });

  CLI::App* list = AddSubcommand(*consult, "list", "The rulings that were imported",
                                 "chaperone consult list --json");
  list->add_flag("--json", options->json, "One JSON document");
  list->callback([&invocation, options] {
    invocation.run = [options] {
      return AskForList(request::ListRulings{}, options->json, Shortened);
    };
  });

  CLI::App* show = AddSubcommand(*consult, "show", "One ruling, with the champion's note",
                                 "chaperone consult show r-4d1f");
  show->add_option("RULING", options->ruling, "The ruling's id")->required();
  show->add_flag("--json", options->json, "One JSON document");
  show->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::ShowRuling{options->ruling}, options->json);
    };
  });

  CLI::App* ruling = AddSubcommand(*consult, "import",
                                   "Takes a champion's signed ruling; a wrong signature is refused",
                                   "chaperone consult import ruling.json");
  ruling->add_option("FILE", options->file, "The ruling as it came, or - for standard input")
      ->required();
  ruling->add_flag("--json", options->json, "One JSON document");
  ruling->callback(
      [&invocation, options] { invocation.run = [options] { return Import(*options); }; });

  AddConsultOffline(*consult, invocation);
}

}  // namespace chaperone::agent
