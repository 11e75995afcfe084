// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/mail.h"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/delivery/mime.h"
#include "policy/personal_data/finding.h"

namespace chaperone::agent {
namespace {

using policy::Alert;
using policy::Kind;
using policy::MailReason;

// Kinds in the words of a mail, one and several.
struct KindWords {
  const char* one;
  const char* many;
};
constexpr std::array<KindWords, policy::kKindCount> kKindWords = {{
    {"other personal detail", "other personal details"},
    {"person's name", "people's names"},
    {"e-mail address", "e-mail addresses"},
    {"phone number", "phone numbers"},
    {"postal address", "postal addresses"},
    {"postcode", "postcodes"},
    {"date of birth", "dates of birth"},
    {"National Insurance number", "National Insurance numbers"},
    {"NHS number", "NHS numbers"},
    {"UK tax reference (UTR)", "UK tax references (UTR)"},
    {"UK passport number", "UK passport numbers"},
    {"UK driving licence number", "UK driving licence numbers"},
    {"UK bank account", "UK bank accounts"},
    {"IBAN", "IBANs"},
    {"payment card number", "payment card numbers"},
    {"US Social Security number", "US Social Security numbers"},
    {"vehicle registration", "vehicle registrations"},
    {"IP address", "IP addresses"},
    {"online handle", "online handles"},
    {"personal web address", "personal web addresses"},
    {"national identity number", "national identity numbers"},
    {"tax number", "tax numbers"},
    {"passport number", "passport numbers"},
    {"driving licence number", "driving licence numbers"},
    {"customer reference", "customer references"},
    {"employee number", "employee numbers"},
    {"piece of health data", "pieces of health data"},
    {"credential (password, token or key)", "credentials (passwords, tokens or keys)"},
}};

constexpr std::array<const char*, 5> kAnswers = {
    "The employee was warned on the screen and has not answered yet.",
    "The employee was warned on the screen and answered: I have hidden it.",
    "The employee was warned on the screen and answered: it is the customer's own data.",
    "The employee was warned on the screen and answered: false alarm.",
    "The employee was warned on the screen and answered: it is a colleague's business data."};

// What makes it a false alarm, in the employee's choice of ours.
constexpr std::array<const char*, 6> kFalseAlarmReasons = {
    "not given",
    "it is not personal data",
    "it is public anyway",
    "it was misread: something else stands there",
    "it is invented, an example for instance",
    "another one"};

constexpr std::array<const char*, 3> kAudiences = {"not known", "inside the organisation",
                                                   "outside the organisation"};

// What the reason means for the reader: the subject's start, the first sentence, what to do.
struct Wording {
  const char* subject;
  const char* opening;
  const char* advice;
};
constexpr const char* kAssess =
    "1. Ask the employee what was shown, to whom, and whether it was recorded by anyone.\n"
    "2. Decide whether this is a personal data breach (UK GDPR Art. 4(12)) and enter it in the "
    "register (Art. 33(5)).\n"
    "3. A detection is not yet awareness: the 72 hours of Art. 33(1) run from the moment when the "
    "organisation is reasonably certain of a breach. Record that moment. Leaving this unconfirmed "
    "does not stop the clock from having started.\n";
constexpr std::array<Wording, 9> kWordings = {{
    {"Screen-share alert", "Chaperone reports what it saw on a shared screen.", kAssess},
    {"Personal data on a shared screen",
     "Personal data of somebody who is not on the call is visible on a shared screen.", kAssess},
    {"No longer visible",
     "The personal data that was reported before is no longer visible on the shared screen.",
     kAssess},
    {"Correction",
     "The employee says that an alert that you were sent does not concern a third party.",
     "1. Look at the answer below and at the first mail about this alert.\n"
     "2. If you agree, note it; nothing is deleted from the record, and this answer stands beside "
     "the alert.\n"
     "3. If you do not, treat the first mail as it stands: the clock of Art. 33 is not reset by "
     "this answer.\n"},
    {"Several screen-share alerts",
     "Several alerts are put together in this one mail, because there were many in a short time or "
     "because it is not known who was watching.",
     kAssess},
    {"Test", "This is a test. Somebody asked Chaperone to send it; nothing has happened.",
     "1. Nothing needs to be done: this way of reaching you works.\n"},
    {"May this call be recorded?",
     "An employee asks whether they may record. Nothing is recorded on this ground until you have "
     "answered with a signed ruling.",
     "1. Decide whether this purpose may be recorded on this basis in these places, and for how "
     "long your answer shall hold.\n"
     "2. Save the attachment question.json, and run on a computer of yours that holds your key:\n"
     "   chaperone consult answer --key FILE question.json --allow --valid-days 90 --out "
     "ruling.json\n"
     "   With --basis and --reference you say what it rests on, where the employee is not sure or "
     "you disagree; with --refuse that it may not be recorded. --champion is your address, where "
     "the computer has no managed policy. --help lists the conditions that you can set.\n"
     "3. Send ruling.json to the employee, who takes it in with `chaperone consult import "
     "ruling.json`.\n"
     "Only a ruling that is signed with your key opens anything: a reply to this mail, a note or "
     "somebody's word does not.\n"},
    {"Recording outside the gate",
     "Another program records what is played on this computer. Chaperone has no part in it: no "
     "lawful basis was checked and nobody was told.",
     "1. Ask the employee what the program is, whether a call was on, and whether those on it knew "
     "that they were recorded.\n"
     "2. If a call was recorded, decide what becomes of that recording, and whether this is a "
     "personal data breach (UK GDPR Art. 4(12)); enter it in the register (Art. 33(5)).\n"
     "3. If the program is in order (a level meter, for instance), IT can name it in "
     "recording.allowed_recorders of the managed policy.\n"
     "4. A detection is not yet awareness: the 72 hours of Art. 33(1) run from the moment when the "
     "organisation is reasonably certain of a breach. Record that moment.\n"},
    {"Question about an alert", "An employee asks about what Chaperone saw on their shared screen.",
     "1. Answer the employee in the way that you usually do: this mail cannot be replied to.\n"
     "2. The alert stands as it is. Should the answer show that it was a personal data breach (UK "
     "GDPR Art. 4(12)), enter it in the register (Art. 33(5)) and record the moment from which the "
     "organisation is reasonably certain of it.\n"},
}};

std::string Count(uint64_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

template <class Enum, class T, size_t kSize>
const T& Word(const std::array<T, kSize>& words, Enum value) {
  const auto i = static_cast<size_t>(value);
  return words[i < kSize ? i : 0];
}

// Only what is fit for one line of a mail: names of applications come from outside.
std::string Plain(const std::string& text, const char* otherwise) {
  std::string out;
  for (const char c : text.substr(0, 120)) {
    const auto byte = static_cast<uint8_t>(c);
    out += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
  while (!out.empty() && !policy::IsUtf8(out)) out.pop_back();
  return out.empty() ? otherwise : out;
}

std::string ListKinds(const Alert& alert) {
  std::string out;
  for (const auto& [kind, count] : alert.kinds) {
    const KindWords& words = Word(kKindWords, kind);
    if (!out.empty()) out += ", ";
    out += Count(count, words.one, words.many);
  }
  return out.empty() ? "not told" : out;
}

std::string Place(const Alert& alert) {
  std::string out = Plain(alert.application, "an unknown application");
  const std::string monitor = Plain(alert.monitor, "");
  if (monitor == "window") {
    out += ", one window";
  } else {
    out += monitor.empty() || monitor == "screen" ? ", the whole screen" : ", monitor " + monitor;
  }
  if (alert.region.empty()) return out;
  return out + "; an area of " + std::to_string(alert.region.width) + " by " +
         std::to_string(alert.region.height) + " pixels, " + std::to_string(alert.region.x) +
         " from the left and " + std::to_string(alert.region.y) + " from the top";
}

std::string Describe(const Alert& alert) {
  std::string fingerprints;
  for (const policy::Fingerprint& print : alert.fingerprints) {
    if (!fingerprints.empty()) fingerprints += ' ';
    fingerprints += policy::ToHex(print);
  }
  std::string out = "Alert        " + Plain(alert.id, "-") + "\n";
  const auto line = [&](const char* name, const std::string& text) { out += name + text + "\n"; };
  line("Severity     ", std::string(SeverityName(alert.severity)));
  line("What         ", ListKinds(alert));
  line("About        ", alert.third_parties == 0
                            ? "an unknown number of people"
                            : "at least " +
                                  Count(alert.third_parties, "person who is", "people who are") +
                                  " not known to be on the call");
  line("Where        ", Place(alert));
  line("Who watched  ", std::string(Word(kAudiences, alert.audience)) +
                            (alert.call_open ? "; a call was on" : "; no call was on"));
  line("First seen   ", policy::FormatUtc(alert.opened_at));
  line("Last seen    ", policy::FormatUtc(alert.last_seen_at));
  if (alert.closed_at) line("Closed       ", policy::FormatUtc(*alert.closed_at));
  std::string visible = policy::FormatDuration(alert.visible);
  if (!alert.closed_at) {
    visible = alert.visible.count() == 0 ? "still visible when this was written"
                                         : visible + ", still visible when this was written";
  }
  if (alert.reopened > 0) visible += "; it came back " + Count(alert.reopened, "time", "times");
  line("Visible for  ", visible);
  line("Done         ", Word(kAnswers, alert.answer));
  if (alert.answer == policy::Answer::kFalseAlarm) {
    line("Reason       ", Word(kFalseAlarmReasons, alert.why));
  }
  if (!fingerprints.empty()) line("Fingerprints ", fingerprints);
  return out;
}

// The employee's own words, each line marked as theirs: they cannot pass for ours.
std::string Quoted(const std::string& text) {
  std::string out;
  std::string line;
  for (const char c : text.substr(0, 4000) + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    for (char& each : line) {
      const auto byte = static_cast<uint8_t>(each);
      if (byte < 0x20 || byte == 0x7f) each = ' ';
    }
    while (!line.empty() && !policy::IsUtf8(line)) line.pop_back();
    out += "  > " + line + "\n";
    line.clear();
  }
  return out;
}

std::string Describe(const policy::Question& question) {
  std::string places;
  for (const std::string& place : question.jurisdictions) {
    if (!places.empty()) places += ", ";
    places += place.empty() ? "not known" : Plain(place, "not known");
  }
  std::string out = "Question     " + Plain(question.id, "-") + "\n";
  const auto line = [&](const char* name, const std::string& text) { out += name + text + "\n"; };
  line("Asked by     ", Plain(question.asked_by, "unknown user"));
  line("Asked        ", policy::FormatUtc(question.asked_at));
  line("Purpose      ", Plain(question.purpose, "not given"));
  line("Places       ", places.empty() ? "not known" : places);
  line("Basis        ", question.basis == policy::LawfulBasis::kUnknown
                            ? "the employee is not sure"
                            : std::string(LawfulBasisForPeople(question.basis)));
  line("Reference    ", Plain(question.reference, "none"));
  return out + "\nIn the employee's words:\n" + Quoted(question.text);
}

std::string Describe(const std::map<std::string, std::string>& facts, const policy::Now& now) {
  const auto fact = [&](const char* name, const std::string& otherwise) {
    const auto found = facts.find(name);
    return Plain(found == facts.end() ? "" : found->second, otherwise.c_str());
  };
  return "Program      " + fact("executable", "not known") + "\nSince        " +
         fact("since", policy::FormatUtc(now.wall)) + "\n";
}

policy::Severity Worst(const std::vector<Alert>& alerts) {
  policy::Severity worst = policy::Severity::kUnknown;
  for (const Alert& alert : alerts) worst = std::max(worst, alert.severity);
  return worst;
}

std::string Subject(const MailDraft& draft, const MailIdentity& identity) {
  std::string out = std::string("[Chaperone] ") + Word(kWordings, draft.reason).subject;
  if (draft.reason == MailReason::kMerged) out += ": " + std::to_string(draft.alerts.size());
  if (draft.alerts.size() == 1 && draft.reason != MailReason::kTest) {
    const Alert& alert = draft.alerts.front();
    out += ": " + ListKinds(alert);
    if (draft.reason == MailReason::kClosed) {
      out += ", visible for " + policy::FormatDuration(alert.visible);
    }
  }
  if (out.size() > 120) out = out.substr(0, out.rfind(',', 120)) + " …";
  return out + " (" + Plain(identity.user, "unknown user") + ")";
}

// What else there is to know about a mail of this kind.
std::string About(MailReason reason) {
  if (reason == MailReason::kQuestion) {
    return "\nThe question is in the employee's own words: Chaperone did not check what they say, "
           "and "
           "should they name somebody, treat this mail as that person's data. Beyond them, this "
           "mail and its attachment say nothing about who is on the call.\n\n";
  }
  if (reason == MailReason::kForeignRecorder) {
    return "\nWhat the other program recorded is not known to Chaperone, which only saw that it "
           "listened.\n\n";
  }
  if (reason == MailReason::kAlertQuestion) {
    return "\nThe question is in the employee's own words: Chaperone did not check what they say, "
           "and should they name somebody, treat this mail as that person's data. No screenshot "
           "and "
           "no text from the screen was kept.\n\n";
  }
  return "\nNo screenshot and no text from the screen was kept. A fingerprint is a keyed code of a "
         "value that was seen: the same code means the same value again. Treat it as personal "
         "data.\n\n";
}

std::string Standing(const MailPlace& place) {
  const std::string head =
      std::to_string(place.head.sequence) + ", digest\n" + policy::ToHex(place.head.digest) + "\n";
  if (place.on_record) {
    return "Ledger entry " + head +
           "Keep this mail: with it anybody can check that the record was not changed since.\n";
  }
  return "NOT YET ON RECORD: the ledger on that computer cannot be written at this moment (disk "
         "full, or keyring locked). This mail was written from memory; the entry follows, marked "
         "as late. The last entry on record is " +
         head;
}

std::string Body(const MailDraft& draft, const MailPlace& place, const MailIdentity& identity) {
  const Wording& wording = Word(kWordings, draft.reason);
  std::string out = std::string(wording.opening) + "\n\n";
  const auto line = [&](const char* name, const std::string& text) { out += name + text + "\n"; };
  if (!identity.organisation.empty()) line("Organisation ", Plain(identity.organisation, "-"));
  line("Employee     ", Plain(identity.user, "unknown user"));
  line("Computer     ", Plain(identity.host, "unknown"));
  line("Written      ", policy::FormatUtc(place.now.wall));
  for (const Alert& alert : draft.alerts) out += "\n" + Describe(alert);
  if (draft.question) out += "\n" + Describe(*draft.question);
  if (!draft.words.empty()) out += "\nIn the employee's words:\n" + Quoted(draft.words);
  if (draft.reason == MailReason::kForeignRecorder) out += "\n" + Describe(draft.facts, place.now);
  out += "\nWhat to do\n";
  out += wording.advice;
  return out + About(draft.reason) + Standing(place);
}
}  // namespace

std::string ComposeMail(const MailDraft& draft, const MailPlace& place,
                        const MailIdentity& identity) {
  std::string to;
  for (const std::string& recipient : draft.recipients) {
    const std::string address = SafeAddress(recipient);
    if (address.empty()) continue;
    to += (to.empty() ? "<" : ", <") + address + ">";
  }
  std::string out = TokenHeader("Date", MailDate(place.now.wall));
  out += TokenHeader("From", "Chaperone <" + SafeAddress(draft.sender) + ">");
  out += TokenHeader("To", to.empty() ? "undisclosed-recipients:;" : to);
  out += TokenHeader("Message-ID", place.message_id);
  if (place.in_reply_to) {
    out += TokenHeader("In-Reply-To", *place.in_reply_to);
    out += TokenHeader("References", *place.in_reply_to);
  }
  out += TextHeader("Subject", Subject(draft, identity));
  out += TokenHeader("Auto-Submitted", "auto-generated");
  out += TokenHeader("X-Chaperone-Reason", MailReasonName(draft.reason));
  for (const Alert& alert : draft.alerts) out += TokenHeader("X-Chaperone-Alert", alert.id);
  if (!draft.alerts.empty()) {
    out += TokenHeader("X-Chaperone-Severity", SeverityName(Worst(draft.alerts)));
  }
  if (draft.question) out += TokenHeader("X-Chaperone-Question", draft.question->id);
  out += TokenHeader("X-Chaperone-Ledger-Head",
                     std::to_string(place.head.sequence) + " " + policy::ToHex(place.head.digest));
  out += TokenHeader("X-Chaperone-On-Record", place.on_record ? "yes" : "no");
  out += TokenHeader("MIME-Version", "1.0");
  const std::string text = TokenHeader("Content-Type", "text/plain; charset=utf-8") +
                           TokenHeader("Content-Transfer-Encoding", "quoted-printable") + "\r\n" +
                           QuotedPrintable(Body(draft, place, identity));
  if (!draft.question) return out + text;
  // Neither quoted-printable nor base64 can hold "=_", so no part can end early.
  const std::string boundary = "=_chaperone";
  out += TokenHeader("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
  out += "\r\n--" + boundary + "\r\n" + text + "\r\n--" + boundary + "\r\n";
  out += TokenHeader("Content-Type", "application/json; name=\"question.json\"");
  out += TokenHeader("Content-Disposition", "attachment; filename=\"question.json\"");
  out += TokenHeader("Content-Transfer-Encoding", "base64");
  return out + "\r\n" + Base64Lines(policy::EncodeQuestion(*draft.question)) + "--" + boundary +
         "--\r\n";
}

MailComposer ComposerFor(MailIdentity identity) {
  return [identity = std::move(identity)](const MailDraft& draft, const MailPlace& place) {
    return ComposeMail(draft, place, identity);
  };
}

}  // namespace chaperone::agent
