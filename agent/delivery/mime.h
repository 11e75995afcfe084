// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "policy/base/time.h"

namespace chaperone::agent {

// One header, folded below 78 columns, ending in CRLF. `value` may hold anything: line ends and
// other control characters become spaces, and what is not ASCII becomes encoded words (RFC 2047).
std::string TextHeader(std::string_view name, std::string_view value);
// One header whose value is ASCII tokens (addresses, message ids, numbers): control characters and
// non-ASCII are dropped; folded at spaces.
std::string TokenHeader(std::string_view name, std::string_view value);
// An address that is safe in a header and in an envelope, or "": one "@", no space, no control
// character, no angle bracket, no comma, ASCII, at most 254 bytes.
std::string SafeAddress(std::string_view address);
// "Mon, 23 Nov 2026 16:05:21 +0000"
std::string MailDate(policy::WallTime time);
// UTF-8 text with "\n" line ends as quoted-printable with CRLF; ends in CRLF.
std::string QuotedPrintable(std::string_view text);
// Any bytes in lines of 76 characters, each ending in CRLF.
std::string Base64Lines(std::string_view bytes);

}  // namespace chaperone::agent
