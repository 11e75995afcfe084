// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/consult_offline.h"

#include <sodium.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>

#include "agent/bus/recording_fields.h"
#include "agent/cli/policy_folders.h"
#include "agent/cli/print.h"
#include "agent/cli/signing_key.h"
#include "agent/cli/text_file.h"
#include "agent/cli/usage.h"
#include "agent/store/private_file.h"

namespace chaperone::agent {
namespace {

using policy::Ruling;

constexpr size_t kMaxQuestionBytes = 16384;

struct ConsultOfflineOptions {
  bool json = false;
  std::string key_file;
  std::string question_file;
  bool allow = false;
  bool refuse = false;
  std::string basis;
  std::string reference;
  std::string special_condition;
  std::vector<std::string> conditions;
  int valid_days = 90;
  std::string note;
  std::string champion;
  std::string out;
};

std::set<std::string> ConditionChoices() {
  using policy::RulingCondition;
  std::set<std::string> names;
  for (const RulingCondition condition :
       {RulingCondition::kActiveConsent, RulingCondition::kFullRestatement,
        RulingCondition::kInjectedOnly, RulingCondition::kIdentityConfirmed}) {
    names.emplace(policy::RulingConditionName(condition));
  }
  return names;
}

std::string NewRulingId() {
  std::array<uint8_t, 8> random{};
  randombytes_buf(random.data(), random.size());
  std::array<char, 17> hex{};
  return std::string("r-") + sodium_bin2hex(hex.data(), hex.size(), random.data(), random.size());
}

// Whose key it is by the policy of this machine.
policy::Result<std::string> ChampionOf(const std::string& public_key) {
  const auto loaded = LoadPolicy();
  if (!loaded.ok()) return loaded.error();
  std::vector<std::string> found;
  for (const policy::Champion& champion : loaded->policy.champions) {
    if (champion.ruling_key == public_key) found.push_back(champion.email);
  }
  if (found.size() == 1) return found.front();
  return policy::BadInput(
      "--champion: is needed, for " +
      std::string(found.empty() ? "no champion" : "more than one champion") +
      " in this machine's policy has this key's public half; expected the e-mail address that "
      "managed policy has for it");
}

policy::Result<Ruling> RulingOn(const policy::Question& question,
                                const ConsultOfflineOptions& options) {
  Ruling ruling;
  ruling.id = NewRulingId();
  ruling.organisation = question.organisation;
  ruling.question = question.id;
  ruling.allowed = options.allow;
  ruling.purpose = question.purpose;
  ruling.jurisdictions = question.jurisdictions;
  ruling.basis =
      options.basis.empty() ? question.basis : policy::LawfulBasisFromName(options.basis);
  ruling.reference = options.reference.empty() ? question.reference : options.reference;
  ruling.special_condition = options.special_condition;
  for (const std::string& name : options.conditions) {
    ruling.conditions.push_back(policy::RulingConditionFromName(name));
  }
  ruling.note = options.note;
  ruling.champion = options.champion;
  ruling.valid_from = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  ruling.valid_until = ruling.valid_from + std::chrono::days(options.valid_days);
  if (ruling.allowed && ruling.basis == policy::LawfulBasis::kUnknown) {
    return policy::BadInput(
        "--basis: is needed, for the employee was unsure; expected the lawful basis that holds");
  }
  const policy::BasisStatement cited{ruling.purpose, ruling.basis, ruling.reference,
                                     ruling.special_condition, false};
  if (auto fine = CheckBasis(cited); !fine.ok()) return fine.error();
  return ruling;
}

policy::Result<policy::Question> ReadQuestion(const std::string& file) {
  const auto text = ReadSmallFile(file, std::cin, kMaxQuestionBytes);
  if (!text.ok()) return text.error();
  auto question = policy::DecodeQuestion(*text);
  if (!question.ok()) return policy::BadInput(file + ": " + question.error().detail);
  if (question->organisation.empty()) {
    return policy::BadInput(
        file +
        ": the question names no organisation, so no ruling on it would open anything; expected "
        "one that was asked after IT had set organisation in the managed policy");
  }
  return question;
}

int Answer(ConsultOfflineOptions options) {
  const auto key = SigningKey::Read(options.key_file);
  if (!key.ok()) {
    const int code = Fail(key.error());
    return code == kExitNo ? kExitBadInput : code;
  }
  const auto question = ReadQuestion(options.question_file);
  if (!question.ok()) return Fail(question.error());
  if (options.champion.empty()) {
    auto champion = ChampionOf(key->public_key());
    if (!champion.ok()) return Fail(champion.error());
    options.champion = std::move(*champion);
  }
  auto note = TextArgument(options.note, std::cin, kMaxQuestionBytes);
  if (!note.ok()) return Fail(note.error());
  options.note = std::move(*note);
  const auto ruling = RulingOn(*question, options);
  if (!ruling.ok()) return Fail(ruling.error());
  const std::string file = policy::SignRuling(*ruling, key->seed());
  // What no agent would take is not handed out.
  const auto taken = policy::VerifyRuling(file, {{"", ruling->champion, {}, key->public_key()}},
                                          ruling->organisation);
  if (!taken.ok()) return Fail(policy::BadInput(taken.error().detail));
  if (options.out.empty()) {
    std::cout << file << (file.ends_with('\n') ? "" : "\n") << std::flush;
    return std::cout ? kExitFine : Fail(policy::IoError("standard output could not be written"));
  }
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(file.data()), file.size());
  // No secret, and it may lie in the folder that everybody's agent takes rulings from.
  if (auto written = WriteNewPublicFile(options.out, bytes); !written.ok()) {
    return Fail(policy::BadInput(
        written.error().detail +
        " Expected the name of a file that is not there yet, in a folder that is"));
  }
  Print(std::cout,
        {{"ruling", ruling->id},
         {"organisation", ruling->organisation},
         {"allowed", ruling->allowed},
         {"champion", ruling->champion},
         {"valid_until", policy::FormatUtc(ruling->valid_until)},
         {"file", options.out}},
        options.json);
  return kExitFine;
}

int NewKey(const ConsultOfflineOptions& options) {
  const auto key = SigningKey::Make(options.key_file);
  if (!key.ok()) return Fail(key.error());
  Print(std::cout, {{"ruling_key", key->public_key()}}, options.json);
  if (!options.json) {
    std::cerr << "Put this into [[champions]] of managed policy as ruling_key, and keep the file "
                 "where only you can read it.\n";
  }
  return kExitFine;
}

}  // namespace

void AddConsultOffline(CLI::App& consult, Invocation& invocation) {
  auto options = std::make_shared<ConsultOfflineOptions>();

  CLI::App* new_key = AddSubcommand(
      consult, "new-key", "Makes a champion's signing key; prints the half for managed policy",
      "chaperone consult new-key ruling.key");
  new_key->add_option("FILE", options->key_file, "A file that is not there yet")->required();
  new_key->add_flag("--json", options->json, "One JSON document");
  new_key->callback(
      [&invocation, options] { invocation.run = [options] { return NewKey(*options); }; });

  CLI::App* answer = AddSubcommand(
      consult, "answer", "Answers a question with a signed ruling; needs no agent",
      "chaperone consult answer --key ruling.key question.json --allow --out ruling.json");
  answer->add_option("QUESTION", options->question_file, "The file that came with the mail, or -")
      ->required();
  answer->add_option("--key", options->key_file, "Your signing key; only you may read the file")
      ->required();
  CLI::Option* allow = answer->add_flag("--allow", options->allow, "It may be recorded");
  answer->add_flag("--refuse", options->refuse, "It may not; this or --allow is required")
      ->excludes(allow);
  answer->add_option("--basis", options->basis, "The lawful basis; without: the question's")
      ->check(OneOf(LawfulBasisChoices()));
  answer->add_option("--reference", options->reference,
                     "What is cited with it; without: the question's");
  answer->add_option("--special-condition", options->special_condition,
                     "The condition of Art. 9(2), by the policy's name");
  answer
      ->add_option("--condition", options->conditions,
                   "What must hold as well: active_consent, full_restatement, "
                   "identity_confirmed, injected_only; may be repeated")
      ->check(OneOf(ConditionChoices()));
  answer->add_option("--valid-days", options->valid_days, "For how long it holds")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  answer->add_option("--note", options->note,
                     "To the employee, or @FILE or -. It must name nobody");
  answer->add_option("--champion", options->champion,
                     "Your e-mail address in managed policy; without: whose key it is there");
  answer->add_option("--out", options->out,
                     "A file that is not there yet; without: standard output");
  answer->add_flag("--json", options->json, "One JSON document about the ruling in --out");
  answer->callback([&invocation, options] {
    if (!options->allow && !options->refuse) throw CLI::RequiredError("--allow or --refuse");
    invocation.run = [options] { return Answer(*options); };
  });
}

}  // namespace chaperone::agent
