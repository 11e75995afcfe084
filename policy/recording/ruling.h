// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/base/result.h"
#include "policy/base/signature.h"
#include "policy/base/time.h"
#include "policy/people/champion.h"
#include "policy/recording/lawful_basis.h"

// "May I record?", asked of the Data Protection Champion, and the answer. Only a ruling that is
// signed by a key that managed policy lists for that champion opens anything (domain.md). The
// files' format is policy/recording/RULING_FORMAT.md.
namespace chaperone::policy {

// Holds no customer data: purpose, place, basis thought of, and the employee's own words about the
// rule (which the command line and the mail remind them to keep free of people).
struct Question {
  std::string id;            // "q-…"
  std::string organisation;  // of the policy: whose champion is asked
  std::string purpose;
  std::vector<std::string> jurisdictions;     // of the call, sorted
  LawfulBasis basis = LawfulBasis::kUnknown;  // thought of; unknown: unsure
  std::string reference;
  std::string text;      // at most 1000 characters
  std::string asked_by;  // login name of the employee
  WallTime asked_at;

  bool operator==(const Question&) const = default;
};

// What must hold as well for the ruling to open the gate. An unknown one never holds.
enum class RulingCondition : uint8_t {
  kUnknown,
  kActiveConsent,      // a yes of everyone on the call
  kFullRestatement,    // the recording starts with the whole announcement
  kInjectedOnly,       // the announcement is not read aloud by the employee
  kIdentityConfirmed,  // every customer and representative is identified
};

struct Ruling {
  std::string id;            // "r-…"
  std::string organisation;  // for which it is given; part of what is signed
  std::string question;      // "" where given unasked
  bool allowed = false;
  std::string purpose;
  std::vector<std::string> jurisdictions;  // it holds where the call's are among these
  LawfulBasis basis = LawfulBasis::kUnknown;
  std::string reference;
  std::string special_condition;  // of Art. 9(2), where special category data is expected; or ""
  std::vector<RulingCondition> conditions;
  std::string note;      // to the employee
  std::string champion;  // e-mail address; part of what is signed
  WallTime valid_from;
  WallTime valid_until;

  bool operator==(const Ruling&) const = default;
};

std::string_view RulingConditionName(RulingCondition condition);  // "active_consent" …
RulingCondition RulingConditionFromName(std::string_view name);

std::string EncodeQuestion(const Question& question);  // one JSON document
Result<Question> DecodeQuestion(std::string_view text);

// The file that goes back: the ruling's bytes, the champion and an Ed25519 signature over exactly
// those bytes with a prefix of their own.
std::string SignRuling(const Ruling& ruling, const SigningSeed& seed);

// Bounded (16 KiB), total. `organisation`: the policy's. kBadInput: not a ruling file; kRefused:
// the champion is unknown, has no key in managed policy, the signature is not theirs, or the ruling
// is another organisation's; with "" every ruling is.
Result<Ruling> VerifyRuling(std::string_view file, const std::vector<Champion>& champions,
                            std::string_view organisation);

enum class RulingStanding : uint8_t { kUnknown, kHolds, kNotYet, kExpired, kSaysNo, kElsewhere };
// Whether it speaks about this purpose and these places at this moment. A yes must cover all of the
// places; a "no" in one of them is enough. `valid_until` is the first moment at which it is over.
RulingStanding StandingOf(const Ruling& ruling, std::string_view purpose,
                          std::span<const std::string> jurisdictions, WallTime now);

}  // namespace chaperone::policy
