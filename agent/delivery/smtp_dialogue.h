// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace chaperone::agent {

struct SmtpReply {
  int code = 0;      // 0: none came
  std::string text;  // printable, at most 200 bytes

  bool accepted() const { return code >= 200 && code < 300; }
  bool refused() const { return code >= 500 && code < 600; }
};

// Follows the commands and replies of one delivery, for what libcurl does not tell: which
// recipients were taken, and whether the message was. Never keeps what AUTH says.
class SmtpDialogue {
 public:
  void Sent(std::string_view command);
  void Received(std::string_view reply_line);

  const std::map<std::string, SmtpReply>& recipients() const { return recipients_; }
  const SmtpReply& message() const { return message_; }  // the answer to the end of DATA
  const SmtpReply& last() const { return last_; }
  bool asked_login() const { return asked_login_; }

 private:
  enum class Stage { kOther, kRecipient, kData, kMessage };
  Stage stage_ = Stage::kOther;
  std::string address_;
  std::map<std::string, SmtpReply> recipients_;
  SmtpReply message_;
  SmtpReply last_;
  bool asked_login_ = false;
};

}  // namespace chaperone::agent
