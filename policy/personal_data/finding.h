// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/base/geometry.h"

namespace chaperone::policy {

// The kinds of personal data that findings name; KindName() gives the contract's spelling.
enum class Kind : uint8_t {
  kUnknown,
  kPersonName,
  kEmail,
  kPhone,
  kPostalAddress,
  kPostcode,
  kDateOfBirth,
  kUkNino,
  kUkNhsNumber,
  kUkUtr,
  kUkPassport,
  kUkDrivingLicence,
  kUkBankAccount,
  kIban,
  kPaymentCard,
  kUsSsn,
  kVehicleRegistration,
  kIpAddress,
  kOnlineHandle,
  kPersonalUrl,
  kNationalId,
  kTaxId,
  kPassport,
  kDrivingLicence,
  kCustomerReference,
  kEmployeeId,
  kHealthData,
  kCredential,
};
inline constexpr size_t kKindCount = 28;

// Whose data it is. Zero is the safe value: nobody known, so treated as a third party's.
enum class Subject : uint8_t { kUnknownPerson, kCustomer, kRepresentative, kStaff, kThirdParty };

std::string_view KindName(Kind kind);  // "person_name" … "unknown"
std::optional<Kind> KindFromName(std::string_view name);
std::string_view SubjectName(Subject subject);  // "third_party" …
std::optional<Subject> SubjectFromName(std::string_view name);

// What is left of personal data once it has been read: never the text. A keyed, truncated HMAC lets
// the same identifier be recognised again (domain.md, data minimisation); all zero where no key was
// given.
using Fingerprint = std::array<uint8_t, 8>;

// One piece of personal data on a frame. Safe to pass between processes; the fingerprint is still
// personal data and is never logged.
struct Finding {
  Kind kind = Kind::kUnknown;
  Subject subject = Subject::kUnknownPerson;
  Rect box;          // pixels of the frame
  double score = 0;  // 0..1
  std::string rule;  // the detector's name, e.g. "contact.email"
  std::string
      country;  // ISO 3166 alpha-2 for national_id, tax_id, passport, driving_licence; else ""
  Fingerprint fingerprint{};
  uint32_t person =
      0;  // findings of one frame with the same number are about the same person; 0: not known

  bool operator==(const Finding&) const = default;
};

// Only what is nobody's we know may raise an alert.
inline bool IsThirdParty(Subject subject) {
  return subject == Subject::kThirdParty || subject == Subject::kUnknownPerson;
}

}  // namespace chaperone::policy
