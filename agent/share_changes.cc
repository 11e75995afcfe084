// SPDX-License-Identifier: Apache-2.0
#include "agent/share_changes.h"

#include <algorithm>

namespace chaperone::agent {
namespace {

using Kind = capture::ShareTarget::Kind;
using policy::Share;
using policy::ShareTargetKind;

ShareTargetKind KindOf(Kind kind) {
  switch (kind) {
    case Kind::kScreen:
      return ShareTargetKind::kScreen;
    case Kind::kWindow:
      return ShareTargetKind::kWindow;
    default:
      return ShareTargetKind::kUnknown;
  }
}

Share ShareFrom(const capture::ObservedShare& seen, const std::vector<capture::Monitor>& monitors) {
  Share share;
  share.origin = policy::ShareOrigin::kWatched;
  share.watch_id = seen.id;
  share.application = seen.application;
  share.target = KindOf(seen.target.kind);
  share.region = seen.target.region;
  share.window = seen.target.window;
  share.monitor = PlaceOf(seen.target, monitors);
  return share;
}

}  // namespace

std::vector<policy::Event> ShareChanges(const std::vector<Share>& known,
                                        const std::vector<capture::ObservedShare>& seen,
                                        const std::vector<capture::Monitor>& monitors) {
  std::vector<policy::Event> events;
  for (const Share& share : known) {
    if (share.origin != policy::ShareOrigin::kWatched) continue;
    const auto it = std::find_if(seen.begin(), seen.end(),
                                 [&](const auto& s) { return s.id == share.watch_id; });
    if (it == seen.end()) {
      events.emplace_back(policy::event::ShareEnded{share.id});
      continue;
    }
    const Share now = ShareFrom(*it, monitors);
    if (now.target != share.target || now.region != share.region || now.window != share.window) {
      events.emplace_back(policy::event::ShareTargetChanged{share.id, now});
    }
  }
  for (const capture::ObservedShare& s : seen) {
    const bool is_known = std::any_of(known.begin(), known.end(), [&](const Share& share) {
      return share.origin == policy::ShareOrigin::kWatched && share.watch_id == s.id;
    });
    if (!is_known) events.emplace_back(policy::event::ShareStarted{ShareFrom(s, monitors)});
  }
  return events;
}

capture::ShareTarget TargetOf(const Share& share) {
  capture::ShareTarget target;
  target.region = share.region;
  if (share.target == ShareTargetKind::kScreen) target.kind = Kind::kScreen;
  if (share.target == ShareTargetKind::kWindow) {
    target.kind = Kind::kWindow;
    target.window = share.window;
  }
  return target;
}

std::string PlaceOf(const capture::ShareTarget& target,
                    const std::vector<capture::Monitor>& monitors) {
  if (target.kind == Kind::kWindow) return "one window";
  if (target.kind == Kind::kScreen && !target.region.empty()) {
    for (const capture::Monitor& m : monitors) {
      if (m.region == target.region) return m.name;
    }
  }
  return "all screens";
}

}  // namespace chaperone::agent
