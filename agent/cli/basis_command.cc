// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "agent/bus/recording_fields.h"
#include "agent/cli/command.h"
#include "agent/cli/gate_reply.h"
#include "agent/cli/usage.h"

namespace chaperone::agent {
namespace {

struct BasisOptions {
  bool json = false;
  std::string basis;
  policy::BasisStatement stated;
};

int Set(BasisOptions options) {
  if (!options.basis.empty()) {
    options.stated.basis = policy::LawfulBasisFromName(options.basis);
  }
  if (auto fine = CheckBasis(options.stated); !fine.ok()) return Fail(fine.error());
  return AskGate(request::SetBasis{std::move(options.stated)}, options.json);
}

}  // namespace

std::set<std::string> LawfulBasisChoices() {
  std::set<std::string> names;
  for (const auto& [name, basis] : policy::LawfulBasisNames()) names.emplace(name);
  return names;
}

void AddBasis(CLI::App& app, Invocation& invocation) {
  CLI::App* basis = AddSubcommand(app, "basis", "The ground on which this call may be recorded",
                                  "chaperone basis set --purpose complaints");
  basis->require_subcommand(1);
  auto options = std::make_shared<BasisOptions>();

  CLI::App* set = AddSubcommand(*basis, "set", "Puts the ground for recording this call on record",
                                "chaperone basis set --purpose complaints --basis "
                                "legitimate_interests --reference LIA-7");
  set->add_option("--purpose", options->stated.purpose, "A purpose of the policy's, by its name")
      ->required();
  set->add_option("--basis", options->basis,
                  "The lawful basis (Art. 6); without: what the policy proposes for the purpose")
      ->check(OneOf(LawfulBasisChoices()));
  set->add_option("--reference", options->stated.reference,
                  "The assessment, rule, contract or statute; never a person's name");
  set->add_option("--special-condition", options->stated.special_condition,
                  "The condition of Art. 9(2), by the policy's name, where special category data "
                  "is expected");
  set->add_flag("--unsure", options->stated.unsure,
                "Only a champion's ruling opens the gate (see `consult ask`)");
  set->add_flag("--json", options->json, "One JSON document");
  set->callback([&invocation, options] { invocation.run = [options] { return Set(*options); }; });

  CLI::App* show = AddSubcommand(*basis, "show", "Whether this call may be recorded, and on what",
                                 "chaperone basis show --json");
  show->add_flag("--json", options->json, "One JSON document");
  show->callback([&invocation, options] {
    invocation.run = [options] { return AskGate(request::MayRecord{}, options->json); };
  });
}

}  // namespace chaperone::agent
