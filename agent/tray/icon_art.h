// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QPixmap>

#include "agent/tray/tray_state.h"

namespace chaperone::tray {

// Where an icon stands: its lines are dark on light and light on dark; where that is not known,
// as on a panel, they are dark with a light rim.
enum class Backdrop { kUnknown, kLight, kDark };

// Our own SVGs, drawn at each size that panels ask for (16 to 128 pixels), so that they are sharp
// on every screen.
QIcon IconOf(TrayState state, Backdrop backdrop);
QIcon ApplicationIcon();

// One picture of `pixels` by `pixels`.
QPixmap Draw(const QString& name, Backdrop backdrop, int pixels);

// Which of the two the application's palette is: for icons in our own windows.
Backdrop BackdropOfWindows();

}  // namespace chaperone::tray
