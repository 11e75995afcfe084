// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/level_meter.h"

#include <QPainter>
#include <algorithm>

namespace chaperone::tray {
namespace {

constexpr double kFloorDb = -60;
constexpr int kSegments = 30;

}  // namespace

LevelMeter::LevelMeter(const QString& name, QWidget* parent) : QWidget(parent) {
  setAccessibleName(name);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setToolTip(name);
}

void LevelMeter::SetLevel(double db) {
  if (db == db_) return;
  db_ = db;
  setAccessibleDescription(db <= kFloorDb ? tr("silence") : tr("%1 dB").arg(db, 0, 'f', 0));
  update();
}

void LevelMeter::paintEvent(QPaintEvent* /*event*/) {
  // Segments, not only a colour: how far it goes is seen in black and white, too.
  QPainter painter(this);
  const double part = std::clamp((db_ - kFloorDb) / -kFloorDb, 0.0, 1.0);
  const int lit = qRound(part * kSegments);
  QColor dark = palette().color(QPalette::WindowText);
  dark.setAlphaF(0.2F);
  const double step = static_cast<double>(width()) / kSegments;
  for (int i = 0; i < kSegments; ++i) {
    const QRectF segment(i * step + 1, 2, step - 2, height() - 4);
    painter.fillRect(segment, i < lit ? palette().color(QPalette::Highlight) : dark);
  }
}

}  // namespace chaperone::tray
