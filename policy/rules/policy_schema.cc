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
    {"name", [](const Value& v, Champion& c) { v.Text(c.name, kPlainText); }, Presence::kRequired},
    {"email", [](const Value& v, Champion& c) { v.Text(c.email, kEmailAddress); },
     Presence::kRequired},
    {"deputies", [](const Value& v, Champion& c) { v.Texts(c.deputies, kEmailAddress); }},
    {"ruling_key", [](const Value& v, Champion& c) { v.ManagedText(c.ruling_key, kKey); }},
}};

void ForbidPassword(const Value& value, MailServer& /*into*/) {
  value.Forbid("secrets do not belong in a policy file, which others can read",
               "mail.password_file with the path of a file that only you can read, or "
               "mail.password_secret with a label in the Secret Service");
}

constexpr std::array<Key<MailServer>, 10> kMailKeys = {{
    {"host", [](const Value& v, MailServer& m) { v.Text(m.host, kHostName); }},
    {"port", [](const Value& v, MailServer& m) { v.Whole(m.port, 1, 65535); }},
    {"security",
     [](const Value& v, MailServer& m) {
       v.OneOf(m.security, std::span<const std::pair<Name, MailSecurity>>(kMailSecurities));
     }},
    {"username", [](const Value& v, MailServer& m) { v.Text(m.username, kPlainText); }},
    {"password_file",
     [](const Value& v, MailServer& m) { v.Text(m.password_file, kAbsolutePath); }},
    {"password_secret",
     [](const Value& v, MailServer& m) { v.Text(m.password_secret, kPlainText); }},
    {"from", [](const Value& v, MailServer& m) { v.Text(m.from, kEmailAddress); }},
    {"ca_file", [](const Value& v, MailServer& m) { v.Text(m.ca_file, kAbsolutePath); }},
    {"timeout_s", [](const Value& v, MailServer& m) { v.Time(m.timeout, 1, 600); }},
    {"password", ForbidPassword, Presence::kForbidden},
}};

constexpr std::array<Key<KnownPerson>, 2> kStaffKeys = {{
    {"name", [](const Value& v, KnownPerson& p) { v.Text(p.name, kPlainText); },
     Presence::kRequired},
    {"identifiers", [](const Value& v, KnownPerson& p) { v.Texts(p.identifiers, kPlainText); }},
}};

constexpr std::array<Key<Policy>, 2> kPeopleKeys = {{
    {"own_domains", [](const Value& v, Policy& p) { v.Texts(p.own_domains, kDomainName); }},
    {"staff", [](const Value& v, Policy& p) { v.Tables(p.staff, Rows(kStaffKeys)); }},
}};

constexpr std::array<Key<DetectionRules>, 2> kDetectionKeys = {{
    {"min_score", [](const Value& v, DetectionRules& d) { v.Number(d.min_score, 0, 1); }},
    {"ignored_kinds",
     [](const Value& v, DetectionRules& d) { v.SomeOf(d.ignored_kinds, KindNames()); }},
}};

constexpr std::array<Key<SamplingRules>, 4> kSamplingKeys = {{
    {"min_interval_ms",
     [](const Value& v, SamplingRules& s) { v.Time(s.min_interval, 10, 10000); }},
    {"share_poll_ms", [](const Value& v, SamplingRules& s) { v.Time(s.share_poll, 50, 10000); }},
    {"idle_poll_ms", [](const Value& v, SamplingRules& s) { v.Time(s.idle_poll, 100, 60000); }},
    {"behind_after_ms",
     [](const Value& v, SamplingRules& s) { v.Time(s.behind_after, 100, 600000); }},
}};

constexpr std::array<std::pair<Name, AlertMode>, 2> kAlertModes = {{
    {"enforce", AlertMode::kEnforce},
    {"monitor", AlertMode::kMonitor},
}};

constexpr std::array<Key<Policy>, 8> kAlertKeys = {{
    {"mode",
     [](const Value& v, Policy& p) {
       v.ManagedOneOf(p.alerts.mode, std::span<const std::pair<Name, AlertMode>>(kAlertModes),
                      AlertMode::kEnforce);
     }},
    {"min_score", [](const Value& v, Policy& p) { v.Number(p.alerts.min_score, 0, 1); }},
    {"closes_after_ms",
     [](const Value& v, Policy& p) { v.Time(p.alerts.closes_after, 100, 600000); }},
    {"merge_within_ms",
     [](const Value& v, Policy& p) { v.Time(p.alerts.merge_within, 0, 86400000); }},
    {"max_mails_per_hour",
     [](const Value& v, Policy& p) { v.Whole(p.alerts.max_mails_per_hour, 1, 1000); }},
    {"notify_employee", [](const Value& v, Policy& p) { v.Flag(p.alerts.notify_employee); }},
    {"max_snooze_s", [](const Value& v, Policy& p) { v.Time(p.alerts.max_snooze, 0, 3600); }},
    {"retention_class", [](const Value& v, Policy& p) { v.Text(p.alert_retention_class, kSlug); }},
}};

constexpr std::array<std::pair<Name, EmployeeStops>, 3> kEmployeeStops = {{
    {"never", EmployeeStops::kNever},
    {"by_hand", EmployeeStops::kByHand},
    {"always", EmployeeStops::kAlways},
}};

constexpr std::array<Key<SharingRules>, 1> kSharingKeys = {{
    {"employee_may_stop",
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
     [](const Value& v, ShieldRules& s) {
       v.OneOf(s.mode, std::span<const std::pair<Name, ShieldMode>>(kShieldModes));
     }},
    {"padding_px", [](const Value& v, ShieldRules& s) { v.Whole(s.padding, 0, 64); }},
}};

constexpr std::array<std::pair<Name, Name>, 2> kShareTargets = {{
    {"screen", "screen"},
    {"window", "window"},
}};

constexpr std::array<Key<ShareRule>, 6> kShareRuleKeys = {{
    {"name", [](const Value& v, ShareRule& r) { v.Text(r.name, kSlug); }, Presence::kRequired},
    {"application", [](const Value& v, ShareRule& r) { v.Text(r.application, kPlainText); },
     Presence::kRequired},
    {"processes", [](const Value& v, ShareRule& r) { v.Texts(r.processes, kProcessName); }},
    {"at_least", [](const Value& v, ShareRule& r) { v.Counts(r.at_least, 1, 100000); },
     Presence::kRequired},
    {"at_most", [](const Value& v, ShareRule& r) { v.Counts(r.at_most, 0, 100000); }},
    {"target",
     [](const Value& v, ShareRule& r) {
       Name target;
       v.OneOf(target, std::span<const std::pair<Name, Name>>(kShareTargets));
       r.target = target;
     },
     Presence::kRequired},
}};

constexpr std::array<Key<RetentionClass>, 2> kRetentionKeys = {{
    {"name", [](const Value& v, RetentionClass& c) { v.Text(c.name, kSlug); }, Presence::kRequired},
    {"keep_days", [](const Value& v, RetentionClass& c) { v.Time(c.keep, 1, 36500); },
     Presence::kRequired},
}};

constexpr std::array<Key<Policy>, 1> kVaultKeys = {{
    {"allow_file", [](const Value& v, Policy& p) { v.Flag(p.file_vault_allowed); }},
}};

constexpr std::array<Key<Policy>, 1> kFingerprintKeys = {{
    {"key_file", [](const Value& v, Policy& p) { v.Text(p.fingerprint_key_file, kAbsolutePath); }},
}};

constexpr std::array<Key<Policy>, 14> kPolicyKeys = {{
    {"organisation", [](const Value& v, Policy& p) { v.Text(p.organisation, kPlainText); }},
    {"champions", [](const Value& v, Policy& p) { v.Tables(p.champions, Rows(kChampionKeys)); }},
    {"mail", [](const Value& v, Policy& p) { v.Keys(p.mail, Rows(kMailKeys)); }},
    {"people", [](const Value& v, Policy& p) { v.Keys(p, Rows(kPeopleKeys)); }},
    {"detection", [](const Value& v, Policy& p) { v.Keys(p.detection, Rows(kDetectionKeys)); }},
    {"sampling", [](const Value& v, Policy& p) { v.Keys(p.sampling, Rows(kSamplingKeys)); }},
    {"alerts", [](const Value& v, Policy& p) { v.Keys(p, Rows(kAlertKeys)); }},
    {"sharing", [](const Value& v, Policy& p) { v.Keys(p.sharing, Rows(kSharingKeys)); }},
    {"shield", [](const Value& v, Policy& p) { v.Keys(p.shield, Rows(kShieldKeys)); }},
    {"share_rules",
     [](const Value& v, Policy& p) { v.NamedTables(p.share_rules, Rows(kShareRuleKeys)); }},
    {"retention",
     [](const Value& v, Policy& p) { v.NamedTables(p.retention, Rows(kRetentionKeys)); }},
    {"recording", [](const Value& v, Policy& p) { v.Keys(p.recording, RecordingSchema()); }},
    {"vault", [](const Value& v, Policy& p) { v.Keys(p, Rows(kVaultKeys)); }},
    {"fingerprint", [](const Value& v, Policy& p) { v.Keys(p, Rows(kFingerprintKeys)); }},
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
