// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/place_window.h"

#include <QApplication>
#include <QLayout>
#include <QScreen>
#include <QWindow>

#include "agent/tray/monitor_choice.h"

namespace chaperone::tray {
namespace {

// What a window manager puts around a window, before it has said so; in the screen's own pixels.
constexpr QMargins kUsualFrame(5, 30, 5, 5);

// Qt scales a screen about its own corner.
QPoint ToNative(const QScreen& screen, QPoint p) {
  const QPoint corner = screen.geometry().topLeft();
  return corner + ((p - corner) * screen.devicePixelRatio());
}

QPoint FromNative(const QScreen& screen, QPoint p) {
  const QPoint corner = screen.geometry().topLeft();
  return corner + ((p - corner) / screen.devicePixelRatio());
}

QRect ToNative(const QScreen& screen, const QRect& r) {
  return {ToNative(screen, r.topLeft()), r.size() * screen.devicePixelRatio()};
}

std::vector<QScreen*> PrimaryFirst() {
  std::vector<QScreen*> screens;
  for (QScreen* screen : QGuiApplication::screens()) {
    const bool first = screen == QGuiApplication::primaryScreen();
    screens.insert(first ? screens.begin() : screens.end(), screen);
  }
  return screens;
}

// Our windows but this one, where a place of their own is theirs to keep.
std::vector<QRect> OtherWindows(const QWidget& window) {
  std::vector<QRect> others;
  for (const QWidget* other : QApplication::topLevelWidgets()) {
    const bool counts = other != &window && other->isVisible() && !other->isMinimized() &&
                        other->windowType() == Qt::Window;
    if (counts) others.push_back(ToNative(*other->screen(), other->frameGeometry()));
  }
  return others;
}

bool Unseen(const QWidget& window, const std::vector<QRect>& shared) {
  const QRect stands = ToNative(*window.screen(), window.frameGeometry());
  return std::none_of(shared.begin(), shared.end(), [&](const QRect& region) {
    return region.isEmpty() || region.intersects(stands);
  });
}

}  // namespace

QRect NativeGeometry(const QScreen& screen) {
  return ToNative(screen, screen.geometry());
}

void GrowToFit(QWidget& window) {
  const QLayout& layout = *window.layout();
  const int width = std::max(window.width(), window.minimumWidth());
  const int height = layout.hasHeightForWidth() ? layout.totalHeightForWidth(width)
                                                : layout.totalSizeHint().height();
  if (window.height() < height || window.width() < width) {
    window.resize(width, std::max(window.height(), height));
  }
}

void PlaceUnseen(QWidget& window, const std::vector<QRect>& shared,
                 const std::vector<QRect>& places) {
  const std::vector<QScreen*> screens = PrimaryFirst();
  // Before that its place is ours to say, and its frame not known.
  const bool stands = window.windowHandle() != nullptr && window.windowHandle()->isExposed();
  if (screens.empty() || (stands && Unseen(window, shared))) return;
  std::vector<MonitorPlace> monitors;
  monitors.reserve(screens.size());
  for (const QScreen* screen : screens) {
    monitors.push_back({NativeGeometry(*screen), ToNative(*screen, screen->availableGeometry())});
  }
  const qreal scale = screens.front()->devicePixelRatio();
  const QMargins frame = stands ? QMargins() : kUsualFrame;
  const QSize size = (stands ? window.frameGeometry().size() : window.size()) * scale;
  const ChosenPlace chosen =
      ChooseMonitor(monitors, {shared, places, OtherWindows(window)}, size.grownBy(frame));
  // One that stands on a shared monitor is moved for a better monitor only, not about it.
  if (stands && chosen.shared) return;
  const QPoint inside(frame.left(), frame.top());
  window.move(FromNative(*screens[chosen.monitor], chosen.top_left + inside));
}

}  // namespace chaperone::tray
