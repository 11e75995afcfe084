// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/smtp_dialogue.h"

#include <catch2/catch.hpp>

namespace chaperone::agent {
namespace {

TEST_CASE("smtp dialogue: each recipient has its own answer, the message another") {
  SmtpDialogue dialogue;
  dialogue.Received("220 hello\r\n");
  dialogue.Sent("EHLO x\r\n");
  dialogue.Received("250-sink\r\n");
  dialogue.Received("250 HELP\r\n");
  dialogue.Sent("AUTH PLAIN c2VjcmV0\r\n");
  dialogue.Received("235 fine\r\n");
  dialogue.Sent("MAIL FROM:<a@x.example>\r\n");
  dialogue.Received("250 OK\r\n");
  dialogue.Sent("RCPT TO:<b@x.example>\r\n");
  dialogue.Received("550-no\r\n");
  dialogue.Received("550 such mailbox\r\n");
  dialogue.Sent("RCPT TO:<c@x.example> NOTIFY=NEVER\r\n");
  dialogue.Received("250 OK\r\n");
  dialogue.Sent("DATA\r\n");
  dialogue.Received("354 go\r\n");
  CHECK(dialogue.message().code == 0);
  dialogue.Received("451 later\r\n");
  CHECK(dialogue.recipients().at("b@x.example").refused());
  CHECK(dialogue.recipients().at("b@x.example").text == "550 such mailbox");
  CHECK(dialogue.recipients().at("c@x.example").accepted());
  CHECK(dialogue.message().code == 451);
  dialogue.Sent("QUIT\r\n");
  dialogue.Received("221 bye\r\n");
  CHECK(dialogue.message().code == 451);
  CHECK(dialogue.asked_login());
}

TEST_CASE("smtp dialogue: nonsense is passed over") {
  SmtpDialogue dialogue;
  dialogue.Received("");
  dialogue.Received("hm");
  dialogue.Received("hello there");
  CHECK(dialogue.last().code == 0);
  dialogue.Sent("RCPT TO:<unclosed");
  dialogue.Received("250 " + std::string(5000, 'x') + "\x1b[2J\r\n");
  CHECK(dialogue.recipients().at("unclosed").text.size() <= 200);
  CHECK(dialogue.recipients().at("unclosed").text.find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace chaperone::agent
