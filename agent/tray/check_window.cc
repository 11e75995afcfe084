// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/check_window.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "agent/tray/desktop_window.h"
#include "agent/tray/icon_art.h"
#include "agent/tray/plain_label.h"

namespace chaperone::tray {
namespace {

constexpr QSize kSize(920, 480);
constexpr int kRiskWidth = 140;
constexpr int kFoundWidth = 310;
constexpr int kWhereWidth = 160;

// A shape beside the word, so that it is not told by colour alone.
QIcon RiskIcon(const CheckedWindowRow& row) {
  if (row.risk == u"none") {
    return IconOf(row.readable ? TrayState::kIdle : TrayState::kCoverageGap, BackdropOfWindows());
  }
  return IconOf(TrayState::kAlert, BackdropOfWindows());
}

}  // namespace

CheckWindow::CheckWindow(AgentLink& link, QWidget* parent)
    : QWidget(parent),
      link_(link),
      verdict_(PlainLabel()),
      progress_(new QProgressBar),
      list_(new QTreeWidget),
      show_me_(new QPushButton(tr("&Show me"))),
      again_(new QPushButton(tr("Check &again"))) {
  setWindowTitle(tr("Check my screen before I share"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 12);
  layout->setSpacing(10);
  QFont large = verdict_->font();
  large.setPointSizeF(large.pointSizeF() * 1.15);
  large.setBold(true);
  verdict_->setFont(large);
  layout->addWidget(verdict_);
  progress_->setTextVisible(false);
  progress_->setAccessibleName(tr("Windows looked at"));
  layout->addWidget(progress_);
  MakeList();
  layout->addWidget(list_, 1);
  layout->addWidget(
      PlainLabel(tr("The titles are read by this window for you alone; nothing that was found is "
                    "kept. For a key of your own, bind this in your desktop's settings:")));
  auto* command = PlainLabel(QStringLiteral("chaperone-tray --show check"), true);
  command->setAccessibleName(tr("Command for a key of your own"));
  layout->addWidget(command);
  auto* buttons = new QHBoxLayout;
  auto* done = new QPushButton(tr("C&lose"));
  buttons->addWidget(show_me_);
  buttons->addWidget(again_);
  buttons->addStretch();
  buttons->addWidget(done);
  layout->addLayout(buttons);
  connect(show_me_, &QPushButton::clicked, this, &CheckWindow::ShowMe);
  connect(again_, &QPushButton::clicked, this, &CheckWindow::Start);
  connect(done, &QPushButton::clicked, this, &QWidget::close);
  connect(&link_, &AgentLink::Signalled, this, [this](const QString& member, const QString& check) {
    if (member == QLatin1String("CheckChanged") && check == check_) Fetch();
  });
  resize(kSize);
  Start();
}

void CheckWindow::MakeList() {
  list_->setHeaderLabels({tr("Risk"), tr("Window"), tr("What it shows"), tr("Where")});
  list_->setAccessibleName(tr("Windows, the riskiest first"));
  list_->setRootIsDecorated(false);
  list_->setAllColumnsShowFocus(true);
  list_->setAlternatingRowColors(true);
  list_->setWordWrap(true);
  list_->setTextElideMode(Qt::ElideRight);
  QHeaderView* header = list_->header();
  header->setStretchLastSection(false);
  header->setSectionResizeMode(QHeaderView::Interactive);
  header->setSectionResizeMode(1, QHeaderView::Stretch);
  header->resizeSection(0, kRiskWidth);
  header->resizeSection(2, kFoundWidth);
  header->resizeSection(3, kWhereWidth);
  connect(list_, &QTreeWidget::itemActivated, this, &CheckWindow::ShowMe);
  connect(list_, &QTreeWidget::currentItemChanged, this,
          [this] { show_me_->setEnabled(list_->currentItem() != nullptr); });
}

void CheckWindow::Start() {
  check_.clear();
  Show(ParseCheck({{QStringLiteral("state"), QStringLiteral("running")}}));
  link_.Call(QStringLiteral("CheckScreen"), {}, this, [this](const AgentReply& reply) {
    if (!reply.ok()) {
      return Show(ParseCheck({{QStringLiteral("state"), QStringLiteral("failed")},
                              {QStringLiteral("problem"), reply.problem}}));
    }
    check_ = ParseCheck(reply.json).id;
    Fetch();
  });
}

void CheckWindow::Fetch() {
  link_.Call(QStringLiteral("ShowCheck"), {check_}, this,
             [this, asked = check_](const AgentReply& reply) {
               if (asked != check_) return;
               if (!reply.ok()) {
                 return Show(ParseCheck({{QStringLiteral("state"), QStringLiteral("failed")},
                                         {QStringLiteral("problem"), reply.problem}}));
               }
               Show(ParseCheck(reply.json));
             });
}

void CheckWindow::Show(const CheckReport& report) {
  verdict_->setText(CheckVerdict(report));
  setAccessibleDescription(verdict_->text());
  progress_->setVisible(report.running());
  progress_->setRange(0, report.of);
  progress_->setValue(report.done);
  again_->setEnabled(!report.running());
  Fill(report);
  if (!report.running() && list_->topLevelItemCount() > 0 && !list_->hasFocus()) {
    list_->setFocus();
  }
}

void CheckWindow::Fill(const CheckReport& report) {
  list_->clear();
  for (const CheckedWindowRow& row : report.windows) {
    const QString title = WindowTitle(row.window);
    auto* item = new QTreeWidgetItem(
        {RiskOf(row), WindowWords(row.application, title), FoundIn(row), WhereIs(row)});
    item->setIcon(0, RiskIcon(row));
    item->setData(0, Qt::UserRole, row.window);
    for (int column = 0; column < item->columnCount(); ++column) {
      item->setToolTip(column, item->text(column));
      item->setTextAlignment(column, Qt::AlignLeft | Qt::AlignVCenter);
    }
    list_->addTopLevelItem(item);
  }
  if (list_->topLevelItemCount() > 0) list_->setCurrentItem(list_->topLevelItem(0));
  show_me_->setEnabled(list_->currentItem() != nullptr);
}

void CheckWindow::ShowMe() {
  if (const QTreeWidgetItem* item = list_->currentItem()) {
    RaiseWindow(item->data(0, Qt::UserRole).toUInt());
  }
}

void CheckWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
  } else if (event->key() == Qt::Key_F5 && again_->isEnabled()) {
    Start();
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace chaperone::tray
