// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/icon_art.h"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>
#include <array>
#include <utility>

namespace chaperone::tray {
namespace {

constexpr std::array kSizes = {16, 22, 24, 32, 44, 48, 64, 128};

// The SVGs are drawn for light backgrounds; on dark ones these colours stand in, each with a
// contrast of at least 4.5 to 1 on #20242c.
constexpr std::array<std::pair<const char*, const char*>, 4> kOnDark = {{
    {"#2b303b", "#f2f4f8"},
    {"#b3261e", "#ff8a80"},
    {"#8a5a00", "#ffc657"},
    {"#1f5fbf", "#8ab8ff"},
}};
// What is white inside a filled shape is dark there.
constexpr const char* kInside = "#ffffff";
constexpr const char* kInsideOnDark = "#16181d";

QByteArray Source(const QString& name, Backdrop backdrop) {
  QFile file(QStringLiteral(":/icons/") + name);
  if (!file.open(QIODevice::ReadOnly)) return {};
  QByteArray svg = file.readAll();
  if (backdrop != Backdrop::kDark) return svg;
  svg.replace(kInside, kInsideOnDark);
  for (const auto& [light, dark] : kOnDark) svg.replace(light, dark);
  return svg;
}

// The shape in one colour, a little wider on all sides.
QPixmap WithRim(const QPixmap& picture) {
  constexpr double kShare = 1.0 / 20;
  QPixmap shape = picture;
  QPainter tint(&shape);
  tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
  tint.fillRect(shape.rect(), Qt::white);
  tint.end();
  QPixmap whole(picture.size());
  whole.fill(Qt::transparent);
  QPainter painter(&whole);
  const double by = std::max(1.0, picture.width() * kShare);
  for (const double x : {-by, 0.0, by}) {
    for (const double y : {-by, 0.0, by}) painter.drawPixmap(QPointF(x, y), shape);
  }
  painter.drawPixmap(0, 0, picture);
  return whole;
}

QIcon Render(const QString& name, Backdrop backdrop) {
  QIcon icon;
  for (const int pixels : kSizes) icon.addPixmap(Draw(name, backdrop, pixels));
  return icon;
}

}  // namespace

QPixmap Draw(const QString& name, Backdrop backdrop, int pixels) {
  QPixmap pixmap(pixels, pixels);
  pixmap.fill(Qt::transparent);
  QSvgRenderer renderer(Source(name, backdrop));
  QPainter painter(&pixmap);
  const double rim = backdrop == Backdrop::kUnknown ? pixels / 20.0 : 0;
  renderer.render(&painter, QRectF(rim, rim, pixels - 2 * rim, pixels - 2 * rim));
  painter.end();
  return backdrop == Backdrop::kUnknown ? WithRim(pixmap) : pixmap;
}

QIcon IconOf(TrayState state, Backdrop backdrop) {
  return Render(StateName(state), backdrop);
}

QIcon ApplicationIcon() {
  return Render(QStringLiteral("chaperone"), Backdrop::kLight);
}

Backdrop BackdropOfWindows() {
  constexpr int kHalf = 128;
  const QColor window = QGuiApplication::palette().color(QPalette::Window);
  return window.lightness() < kHalf ? Backdrop::kDark : Backdrop::kLight;
}

}  // namespace chaperone::tray
