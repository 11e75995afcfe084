// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/base/result.h"
#include "policy/people/champion.h"
#include "policy/people/known_people.h"
#include "policy/personal_data/finding.h"
#include "policy/recording/recording_rules.h"

namespace chaperone::policy {

enum class MailSecurity { kUnknown, kStartTls, kTls, kNone };

struct MailServer {
  std::string host;  // "" : no mail is configured; alerts wait in the outbox and `doctor` says so
  int port = 587;
  MailSecurity security = MailSecurity::kStartTls;
  std::string username;
  std::string password_file;    // absolute path; or
  std::string password_secret;  // a label in the Secret Service; never the password itself
  std::string from;
  std::string ca_file;  // "" : the system's trust store
  std::chrono::seconds timeout{30};

  bool operator==(const MailServer&) const = default;
};

struct DetectionRules {
  double min_score = 0.5;           // findings below never leave the reader
  std::vector<Kind> ignored_kinds;  // kinds that this firm does not alert on

  bool operator==(const DetectionRules&) const = default;
};

struct SamplingRules {
  std::chrono::milliseconds min_interval{100};  // at most one grab in this time
  std::chrono::milliseconds share_poll{
      500};  // how often a share is looked for while a browser runs
  std::chrono::milliseconds idle_poll{2000};     // … and while none does
  std::chrono::milliseconds behind_after{3000};  // reader later than this: a coverage gap

  bool operator==(const SamplingRules&) const = default;
};

// Whether a leak alerts, or is only counted and nobody told: for a firm's pilot.
enum class AlertMode : uint8_t { kUnknown, kEnforce, kMonitor };

struct AlertRules {
  AlertMode mode = AlertMode::kEnforce;          // kMonitor: from the managed policy alone
  double min_score = 0.6;                        // a finding below never opens an alert
  std::chrono::milliseconds closes_after{3000};  // a leak is over when nothing was seen for so long
  std::chrono::milliseconds merge_within{
      60000};                   // a leak that comes back within this reopens its alert
  int max_mails_per_hour = 20;  // beyond it, mails are merged, never dropped
  bool notify_employee = true;
  std::chrono::seconds max_snooze{300};  // a warning can be put off for so long; zero: never

  bool operator==(const AlertRules&) const = default;
};

// Which shares the employee may end the watching of: none, those that they started by hand, or
// every one.
enum class EmployeeStops : uint8_t { kUnknown, kNever, kByHand, kAlways };

struct SharingRules {
  EmployeeStops employee_may_stop = EmployeeStops::kByHand;

  bool operator==(const SharingRules&) const = default;
};

// Whether other people's data is covered on the shared screen: never, when the employee asks for
// it, or by itself.
enum class ShieldMode : uint8_t { kUnknown, kOff, kAsk, kCover };

struct ShieldRules {
  ShieldMode mode = ShieldMode::kAsk;  // nothing appears on a screen that its user did not ask for
  int padding = 6;                     // pixels around what was found

  bool operator==(const ShieldRules&) const = default;
};

// How an X client that captures the screen is told apart (XRes). Data, because browsers change.
struct ShareRule {
  std::string name;         // "chromium-screen"
  std::string application;  // shown to people: "Chromium"
  std::vector<std::string>
      processes;  // basenames of /proc/PID/exe that the rule holds for; empty: any
  std::map<std::string, int> at_least;  // resource type -> at least so many
  std::map<std::string, int> at_most;   // resource type -> at most so many (0: none)
  std::string target;                   // "screen" or "window"

  bool operator==(const ShareRule&) const = default;
};

struct RetentionClass {
  std::string name;  // "alerts"
  std::chrono::days keep{365};

  bool operator==(const RetentionClass&) const = default;
};

// Everything that a firm may decide, with defaults that are safe without a file.
struct Policy {
  std::string organisation;
  std::vector<Champion> champions;
  MailServer mail;
  std::vector<std::string> own_domains;
  std::vector<KnownPerson> staff;
  std::string fingerprint_key_file;  // firm key (32 bytes, hex); "" : a key of this machine
  DetectionRules detection;
  SamplingRules sampling;
  AlertRules alerts;
  SharingRules sharing;
  ShieldRules shield;
  std::vector<ShareRule> share_rules;
  std::string alert_retention_class = "alerts";
  std::vector<RetentionClass> retention;
  RecordingRules recording;
  bool file_vault_allowed = false;  // keys in a 0600 file where there is no Secret Service

  bool operator==(const Policy&) const = default;
};

// One policy text with the name that errors carry ("managed.d/10-firm.toml").
struct PolicyText {
  std::string name;
  std::string toml;
  bool mandatory = false;  // a non-mandatory text cannot override its keys
  bool user = false;  // the user's own: a key in it that a mandatory text fixes is warned about
};

// A policy text above this is refused unread.
inline constexpr size_t kMaxPolicyBytes = size_t{1} << 20U;

// What holds without any file: the vendor's defaults and share rules, compiled in from
// installer/default-policy.toml and, in samples/policies, share-rules.toml and
// recording-profiles.toml.
const std::vector<PolicyText>& VendorPolicyTexts();
Policy DefaultPolicy();

// Parses one text over `base` (keys that are absent keep base's value). Every error in it is
// listed, one a line: "NAME:LINE: KEY: what is wrong; expected …". Unknown keys, non-UTF-8 and NUL
// are errors. Lists replace base's list, but share_rules, retention and the tables of
// recording are merged by name. Pure;
// what only the managed policy may set (recovery_key, ruling_key, alerts.mode = "monitor") is an
// error in a user's text and without effect in one that is neither. Errors have code kBadInput and
// never repeat a text of the file but names of keys and choices.
Result<Policy> ParsePolicy(const PolicyText& text, const Policy& base);

// The text and line by which a key was set last.
struct PolicyOrigin {
  std::string name;  // of the text: a path, or "default-policy.toml (built in)"
  size_t line = 0;

  bool operator==(const PolicyOrigin&) const = default;
};
// By key: "alerts.min_score" or, of a list that is merged by name, one of its elements
// ("retention.alerts"). A key that no text sets is not in it: its value is built in.
using PolicyOrigins = std::map<std::string, PolicyOrigin>;

// Recommended, user, managed, in this order, over DefaultPolicy(): the later text wins, managed
// keys always win. Once a managed text sets anything of recording, a user's text decides nothing in
// `organisation`, `recording` and `retention` but pause_hotkey and remind_paused_s; it never
// replaces a profile of the vendor's. `warnings`, where given, gets a sentence for each key that
// has no effect; `origins`, where given, which text each value comes from.
Result<Policy> MergePolicies(const std::vector<PolicyText>& texts,
                             std::vector<std::string>* warnings = nullptr,
                             PolicyOrigins* origins = nullptr);

// What is legal but will disappoint: no champion, no mail server, mail in clear … Plain sentences
// for `policy check`, `status` and `doctor`.
std::vector<std::string> PolicyWarnings(const Policy& policy);

std::string_view MailSecurityName(MailSecurity security);  // "starttls", "tls", "none"
std::string_view AlertModeName(AlertMode mode);            // "enforce", "monitor"
std::string_view EmployeeStopsName(EmployeeStops stops);   // "never", "by_hand", "always"
std::string_view ShieldModeName(ShieldMode mode);          // "off", "ask", "cover"

}  // namespace chaperone::policy
