// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/house_style.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace chaperone::tray {
namespace {

constexpr int kButtonRoom = 16;
constexpr qreal kCorner = 2;

}  // namespace

HouseStyle::HouseStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

QSize HouseStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const {
  QSize needed = QProxyStyle::sizeFromContents(type, option, size, widget);
  const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
  // One with a single sign stays as small as it is.
  if (type == CT_PushButton && button != nullptr && button->text.size() > 1) {
    needed.rwidth() += kButtonRoom;
  }
  return needed;
}

void HouseStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
  const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
  if (element != CE_ComboBoxLabel || box == nullptr || box->editable) {
    return QProxyStyle::drawControl(element, option, painter, widget);
  }
  QStyleOptionComboBox cut = *box;
  const QRect room = subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget);
  cut.currentText = box->fontMetrics.elidedText(box->currentText, Qt::ElideRight, room.width() - 4);
  QProxyStyle::drawControl(element, &cut, painter, widget);
}

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
  QProxyStyle::drawPrimitive(element, option, painter, widget);
  const bool round = element == PE_IndicatorRadioButton;
  if (!round && element != PE_IndicatorCheckBox && element != PE_FrameLineEdit) return;
  // Fusion shows the focus in the edge of a line.
  if (element == PE_FrameLineEdit && (option->state & State_HasFocus) != 0) return;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(option->palette.color(QPalette::Mid));
  painter->setBrush(Qt::NoBrush);
  const QRectF edge = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
  if (round) {
    painter->drawEllipse(edge);
  } else {
    painter->drawRoundedRect(edge, kCorner, kCorner);
  }
  painter->restore();
}

}  // namespace chaperone::tray
