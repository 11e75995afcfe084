// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>

#include "agent/tray/agent_link.h"

namespace chaperone::tray {

// Pause, card pause, going on and stopping at the top of the menu, while there is a recording: at
// hand when the card number is already being said.
void AddRecordingActions(QMenu& menu, AgentLink& link);

}  // namespace chaperone::tray
