// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace chaperone::policy {

// Somebody whose data may be told apart from a third party's. Personal data: memory only.
struct KnownPerson {
  std::string name;  // "" where only identifiers are known
  std::vector<std::string>
      identifiers;  // e-mail, phone, account number, NINO …, compared after normalising

  bool operator==(const KnownPerson&) const = default;
};

// Everyone whom attribution knows at this moment. Customers and representatives stand here only
// when their identity IS confirmed; staff come from policy.
struct KnownPeople {
  std::vector<KnownPerson> customers;
  std::vector<std::string> customer_domains;  // an organisation as customer: "acme.example"
  std::vector<KnownPerson> representatives;
  std::vector<KnownPerson> staff;
  std::vector<std::string> staff_domains;  // the firm's own mail domains

  bool operator==(const KnownPeople&) const = default;
};

}  // namespace chaperone::policy
