// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>

#include "agent/bus/participant_fields.h"
#include "agent/cli/command.h"
#include "agent/cli/gate_reply.h"
#include "agent/cli/personal_value.h"

namespace chaperone::agent {
namespace {

using policy::Participant;
using policy::Role;

struct CallOptions {
  bool json = false;
  std::string customer;
  std::vector<std::string> identifiers;
  std::string confirmed;
  std::vector<std::string> representatives;
  std::vector<std::string> staff;
  std::string participant;
  std::string how = "asked";
  std::string jurisdiction;
  bool taken_back = false;
};

constexpr const char* kPersonal = " (or @FILE, or - for a line of standard input)";

// `--customer --confirmed x`: the library would take the next option for the value.
const CLI::Validator& IsValue() {
  static const CLI::Validator check(
      [](const std::string& given) {
        return given.starts_with("--") ? "the value is missing" : "";
      },
      "", "");
  return check;
}

const CLI::Validator& IsReasonGiven() {
  static const CLI::Validator check(
      [](const std::string& given) { return IsReason(given) ? "" : kReasonExpected; }, "", "");
  return check;
}

void AddPeople(CLI::App& command, CallOptions& options) {
  const auto personal = [&](const char* name, auto& values, const std::string& description) {
    command.add_option(name, values, description + kPersonal)->check(IsValue());
  };
  personal("--customer", options.customer, "The customer's name");
  personal("--identifier", options.identifiers,
           "The customer's e-mail, phone, account number … or @domain for an organisation; may be "
           "repeated");
  command
      .add_option("--confirmed", options.confirmed,
                  "The customer's identity is confirmed, and how, in one word: for instance "
                  "security_questions. Without it the customer's own record counts as another "
                  "person's")
      ->check(IsReasonGiven());
  personal("--representative", options.representatives,
           "Who speaks for the customer; confirm with `call identify`");
  personal("--staff", options.staff, "A colleague on the call");
  command
      .add_option("--jurisdiction", options.jurisdiction,
                  "Where they are, all that are named here: a profile of the policy such as uk; "
                  "without: the policy's own")
      ->check(IsReasonGiven());
  command.add_flag("--json", options.json, "One JSON document");
}

policy::Result<std::vector<Participant>> People(const CallOptions& options) {
  std::vector<Participant> people;
  const auto customer = PersonalValue(options.customer, std::cin);
  if (!customer.ok()) return customer.error();
  auto identifiers = PersonalValues(options.identifiers, std::cin, true);
  if (!identifiers.ok()) return identifiers.error();
  if (!customer->empty() || !identifiers->empty()) {
    people.push_back({"", *customer, Role::kCustomer, std::move(*identifiers),
                      !options.confirmed.empty(), options.confirmed});
  } else if (!options.confirmed.empty()) {
    return policy::BadInput(
        "--confirmed: nobody is named; expected --customer or --identifier too");
  }
  for (const auto& [names, role] : {std::pair(&options.representatives, Role::kRepresentative),
                                    std::pair(&options.staff, Role::kStaff)}) {
    auto values = PersonalValues(*names, std::cin);
    if (!values.ok()) return values.error();
    for (std::string& name : *values) people.push_back({"", std::move(name), role, {}, false, ""});
  }
  for (Participant& person : people) {
    person.jurisdiction = options.jurisdiction;
    if (auto fine = CheckParticipant(person); !fine.ok()) return fine.error();
  }
  return people;
}

int Start(const CallOptions& options) {
  auto people = People(options);
  if (!people.ok()) return Fail(people.error());
  return AskAgent(request::StartCall{std::move(*people)}, options.json);
}

int Join(const CallOptions& options) {
  auto people = People(options);
  if (!people.ok()) return Fail(people.error());
  if (people->size() != 1) {
    return Fail(policy::BadInput("call join: " + std::to_string(people->size()) +
                                 " people are named; expected one: --customer, --representative or "
                                 "--staff"));
  }
  return AskAgent(request::JoinCall{std::move(people->front())}, options.json);
}

void AddStanding(CLI::App& call, Invocation& invocation,
                 const std::shared_ptr<CallOptions>& options) {
  const auto add = [&](const char* name, const char* description, const char* example,
                       const std::function<Request(const CallOptions&)>& ask) {
    CLI::App* command = AddSubcommand(call, name, description, example);
    command->add_flag("--json", options->json, "One JSON document");
    command->callback([&invocation, options, ask] {
      invocation.run = [options, ask] { return AskGate(ask(*options), options->json); };
    });
    return command;
  };
  const auto of_one = [&](CLI::App* command) {
    command->add_option("PARTICIPANT", options->participant, "As `status` names them")->required();
  };
  of_one(add("consent", "A participant said yes to being recorded, to the wording in force",
             "chaperone call consent p1",
             [](const CallOptions& o) { return request::GiveConsent{o.participant}; }));
  of_one(add("withdraw", "A participant's consent is withdrawn; stops a recording that rests on it",
             "chaperone call withdraw p1",
             [](const CallOptions& o) { return request::WithdrawConsent{o.participant}; }));
  CLI::App* object = add("object", "A participant objects to being recorded",
                         "chaperone call object p1", [](const CallOptions& o) {
                           return request::Object{o.participant, o.taken_back};
                         });
  of_one(object);
  object->add_flag("--taken-back", options->taken_back, "The objection is taken back");
  add("private", "This call is not recorded, whatever else is said, until it ends",
      "chaperone call private", [](const CallOptions&) { return request::MakePrivate{}; });
}

}  // namespace

void AddCall(CLI::App& app, Invocation& invocation) {
  CLI::App* call = AddSubcommand(app, "call", "Who is on the call",
                                 "chaperone call start --customer @customer.txt");
  call->require_subcommand(1);
  auto options = std::make_shared<CallOptions>();

  CLI::App* start = AddSubcommand(*call, "start", "A call begins; names the people on it",
                                  "chaperone call start --customer - --identifier @customer.txt "
                                  "--confirmed security_questions");
  AddPeople(*start, *options);
  start->callback(
      [&invocation, options] { invocation.run = [options] { return Start(*options); }; });

  CLI::App* join = AddSubcommand(*call, "join", "One more person is on the call",
                                 "chaperone call join --representative -");
  AddPeople(*join, *options);
  join->callback([&invocation, options] { invocation.run = [options] { return Join(*options); }; });

  CLI::App* leave =
      AddSubcommand(*call, "leave", "A participant has left the call", "chaperone call leave p2");
  leave->add_option("PARTICIPANT", options->participant, "As `status` names them")->required();
  leave->add_flag("--json", options->json, "One JSON document");
  leave->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::LeaveCall{options->participant}, options->json);
    };
  });

  CLI::App* identify = AddSubcommand(*call, "identify", "A participant's identity is confirmed now",
                                     "chaperone call identify p1 --how security_questions");
  identify->add_option("PARTICIPANT", options->participant, "As `status` names them")->required();
  identify->add_option("--how", options->how, "How it was confirmed, in one word")
      ->check(IsReasonGiven())
      ->capture_default_str();
  identify->add_flag("--json", options->json, "One JSON document");
  identify->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::IdentifyParticipant{options->participant, options->how},
                      options->json);
    };
  });

  AddStanding(*call, invocation, options);

  CLI::App* forget = AddSubcommand(
      *call, "forget", "Forgets which purposes calls had, so that none is proposed any more",
      "chaperone call forget");
  forget->add_flag("--json", options->json, "One JSON document");
  forget->callback([&invocation, options] {
    invocation.run = [options] { return AskAgent(request::ForgetRemembered{}, options->json); };
  });

  CLI::App* end = AddSubcommand(*call, "end", "The call has ended", "chaperone call end");
  end->add_flag("--json", options->json, "One JSON document");
  end->callback([&invocation, options] {
    invocation.run = [options] { return AskAgent(request::EndCall{}, options->json); };
  });
}

}  // namespace chaperone::agent
