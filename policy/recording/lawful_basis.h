// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace chaperone::policy {

// UK GDPR and GDPR Art. 6(1)(a)-(f); `recognised_legitimate_interest` is Art. 6(1)(ea), UK only
// (Data (Use and Access) Act 2025). kUnknown never opens anything.
enum class LawfulBasis : uint8_t {
  kUnknown,
  kConsent,
  kContract,
  kLegalObligation,
  kVitalInterests,
  kPublicTask,
  kRecognisedLegitimateInterest,
  kLegitimateInterests,
};

// "consent contract legal_obligation vital_interests public_task recognised_legitimate_interest
// legitimate_interests", without kUnknown.
std::span<const std::pair<std::string_view, LawfulBasis>> LawfulBasisNames();
std::string_view LawfulBasisName(LawfulBasis basis);       // "unknown" for kUnknown
LawfulBasis LawfulBasisFromName(std::string_view name);    // kUnknown for anything else
std::string_view LawfulBasisForPeople(LawfulBasis basis);  // "legitimate interests"
// What must be cited with it: "the reference of the legitimate interests assessment (LIA)" …; ""
// for consent, which is kept per participant.
std::string_view LawfulBasisNeeds(LawfulBasis basis);
// An objection pauses the recording (Art. 21): under (e), (ea) and (f).
bool MayBeObjectedTo(LawfulBasis basis);

}  // namespace chaperone::policy
