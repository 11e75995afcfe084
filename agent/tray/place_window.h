// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QWidget>
#include <vector>

namespace chaperone::tray {

// Moves a window that is not shown yet, or that the audience sees although it need not, to where
// ChooseMonitor() says. `shared` and `places` are root coordinates.
void PlaceUnseen(QWidget& window, const std::vector<QRect>& shared,
                 const std::vector<QRect>& places);

// Makes a window as high as its texts need at its width, where it is lower than that.
void GrowToFit(QWidget& window);

// A monitor in root coordinates, in the screen's own pixels.
QRect NativeGeometry(const QScreen& screen);

}  // namespace chaperone::tray
