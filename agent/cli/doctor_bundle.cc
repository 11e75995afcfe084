// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/doctor_bundle.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include "agent/cli/doctor_counts.h"
#include "agent/cli/doctor_versions.h"
#include "agent/cli/policy_folders.h"
#include "agent/cli/policy_shape.h"
#include "policy/base/time.h"
#include "policy/rules/policy_key.h"

namespace chaperone::agent {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kWhat =
    "A support file of Chaperone, made by `chaperone doctor --bundle`. Nothing sends it but you: "
    "read "
    "it first.";
constexpr std::array kHolds = {
    "what `chaperone doctor` found, by code and number, without its sentences",
    "versions of Chaperone, of libraries, of the kernel and of the distribution",
    "how the session and the agent's unit are",
    "how many alerts, mails, gaps, recordings and ledger entries there are, by kind and state",
    "which policy keys are set, by which level and by which of its files; values only of numbers, "
    "flags and choices",
};
constexpr std::array kLeftOut = {
    "names of users, machines, hosts, monitors, windows and people",
    "e-mail addresses, the organisation, champions and staff",
    "paths and names of files, and every text of the policy",
    "ids and times of alerts, calls and recordings, and all that was seen or said",
    "the journal of the unit: it is not proven that nobody is named in it",
};

// --- The shapes in which a value may go in.

bool IsWord(const json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzW0123456789_- ") == std::string::npos;
}

bool IsNumber(const json& value) {
  return value.is_number_integer();
}

bool IsFlag(const json& value) {
  return value.is_boolean();
}

bool IsNothing(const json& value) {
  return value.is_null();
}

bool IsVersion(const json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return text.size() <= 20 && text.find_first_not_of("0123456789.") == std::string::npos;
}

bool IsDistribution(const json& value) {
  constexpr std::array<std::string_view, 9> kKnown = {
      "debian", "ubuntu", "linuxmint", "devuan", "raspbian", "fedora", "rhel", "arch", "other"};
  return value.is_string() && std::find(kKnown.begin(), kKnown.end(),
                                        value.get_ref<const std::string&>()) != kKnown.end();
}

bool IsTime(const json& value) {
  return value.is_string() && policy::UtcFromText(value.get_ref<const std::string&>()).has_value();
}

bool IsAboutItself(const json& value) {
  const auto is_it = [&](const char* sentence) { return value == sentence; };
  return is_it(kWhat) || std::any_of(kHolds.begin(), kHolds.end(), is_it) ||
         std::any_of(kLeftOut.begin(), kLeftOut.end(), is_it);
}

bool IsPolicyKey(const json& value) {
  const auto& keys = policy::PolicyKeys();
  return std::any_of(keys.begin(), keys.end(),
                     [&](const policy::PolicyKey& key) { return value == key.key; });
}

bool IsChoice(const json& value) {
  const auto& keys = policy::PolicyKeys();
  return value.is_string() && std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
           return std::find(key.choices.begin(), key.choices.end(),
                            value.get_ref<const std::string&>()) != key.choices.end();
         });
}

bool IsPolicyValue(const json& value) {
  return value.is_number() || value.is_boolean() || IsChoice(value);
}

// --- What may go in, and in which shape. A path goes through objects by ".", through lists by
// "[]"; "*" is any word as a name. What is not here does not go in.
struct Allowed {
  std::string_view path;
  bool (*fits)(const json& value);
};
constexpr std::array kAllowed = {
    Allowed{"about.format", IsNumber},
    Allowed{"about.what", IsAboutItself},
    Allowed{"about.holds[]", IsAboutItself},
    Allowed{"about.left_out[]", IsAboutItself},
    Allowed{"made_at", IsTime},
    Allowed{"doctor[].subject", IsWord},
    Allowed{"doctor[].level", IsWord},
    Allowed{"doctor[].code", IsWord},
    Allowed{"doctor[].numbers.*", IsNumber},
    Allowed{"versions.program", IsVersion},
    Allowed{"versions.agent", IsVersion},
    Allowed{"versions.reader", IsVersion},
    Allowed{"versions.recorder", IsVersion},
    Allowed{"versions.tray", IsVersion},
    Allowed{"versions.sqlite", IsVersion},
    Allowed{"versions.libsodium", IsVersion},
    Allowed{"versions.libcurl", IsVersion},
    Allowed{"versions.tesseract", IsVersion},
    Allowed{"versions.linux", IsVersion},
    Allowed{"versions.distribution", IsDistribution},
    Allowed{"versions.distribution_version", IsVersion},
    Allowed{"session.type", IsWord},
    Allowed{"session.display", IsFlag},
    Allowed{"session.bus", IsFlag},
    Allowed{"agent.running", IsFlag},
    Allowed{"agent.answers", IsFlag},
    Allowed{"agent.unit.systemd", IsFlag},
    Allowed{"agent.unit.load", IsWord},
    Allowed{"agent.unit.active", IsWord},
    Allowed{"agent.unit.result", IsWord},
    Allowed{"agent.unit.restarts", IsNumber},
    Allowed{"agent.unit.watchdog_s", IsNumber},
    Allowed{"counts", IsNothing},
    Allowed{"counts.warnings", IsNumber},
    Allowed{"counts.gaps_now", IsNumber},
    Allowed{"counts.outbox.waiting", IsNumber},
    Allowed{"counts.outbox.refused", IsNumber},
    Allowed{"counts.outbox.stuck", IsFlag},
    Allowed{"counts.ledger.entries", IsNumber},
    Allowed{"counts.ledger.failing", IsFlag},
    Allowed{"counts.ledger.verified", IsFlag},
    Allowed{"counts.alerts.all", IsNumber},
    Allowed{"counts.alerts.by_state.*", IsNumber},
    Allowed{"counts.alerts.by_severity.*", IsNumber},
    Allowed{"counts.alerts.by_kind.*", IsNumber},
    Allowed{"counts.mails.all", IsNumber},
    Allowed{"counts.mails.by_state.*", IsNumber},
    Allowed{"counts.gaps.all", IsNumber},
    Allowed{"counts.gaps.by_reason.*", IsNumber},
    Allowed{"counts.recordings.all", IsNumber},
    Allowed{"counts.recordings.by_state.*", IsNumber},
    Allowed{"counts.retention.all", IsNumber},
    Allowed{"counts.retention.due", IsNumber},
    Allowed{"policy.right", IsFlag},
    Allowed{"policy.warnings", IsNumber},
    Allowed{"policy.warned_of[]", IsPolicyKey},
    Allowed{"policy.bundle_version", IsNumber},
    Allowed{"policy.files[].level", IsWord},
    Allowed{"policy.files[].place", IsNumber},
    Allowed{"policy.keys[].key", IsPolicyKey},
    Allowed{"policy.keys[].level", IsWord},
    Allowed{"policy.keys[].place", IsNumber},
    Allowed{"policy.keys[].count", IsNumber},
    Allowed{"policy.keys[].value", IsPolicyValue},
    Allowed{"policy.keys[].value[]", IsPolicyValue},
};

bool Matches(std::string_view pattern, const std::string& path) {
  if (!pattern.ends_with('*')) return pattern == path;
  pattern.remove_suffix(1);
  return path.starts_with(pattern) && IsWord(path.substr(pattern.size()));
}

bool MayGoIn(const std::string& path, const json& value) {
  return std::any_of(kAllowed.begin(), kAllowed.end(), [&](const Allowed& each) {
    return Matches(each.path, path) && each.fits(value);
  });
}

// Leaves out what may not go in; a list or an object stays, even where nothing of it is left.
json Copy(const json& from, const std::string& path) {
  json copy = from.is_array() ? json::array() : json::object();
  for (const auto& [name, value] : from.items()) {
    std::string inner = path;
    if (from.is_array()) {
      inner += "[]";
    } else {
      inner.append(path.empty() ? "" : ".").append(name);
    }
    json kept = value;
    if (value.is_structured()) {
      kept = Copy(value, inner);
    } else if (!MayGoIn(inner, value)) {
      continue;
    }
    if (from.is_array()) {
      copy.push_back(std::move(kept));
    } else if (std::any_of(kAllowed.begin(), kAllowed.end(), [&](const Allowed& each) {
                 return Matches(each.path, inner) || each.path.starts_with(inner + ".") ||
                        each.path.starts_with(inner + "[]");
               })) {
      copy[name] = std::move(kept);
    }
  }
  return copy;
}

json Findings(const DoctorResults& results) {
  json findings = json::array();
  for (const DoctorResult& r : results) {
    json numbers = json::object();
    for (const auto& [name, number] : r.numbers) numbers[std::string(name.text())] = number;
    findings.push_back({{"subject", r.subject.text()},
                        {"level", LevelName(r.level)},
                        {"code", r.code.text()},
                        {"numbers", std::move(numbers)}});
  }
  return findings;
}

json VersionsPart(const Versions& v) {
  const json distribution = v.distribution;
  return {{"program", v.program},
          {"agent", v.agent},
          {"reader", v.reader},
          {"recorder", v.recorder},
          {"tray", v.tray},
          {"sqlite", v.sqlite},
          {"libsodium", v.sodium},
          {"libcurl", v.curl},
          {"tesseract", v.tesseract},
          {"linux", v.kernel},
          {"distribution", IsDistribution(distribution) ? distribution : json("other")},
          {"distribution_version", v.distribution_version}};
}

// The word where it is a known one: a variable may say anything.
std::string Known(const std::string& word, std::initializer_list<std::string_view> known) {
  if (word.empty()) return "none";
  return std::find(known.begin(), known.end(), word) == known.end() ? "other" : word;
}

json SessionPart(const SessionView& session) {
  const char* type = std::getenv("XDG_SESSION_TYPE");
  const char* display = std::getenv("DISPLAY");
  return {{"type", Known(type == nullptr ? "" : type, {"x11", "wayland", "tty", "unspecified"})},
          {"display", display != nullptr && *display != '\0'},
          {"bus", session.desktop.ok()}};
}

json AgentPart(const SessionView& session) {
  const UnitProbe& unit = session.unit;
  return {
      {"running", session.desktop.ok() && session.desktop->agent_running},
      {"answers", session.status.has_value()},
      {"unit",
       {{"systemd", unit.manager},
        {"load", Known(unit.load_state, {"loaded", "masked", "not-found", "error", "bad-setting"})},
        {"active", Known(unit.active_state, {"active", "inactive", "failed", "activating",
                                             "deactivating", "reloading"})},
        {"result",
         Known(unit.result, {"success", "exit-code", "signal", "core-dump", "watchdog", "timeout",
                             "start-limit-hit", "oom-kill", "protocol", "resources"})},
        {"restarts", unit.restarts},
        {"watchdog_s", unit.watchdog.count()}}}};
}

json PolicyPart() {
  const auto loaded = LoadPolicy();
  if (!loaded.ok()) return {{"right", false}};
  // A warning of a key's own value begins with that key; any other begins with a file's name, and
  // does not go in.
  json about = json::array();
  for (const std::string& warning : loaded->warnings) {
    about.push_back(warning.substr(0, warning.find(':')));
  }
  json part = {
      {"right", true}, {"warnings", loaded->warnings.size()}, {"warned_of", std::move(about)}};
  part.update(PolicyShape(*loaded));
  return part;
}

}  // namespace

json OnlyAllowed(const json& document) {
  return Copy(document, "");
}

json SupportBundle(const DoctorReport& report) {
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const SessionView& session = report.session;
  return OnlyAllowed(
      {{"about", {{"format", 1}, {"what", kWhat}, {"holds", kHolds}, {"left_out", kLeftOut}}},
       {"made_at", policy::FormatUtc(now)},
       {"doctor", Findings(report.results)},
       {"versions", VersionsPart(AskVersions(session))},
       {"session", SessionPart(session)},
       {"agent", AgentPart(session)},
       {"counts", session.status ? CountWhatIsKept(*session.status) : json()},
       {"policy", PolicyPart()}});
}

}  // namespace chaperone::agent
