// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/status_window.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include "agent/tray/actions.h"
#include "agent/tray/icon_art.h"
#include "agent/tray/recording_actions.h"

namespace chaperone::tray {
namespace {

constexpr int kIcon = 48;
constexpr int kWidth = 360;

}  // namespace

StatusWindow::StatusWindow(AgentLink& link, QWidget* parent)
    : QWidget(parent),
      link_(link),
      picture_(new QLabel),
      title_(new QLabel),
      sentences_(new QLabel) {
  setWindowTitle(tr("Chaperone"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 12);
  auto* head = new QHBoxLayout;
  head->setSpacing(12);
  head->addWidget(picture_);
  QFont large = title_->font();
  large.setPointSizeF(large.pointSizeF() * 1.25);
  large.setBold(true);
  title_->setFont(large);
  title_->setTextFormat(Qt::PlainText);
  title_->setWordWrap(true);
  head->addWidget(title_, 1);
  layout->addLayout(head);
  sentences_->setTextFormat(Qt::PlainText);
  sentences_->setWordWrap(true);
  sentences_->setTextInteractionFlags(Qt::TextSelectableByKeyboard | Qt::TextSelectableByMouse);
  layout->addWidget(sentences_, 1);
  auto* menu_button = new QPushButton(tr("&Do something"));
  auto* menu = new QMenu(menu_button);
  AddRecordingActions(*menu, link_);
  FillMenu(*menu, [this](WindowId id) { emit OpenAsked(id); });
  menu_button->setMenu(menu);
  layout->addWidget(menu_button, 0, Qt::AlignRight);
  menu_button->setFocus();
  setMinimumWidth(kWidth);
  connect(&link_, &AgentLink::StatusChanged, this, &StatusWindow::Update);
  Update();
}

void StatusWindow::Update() {
  const TrayState state = StateOf(link_.status());
  picture_->setPixmap(IconOf(state, BackdropOfWindows()).pixmap(kIcon));
  title_->setText(StateTitle(state));
  sentences_->setText(StateSentences(link_.status()).join(QLatin1Char('\n')));
  setAccessibleDescription(title_->text());
}

void StatusWindow::closeEvent(QCloseEvent* event) {
  if (!only_face_) return QWidget::closeEvent(event);
  event->ignore();
  showMinimized();
}

void StatusWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace chaperone::tray
