// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/plain_label.h"

namespace chaperone::tray {

QLabel* PlainLabel(const QString& text, bool selectable) {
  auto* label = new QLabel(text);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  if (selectable) {
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  }
  return label;
}

QLabel* HeadingLabel(const QString& text) {
  QLabel* label = PlainLabel(text);
  QFont bold = label->font();
  bold.setBold(true);
  label->setFont(bold);
  return label;
}

}  // namespace chaperone::tray
