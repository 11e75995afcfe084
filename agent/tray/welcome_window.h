// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QWidget>

namespace chaperone::tray {

class AgentLink;

// What Chaperone is, in three sentences, and whether the firm only tries it out: shown at the first
// start, and whenever it is asked for.
class WelcomeWindow : public QWidget {
  Q_OBJECT

 public:
  explicit WelcomeWindow(AgentLink& link, QWidget* parent = nullptr);

 private:
  void Update();

  AgentLink& link_;
  QLabel* purpose_;
  QLabel* only_counted_;
};

}  // namespace chaperone::tray
