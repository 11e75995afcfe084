// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_schema.h"

#include <array>

#include "policy/rules/recording_schema.h"

namespace chaperone::policy {
namespace {

using Name = std::string_view;

constexpr std::array<std::pair<Name, MailSecurity>, 3> kMailSecurities = {{
    {"starttls", MailSecurity::kStartTls},
    {"tls", MailSecurity::kTls},
    {"none", MailSecurity::kNone},
}};

// All kinds but "unknown", by the contract's names.
std::span<const std::pair<Name, Kind>> KindNames() {
  static const std::vector<std::pair<Name, Kind>> kind_names = [] {
    std::vector<std::pair<Name, Kind>> names;
    for (size_t i = 1; i < kKindCount; ++i) {
      const auto kind = static_cast<Kind>(i);
      names.emplace_back(KindName(kind), kind);
    }
    return names;
  }();
  return kind_names;
}

template <class T, size_t kSize>
constexpr std::span<const Key<T>> Rows(const std::array<Key<T>, kSize>& rows) {
  return rows;
}

constexpr std::array<Key<Champion>, 4> kChampionKeys = {{
    {"name", "How the champion is called where people read it.",
     [](const Value& v, Champion& c) { v.Text(c.name, kPlainText); }, Presence::kRequired},
    {"email", "Where alerts and questions go.",
     [](const Value& v, Champion& c) { v.Text(c.email, kEmailAddress); }, Presence::kRequired},
    {"deputies", "Who receives the same mails.",
     [](const Value& v, Champion& c) { v.Texts(c.deputies, kEmailAddress); }},
    {"ruling_key",
     "The Ed25519 public key that their rulings (\"may I record?\") are signed with; `chaperone "
     "consult new-key` makes one.",
     [](const Value& v, Champion& c) { v.ManagedText(c.ruling_key, kFirmsKey); }},
}};

void ForbidPassword(const Value& value, MailServer& /*into*/) {
  value.Forbid("secrets do not belong in a policy file, which others can read",
               "mail.password_file with the path of a file that only you can read, or "
               "mail.password_secret with a label in the Secret Service");
}

constexpr std::array<Key<MailServer>, 10> kMailKeys = {{
    {"host",
     "The server that alerts go out by; without one they wait in the outbox and nobody is told.",
     [](const Value& v, MailServer& m) { v.Text(m.host, kHostName); }},
    {"port", "Its port: usually 587 for starttls, 465 for tls.",
     [](const Value& v, MailServer& m) { v.Whole(m.port, 1, 65535); }},
    {"security", "How the connection is protected; none only for a server on this machine.",
     [](const Value& v, MailServer& m) {
       v.OneOf(m.security, std::span<const std::pair<Name, MailSecurity>>(kMailSecurities));
     }},
    {"username", "The name to log in with; needs one of the two passwords below.",
     [](const Value& v, MailServer& m) { v.Text(m.username, kPlainText); }},
    {"password_file", "The file that the password stands in, which only its owner may read.",
     [](const Value& v, MailServer& m) { v.Text(m.password_file, kAbsolutePath); }},
    {"password_secret", "Or the label of the password in the employee's Secret Service.",
     [](const Value& v, MailServer& m) { v.Text(m.password_secret, kPlainText); }},
    {"from", "The sender of alerts; needed where there is a host.",
     [](const Value& v, MailServer& m) { v.Text(m.from, kEmailAddress); }},
    {"ca_file", "The certificate authority to trust for this server; without one, the system's.",
     [](const Value& v, MailServer& m) { v.Text(m.ca_file, kAbsolutePath); }},
    {"timeout_s", "How long the server may take to answer.",
     [](const Value& v, MailServer& m) { v.Time(m.timeout, 1, 600); }},
    {"password", "", ForbidPassword, Presence::kForbidden},
}};

constexpr std::array<Key<KnownPerson>, 2> kStaffKeys = {{
    {"name", "The colleague's name.",
     [](const Value& v, KnownPerson& p) { v.Text(p.name, kPlainText); }, Presence::kRequired},
    {"identifiers", "Their business contact data: work e-mail, work phone, employee id.",
     [](const Value& v, KnownPerson& p) { v.Texts(p.identifiers, kPlainText); }},
}};

constexpr std::array<Key<Policy>, 2> kPeopleKeys = {{
    {"own_domains",
     "The firm's e-mail domains: addresses in them are colleagues' business contact data.",
     [](const Value& v, Policy& p) { v.Texts(p.own_domains, kDomainName); }},
    {"staff", "Colleagues whose business contact data may be seen.",
     [](const Value& v, Policy& p) { v.Tables(p.staff, Rows(kStaffKeys)); }},
}};

constexpr std::array<Key<DetectionRules>, 2> kDetectionKeys = {{
    {"min_score", "A finding less sure than this never leaves the reader.",
     [](const Value& v, DetectionRules& d) { v.Number(d.min_score, 0, 1); }},
    {"ignored_kinds",
     "Kinds of personal data that this firm does not alert on. Not all of them are recognised yet: "
     "installer/README.md, \"What is found?\".",
     [](const Value& v, DetectionRules& d) { v.SomeOf(d.ignored_kinds, KindNames()); }},
}};

constexpr std::array<Key<SamplingRules>, 4> kSamplingKeys = {{
    {"min_interval_ms", "The screen is looked at once in this time at most.",
     [](const Value& v, SamplingRules& s) { v.Time(s.min_interval, 10, 10000); }},
    {"share_poll_ms", "How often a share is looked for while a browser runs.",
     [](const Value& v, SamplingRules& s) { v.Time(s.share_poll, 50, 10000); }},
    {"idle_poll_ms", "How often it is looked for while none runs.",
     [](const Value& v, SamplingRules& s) { v.Time(s.idle_poll, 100, 60000); }},
    {"behind_after_ms", "Reading that is later than this is put on record as a gap.",
     [](const Value& v, SamplingRules& s) { v.Time(s.behind_after, 100, 600000); }},
}};

constexpr std::array<std::pair<Name, AlertMode>, 2> kAlertModes = {{
    {"enforce", AlertMode::kEnforce},
    {"monitor", AlertMode::kMonitor},
}};

constexpr std::array<Key<Policy>, 8> kAlertKeys = {{
    {"mode", "Whether leaks are alerted, or only counted and nobody is told of one.",
     [](const Value& v, Policy& p) {
       v.ManagedOneOf(p.alerts.mode, std::span<const std::pair<Name, AlertMode>>(kAlertModes),
                      AlertMode::kEnforce);
     }},
    {"min_score", "A finding less sure than this never opens an alert.",
     [](const Value& v, Policy& p) { v.Number(p.alerts.min_score, 0, 1); }},
    {"closes_after_ms", "A leak is over when nothing of it was seen for so long.",
     [](const Value& v, Policy& p) { v.Time(p.alerts.closes_after, 100, 600000); }},
    {"merge_within_ms",
     "A leak that comes back within this reopens its alert instead of raising another.",
     [](const Value& v, Policy& p) { v.Time(p.alerts.merge_within, 0, 86400000); }},
    {"max_mails_per_hour", "Beyond this many, mails to the champions are merged, never dropped.",
     [](const Value& v, Policy& p) { v.Whole(p.alerts.max_mails_per_hour, 1, 1000); }},
    {"notify_employee", "Whether the employee is warned on the desktop, too.",
     [](const Value& v, Policy& p) { v.Flag(p.alerts.notify_employee); }},
    {"max_snooze_s", "How long the employee may put a warning off; 0: not at all.",
     [](const Value& v, Policy& p) { v.Time(p.alerts.max_snooze, 0, 3600); }},
    {"retention_class",
     "The retention class of alerts and of mails about them: the name of a [[retention]] table.",
     [](const Value& v, Policy& p) { v.Text(p.alert_retention_class, kSlug); }},
}};

constexpr std::array<std::pair<Name, EmployeeStops>, 3> kEmployeeStops = {{
    {"never", EmployeeStops::kNever},
    {"by_hand", EmployeeStops::kByHand},
    {"always", EmployeeStops::kAlways},
}};

constexpr std::array<Key<SharingRules>, 1> kSharingKeys = {{
    {"employee_may_stop",
     "Which shares the employee may end the watching of: none, those that they started by hand, or "
     "every one (on record, and a gap).",
     [](const Value& v, SharingRules& s) {
       v.OneOf(s.employee_may_stop,
               std::span<const std::pair<Name, EmployeeStops>>(kEmployeeStops));
     }},
}};

constexpr std::array<std::pair<Name, ShieldMode>, 3> kShieldModes = {{
    {"off", ShieldMode::kOff},
    {"ask", ShieldMode::kAsk},
    {"cover", ShieldMode::kCover},
}};

constexpr std::array<Key<ShieldRules>, 2> kShieldKeys = {{
    {"mode",
     "Whether other people's data is covered on a shared screen: never, when the employee asks for "
     "it, or at once by itself.",
     [](const Value& v, ShieldRules& s) {
       v.OneOf(s.mode, std::span<const std::pair<Name, ShieldMode>>(kShieldModes));
     }},
    {"padding_px", "So many pixels around what was found are covered, too.",
     [](const Value& v, ShieldRules& s) { v.Whole(s.padding, 0, 64); }},
}};

constexpr std::array<std::pair<Name, Name>, 2> kShareTargets = {{
    {"screen", "screen"},
    {"window", "window"},
}};

constexpr std::array<Key<ShareRule>, 6> kShareRuleKeys = {{
    {"name", "What the rule is known by: a rule of the same name is replaced.",
     [](const Value& v, ShareRule& r) { v.Text(r.name, kSlug); }, Presence::kRequired},
    {"application", "The application as people are told of it.",
     [](const Value& v, ShareRule& r) { v.Text(r.application, kPlainText); }, Presence::kRequired},
    {"processes", "The program files that the rule holds for; an empty list: any.",
     [](const Value& v, ShareRule& r) { v.Texts(r.processes, kProcessName); }},
    {"at_least", "X resource types, and how many of each the sharing client has at least.",
     [](const Value& v, ShareRule& r) { v.Counts(r.at_least, 1, 100000); }, Presence::kRequired},
    {"at_most", "X resource types, and how many of each it has at most.",
     [](const Value& v, ShareRule& r) { v.Counts(r.at_most, 0, 100000); }},
    {"target", "What is shared where the rule holds.",
     [](const Value& v, ShareRule& r) {
       Name target;
       v.OneOf(target, std::span<const std::pair<Name, Name>>(kShareTargets));
       r.target = target;
     },
     Presence::kRequired},
}};

constexpr std::array<Key<RetentionClass>, 2> kRetentionKeys = {{
    {"name", "What purposes and alerts name it by.",
     [](const Value& v, RetentionClass& c) { v.Text(c.name, kSlug); }, Presence::kRequired},
    {"keep_days", "So long it is kept; then it is deleted, key first, with a receipt.",
     [](const Value& v, RetentionClass& c) { v.Time(c.keep, 1, 36500); }, Presence::kRequired},
}};

constexpr std::array<Key<Policy>, 1> kVaultKeys = {{
    {"allow_file",
     "Whether the keys of records may lie in a file of mode 0600 where there is no Secret Service.",
     [](const Value& v, Policy& p) { v.Flag(p.file_vault_allowed); }},
}};

constexpr std::array<Key<Policy>, 1> kFingerprintKeys = {{
    {"key_file",
     "The file with the firm's fingerprint key, 32 bytes in hexadecimal, by which the same person "
     "is known again on every machine; without it, a key of this machine.",
     [](const Value& v, Policy& p) { v.Text(p.fingerprint_key_file, kAbsolutePath); }},
}};

constexpr std::array<Key<Policy>, 14> kPolicyKeys = {{
    {"organisation", "The firm, as mails and notices name it, and for which rulings count.",
     [](const Value& v, Policy& p) { v.Text(p.organisation, kPlainText); }},
    {"champions", "The Data Protection Champions, who are told of leaks and decide on rulings.",
     [](const Value& v, Policy& p) { v.Tables(p.champions, Rows(kChampionKeys)); }},
    {"mail", "The mail server that alerts go out by.",
     [](const Value& v, Policy& p) { v.Keys(p.mail, Rows(kMailKeys)); }},
    {"people", "Whose business contact data may be seen.",
     [](const Value& v, Policy& p) { v.Keys(p, Rows(kPeopleKeys)); }},
    {"detection", "What counts as found.",
     [](const Value& v, Policy& p) { v.Keys(p.detection, Rows(kDetectionKeys)); }},
    {"sampling", "How often the screen is looked at.",
     [](const Value& v, Policy& p) { v.Keys(p.sampling, Rows(kSamplingKeys)); }},
    {"alerts", "When somebody is warned.",
     [](const Value& v, Policy& p) { v.Keys(p, Rows(kAlertKeys)); }},
    {"sharing", "What the employee may do about the watching of a share.",
     [](const Value& v, Policy& p) { v.Keys(p.sharing, Rows(kSharingKeys)); }},
    {"shield", "Whether other people's data is covered on a shared screen (X11).",
     [](const Value& v, Policy& p) { v.Keys(p.shield, Rows(kShieldKeys)); }},
    {"share_rules",
     "How a screen-share is told by the resources that the sharing program holds on the X server.",
     [](const Value& v, Policy& p) { v.NamedTables(p.share_rules, Rows(kShareRuleKeys)); }},
    {"retention", "How long each class of record is kept.",
     [](const Value& v, Policy& p) { v.NamedTables(p.retention, Rows(kRetentionKeys)); }},
    {"recording", "Recording calls: without a purpose and an announcement nothing can be recorded.",
     [](const Value& v, Policy& p) { v.Keys(p.recording, RecordingSchema()); }},
    {"vault", "Where the keys of records are kept.",
     [](const Value& v, Policy& p) { v.Keys(p, Rows(kVaultKeys)); }},
    {"fingerprint", "How the same person is known again without keeping who it is.",
     [](const Value& v, Policy& p) { v.Keys(p, Rows(kFingerprintKeys)); }},
}};

}  // namespace

std::span<const Key<Policy>> PolicySchema() {
  return kPolicyKeys;
}

std::string_view MailSecurityName(MailSecurity security) {
  for (const auto& [name, value] : kMailSecurities) {
    if (value == security) return name;
  }
  return "unknown";
}

std::string_view AlertModeName(AlertMode mode) {
  for (const auto& [name, value] : kAlertModes) {
    if (value == mode) return name;
  }
  return "unknown";
}

std::string_view EmployeeStopsName(EmployeeStops stops) {
  for (const auto& [name, value] : kEmployeeStops) {
    if (value == stops) return name;
  }
  return "unknown";
}

std::string_view ShieldModeName(ShieldMode mode) {
  for (const auto& [name, value] : kShieldModes) {
    if (value == mode) return name;
  }
  return "unknown";
}

}  // namespace chaperone::policy
