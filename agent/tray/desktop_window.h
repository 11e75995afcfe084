// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

// Windows of other programs on X11. Each call opens its own connection: a click's worth of work.
namespace chaperone::tray {

// Its title, safe to show, "" where there is none. It may hold personal data: for showing to the
// employee, who sees it on the window itself; never for a log or for the agent.
QString WindowTitle(quint32 window);

// Asks the window manager to bring it to the front.
void RaiseWindow(quint32 window);

}  // namespace chaperone::tray
