// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/smtp_dialogue.h"

#include <algorithm>
#include <charconv>

namespace chaperone::agent {

void SmtpDialogue::Sent(std::string_view command) {
  constexpr std::string_view kRecipient = "RCPT TO:<";
  if (command.substr(0, kRecipient.size()) == kRecipient) {
    const size_t end = std::min(command.find('>'), command.size());
    address_ = std::string(command.substr(kRecipient.size(), end - kRecipient.size()));
    stage_ = Stage::kRecipient;
  } else if (command.substr(0, 4) == "DATA") {
    stage_ = Stage::kData;
  } else {
    if (command.substr(0, 4) == "AUTH") asked_login_ = true;
    stage_ = Stage::kOther;
  }
}

void SmtpDialogue::Received(std::string_view reply_line) {
  SmtpReply reply;
  if (reply_line.size() < 3 ||
      std::from_chars(reply_line.data(), reply_line.data() + 3, reply.code).ec != std::errc{}) {
    return;
  }
  for (const char c : reply_line.substr(0, 200)) {
    if (c == '\r' || c == '\n') break;
    reply.text += static_cast<signed char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  if (reply_line.size() > 3 && reply_line[3] == '-') return;  // more of this reply follows
  last_ = reply;
  switch (stage_) {
    case Stage::kRecipient:
      recipients_[address_] = reply;
      stage_ = Stage::kOther;
      break;
    case Stage::kData:
      // 354 asks for the message; anything else is already the answer to it.
      if (reply.code == 354) {
        stage_ = Stage::kMessage;
      } else {
        message_ = reply;
        stage_ = Stage::kOther;
      }
      break;
    case Stage::kMessage:
      message_ = reply;
      stage_ = Stage::kOther;
      break;
    case Stage::kOther:
      break;
  }
}

}  // namespace chaperone::agent
