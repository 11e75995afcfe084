// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "agent/store/batch.h"

namespace chaperone::agent {

// Whose machine speaks. Staff business data: the champion must know whom to talk to.
struct MailIdentity {
  std::string organisation;  // from policy; may be ""
  std::string user;          // login name of the employee
  std::string host;
};

// A whole RFC 5322 message: what happened in plain words, how to recognise it again, what to do.
// Holds no personal data but that of the staff who send and receive it: kinds and counts, never a
// value. Lines end in CRLF; the body is UTF-8 as quoted-printable, so every byte is ASCII. Whatever
// the strings hold, no header can be added through them. Pure.
//
// A question ("may I record?") is multipart/mixed: beside the text there is question.json, which
// `chaperone consult answer` takes.
//
// Headers for machines: X-Chaperone-Reason, X-Chaperone-Alert (one for each), X-Chaperone-Severity,
// X-Chaperone-Question, X-Chaperone-Ledger-Head ("SEQUENCE DIGEST"), X-Chaperone-On-Record ("yes"
// or "no").
std::string ComposeMail(const MailDraft& draft, const MailPlace& place,
                        const MailIdentity& identity);

// Bound to an identity, for Batch::compose.
MailComposer ComposerFor(MailIdentity identity);

}  // namespace chaperone::agent
