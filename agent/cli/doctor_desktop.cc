// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

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

}  // namespace

DoctorResults CheckDisplay(const policy::Policy& /*policy*/) {
  DoctorResults results;
  if (IsWayland()) {
    results.push_back({Level::kWarn, "Wayland", "wayland_session",
                       "this is a Wayland session: only what runs on Xwayland is seen",
                       "log in to an X11 session where shares must be watched"});
  }
  const auto monitors = capture::ListMonitors("");
  if (!monitors.ok()) {
    results.push_back({Level::kFail, "display", "no_display", monitors.error().detail,
                       "run this in the desktop session, or set DISPLAY"});
    return results;
  }
  std::string list;
  for (const capture::Monitor& monitor : *monitors) {
    list += (list.empty() ? "" : ", ") + monitor.name + " " + Size(monitor.region);
  }
  results.push_back({Level::kOk,
                     "display",
                     "reached",
                     list,
                     "",
                     {{"monitors", static_cast<int64_t>(monitors->size())}}});
  capture::ShareTarget whole;
  whole.kind = capture::ShareTarget::Kind::kScreen;
  const auto screen = capture::OpenScreen(whole, "");
  results.push_back(
      screen.ok() ? DoctorResult{Level::kOk, "screen", "readable", "the screen can be read", ""}
                  : DoctorResult{Level::kFail, "screen", "not_readable", screen.error().detail,
                                 "the message says what the X server lacks"});
  return results;
}

DoctorResults CheckDesktop(const SessionView& session) {
  const auto& probe = session.desktop;
  if (!probe.ok()) {
    return {{Level::kFail, "session bus", "no_bus", probe.error().detail,
             "log in to a desktop session, or use dbus-run-session"}};
  }
  DoctorResults results = {{Level::kOk, "session bus", "reached", "reached", ""}};
  if (probe->notification_server.empty()) {
    results.push_back({Level::kFail, "notifications", "no_daemon",
                       "no notification daemon answers: leaks would not be shown",
                       "start one, such as dunst or xfce4-notifyd"});
  } else if (!probe->notification_actions) {
    results.push_back({Level::kWarn, "notifications", "no_buttons",
                       probe->notification_server + " shows no buttons: answers must be typed",
                       "answer with: chaperone alerts resolve"});
  } else {
    results.push_back(
        {Level::kOk, "notifications", "with_buttons", probe->notification_server, ""});
  }
  return results;
}

}  // namespace chaperone::agent
