// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <xcb/xcb.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <set>

#include "agent/cli/doctor_check.h"
#include "agent/cli/json_field.h"
#include "capture/activity/executable.h"
#include "capture/activity/share_watch.h"
#include "capture/x11/connection.h"

namespace chaperone::agent {
namespace {

constexpr const char* kWatchSubject = "share watch";

// What the watching of screens asks of the X server, and what is lost without it.
struct Needed {
  std::string_view extension;
  std::string_view lost;
};
constexpr std::array<Needed, 5> kNeeded = {{
    {"X-Resource", "shares are not noticed"},
    {"XFIXES", "nothing can be covered"},
    {"DAMAGE", "changes of the screen are not noticed"},
    {"RANDR", "monitors are not told apart"},
    {"MIT-SHM", "the screen is read slowly"},
}};

std::set<std::string> Extensions(const capture::X11Connection& x) {
  std::set<std::string> names;
  const capture::XcbOwned<xcb_list_extensions_reply_t> reply(
      xcb_list_extensions_reply(x.get(), xcb_list_extensions(x.get()), nullptr));
  if (reply == nullptr) return names;
  for (auto name = xcb_list_extensions_names_iterator(reply.get()); name.rem > 0;
       xcb_str_next(&name)) {
    names.emplace(xcb_str_name(name.data), static_cast<size_t>(xcb_str_name_length(name.data)));
  }
  return names;
}

DoctorResults CheckExtensions() {
  const auto x = capture::X11Connection::Open("");
  if (!x.ok()) return {};  // that there is no display has been said
  const std::set<std::string> there = Extensions(*x);
  std::string lacking;
  for (const Needed& needed : kNeeded) {
    if (there.contains(std::string(needed.extension))) continue;
    lacking.append(lacking.empty() ? "" : "; ").append(needed.extension);
    lacking.append(": ").append(needed.lost);
  }
  if (lacking.empty()) return {};
  return {{Level::kWarn, kWatchSubject, "extension_missing", "the X server lacks " + lacking,
           "start the X server with these extensions"}};
}

// The applications of the rules that this user runs now.
std::set<std::string> RunningSharers(const std::vector<policy::ShareRule>& rules) {
  std::set<std::string> running;
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(opendir("/proc"), closedir);
  if (processes == nullptr) return running;
  while (const dirent* entry = readdir(processes.get())) {
    const std::string_view name = entry->d_name;
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc{} || end != name.data() + name.size()) continue;
    const std::string executable = capture::ExecutableOf(pid);
    if (executable.empty()) continue;
    for (const policy::ShareRule& rule : rules) {
      const auto& programs = rule.processes;
      if (std::find(programs.begin(), programs.end(), executable) != programs.end()) {
        running.insert(rule.application);
      }
    }
  }
  return running;
}

DoctorResult CheckRules(const policy::Policy& policy) {
  const auto watch = capture::ShareWatch::Create("", policy.share_rules);
  if (!watch.ok()) {
    return {Level::kFail, kWatchSubject, "cannot_watch", watch.error().detail,
            "until then say it by hand: chaperone share start"};
  }
  const std::set<std::string> running = RunningSharers(policy.share_rules);
  std::string found = std::to_string(policy.share_rules.size()) + " rules; ";
  if (running.empty()) {
    found += "none of the programs that they name runs";
  } else {
    std::string names;
    for (const std::string& name : running) names += (names.empty() ? "" : ", ") + name;
    found += "runs now: " + names;
  }
  return {Level::kOk,
          kWatchSubject,
          "watches",
          std::move(found),
          "",
          {{"rules", static_cast<int64_t>(policy.share_rules.size())},
           {"programs_running", static_cast<int64_t>(running.size())}}};
}

// What the agent itself does not see at this moment.
DoctorResults CheckCoverage(const SessionView& session) {
  if (!session.status.has_value()) return {};
  const auto gaps = session.status->find("coverage");
  if (gaps == session.status->end() || !gaps->is_array() || gaps->empty()) return {};
  std::set<std::string> reasons;
  for (const auto& gap : *gaps) {
    reasons.insert(Field(gap, "reason", std::string("unknown")));
  }
  std::string found;
  for (const std::string& reason : reasons) found += (found.empty() ? "" : ", ") + reason;
  return {{Level::kWarn,
           kWatchSubject,
           "gap_now",
           "something shared is not wholly watched now: " + found,
           "see since when: chaperone status --gaps",
           {{"gaps", static_cast<int64_t>(gaps->size())}}}};
}

}  // namespace

DoctorResults CheckShareWatch(const policy::Policy& policy, const SessionView& session) {
  DoctorResults results;
  for (const capture::UnwatchedShares& shares : capture::ListUnwatchedShares()) {
    results.push_back({Level::kNote, "not watched", "kind_of_share", std::string(shares.sentence),
                       "say it by hand: chaperone share start"});
  }
  results.push_back(CheckRules(policy));
  for (DoctorResult& result : CheckExtensions()) results.push_back(std::move(result));
  for (DoctorResult& result : CheckCoverage(session)) results.push_back(std::move(result));
  return results;
}

}  // namespace chaperone::agent
