// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace chaperone::tray {

// Text that is never read as markup, wraps, and can be reached and copied by keyboard where
// `selectable`.
QLabel* PlainLabel(const QString& text = {}, bool selectable = false);
// The same in bold: the heading of a part of a window.
QLabel* HeadingLabel(const QString& text);

}  // namespace chaperone::tray
