// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "capture/activity/share_watch.h"
#include "capture/screen/screen_source.h"
#include "policy/session.h"

namespace chaperone::agent {

// What differs between the watched shares that the session knows and those that are seen now, as
// events. Shares started by hand are not the watch's to end. Pure.
std::vector<policy::Event> ShareChanges(const std::vector<policy::Share>& known,
                                        const std::vector<capture::ObservedShare>& seen,
                                        const std::vector<capture::Monitor>& monitors);

// The same target in the terms of the screen source, and back.
capture::ShareTarget TargetOf(const policy::Share& share);
// "DP-1", "all screens", "one window": for people.
std::string PlaceOf(const capture::ShareTarget& target,
                    const std::vector<capture::Monitor>& monitors);

}  // namespace chaperone::agent
