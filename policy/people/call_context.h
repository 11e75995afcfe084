// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace chaperone::policy {

enum class Role { kUnknown, kCustomer, kRepresentative, kStaff, kOther };

// One person (or, for a customer, an organisation known by its domain) on the call.
// Personal data: lives in memory and in sealed records only.
struct Participant {
  std::string id;    // short handle made by the agent, "p1": the only part that may be logged
  std::string name;  // as the employee gave it; may be empty
  Role role = Role::kUnknown;
  std::vector<std::string>
      identifiers;  // e-mail, phone, account number … or "@domain" for an organisation
  bool identity_confirmed =
      false;                  // until then the person's own record is a third party's (domain.md)
  std::string confirmed_how;  // typed reason, e.g. "security_questions"
  // Where they are, by the name of a profile of the policy ("uk"); "": the policy's own.
  std::string jurisdiction{};

  bool operator==(const Participant&) const = default;
};

struct CallContext {
  std::string id;
  std::vector<Participant> participants;
  uint32_t joined = 0;  // how many ever joined: ids are not given twice

  bool operator==(const CallContext&) const = default;
};

}  // namespace chaperone::policy
