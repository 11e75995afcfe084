// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace chaperone::tray {

// Makes the Tab key follow the layouts, from the first item to the last: rows that were added or
// built anew are else reached last of all.
void OrderTabs(QWidget& window);

}  // namespace chaperone::tray
