// SPDX-License-Identifier: Apache-2.0
#include <xcb/composite.h>

#include "agent/cli/doctor_check.h"
#include "agent/shield/x11_shield.h"

namespace chaperone::agent {
namespace {

constexpr const char* kShieldSubject = "shield";

std::string ByPolicy(policy::ShieldMode mode) {
  return mode == policy::ShieldMode::kCover ? "covers by itself what is found (shield.mode = cover)"
                                            : "covers when asked to (shield.mode = ask)";
}

}  // namespace

DoctorResults CheckShield(const policy::Policy& policy) {
  if (policy.shield.mode == policy::ShieldMode::kOff) {
    return {{Level::kNote, kShieldSubject, "off_by_policy",
             "the policy covers nothing on a shared screen",
             "set shield.mode to ask or cover where that is wanted"}};
  }
  capture::ShareTarget screen;
  screen.kind = capture::ShareTarget::Kind::kScreen;
  // Makes its windows and shows none.
  const auto shield = X11Shield::Open(screen, "");
  if (!shield.ok()) {
    return {{Level::kFail, kShieldSubject, "cannot_cover", shield.error().detail,
             "log in to an X11 session whose server has it, or set shield.mode to off"}};
  }
  const auto x = capture::X11Connection::Open("");
  if (!x.ok() || !x->HasExtension(&xcb_composite_id)) {
    return {{Level::kWarn, kShieldSubject, "no_composite",
             "it " + ByPolicy(policy.shield.mode) +
                 "; the X server lacks the extension Composite: what lies beneath a cover is not "
                 "seen, so a cover does not lift by itself",
             "start the X server with +extension Composite"}};
  }
  return {{Level::kOk, kShieldSubject, "ready", "it " + ByPolicy(policy.shield.mode), ""}};
}

}  // namespace chaperone::agent
