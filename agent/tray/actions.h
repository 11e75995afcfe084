// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <functional>

#include "agent/tray/windows.h"

namespace chaperone::tray {

// The one menu of icon and status window: what the employee can do. `open` is called with the
// window that was chosen and must outlive the menu.
void FillMenu(QMenu& menu, const std::function<void(WindowId)>& open);

}  // namespace chaperone::tray
