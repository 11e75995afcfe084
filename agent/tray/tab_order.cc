// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/tab_order.h"

#include <QLayout>
#include <QScrollArea>

namespace chaperone::tray {
namespace {

void Collect(QWidget* widget, QList<QWidget*>& order);

void Collect(QLayout* layout, QList<QWidget*>& order) {
  for (int i = 0; layout != nullptr && i < layout->count(); ++i) {
    QLayoutItem* item = layout->itemAt(i);
    if (item->widget() != nullptr) {
      Collect(item->widget(), order);
    } else {
      Collect(item->layout(), order);
    }
  }
}

void Collect(QWidget* widget, QList<QWidget*>& order) {
  if ((widget->focusPolicy() & Qt::TabFocus) != 0) {
    order.append(widget);
  } else if (auto* scroll = qobject_cast<QScrollArea*>(widget)) {
    Collect(scroll->widget(), order);
  } else {
    Collect(widget->layout(), order);
  }
}

}  // namespace

void OrderTabs(QWidget& window) {
  QList<QWidget*> order;
  Collect(window.layout(), order);
  for (qsizetype i = 1; i < order.size(); ++i) QWidget::setTabOrder(order[i - 1], order[i]);
}

}  // namespace chaperone::tray
