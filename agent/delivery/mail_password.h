// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "agent/store/secret_bytes.h"
#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// The mail server's password with a final zero, from where policy says that it is: a private file,
// or the desktop's keyring on the bus at `bus_address` ("": the session's). Only the zero where
// policy names neither. Blocks for as long as the keyring does; the error says what to do.
policy::Result<SecretBytes> MailPassword(const policy::MailServer& server,
                                         const std::string& bus_address);

}  // namespace chaperone::agent
