// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_file.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>

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

// The name and line by which a key was set last.
struct Origin {
  std::string name;
  size_t line = 0;
};
using Origins = std::map<std::string, Origin>;

void Note(const Reading& reading, Origins& origins) {
  for (const auto& [key, line] : reading.lines()) {
    origins.insert_or_assign(key, Origin{reading.name(), line});
  }
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
  };
  return cross_checks;
}

// What the checks between keys complain of, one a line; "" where they hold.
std::string CrossErrors(const Policy& policy, const Origins& origins) {
  std::string errors;
  for (const CrossCheck& check : CrossChecks()) {
    const auto set = std::find_if(check.keys.begin(), check.keys.end(), [&](std::string_view key) {
      return origins.contains(std::string(key));
    });
    if (set == check.keys.end() || check.holds(policy)) continue;
    const Origin& origin = origins.at(std::string(*set));
    Reading reading(origin.name);
    reading.Complain(origin.line, *set, check.what, check.expected);
    errors += (errors.empty() ? "" : "\n") + reading.ErrorText();
  }
  return errors;
}

std::string Lines(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + "\n" + second;
}

}  // namespace

Result<Policy> ParsePolicy(const PolicyText& text, const Policy& base) {
  Policy policy = base;
  Reading reading(text.name);
  Apply(text, policy, reading);
  Origins origins;
  Note(reading, origins);
  std::string errors = reading.ErrorText();
  if (reading.ok()) errors = CrossErrors(policy, origins);
  if (!errors.empty()) return BadInput(std::move(errors));
  return policy;
}

Result<Policy> MergePolicies(const std::vector<PolicyText>& texts,
                             std::vector<std::string>* warnings) {
  Policy policy = DefaultPolicy();
  Origins origins;
  Origins users;
  std::string errors;
  for (const bool mandatory : {false, true}) {
    Origins fixed;
    for (const PolicyText& text : texts) {
      if (text.mandatory != mandatory) continue;
      Reading reading(text.name);
      Apply(text, policy, reading);
      errors = Lines(errors, reading.ErrorText());
      Note(reading, origins);
      Note(reading, mandatory ? fixed : users);
      if (!mandatory && !text.user) {
        for (const auto& [key, line] : reading.lines()) users.erase(key);
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
  return policy;
}

Policy DefaultPolicy() {
  Policy policy;
  for (const PolicyText& text : VendorPolicyTexts()) {
    Reading reading(text.name);
    Apply(text, policy, reading);
    // Compiled in, and parsed by a test: an error here is a bug, and the built-in values are safe.
    assert(reading.ok());
  }
  return policy;
}

std::vector<std::string> PolicyWarnings(const Policy& policy) {
  struct Warning {
    bool holds;
    std::string_view text;
  };
  const MailServer& mail = policy.mail;
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
      Warning{!policy.alerts.notify_employee,
              "alerts.notify_employee: the employee is not told of leaks on their own screen"},
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
