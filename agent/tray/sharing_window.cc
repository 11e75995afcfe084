// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/sharing_window.h"

#include <unistd.h>

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScreen>

#include "agent/tray/place_window.h"
#include "agent/tray/plain_label.h"
#include "agent/tray/safe_text.h"
#include "agent/tray/tab_order.h"
#include "agent/tray/wording.h"
#include "capture/activity/window_list.h"

namespace chaperone::tray {
namespace {

constexpr int kWidth = 440;
constexpr int kOutlineMs = 3000;
constexpr int kPlacedMs = 250;

// Those of other programs that can be seen.
std::vector<OpenWindow> OpenWindows() {
  std::vector<OpenWindow> windows;
  const auto listed = capture::ListWindows("");
  if (!listed.ok()) return windows;
  for (const capture::ListedWindow& w : *listed) {
    if (!w.visible || w.pid == getpid()) continue;
    windows.push_back({w.window, SafeLine(QString::fromStdString(w.application)),
                       QRect(w.region.x, w.region.y, w.region.width, w.region.height)});
  }
  return windows;
}

}  // namespace

SharingWindow::SharingWindow(AgentLink& link, QWidget* parent)
    : QWidget(parent, Qt::Window), link_(link) {
  setWindowTitle(tr("Sharing"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 12);
  layout->setSpacing(10);
  headline_ = PlainLabel();
  QFont large = headline_->font();
  large.setPointSizeF(large.pointSizeF() * 1.2);
  large.setBold(true);
  headline_->setFont(large);
  layout->addWidget(headline_);
  only_counted_ = PlainLabel();
  layout->addWidget(only_counted_);
  card_layout_ = new QVBoxLayout;
  layout->addLayout(card_layout_);
  layout->addWidget(HeadingLabel(tr("Who is watching?")));
  audience_ = PlainLabel();
  layout->addWidget(audience_);
  audience_box_ = MakeAudience();
  layout->addWidget(audience_box_);
  layout->addWidget(HeadingLabel(tr("Do you share something that is not listed?")));
  layout->addWidget(MakeByHand());
  feedback_ = PlainLabel();
  feedback_->hide();
  layout->addWidget(feedback_);
  unwatched_box_ = new QWidget;
  auto* blind = new QVBoxLayout(unwatched_box_);
  blind->setContentsMargins(0, 0, 0, 0);
  blind->addWidget(HeadingLabel(tr("What cannot be watched")));
  unwatched_ = PlainLabel();
  blind->addWidget(unwatched_);
  layout->addWidget(unwatched_box_);
  layout->addStretch();
  setMinimumWidth(kWidth);

  outline_ends_.setSingleShot(true);
  connect(&outline_ends_, &QTimer::timeout, this, [this] { outline_.Show({}); });
  connect(&link_, &AgentLink::StatusChanged, this, &SharingWindow::Update);
  FillChoices();
  Update();
}

QWidget* SharingWindow::MakeAudience() {
  auto* box = new QWidget;
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(0, 0, 0, 0);
  internal_ = new QRadioButton(tr("Only &colleagues"));
  external_ = new QRadioButton(tr("People from &outside too"));
  layout->addWidget(internal_);
  layout->addWidget(external_);
  const auto say = [this](const QString& who) { Call(QStringLiteral("SetAudience"), {who}, {}); };
  connect(internal_, &QRadioButton::clicked, this, [say] { say(QStringLiteral("internal")); });
  connect(external_, &QRadioButton::clicked, this, [say] { say(QStringLiteral("external")); });
  return box;
}

QWidget* SharingWindow::MakeByHand() {
  auto* box = new QWidget;
  auto* layout = new QHBoxLayout(box);
  layout->setContentsMargins(0, 0, 0, 0);
  what_ = new QComboBox;
  what_->setAccessibleName(tr("What you share"));
  what_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  layout->addWidget(what_, 1);
  connect(what_, QOverload<int>::of(&QComboBox::highlighted), this, &SharingWindow::ShowChoice);
  connect(what_, QOverload<int>::of(&QComboBox::activated), this, &SharingWindow::ShowChoice);
  start_ = new QPushButton(tr("&Tell Chaperone"));
  start_->setAccessibleDescription(
      tr("Tells Chaperone that you share this, so that it is watched"));
  layout->addWidget(start_);
  connect(start_, &QPushButton::clicked, this, &SharingWindow::Start);
  return box;
}

SharingWindow::Card SharingWindow::MakeCard() {
  Card card;
  card.box = new QWidget;
  auto* layout = new QHBoxLayout(card.box);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* words = new QVBoxLayout;
  words->setSpacing(2);
  card.title = HeadingLabel({});
  card.what = PlainLabel();
  card.watched = PlainLabel();
  for (QLabel* label : {card.title, card.what, card.watched}) words->addWidget(label);
  layout->addLayout(words, 1);
  card.stop = new QPushButton(tr("&Stop watching"));
  layout->addWidget(card.stop, 0, Qt::AlignTop);
  card_layout_->addWidget(card.box);
  return card;
}

void SharingWindow::ShowCard(Card& card, const ShareCard& share) {
  card.title->setText(share.title);
  card.what->setText(share.what);
  card.watched->setText(share.watched);
  card.stop->setVisible(share.may_stop);
  card.stop->setAccessibleDescription(tr("Stops the watching of: %1").arg(share.what));
  if (card.id == share.id) return;
  card.id = share.id;
  card.stop->disconnect();
  connect(card.stop, &QPushButton::clicked, this, [this, id = share.id] {
    Call(QStringLiteral("StopShare"), {id}, tr("It is not watched any more."));
  });
}

void SharingWindow::showEvent(QShowEvent* event) {
  if (!event->spontaneous()) {
    GrowToFit(*this);
    Place();
  }
  QWidget::showEvent(event);
}

void SharingWindow::Place() {
  if (!link_.status()) return;
  placed_ = true;
  PlaceUnseen(*this, SharedRegions(*link_.status()), {});
}

void SharingWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
  } else {
    QWidget::keyPressEvent(event);
  }
}

void SharingWindow::Update() {
  const auto& status = link_.status();
  headline_->setText(SharingHeadline(status));
  only_counted_->setText(status ? OnlyCountedWords(*status) : QString());
  only_counted_->setVisible(!only_counted_->text().isEmpty());
  const std::vector<ShareCard> shares =
      status ? ShareCards(*status, QDateTime::currentDateTimeUtc()) : std::vector<ShareCard>{};
  while (cards_.size() > shares.size()) {
    cards_.back().box->deleteLater();
    cards_.pop_back();
  }
  while (cards_.size() < shares.size()) cards_.push_back(MakeCard());
  for (size_t i = 0; i < shares.size(); ++i) ShowCard(cards_[i], shares[i]);
  OrderTabs(*this);

  audience_box_->setEnabled(status.has_value());
  start_->setEnabled(status.has_value());
  const QString audience = status ? status->audience : QString();
  audience_->setText(AudienceWords(audience));
  // Where nothing is said yet, none is chosen.
  for (QRadioButton* button : {internal_, external_}) button->setAutoExclusive(false);
  internal_->setChecked(audience == u"internal");
  external_->setChecked(audience == u"external");
  for (QRadioButton* button : {internal_, external_}) button->setAutoExclusive(true);
  QStringList unwatched;
  for (const UnwatchedRow& row : status ? status->unwatched : std::vector<UnwatchedRow>{}) {
    unwatched += QStringLiteral("• ") + UnwatchedWords(row);
  }
  unwatched_->setText(unwatched.join(u'\n'));
  unwatched_box_->setVisible(!unwatched.isEmpty());
  if (!isVisible()) return;
  // A new card counts once it is shown, which its layout does in a moment.
  QTimer::singleShot(0, this, [this] { GrowToFit(*this); });
  // It may not be on the screen yet, and the window manager still has to place it.
  if (!placed_) QTimer::singleShot(kPlacedMs, this, &SharingWindow::Place);
}

void SharingWindow::FillChoices() {
  std::vector<NamedMonitor> monitors;
  for (const QScreen* screen : QGuiApplication::screens()) {
    monitors.push_back({screen->name(), NativeGeometry(*screen)});
  }
  choices_ = ShareChoices(monitors, OpenWindows());
  what_->clear();
  for (const ShareChoice& choice : choices_) what_->addItem(choice.label);
}

// Windows are told apart by where they are: a frame shows it, and no title has to be read out.
void SharingWindow::ShowChoice(int index) {
  if (index < 0 || index >= static_cast<int>(choices_.size())) return;
  const ShareChoice& choice = choices_[static_cast<size_t>(index)];
  outline_.Show(choice.window == 0 ? std::vector<QRect>{} : std::vector{choice.region});
  outline_ends_.start(kOutlineMs);
}

void SharingWindow::Start() {
  const int index = what_->currentIndex();
  if (index < 0) return;
  const ShareChoice& choice = choices_[static_cast<size_t>(index)];
  Call(QStringLiteral("StartShare"), {choice.target, choice.monitor, choice.window},
       tr("Thank you; it is watched from now on."));
}

void SharingWindow::Call(const QString& method, const QVariantList& arguments,
                         const QString& thanks) {
  link_.Call(method, arguments, this, [this, thanks](const AgentReply& reply) {
    Tell(reply.ok() ? thanks : reply.problem);
    link_.Refresh();
  });
}

void SharingWindow::Tell(const QString& text) {
  feedback_->setText(text);
  feedback_->setVisible(!text.isEmpty());
}

}  // namespace chaperone::tray
