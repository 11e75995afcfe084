// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/lawful_basis.h"

#include <algorithm>
#include <array>

namespace chaperone::policy {
namespace {

struct Row {
  LawfulBasis basis;
  std::string_view for_people;
  std::string_view needs;
  bool may_be_objected_to;
};

constexpr std::array<std::pair<std::string_view, LawfulBasis>, 7> kNames = {{
    {"consent", LawfulBasis::kConsent},
    {"contract", LawfulBasis::kContract},
    {"legal_obligation", LawfulBasis::kLegalObligation},
    {"vital_interests", LawfulBasis::kVitalInterests},
    {"public_task", LawfulBasis::kPublicTask},
    {"recognised_legitimate_interest", LawfulBasis::kRecognisedLegitimateInterest},
    {"legitimate_interests", LawfulBasis::kLegitimateInterests},
}};

constexpr std::array<Row, 7> kRows = {{
    {LawfulBasis::kConsent, "consent", "", false},
    {LawfulBasis::kContract, "a contract", "the contract's or the customer's number", false},
    {LawfulBasis::kLegalObligation, "a legal obligation",
     "the rule that demands it, such as FCA SYSC 10A.1.6R", false},
    {LawfulBasis::kVitalInterests, "vital interests", "what the emergency is", false},
    {LawfulBasis::kPublicTask, "a public task", "the statute that gives the task", true},
    {LawfulBasis::kRecognisedLegitimateInterest, "a recognised legitimate interest",
     "which of the recognised conditions", true},
    {LawfulBasis::kLegitimateInterests, "legitimate interests",
     "the reference of the legitimate interests assessment (LIA)", true},
}};

constexpr Row kNone{LawfulBasis::kUnknown, "no basis", "", false};

const Row& RowOf(LawfulBasis basis) {
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& each) { return each.basis == basis; });
  return row == kRows.end() ? kNone : *row;
}

}  // namespace

std::span<const std::pair<std::string_view, LawfulBasis>> LawfulBasisNames() {
  return kNames;
}

std::string_view LawfulBasisName(LawfulBasis basis) {
  for (const auto& [name, value] : kNames) {
    if (value == basis) return name;
  }
  return "unknown";
}

LawfulBasis LawfulBasisFromName(std::string_view name) {
  for (const auto& [known, value] : kNames) {
    if (known == name) return value;
  }
  return LawfulBasis::kUnknown;
}

std::string_view LawfulBasisForPeople(LawfulBasis basis) {
  return RowOf(basis).for_people;
}

std::string_view LawfulBasisNeeds(LawfulBasis basis) {
  return RowOf(basis).needs;
}

bool MayBeObjectedTo(LawfulBasis basis) {
  return RowOf(basis).may_be_objected_to;
}

}  // namespace chaperone::policy
