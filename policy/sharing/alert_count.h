// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/base/time.h"
#include "policy/personal_data/finding.h"
#include "policy/sharing/alert.h"

namespace chaperone::policy {

// What is counted of leaks while the policy has them only counted. Kept by number: new ones come
// last.
enum class Counted : uint8_t {
  kUnknown,
  kAlert,     // would have opened
  kReturned,  // would have reopened an alert: the same data again, soon after
  kKind,      // alerts that would have held data of `kind`
  kMail,      // would have gone to each champion
};
std::string_view CountedName(Counted counted);  // "alert", "returned", "kind", "mail"
std::optional<Counted> CountedFromName(std::string_view name);

// So many on one day. Holds nothing that tells one leak from another: no time but the day, no
// place, no fingerprint.
struct AlertCount {
  std::chrono::sys_days day;  // UTC
  Counted counted = Counted::kUnknown;
  Kind kind = Kind::kUnknown;              // of kKind only
  Audience audience = Audience::kUnknown;  // when it would have opened; not of kMail
  // kThirdParty where somebody's data was certainly another's, else kUnknownPerson; not of kMail.
  Subject subject = Subject::kUnknownPerson;
  uint32_t number = 1;

  bool operator==(const AlertCount&) const = default;
};

// The Monday, in UTC, of the week that this is in.
std::chrono::sys_days WeekOf(WallTime time);

}  // namespace chaperone::policy
