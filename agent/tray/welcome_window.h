// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace chaperone::tray {

// What Chaperone is, in three sentences: shown at the first start, and whenever it is asked for.
class WelcomeWindow : public QWidget {
  Q_OBJECT

 public:
  explicit WelcomeWindow(QWidget* parent = nullptr);
};

}  // namespace chaperone::tray
