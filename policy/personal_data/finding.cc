// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/finding.h"

#include <algorithm>

namespace chaperone::policy {
namespace {

constexpr std::array<std::string_view, kKindCount> kKindNames = {
    "unknown",
    "person_name",
    "email",
    "phone",
    "postal_address",
    "postcode",
    "date_of_birth",
    "uk_nino",
    "uk_nhs_number",
    "uk_utr",
    "uk_passport",
    "uk_driving_licence",
    "uk_bank_account",
    "iban",
    "payment_card",
    "us_ssn",
    "vehicle_registration",
    "ip_address",
    "online_handle",
    "personal_url",
    "national_id",
    "tax_id",
    "passport",
    "driving_licence",
    "customer_reference",
    "employee_id",
    "health_data",
    "credential",
};

constexpr std::array<std::string_view, 5> kSubjectNames = {
    "unknown_person", "customer", "representative", "staff", "third_party"};

}  // namespace

std::string_view KindName(Kind kind) {
  const auto i = static_cast<size_t>(kind);
  return i < kKindNames.size() ? kKindNames[i] : kKindNames[0];
}

std::optional<Kind> KindFromName(std::string_view name) {
  const auto it = std::find(kKindNames.begin() + 1, kKindNames.end(), name);
  if (it == kKindNames.end()) return std::nullopt;
  return static_cast<Kind>(it - kKindNames.begin());
}

std::string_view SubjectName(Subject subject) {
  const auto i = static_cast<size_t>(subject);
  return i < kSubjectNames.size() ? kSubjectNames[i] : kSubjectNames[0];
}

std::optional<Subject> SubjectFromName(std::string_view name) {
  const auto it = std::find(kSubjectNames.begin(), kSubjectNames.end(), name);
  if (it == kSubjectNames.end()) return std::nullopt;
  return static_cast<Subject>(it - kSubjectNames.begin());
}

}  // namespace chaperone::policy
