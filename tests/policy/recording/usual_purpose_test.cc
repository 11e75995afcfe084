// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/usual_purpose.h"

#include <catch2/catch.hpp>
#include <map>

namespace chaperone::policy {
namespace {

using Kind = PurposeCue::Kind;

CallContext CallWith(std::vector<std::string> identifiers, bool confirmed = true,
                     Role role = Role::kCustomer) {
  CallContext call;
  call.participants.push_back(
      {"p1", "Wren Abernathy", role, std::move(identifiers), confirmed, ""});
  return call;
}

RecordingRules Rules(const std::vector<std::string>& purposes) {
  RecordingRules rules;
  rules.jurisdiction = "uk";
  for (const std::string& name : purposes) {
    rules.purposes.emplace_back();
    rules.purposes.back().name = name;
  }
  return rules;
}

TEST_CASE("usual purpose: one number is one cue, however it is written") {
  const RecordingRules rules = Rules({});
  const auto cue = [&](const char* identifier) { return CuesOf(CallWith({identifier}), rules)[0]; };
  CHECK(cue("07700 900123").kind == Kind::kNumber);
  CHECK(cue("07700 900123") == cue("+44 7700 900-123"));
  CHECK(cue("07700 900123").text != cue("07700 900124").text);
  CHECK(cue("Wren@Example.COM") == cue("wren@example.com"));
  CHECK(cue("AC-10 77") == cue("ac1077"));
}

TEST_CASE("usual purpose: only who is confirmed has a number, and only customers count") {
  const RecordingRules rules = Rules({});
  CHECK(CuesOf(CallWith({"07700 900123"}, false), rules) ==
        std::vector<PurposeCue>{{Kind::kClass, "customer uk"}});
  CHECK(CuesOf(CallWith({"07700 900123"}, true, Role::kStaff), rules).empty());
  CHECK(CuesOf(CallWith({"07700 900123"}, true, Role::kRepresentative), rules).empty());
  // A name is no number.
  CHECK(CuesOf(CallWith({"Abernathy"}), rules).size() == 1);
}

TEST_CASE("usual purpose: a customer's class is the organisation, else the place") {
  const RecordingRules rules = Rules({});
  CHECK(CuesOf(CallWith({"@Acme.example"}), rules) ==
        std::vector<PurposeCue>{{Kind::kClass, "organisation @acme.example"}});
  CallContext abroad = CallWith({});
  abroad.participants[0].jurisdiction = "de";
  CHECK(CuesOf(abroad, rules) == std::vector<PurposeCue>{{Kind::kClass, "customer de"}});
}

TEST_CASE("usual purpose: the number's comes before the class's, and that before the only one") {
  const RecordingRules rules = Rules({"complaints", "sales"});
  const auto cues = CuesOf(CallWith({"07700 900123"}), rules);
  std::map<Kind, std::string> kept = {{Kind::kNumber, "complaints"}, {Kind::kClass, "sales"}};
  const auto recall = [&](const PurposeCue& cue) -> std::optional<std::string> {
    const auto it = kept.find(cue.kind);
    return it == kept.end() ? std::nullopt : std::optional(it->second);
  };
  CHECK(SuggestPurpose(cues, rules, recall) == BasisSuggestion{"complaints", "same_number"});
  kept[Kind::kNumber] = "gone";  // the policy has it no more
  CHECK(SuggestPurpose(cues, rules, recall) == BasisSuggestion{"sales", "same_class"});
  kept.clear();
  CHECK(SuggestPurpose(cues, rules, recall) == BasisSuggestion{});
  CHECK(SuggestPurpose(cues, Rules({"sales"}), recall) == BasisSuggestion{"sales", "only_one"});
}

}  // namespace
}  // namespace chaperone::policy
