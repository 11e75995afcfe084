// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/welcome_window.h"

#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include "agent/tray/agent_link.h"
#include "agent/tray/icon_art.h"
#include "agent/tray/share_model.h"

namespace chaperone::tray {
namespace {

constexpr int kIcon = 64;
constexpr int kWidth = 420;

QLabel* Sentence(const QString& text) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  return label;
}

}  // namespace

WelcomeWindow::WelcomeWindow(AgentLink& link, QWidget* parent) : QWidget(parent), link_(link) {
  setWindowTitle(tr("Welcome to Chaperone"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(24, 24, 24, 20);
  layout->setSpacing(12);
  auto* picture = new QLabel;
  picture->setPixmap(ApplicationIcon().pixmap(kIcon));
  picture->setAlignment(Qt::AlignHCenter);
  layout->addWidget(picture);
  purpose_ = Sentence({});
  layout->addWidget(purpose_);
  only_counted_ = Sentence({});
  layout->addWidget(only_counted_);
  layout->addWidget(Sentence(
      tr("It keeps no picture and no text of your screen, and nothing of a call that you do "
         "not record; what it does keep about you, you see in \"What is kept about me\".")));
  layout->addWidget(
      Sentence(tr("The shield in your panel tells how things stand: click it whenever you want to "
                  "know more or do something.")));
  auto* done = new QPushButton(tr("&Got it"));
  done->setDefault(true);
  done->setAutoDefault(true);
  connect(done, &QPushButton::clicked, this, &QWidget::close);
  new QShortcut(Qt::Key_Escape, this, this, &QWidget::close);
  layout->addStretch();
  layout->addWidget(done, 0, Qt::AlignRight);
  done->setFocus();
  setMinimumWidth(kWidth);
  connect(&link_, &AgentLink::StatusChanged, this, &WelcomeWindow::Update);
  Update();
}

void WelcomeWindow::Update() {
  const auto& status = link_.status();
  // What is not done is not promised.
  purpose_->setText(
      status && status->only_counted
          ? tr("When you share your screen, Chaperone looks whether another person's data is on "
               "it; when you want to record a call, it sees to it that you may.")
          : tr("When you share your screen, Chaperone warns you if another person's data is on it; "
               "when you want to record a call, it sees to it that you may."));
  only_counted_->setText(status ? OnlyCountedWords(*status) : QString());
  only_counted_->setVisible(!only_counted_->text().isEmpty());
}

}  // namespace chaperone::tray
