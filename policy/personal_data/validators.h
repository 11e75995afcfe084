// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Whether what a pattern proposes can be what it looks like. All take folded text.
namespace chaperone::policy {

struct Candidate {
  std::string_view value;
  bool in_context = false;
};

struct Verdict {
  double strength = 0;  // the detector's score is multiplied by it; 0: it is not
  size_t length = 0;    // how much of the value, from its start, it is
};

Verdict ValidateEmail(const Candidate& candidate);
Verdict ValidatePhone(const Candidate& candidate);    // international, or national in GB
Verdict ValidateUsPhone(const Candidate& candidate);  // national in US
Verdict ValidatePostcode(const Candidate& candidate);

Verdict ValidateNino(const Candidate& candidate);
Verdict ValidateNhsNumber(const Candidate& candidate);
Verdict ValidateCard(const Candidate& candidate);
Verdict ValidateIban(const Candidate& candidate);
Verdict ValidateBankAccount(const Candidate& candidate);
Verdict ValidateSsn(const Candidate& candidate);
Verdict ValidateDate(const Candidate& candidate);
Verdict Accept(const Candidate& candidate);

// An e-mail address of a function, not of a person: "info@", "support@".
bool IsRoleMailbox(std::string_view local_part);

// "+447700900123" of a number as written in the United Kingdom or abroad; "" where it is none.
std::string NormalisedPhone(std::string_view written);

}  // namespace chaperone::policy
