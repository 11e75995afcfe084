// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_file.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>

#include "policy/recording/announcement.h"
#include "policy/recording/gate.h"
#include "policy/rules/forms.h"
#include "policy/rules/policy_schema.h"

namespace chaperone::policy {
namespace {

size_t LineAt(std::string_view text, size_t offset) {
  return 1 + static_cast<size_t>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

// Where the first byte stands that cannot be in a policy text.
std::optional<size_t> FirstBadLine(std::string_view text) {
  size_t line = 1;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    if (!ValidUtf8(text.substr(0, end))) return line;
    text.remove_prefix(end);
    ++line;
  }
  return std::nullopt;
}

// Reads one text into `policy`; what is wrong stands in `reading`.
void Apply(const PolicyText& text, Policy& policy, Reading& reading) {
  if (text.toml.size() > kMaxPolicyBytes) {
    return reading.Complain(1, "", "the file has " + std::to_string(text.toml.size()) + " bytes",
                            "at most 1 MiB");
  }
  if (const size_t nul = text.toml.find('\0'); nul != std::string::npos) {
    return reading.Complain(LineAt(text.toml, nul), "", "a NUL byte stands here", "UTF-8 text");
  }
  if (const auto line = FirstBadLine(text.toml)) {
    return reading.Complain(*line, "", "this line is not UTF-8", "UTF-8 text");
  }
  try {
    const toml::table root = toml::parse(std::string_view(text.toml), std::string_view(text.name));
    Value(root, "", reading).Keys(policy, PolicySchema());
  } catch (const toml::parse_error& error) {
    reading.Complain(error.source().begin.line, "",
                     "is not TOML: " + std::string(error.description()), "");
  }
}

Reading::Source SourceOf(const PolicyText& text) {
  if (text.mandatory) return Reading::Source::kManaged;
  return text.user ? Reading::Source::kUser : Reading::Source::kUnknown;
}

using Lines = std::map<std::string, size_t>;

void Note(const std::string& name, const Lines& lines, PolicyOrigins& origins) {
  for (const auto& [key, line] : lines) origins.insert_or_assign(key, PolicyOrigin{name, line});
}

// A key or, of a list that is merged by name, any of its elements.
const PolicyOrigin* OriginOf(const PolicyOrigins& origins, std::string_view key) {
  const auto at = origins.lower_bound(std::string(key));
  if (at == origins.end() || !at->first.starts_with(key)) return nullptr;
  return at->first.size() == key.size() || at->first[key.size()] == '.' ? &at->second : nullptr;
}

// One rule between several keys. Asked only where one of `keys` was set by a text, so that
// defaults alone never fail; the complaint names the first that was.
struct CrossCheck {
  std::vector<std::string_view> keys;
  bool (*holds)(const Policy& policy);
  std::string_view what;
  std::string_view expected;
};

const std::vector<CrossCheck>& CrossChecks() {
  static const std::vector<CrossCheck> cross_checks = {
      {{"alerts.retention_class"},
       [](const Policy& p) {
         return std::any_of(p.retention.begin(), p.retention.end(), [&](const RetentionClass& c) {
           return c.name == p.alert_retention_class;
         });
       },
       "names a retention class that does not exist",
       "the name of a [[retention]] table"},
      {{"mail.host"},
       [](const Policy& p) { return p.mail.host.empty() || !p.mail.from.empty(); },
       "a mail server without a sender",
       "mail.from with the address that alerts come from"},
      {{"mail.password_secret", "mail.password_file"},
       [](const Policy& p) {
         return p.mail.password_file.empty() || p.mail.password_secret.empty();
       },
       "the password is named twice",
       "either mail.password_file or mail.password_secret"},
      {{"mail.username"},
       [](const Policy& p) {
         return p.mail.username.empty() || !p.mail.password_file.empty() ||
                !p.mail.password_secret.empty();
       },
       "a user name without a password",
       "mail.password_file or mail.password_secret too"},
      {{"mail.password_file", "mail.password_secret"},
       [](const Policy& p) {
         return (p.mail.password_file.empty() && p.mail.password_secret.empty()) ||
                !p.mail.username.empty();
       },
       "a password without a user name",
       "mail.username too"},
      // Delivery refuses it too; here IT hears of it before an alert waits for ever.
      {{"mail.security", "mail.host"},
       [](const Policy& p) {
         return p.mail.security != MailSecurity::kNone || p.mail.host.empty() ||
                IsLoopback(p.mail.host);
       },
       "alerts would cross the network in clear",
       "\"starttls\" or \"tls\" where the server is another machine"},
      {{"recording.jurisdiction"},
       [](const Policy& p) {
         return p.recording.jurisdiction.empty() ||
                StrictestOf(p.recording, {p.recording.jurisdiction}).has_value();
       },
       "names a place whose law is not described",
       "the name of a [[recording.profiles]] table"},
      {{"recording.language", "recording.announcements"},
       [](const Policy& p) {
         return p.recording.announcements.empty() ||
                FindAnnouncement(p.recording, p.recording.language).ok();
       },
       "there is no announcement in the policy's language",
       "a [[recording.announcements]] table in the language that recording.language names"},
      {{"recording.warn_free_mb", "recording.stop_free_mb"},
       [](const Policy& p) { return p.recording.warn_free_mb >= p.recording.stop_free_mb; },
       "recording would stop before anybody is warned",
       "warn_free_mb to be at least stop_free_mb"},
  };
  return cross_checks;
}

// One rule for each element of a list that is merged by name.
struct ElementCheck {
  std::string_view list;
  std::vector<std::string> (*broken)(const Policy& policy);  // names of elements
  std::string_view key;
  std::string_view what;
  std::string_view expected;
};

const std::vector<ElementCheck>& ElementChecks() {
  static const std::vector<ElementCheck> element_checks = {
      {"recording.purposes",
       [](const Policy& p) {
         std::vector<std::string> broken;
         for (const RecordingPurpose& purpose : p.recording.purposes) {
           const auto is_it = [&](const RetentionClass& c) {
             return c.name == purpose.retention_class;
           };
           if (std::none_of(p.retention.begin(), p.retention.end(), is_it)) {
             broken.push_back(purpose.name);
           }
         }
         return broken;
       },
       "retention_class", "names a retention class that does not exist",
       "the name of a [[retention]] table"},
      {"recording.assessments",
       [](const Policy& p) {
         const auto exists = [&](const std::string& name) {
           return std::any_of(p.recording.purposes.begin(), p.recording.purposes.end(),
                              [&](const RecordingPurpose& each) { return each.name == name; });
         };
         std::vector<std::string> broken;
         for (const Assessment& each : p.recording.assessments) {
           if (!std::all_of(each.purposes.begin(), each.purposes.end(), exists)) {
             broken.push_back(each.reference);
           }
         }
         return broken;
       },
       "purposes", "covers a purpose that does not exist",
       "names of [[recording.purposes]] tables"},
  };
  return element_checks;
}

Policy VendorPolicy(PolicyOrigins* origins) {
  Policy policy;
  for (const PolicyText& text : VendorPolicyTexts()) {
    Reading reading(text.name);
    Apply(text, policy, reading);
    // Compiled in, and parsed by a test: an error here is a bug, and the built-in values are safe.
    assert(reading.ok());
    if (origins != nullptr) Note(text.name, reading.lines(), *origins);
  }
  return policy;
}

PolicyOrigins ManagedKeys(const std::vector<PolicyText>& texts) {
  PolicyOrigins managed;
  for (const PolicyText& text : texts) {
    if (!text.mandatory) continue;
    Policy scratch;
    Reading reading(text.name, SourceOf(text));
    Apply(text, scratch, reading);
    Note(text.name, reading.lines(), managed);
  }
  return managed;
}

// What a firm that speaks of recording decides alone, whether or not it sets a key of it …
constexpr std::array<std::string_view, 2> kFirmsTables = {"recording.", "retention."};
// … but for what opens nothing and stays a matter of taste.
constexpr std::array<std::string_view, 2> kTaste = {"recording.pause_hotkey",
                                                    "recording.remind_paused_s"};

bool IsFirmsAlone(std::string_view key) {
  if (key == "organisation") return true;  // for which rulings count
  return std::any_of(kFirmsTables.begin(), kFirmsTables.end(),
                     [&](std::string_view table) { return key.starts_with(table); }) &&
         std::find(kTaste.begin(), kTaste.end(), key) == kTaste.end();
}

void RestoreFirms(Policy& policy, const Policy& before) {
  RecordingRules rules = before.recording;
  rules.pause_hotkey = policy.recording.pause_hotkey;
  rules.remind_paused = policy.recording.remind_paused;
  policy.recording = std::move(rules);
  policy.retention = before.retention;
  policy.organisation = before.organisation;
}

const JurisdictionProfile* FindProfile(const RecordingRules& rules, const std::string& name) {
  const auto found = std::find_if(rules.profiles.begin(), rules.profiles.end(),
                                  [&](const JurisdictionProfile& p) { return p.name == name; });
  return found == rules.profiles.end() ? nullptr : &*found;
}

// Takes back what a user's text does not decide; gives the keys that count of those that it sets.
// For each of the others there is a sentence in `ignored`.
Lines TakeBack(const Reading& users, const Policy& before, const PolicyOrigins& managed,
               Policy& policy, std::vector<std::string>& ignored) {
  const PolicyOrigin* firm = OriginOf(managed, "recording");
  if (firm != nullptr) RestoreFirms(policy, before);
  const RecordingRules vendors = DefaultPolicy().recording;
  for (JurisdictionProfile& profile : policy.recording.profiles) {
    if (FindProfile(vendors, profile.name) == nullptr) continue;
    if (const auto* kept = FindProfile(before.recording, profile.name)) profile = *kept;
  }
  constexpr std::string_view kProfiles = "recording.profiles.";
  Lines count;
  for (const auto& [key, line] : users.lines()) {
    const auto ignore = [&, &name = key, &at = line](const std::string& why) {
      ignored.push_back(users.name());
      ignored.back().append(":").append(std::to_string(at)).append(": ").append(name);
      ignored.back().append(": has no effect: ").append(why);
    };
    if (firm != nullptr && IsFirmsAlone(key)) {
      const auto same = managed.find(key);
      ignore((same == managed.end() ? firm->name : same->second.name) + " fixes it");
    } else if (key.starts_with(kProfiles) &&
               FindProfile(vendors, key.substr(kProfiles.size())) != nullptr) {
      ignore("only a managed or recommended text replaces a profile of the vendor's");
    } else {
      count.emplace(key, line);
    }
  }
  return count;
}

// What the checks between keys complain of, one a line; "" where they hold.
std::string CrossErrors(const Policy& policy, const PolicyOrigins& origins) {
  std::string errors;
  const auto complain = [&](const PolicyOrigin& origin, std::string_view key, std::string_view what,
                            std::string_view expected) {
    Reading reading(origin.name);
    reading.Complain(origin.line, key, what, expected);
    errors += (errors.empty() ? "" : "\n") + reading.ErrorText();
  };
  for (const CrossCheck& check : CrossChecks()) {
    const auto set = std::find_if(check.keys.begin(), check.keys.end(), [&](std::string_view key) {
      return OriginOf(origins, key) != nullptr;
    });
    if (set == check.keys.end() || check.holds(policy)) continue;
    complain(*OriginOf(origins, *set), *set, check.what, check.expected);
  }
  for (const ElementCheck& check : ElementChecks()) {
    for (const std::string& name : check.broken(policy)) {
      const std::string element = std::string(check.list) + "." + name;
      const auto origin = origins.find(element);
      if (origin == origins.end()) continue;
      complain(origin->second, element + "." + std::string(check.key), check.what, check.expected);
    }
  }
  return errors;
}

std::string JoinLines(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + "\n" + second;
}

// In samples/policies/policy.toml, from which firms copy.
constexpr std::string_view kExampleRulingKey =
    "8c7d3c1a4d2aba8a6916d9f5285c9280acd993b6357d9135946f8214a0310d88";
constexpr std::string_view kExampleRecoveryKey =
    "3d48021a4038a926817e9b8bfadc10fa96870e6476365a4a900cbf6caa441416";

}  // namespace

Result<Policy> ParsePolicy(const PolicyText& text, const Policy& base) {
  Policy policy = base;
  Reading reading(text.name, SourceOf(text));
  Apply(text, policy, reading);
  PolicyOrigins origins;
  Note(text.name, reading.lines(), origins);
  std::string errors = reading.ErrorText();
  if (reading.ok()) errors = CrossErrors(policy, origins);
  if (!errors.empty()) return BadInput(std::move(errors));
  return policy;
}

Result<Policy> MergePolicies(const std::vector<PolicyText>& texts,
                             std::vector<std::string>* warnings, PolicyOrigins* origins_out) {
  PolicyOrigins origins;
  Policy policy = VendorPolicy(origins_out);
  PolicyOrigins users;
  std::string errors;
  const PolicyOrigins managed = ManagedKeys(texts);
  for (const bool mandatory : {false, true}) {
    PolicyOrigins fixed;
    for (const PolicyText& text : texts) {
      if (text.mandatory != mandatory) continue;
      Reading reading(text.name, SourceOf(text));
      const Policy before = policy;
      Apply(text, policy, reading);
      std::vector<std::string> ignored = reading.warnings();
      const Lines lines =
          text.user ? TakeBack(reading, before, managed, policy, ignored) : reading.lines();
      if (warnings != nullptr) warnings->insert(warnings->end(), ignored.begin(), ignored.end());
      errors = JoinLines(errors, reading.ErrorText());
      Note(text.name, lines, origins);
      Note(text.name, lines, mandatory ? fixed : users);
      if (!mandatory && !text.user) {
        for (const auto& [key, line] : lines) users.erase(key);
      }
    }
    if (warnings == nullptr) continue;
    for (const auto& [key, origin] : fixed) {
      const auto user = users.find(key);
      if (user == users.end()) continue;
      warnings->push_back(user->second.name + ":" + std::to_string(user->second.line) + ": " + key +
                          ": has no effect: " + origin.name + " fixes it");
    }
  }
  if (errors.empty()) errors = CrossErrors(policy, origins);
  if (!errors.empty()) return BadInput(std::move(errors));
  if (origins_out != nullptr) {
    for (auto& [key, origin] : origins) origins_out->insert_or_assign(key, std::move(origin));
  }
  return policy;
}

Policy DefaultPolicy() {
  return VendorPolicy(nullptr);
}

std::vector<std::string> PolicyWarnings(const Policy& policy) {
  struct Warning {
    bool holds;
    std::string_view text;
  };
  const MailServer& mail = policy.mail;
  const bool records = !policy.recording.purposes.empty();
  const bool has_ruling_key =
      std::any_of(policy.champions.begin(), policy.champions.end(),
                  [](const Champion& each) { return !each.ruling_key.empty(); });
  const std::array warnings = {
      Warning{policy.champions.empty(),
              "champions: none is named: nobody but the employee is told of a leak; add a "
              "[[champions]] table"},
      Warning{
          mail.host.empty(),
          "mail.host: no mail server: alerts wait in the outbox and nobody is told; add [mail]"},
      Warning{policy.own_domains.empty() && policy.staff.empty(),
              "people: neither own_domains nor staff: colleagues' business contact data raises "
              "alerts"},
      Warning{policy.alerts.min_score < policy.detection.min_score,
              "alerts.min_score: is below detection.min_score: findings between the two never "
              "reach the agent"},
      Warning{policy.alerts.mode == AlertMode::kMonitor,
              "alerts.mode: monitor: leaks are only counted; nobody is told"},
      Warning{!policy.alerts.notify_employee,
              "alerts.notify_employee: the employee is not told of leaks on their own screen"},
      Warning{records && policy.recording.recovery_key.empty(),
              "recording.recovery_key: none: a recording is lost with the machine it was made on; "
              "set it in the managed policy"},
      Warning{records && !has_ruling_key,
              "champions.ruling_key: no champion has one: no ruling can open the gate; set it in "
              "the managed policy"},
      Warning{records && policy.organisation.empty(),
              "organisation: none: no ruling can open the gate, for none can be for it; set it in "
              "the managed policy"},
      Warning{policy.recording.recovery_key == kExampleRecoveryKey,
              "recording.recovery_key: is that of the example, and nobody has its other half; make "
              "your own: chaperone recordings recovery-key"},
      Warning{
          std::any_of(policy.champions.begin(), policy.champions.end(),
                      [](const Champion& each) { return each.ruling_key == kExampleRulingKey; }),
          "champions.ruling_key: is that of the example, and nobody has its other half; make "
          "your own: chaperone consult new-key"},
      Warning{records && policy.recording.announcements.empty(),
              "recording.announcements: none: nobody can be told, so nothing is recorded; add a "
              "[[recording.announcements]] table"},
      Warning{policy.share_rules.empty(),
              "share_rules: none: a share is noticed only when it is started by hand"},
  };
  std::vector<std::string> said;
  for (const Warning& warning : warnings) {
    if (warning.holds) said.emplace_back(warning.text);
  }
  return said;
}

}  // namespace chaperone::policy
