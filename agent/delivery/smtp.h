// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "agent/store/batch.h"
#include "policy/base/result.h"
#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// What an attempt came to, for each recipient that it was for: accepted; refused for good (5xx for
// the recipient or the message); or still waiting (4xx, connection, TLS, login, anything that is
// not the message's own fault).
struct SendResult {
  std::string message_id;
  std::vector<RecipientState> recipients;
  std::string error;             // for people: what happened and what to do; "" where all was well
  bool needs_attention = false;  // time alone will not mend it: login, certificate, address
};

struct SmtpOptions {
  // Without TLS mail goes to this machine only, unless this says otherwise.
  bool plaintext_to_network = false;
  std::string bus_address;  // of the Secret Service; "" is the session's
};

// Sends by SMTP with libcurl. STARTTLS and TLS are required where the policy names them: there is
// no way back to plain text. The certificate and its name are always checked. Used by one thread,
// the delivery thread; a call blocks for at most about three times the server's timeout.
class SmtpClient {
 public:
  // kBadInput where the settings contradict themselves; kUnavailable where no server is named.
  static policy::Result<SmtpClient> Create(policy::MailServer server, SmtpOptions options = {});

  // Sends to the recipients of `mail` that wait. The text goes out as it is: one Message-ID for
  // ever. Reads the password anew each time, so that a mended file needs no restart.
  SendResult Send(const OutboxMail& mail) const;

 private:
  SmtpClient(policy::MailServer server, SmtpOptions options)
      : server_(std::move(server)), options_(std::move(options)) {}

  policy::MailServer server_;
  SmtpOptions options_;
};

}  // namespace chaperone::agent
