// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/mail.h"

#include <sodium.h>

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using policy::MailReason;
using test::At;
using test::MakeAlert;

const MailIdentity kIdentity{"Example & Söhne Ltd", "j.doe", "ws-017"};

MailDraft Draft(MailReason reason, std::vector<policy::Alert> alerts) {
  return {"dpc@firm.example",
          {"dpc@firm.example", "deputy@firm.example"},
          "chaperone@firm.example",
          reason,
          std::move(alerts)};
}

MailPlace Place() {
  policy::Digest digest{};
  digest[0] = 0xab;
  return {"<0123@firm.example>", std::nullopt, {42, digest}, true, At(60)};
}

std::string Head(const std::string& mail) {
  return mail.substr(0, mail.find("\r\n\r\n") + 2);
}

// The body as its reader sees it.
std::string Body(const std::string& mail) {
  const std::string quoted = mail.substr(mail.find("\r\n\r\n") + 4);
  std::string out;
  for (size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] == '\r') continue;
    if (quoted[i] != '=') {
      out += quoted[i];
    } else {
      if (quoted[i + 1] != '\r') {
        out += static_cast<char>(std::stoi(quoted.substr(i + 1, 2), nullptr, 16));
      }
      i += 2;
    }
  }
  return out;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("mail: an opening mail says what, where, when, to whom, what was done, what to do") {
  const std::string mail =
      ComposeMail(Draft(MailReason::kOpened, {MakeAlert("a-1")}), Place(), kIdentity);
  const std::string head = Head(mail);
  CHECK(Has(head, "Date: Mon, 21 Sep 2026 14:14:20 +0000\r\n"));
  CHECK(Has(head, "From: Chaperone <chaperone@firm.example>\r\n"));
  CHECK(Has(head, "To: <dpc@firm.example>, <deputy@firm.example>\r\n"));
  CHECK(Has(head, "Message-ID: <0123@firm.example>\r\n"));
  CHECK_FALSE(Has(head, "In-Reply-To"));
  CHECK(Has(head, "X-Chaperone-Alert: a-1\r\n"));
  CHECK(Has(head, "X-Chaperone-Reason: opened\r\n"));
  CHECK(Has(head, "X-Chaperone-On-Record: yes\r\n"));
  const std::string body = Body(mail);
  INFO(body);
  for (const char* part :
       {"1 e-mail address, 2 National Insurance numbers", "at least 2 people",
        "Chromium, monitor DP-1; an area of 620 by 48 pixels, 120 from the left and 340 from the "
        "top",
        "outside the organisation; a call was on", "2026-09-21T14:13:20Z", "2026-09-21T14:13:22Z",
        "has not answered yet", "deadbeeffeedf00d", "Ledger entry 42, digest\nab00000000",
        "Example & Söhne Ltd", "j.doe", "ws-017", "A detection is not yet awareness",
        "still visible when this was written", "2 s"}) {
    INFO(part);
    CHECK(Has(body, part));
  }
}

TEST_CASE("mail: a closing one says for how long and answers the opening one") {
  policy::Alert alert = MakeAlert("a-1");
  alert.closed_at = At(75).wall;
  alert.visible = std::chrono::seconds{65};
  alert.answer = policy::Answer::kHidden;
  alert.reopened = 1;
  MailPlace place = Place();
  place.in_reply_to = "<first@firm.example>";
  const std::string mail = ComposeMail(Draft(MailReason::kClosed, {alert}), place, kIdentity);
  CHECK(Has(Head(mail), "In-Reply-To: <first@firm.example>\r\n"));
  CHECK(Has(Head(mail), "References: <first@firm.example>\r\n"));
  const std::string body = Body(mail);
  CHECK(Has(body, "no longer visible"));
  CHECK(Has(body, "1 min 5 s; it came back 1 time\n"));
  CHECK(Has(body, "I have hidden it"));
  CHECK_FALSE(Has(body, "still visible"));
}

TEST_CASE("mail: each reason has its own words") {
  policy::Alert alert = MakeAlert("a-1");
  alert.answer = policy::Answer::kFalseAlarm;
  CHECK(Has(Body(ComposeMail(Draft(MailReason::kCorrection, {alert}), Place(), kIdentity)),
            "false alarm.\nReason       not given\n"));
  alert.why = policy::FalseAlarmReason::kMisread;
  CHECK(Has(Body(ComposeMail(Draft(MailReason::kCorrection, {alert}), Place(), kIdentity)),
            "Reason       it was misread"));
  alert.answer = policy::Answer::kColleague;
  const std::string colleague =
      Body(ComposeMail(Draft(MailReason::kCorrection, {alert}), Place(), kIdentity));
  CHECK(Has(colleague, "it is a colleague's business data"));
  CHECK_FALSE(Has(colleague, "Reason "));
  const std::string merged = ComposeMail(
      Draft(MailReason::kMerged, {MakeAlert("a-1"), MakeAlert("a-2")}), Place(), kIdentity);
  CHECK(Has(Body(merged), "a-1"));
  CHECK(Has(Body(merged), "a-2"));
  CHECK(Has(Head(merged), "X-Chaperone-Alert: a-1\r\nX-Chaperone-Alert: a-2\r\n"));
  const std::string test = ComposeMail(Draft(MailReason::kTest, {}), Place(), kIdentity);
  CHECK(Has(Body(test), "nothing has happened"));
  CHECK_FALSE(Has(Head(test), "X-Chaperone-Alert"));
}

TEST_CASE("mail: a question about an alert has its facts, and the employee's words as theirs") {
  MailDraft draft = Draft(MailReason::kAlertQuestion, {MakeAlert("a-1")});
  draft.words = "Was it one?\n\nLedger entry 99\x07";
  const std::string mail = ComposeMail(draft, Place(), kIdentity);
  CHECK(Has(Head(mail), "X-Chaperone-Reason: alert_question\r\n"));
  CHECK(Has(Head(mail), "X-Chaperone-Alert: a-1\r\n"));
  CHECK_FALSE(Has(mail, "multipart"));
  const std::string body = Body(mail);
  CHECK(Has(body, "Alert        a-1\n"));
  CHECK(Has(body, "First seen "));
  CHECK(Has(body, "  > Was it one?\n  > \n  > Ledger entry 99 \n"));
}

TEST_CASE("mail: one written from memory says that it is not yet on record") {
  MailPlace place = Place();
  place.on_record = false;
  const std::string mail =
      ComposeMail(Draft(MailReason::kOpened, {MakeAlert("a-1")}), place, kIdentity);
  CHECK(Has(Body(mail), "NOT YET ON RECORD"));
  CHECK(Has(Head(mail), "X-Chaperone-On-Record: no\r\n"));
}

TEST_CASE("mail: whatever the strings hold, it is one well-formed message") {
  policy::Alert alert = MakeAlert("a-1\r\nX-Evil: 1");
  alert.application = "Chromium\r\nBcc: v@evil.example\r\n\r\n" + std::string(5000, 'x');
  alert.monitor = "\xff\xfe\r\n.\r\nMAIL FROM:<v@evil.example>";
  MailDraft draft = Draft(MailReason::kOpened, {alert});
  draft.recipients = {"dpc@firm.example>\r\nBcc: v@evil.example", "ok@firm.example"};
  draft.sender = "x\r\nBcc: v@evil.example";
  MailPlace place = Place();
  place.message_id = "<1@x>\r\nX-Evil: 2";
  const MailIdentity evil{"Org\r\nX-Evil: 3", "user\r\nX-Evil: 4", "host\n.\nX-Evil: 5"};
  const std::string mail = ComposeMail(draft, place, evil);
  CHECK(Has(Head(mail), "To: <ok@firm.example>\r\n"));
  std::istringstream lines(mail);
  bool in_head = true;
  for (std::string line; std::getline(lines, line);) {
    REQUIRE_FALSE(line.empty());
    REQUIRE(line.back() == '\r');
    REQUIRE(line.size() <= 998);
    for (const char c : line) REQUIRE(static_cast<uint8_t>(c) < 0x80);
    if (in_head) {
      CHECK(line.rfind("Bcc", 0) != 0);
      CHECK(line.rfind("X-Evil", 0) != 0);
    }
    CHECK(line != ".\r");
    if (line == "\r") in_head = false;
  }
}

policy::Question MakeQuestion() {
  policy::Question question;
  question.id = "q-1";
  question.organisation = "Example Lending Ltd";
  question.purpose = "complaints";
  question.jurisdictions = {"germany", "uk"};
  question.basis = policy::LawfulBasis::kLegitimateInterests;
  question.reference = "LIA-7";
  question.text = "May I, if the caller is abroad?\nIt is urgent.";
  question.asked_by = "j.doe";
  question.asked_at = At(50).wall;
  return question;
}

// The two parts of a question's mail: the text as its reader sees it, and the attachment's bytes.
std::pair<std::string, std::string> Parts(const std::string& mail) {
  const std::string border = "--=_chaperone";
  REQUIRE(Has(Head(mail), "Content-Type: multipart/mixed; boundary=\"=_chaperone\"\r\n"));
  const size_t first = mail.find("\r\n" + border + "\r\n");
  const size_t second = mail.find("\r\n" + border + "\r\n", first + 2);
  const size_t end = mail.find("\r\n" + border + "--\r\n", second + 2);
  REQUIRE(end != std::string::npos);
  CHECK(end + border.size() + 6 == mail.size());
  const std::string attachment = mail.substr(second, end - second);
  CHECK(Has(attachment, "Content-Disposition: attachment; filename=\"question.json\"\r\n"));
  const std::string coded = attachment.substr(attachment.find("\r\n\r\n", 4) + 4);
  std::string bytes(coded.size(), '\0');
  size_t size = 0;
  REQUIRE(sodium_base642bin(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size(), coded.data(),
                            coded.size(), "\r\n", &size, nullptr,
                            sodium_base64_VARIANT_ORIGINAL) == 0);
  bytes.resize(size);
  const std::string text = mail.substr(first + border.size() + 4, second - first - border.size());
  return {Body(text), bytes};
}

TEST_CASE("mail: a question says who asks what and how to answer, and brings it along") {
  MailDraft draft = Draft(MailReason::kQuestion, {});
  draft.question = MakeQuestion();
  const std::string mail = ComposeMail(draft, Place(), kIdentity);
  CHECK(Has(Head(mail), "X-Chaperone-Reason: question\r\n"));
  CHECK(Has(Head(mail), "X-Chaperone-Question: q-1\r\n"));
  CHECK(Has(Head(mail), "May this call be recorded?"));
  const auto [body, attachment] = Parts(mail);
  INFO(body);
  for (const char* part :
       {"j.doe", "complaints", "germany, uk", "legitimate interests", "LIA-7",
        "  > May I, if the caller is abroad?\n  > It is urgent.\n",
        "chaperone consult answer --key FILE question.json --allow --valid-days 90 --out "
        "ruling.json\n",
        "With --basis and --reference", "`chaperone consult import ruling.json`",
        "Only a ruling that is signed with your key opens anything", "Ledger entry 42"}) {
    INFO(part);
    CHECK(Has(body, part));
  }
  CHECK_FALSE(Has(body, "screenshot"));
  CHECK(Has(body, "The question is in the employee's own words"));
  CHECK_FALSE(Has(body, "hold nothing about"));  // nobody but the employee knows
  const auto decoded = policy::DecodeQuestion(attachment);
  REQUIRE(decoded.ok());
  CHECK(*decoded == *draft.question);
}

TEST_CASE("mail: a question without a basis says that the employee is not sure") {
  MailDraft draft = Draft(MailReason::kQuestion, {});
  draft.question = MakeQuestion();
  draft.question->basis = policy::LawfulBasis::kUnknown;
  draft.question->jurisdictions = {""};
  const std::string body = Parts(ComposeMail(draft, Place(), kIdentity)).first;
  CHECK(Has(body, "Basis        the employee is not sure\n"));
  CHECK(Has(body, "Places       not known\n"));
}

TEST_CASE("mail: a recorder outside the gate is named, with what to do") {
  MailDraft draft = Draft(MailReason::kForeignRecorder, {});
  draft.facts = {{"executable", "/usr/bin/other-recorder"}};
  const std::string mail = ComposeMail(draft, Place(), kIdentity);
  CHECK(Has(Head(mail), "Recording outside the gate"));
  CHECK(Has(Head(mail), "X-Chaperone-Reason: foreign_recorder\r\n"));
  const std::string body = Body(mail);
  CHECK(Has(body, "Program      /usr/bin/other-recorder\n"));
  CHECK(Has(body, "Since        2026-09-21T14:14:20Z\n"));
  CHECK(Has(body, "recording.allowed_recorders"));
}

TEST_CASE("mail: no string of a question or a recorder gets out of its place") {
  const std::string evil = "x\r\nX-Evil: 1\r\n\r\n--=_chaperone--\r\nBcc: v@evil.example\xff";
  MailDraft draft = Draft(MailReason::kQuestion, {});
  draft.question = MakeQuestion();
  for (std::string* field :
       {&draft.question->id, &draft.question->purpose, &draft.question->reference,
        &draft.question->text, &draft.question->asked_by}) {
    *field = evil;
  }
  draft.question->jurisdictions = {evil};
  draft.facts = {{"executable", evil}, {"since", evil}};
  for (const MailReason reason : {MailReason::kQuestion, MailReason::kForeignRecorder}) {
    draft.reason = reason;
    const std::string mail = ComposeMail(draft, Place(), kIdentity);
    Parts(mail);
    int borders = 0;
    std::istringstream lines(mail);
    for (std::string line; std::getline(lines, line);) {
      REQUIRE_FALSE(line.empty());
      REQUIRE(line.back() == '\r');
      REQUIRE(line.size() <= 998);
      for (const char c : line) REQUIRE(static_cast<uint8_t>(c) < 0x80);
      if (line.rfind("--=_chaperone", 0) == 0) ++borders;
      CHECK(line.rfind("Bcc", 0) != 0);
      CHECK(line.rfind("X-Evil", 0) != 0);
    }
    CHECK(borders == 3);
  }
}

TEST_CASE("mail: every kind has words, one and many") {
  for (size_t i = 0; i < policy::kKindCount; ++i) {
    policy::Alert alert = MakeAlert("a-1");
    alert.kinds = {{static_cast<policy::Kind>(i), 1}};
    const std::string one =
        Body(ComposeMail(Draft(MailReason::kOpened, {alert}), Place(), kIdentity));
    alert.kinds = {{static_cast<policy::Kind>(i), 3}};
    const std::string many =
        Body(ComposeMail(Draft(MailReason::kOpened, {alert}), Place(), kIdentity));
    CHECK(Has(one, "What         1 "));
    CHECK(Has(many, "What         3 "));
    CHECK_FALSE(Has(one, "What         1 \n"));
  }
}

}  // namespace
}  // namespace chaperone::agent
