// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/base/result.h"
#include "policy/base/time.h"
#include "policy/people/call_context.h"
#include "policy/recording/announcement.h"
#include "policy/recording/lawful_basis.h"
#include "policy/recording/recording_rules.h"
#include "policy/recording/ruling.h"

// Whether a call may be recorded. Pure: the same case gives the same answer.
namespace chaperone::policy {

// What the employee put on record as the ground for recording.
struct BasisStatement {
  std::string purpose;  // a name of the policy's
  LawfulBasis basis = LawfulBasis::kUnknown;
  std::string reference;          // LIA, rule, contract, statute …: never a person's name
  std::string special_condition;  // of Art. 9(2), by the policy's name; "" where none is needed
  bool unsure = false;            // only a ruling opens the gate then

  bool operator==(const BasisStatement&) const = default;
};

// A participant's yes to the recording: to which wording, and when (Art. 7(1)).
struct Consent {
  std::string wording;  // the announcement's "language/version"
  WallTime at;

  bool operator==(const Consent&) const = default;
};

// What the gate knows about one participant beside who they are.
struct Standing {
  std::optional<Consent> consent;
  bool withdrawn = false;  // stays until they consent anew
  bool objected = false;   // Art. 21; stays until they take it back
  std::string told;        // id of the receipt that names them; "": not told

  bool operator==(const Standing&) const = default;
};

// All that the gate looks at for one call.
struct RecordingCase {
  std::optional<BasisStatement> basis;
  bool private_call = false;               // said by the employee; stays until the call ends
  std::map<std::string, Standing> people;  // by the participant's handle
  std::vector<AnnouncementReceipt> receipts;

  bool operator==(const RecordingCase&) const = default;
};

// What keeps the gate shut.
enum class Missing : uint8_t {
  kUnknown,
  kCall,               // no call is open
  kPrivate,            // "this call is private"
  kParticipants,       // nobody but staff is named
  kPurpose,            // no purpose, or none of the policy's
  kBasis,              // no lawful basis
  kBasisNotHere,       // not open to this firm, or not in these places
  kReference,          // nothing is cited, or not what the basis needs
  kAssessment,         // the LIA is not the firm's, or is not for this purpose
  kAssessmentExpired,  // its review is overdue
  kSpecialCategory,    // no condition of Art. 9(2)
  kJurisdiction,       // a participant's place is unknown
  kConsent,            // somebody's yes
  kWithdrawn,          // somebody's consent was withdrawn
  kObjection,          // somebody objects
  kRuling,             // the champion has not answered
  kRulingSaysNo,
  kRulingExpired,
  kRulingCondition,  // a condition of the ruling does not hold
  kAnnouncement,     // somebody has not been told
  kRecord,           // the ledger or the vault cannot be written
};

struct Requirement {
  Missing missing = Missing::kUnknown;
  std::string participant;  // whom it is about; "" where nobody in particular
  std::string sentence;     // for the employee: what is missing and what to do

  bool operator==(const Requirement&) const = default;
};
std::string_view MissingName(Missing missing);  // "call", "private" … "record"

// What the gate judges by.
struct GateView {
  const RecordingRules& rules;
  const CallContext* call = nullptr;  // null: none
  const RecordingCase& recording;
  const std::vector<Ruling>& rulings;
  bool can_record = true;  // ledger and vault can be written
};

// The right to keep what is heard from now on. Only the gate makes one, and only while nothing is
// missing; the recorder takes one. Across the process border it is an open pipe.
class RecordingPermit {
 public:
  const std::string& call() const { return call_; }
  const std::string& purpose() const { return purpose_; }
  LawfulBasis basis() const { return basis_; }
  const std::string& reference() const { return reference_; }  // that it rests on
  const std::string& ruling() const { return ruling_; }        // id; "" where none was needed
  bool full_restatement() const { return full_restatement_; }  // the whole announcement comes first
  const std::string& language() const { return language_; }    // of the announcement
  bool operator==(const RecordingPermit&) const = default;

 private:
  friend class RecordingGate;
  RecordingPermit() = default;
  std::string call_;
  std::string purpose_;
  LawfulBasis basis_ = LawfulBasis::kUnknown;
  std::string reference_;
  std::string ruling_;
  std::string language_;
  bool full_restatement_ = false;
};

class RecordingGate {
 public:
  // Everything that is missing, in the order in which an employee would see to it. Empty: open.
  static std::vector<Requirement> Unmet(const GateView& view, const Now& now);
  // A permit if nothing is missing.
  static std::optional<RecordingPermit> Open(const GateView& view, const Now& now);
  // Whether the employee's own reading of the announcement counts on this call; kRefused says why
  // not.
  static Result<void> MayReadAloud(const GateView& view, const Now& now);
};

// The places of a call: the policy's own, where the employee is, and those of its participants, or
// the policy's for who is given none. Sorted,
// each once; an unknown one is "".
std::vector<std::string> JurisdictionsOf(const RecordingRules& rules, const CallContext& call);
// The strictest of these profiles; nothing where one is unknown.
std::optional<JurisdictionProfile> StrictestOf(const RecordingRules& rules,
                                               const std::vector<std::string>& jurisdictions);

}  // namespace chaperone::policy
