// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "agent/bus/desktop_probe.h"
#include "agent/cli/doctor_check.h"
#include "capture/activity/share_watch.h"
#include "capture/screen/screen_source.h"

namespace chaperone::agent {
namespace {

bool IsWayland() {
  const char* type = std::getenv("XDG_SESSION_TYPE");
  const char* display = std::getenv("WAYLAND_DISPLAY");
  return (type != nullptr && std::string_view(type) == "wayland") ||
         (display != nullptr && *display != '\0');
}

std::string Size(const policy::Rect& region) {
  return std::to_string(region.width) + " x " + std::to_string(region.height);
}

CheckResult CheckVault(const DesktopProbe& probe, const policy::Policy& policy) {
  if (probe.secret_service && probe.secret_collection && !probe.secret_locked) {
    return {Level::kOk, "keyring", "the Secret Service is unlocked", ""};
  }
  if (policy.file_vault_allowed) {
    return {Level::kOk, "keyring",
            "no unlocked Secret Service; policy allows the key in a file of mode 0600", ""};
  }
  if (!probe.secret_service) {
    return {Level::kFail, "keyring",
            "no Secret Service answers: records cannot be sealed or opened",
            "start one, such as gnome-keyring, or set vault.allow_file in the policy"};
  }
  if (!probe.secret_collection) {
    return {Level::kFail, "keyring", "the Secret Service has no default collection for the key",
            "make one: log in to the desktop with a password, or use seahorse"};
  }
  return {Level::kFail, "keyring", "the Secret Service is locked: records cannot be opened",
          "unlock the keyring: log in to the desktop with your password"};
}

}  // namespace

CheckResults CheckDisplay(const policy::Policy& policy) {
  CheckResults results;
  if (IsWayland()) {
    results.push_back({Level::kWarn, "Wayland",
                       "this is a Wayland session: only what runs on Xwayland is seen",
                       "log in to an X11 session where shares must be watched"});
  }
  for (const capture::UnwatchedShares& shares : capture::ListUnwatchedShares()) {
    results.push_back({Level::kNote, "not watched", std::string(shares.sentence),
                       "say it by hand: chaperone share start"});
  }
  const auto monitors = capture::ListMonitors("");
  if (!monitors.ok()) {
    results.push_back({Level::kFail, "display", monitors.error().detail,
                       "run this in the desktop session, or set DISPLAY"});
    return results;
  }
  std::string list;
  for (const capture::Monitor& monitor : *monitors) {
    list += (list.empty() ? "" : ", ") + monitor.name + " " + Size(monitor.region);
  }
  results.push_back({Level::kOk, "display", list, ""});
  capture::ShareTarget whole;
  whole.kind = capture::ShareTarget::Kind::kScreen;
  const auto screen = capture::OpenScreen(whole, "");
  results.push_back(screen.ok() ? CheckResult{Level::kOk, "screen", "the screen can be read", ""}
                                : CheckResult{Level::kFail, "screen", screen.error().detail,
                                              "the message says what the X server lacks"});
  const auto watch = capture::ShareWatch::Create("", policy.share_rules);
  results.push_back(watch.ok()
                        ? CheckResult{Level::kOk, "share watch",
                                      std::to_string(policy.share_rules.size()) + " rules", ""}
                        : CheckResult{Level::kFail, "share watch", watch.error().detail,
                                      "until then say it by hand: chaperone share start"});
  return results;
}

CheckResults CheckDesktop(const policy::Policy& policy) {
  const auto probe = ProbeDesktop();
  if (!probe.ok()) {
    CheckResults results = {{Level::kFail, "session bus", probe.error().detail,
                             "log in to a desktop session, or use dbus-run-session"}};
    results.push_back(CheckVault({}, policy));
    return results;
  }
  CheckResults results = {{Level::kOk, "session bus", "reached", ""}};
  results.push_back(probe->agent_running
                        ? CheckResult{Level::kOk, "agent", "running", ""}
                        : CheckResult{Level::kNote, "agent", "not running: shares are not watched",
                                      "start it with: chaperone agent"});
  if (probe->notification_server.empty()) {
    results.push_back({Level::kFail, "notifications",
                       "no notification daemon answers: leaks would not be shown",
                       "start one, such as dunst or xfce4-notifyd"});
  } else if (!probe->notification_actions) {
    results.push_back({Level::kWarn, "notifications",
                       probe->notification_server + " shows no buttons: answers must be typed",
                       "answer with: chaperone alerts resolve"});
  } else {
    results.push_back({Level::kOk, "notifications", probe->notification_server, ""});
  }
  results.push_back(CheckVault(*probe, policy));
  return results;
}

}  // namespace chaperone::agent
