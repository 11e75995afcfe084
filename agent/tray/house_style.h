// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProxyStyle>

namespace chaperone::tray {

// How widgets are drawn where the theme is ours: Fusion, with room beside the words on a button,
// an ellipsis where the words of a combo box are cut, and edges in QPalette::Mid, which can be seen
// on dark windows, too.
class HouseStyle : public QProxyStyle {
 public:
  HouseStyle();

  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                         const QWidget* widget) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget) const override;
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
};

}  // namespace chaperone::tray
