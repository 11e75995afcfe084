// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace chaperone::tray {

// How loud one side of the call is, from -60 dB to 0; drawn, with the figure for screen readers.
class LevelMeter : public QWidget {
  Q_OBJECT

 public:
  explicit LevelMeter(const QString& name, QWidget* parent = nullptr);

  // -90 is silence.
  void SetLevel(double db);
  QSize sizeHint() const override { return {200, 16}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double db_ = -90;
};

}  // namespace chaperone::tray
