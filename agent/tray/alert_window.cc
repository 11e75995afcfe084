// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/alert_window.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "agent/tray/icon_art.h"
#include "agent/tray/place_window.h"
#include "agent/tray/plain_label.h"
#include "agent/tray/share_model.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

constexpr int kIcon = 40;
constexpr int kWidth = 460;
constexpr int kOutlineMs = 6000;
// A click or key that was on its way elsewhere when this came is not an answer.
constexpr int kNoClicksMs = 600;
constexpr int kPlacedMs = 250;
constexpr int kGoesAfterMs = 8000;
constexpr int kMostQuestion = 1000;

QDateTime Now() {
  return QDateTime::currentDateTimeUtc();
}

// What a screen reader says of a row: all that the window says of it.
QString Aloud(const AlertRow& row) {
  const AlertWords words = DescribeAlert(row.alert, Now());
  QStringList said{row.text, words.whose, words.when};
  said.removeAll(QString());
  return said.join(QStringLiteral(". ")).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

// In place: what stays the same is not drawn or said again.
void SetRows(QListWidget& list, const std::vector<AlertRow>& rows) {
  while (list.count() > static_cast<int>(rows.size())) delete list.takeItem(list.count() - 1);
  for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
    const AlertRow& row = rows[static_cast<size_t>(i)];
    if (i == list.count()) list.addItem(QString());
    QListWidgetItem& item = *list.item(i);
    if (item.text() != row.text) item.setText(row.text);
    if (const QString aloud = Aloud(row); item.data(Qt::AccessibleTextRole) != aloud) {
      item.setData(Qt::AccessibleTextRole, aloud);
    }
  }
}

void SelectIn(QListWidget& list, const std::vector<AlertRow>& rows, const QString& alert) {
  const auto it = std::find_if(rows.begin(), rows.end(),
                               [&](const AlertRow& row) { return row.ids.contains(alert); });
  const int row = it == rows.end() ? -1 : static_cast<int>(it - rows.begin());
  if (row == list.currentRow()) return;
  const QSignalBlocker blocker(list);
  list.setCurrentRow(row);
}

// As high as its rows need, no higher than `most` of them.
void FitHeight(QListWidget& list, int most) {
  const int rows = std::clamp(list.count(), 1, most);
  const int row = list.count() > 0 ? list.sizeHintForRow(0) : list.fontMetrics().height();
  list.setFixedHeight(rows * row + 2 * list.frameWidth() + 2);
}

}  // namespace

AlertWindow::AlertWindow(AgentLink& link, AlertFeed& feed, QWidget* parent)
    : QWidget(parent, Qt::Window | Qt::WindowStaysOnTopHint), link_(link), feed_(feed) {
  setWindowTitle(tr("Your shared screen"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 12);
  layout->setSpacing(10);
  MakeHead(layout);
  MakeDetails(layout);
  MakeActions(layout);
  MakeQuestion(layout);
  MakeHistory(layout);
  layout->addStretch();
  setMinimumWidth(kWidth);

  outline_ends_.setSingleShot(true);
  connect(&outline_ends_, &QTimer::timeout, this, [this] { outline_.Show({}); });
  goes_by_itself_.setSingleShot(true);
  connect(&goes_by_itself_, &QTimer::timeout, this, &QWidget::close);
  connect(&feed_, &AlertFeed::Changed, this, &AlertWindow::Update);
  feed_.Follow();
  Update();
  open_rows_->setFocus();
}

AlertWindow::~AlertWindow() {
  feed_.Unfollow();
}

void AlertWindow::MakeHead(QVBoxLayout* layout) {
  auto* head = new QHBoxLayout;
  head->setSpacing(12);
  picture_ = new QLabel;
  head->addWidget(picture_);
  headline_ = PlainLabel();
  QFont large = headline_->font();
  large.setPointSizeF(large.pointSizeF() * 1.2);
  large.setBold(true);
  headline_->setFont(large);
  head->addWidget(headline_, 1);
  layout->addLayout(head);

  open_rows_ = new QListWidget;
  open_rows_->setAccessibleName(tr("What needs a look"));
  open_rows_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(open_rows_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0) Select(list_.open[static_cast<size_t>(row)].alert.id);
  });
  layout->addWidget(open_rows_);
  more_ = PlainLabel();
  layout->addWidget(more_);
}

QLabel* AlertWindow::AddDetail(QGridLayout* grid, const QString& question) {
  QLabel* label = PlainLabel();
  label->setAccessibleName(question);
  auto* head = new QLabel(question);
  for (QLabel* each : {head, label}) each->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  const int row = grid->rowCount();
  grid->addWidget(head, row, 0);
  grid->addWidget(label, row, 1);
  return label;
}

void AlertWindow::MakeDetails(QVBoxLayout* layout) {
  details_box_ = new QWidget;
  // A form gives a row that has grown by a line too little of its height.
  auto* grid = new QGridLayout(details_box_);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setColumnStretch(1, 1);
  what_ = AddDetail(grid, tr("What:"));
  whose_ = AddDetail(grid, tr("Whose:"));
  where_ = AddDetail(grid, tr("Where:"));
  when_ = AddDetail(grid, tr("When:"));
  answer_ = PlainLabel();
  grid->addWidget(answer_, grid->rowCount(), 0, 1, 2);
  layout->addWidget(details_box_);
}

QPushButton* AlertWindow::AddAction(const QString& text, const QString& hint) {
  auto* button = new QPushButton(text);
  // Enter in the list is no answer.
  button->setAutoDefault(false);
  button->setToolTip(hint);
  button->setAccessibleDescription(hint);
  auto* grid = qobject_cast<QGridLayout*>(actions_->layout());
  const int n = grid->count();
  grid->addWidget(button, n / 2, n % 2);
  return button;
}

void AlertWindow::MakeActions(QVBoxLayout* layout) {
  actions_ = new QWidget;
  auto* grid = new QGridLayout(actions_);
  grid->setContentsMargins(0, 0, 0, 0);
  hidden_ = AddAction(tr("&Hidden now"), tr("I have closed or covered it"));
  show_places_ = AddAction(tr("Show me &where"),
                           tr("Draws a frame around it for a few seconds; those who watch your "
                              "screen see the frame too"));
  customer_ =
      AddAction(tr("It is the &customer"), tr("The data is that of a customer on the call"));
  colleague_ = AddAction(tr("A co&lleague"), tr("It is a colleague's business data"));
  false_alarm_ = AddAction(tr("&False alarm"), tr("And why"));
  cover_ = AddAction(tr("Co&ver it"), tr("Covers it on the shared screen, or uncovers it"));
  snooze_ = AddAction(tr("&Remind me later"), tr("Goes on record; watching goes on"));
  ask_ = AddAction(tr("&Ask my champion"), tr("Writes a question to your champion"));
  layout->addWidget(actions_);

  connect(hidden_, &QPushButton::clicked, this, [this] { Answer(QStringLiteral("hidden"), {}); });
  connect(customer_, &QPushButton::clicked, this,
          [this] { Answer(QStringLiteral("is_customer"), {}); });
  connect(colleague_, &QPushButton::clicked, this,
          [this] { Answer(QStringLiteral("colleague"), {}); });
  auto* why_menu = new QMenu(false_alarm_);
  for (const QString& why : FalseAlarmReasons()) {
    connect(why_menu->addAction(WhyWords(why)), &QAction::triggered, this,
            [this, why] { Answer(QStringLiteral("false_alarm"), why); });
  }
  false_alarm_->setMenu(why_menu);
  connect(show_places_, &QPushButton::clicked, this, [this] {
    outline_ends_.start(kOutlineMs);
    UpdateOutline();
  });
  connect(cover_, &QPushButton::clicked, this,
          [this] { Cover(!details_.covered.value_or(false)); });
  auto* snooze_menu = new QMenu(snooze_);
  connect(snooze_menu, &QMenu::aboutToShow, this, &AlertWindow::FillSnoozeMenu);
  snooze_->setMenu(snooze_menu);
  connect(ask_, &QPushButton::clicked, this, [this] { OpenQuestion(true); });
}

void AlertWindow::MakeQuestion(QVBoxLayout* layout) {
  question_box_ = new QWidget;
  auto* box = new QHBoxLayout(question_box_);
  box->setContentsMargins(0, 0, 0, 0);
  question_ = new QLineEdit;
  question_->setMaxLength(kMostQuestion);
  question_->setPlaceholderText(tr("Your question, without names"));
  question_->setAccessibleName(tr("Your question to the champion, without names"));
  box->addWidget(question_, 1);
  auto* send = new QPushButton(tr("&Send"));
  send->setAutoDefault(false);
  box->addWidget(send);
  connect(send, &QPushButton::clicked, this, &AlertWindow::SendQuestion);
  connect(question_, &QLineEdit::returnPressed, this, &AlertWindow::SendQuestion);
  question_box_->hide();
  layout->addWidget(question_box_);

  feedback_ = PlainLabel();
  feedback_->hide();
  layout->addWidget(feedback_);
}

void AlertWindow::MakeHistory(QVBoxLayout* layout) {
  earlier_ = new QToolButton;
  earlier_->setText(tr("&Earlier alerts"));
  earlier_->setCheckable(true);
  earlier_->setAutoRaise(true);
  earlier_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  earlier_->setArrowType(Qt::RightArrow);
  earlier_->setFocusPolicy(Qt::StrongFocus);
  layout->addWidget(earlier_, 0, Qt::AlignLeft);
  closed_rows_ = new QListWidget;
  closed_rows_->setAccessibleName(tr("Earlier alerts"));
  closed_rows_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  closed_rows_->hide();
  layout->addWidget(closed_rows_);
  connect(earlier_, &QPushButton::toggled, this, [this](bool on) {
    closed_rows_->setVisible(on);
    earlier_->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
    GrowToFit(*this);
  });
  connect(closed_rows_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0) Select(list_.closed[static_cast<size_t>(row)].alert.id);
  });
}

void AlertWindow::ComeByItself() {
  const bool already = isVisible();
  if (!already) {
    came_by_itself_ = true;
    setAttribute(Qt::WA_ShowWithoutActivating);
    HoldClicks();
    show();
    setAttribute(Qt::WA_ShowWithoutActivating, false);
    return;
  }
  Place();
}

void AlertWindow::HoldClicks() {
  actions_->setEnabled(false);
  QTimer::singleShot(kNoClicksMs, this, [this] { actions_->setEnabled(true); });
}

void AlertWindow::Place() {
  if (!link_.status()) return;
  placed_ = true;
  PlaceUnseen(*this, SharedRegions(*link_.status()), details_.places);
}

void AlertWindow::showEvent(QShowEvent* event) {
  if (!event->spontaneous()) {
    GrowToFit(*this);
    Place();
  }
  QWidget::showEvent(event);
}

void AlertWindow::closeEvent(QCloseEvent* event) {
  outline_.Show({});
  feed_.Dismiss();
  QWidget::closeEvent(event);
}

void AlertWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::ActivationChange && isActiveWindow()) came_by_itself_ = false;
  // Made small is put away: it comes back as a closed one does.
  if (event->type() == QEvent::WindowStateChange && isMinimized()) {
    QTimer::singleShot(0, this, &QWidget::close);
  }
  QWidget::changeEvent(event);
}

void AlertWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Escape) return QWidget::keyPressEvent(event);
  if (question_box_->isVisible()) {
    OpenQuestion(false);
  } else {
    close();
  }
}

void AlertWindow::Update() {
  list_ = ArrangeAlerts(feed_.alerts(), Now());
  const int open = static_cast<int>(list_.open.size()) + list_.more_open;
  const TrayState state = !link_.status() ? TrayState::kNoAgent
                          : open > 0      ? TrayState::kAlert
                                          : TrayState::kIdle;
  picture_->setPixmap(IconOf(state, BackdropOfWindows()).pixmap(kIcon));
  const QString counted = link_.status() ? OnlyCountedWords(*link_.status()) : QString();
  const QString headline = link_.status() ? AlertHeadline(open, !counted.isEmpty())
                                          : tr("The agent does not answer: nothing is watched");
  if (headline_->text() != headline) headline_->setText(headline);
  {
    const QSignalBlocker blocker(*open_rows_);
    SetRows(*open_rows_, list_.open);
  }
  {
    const QSignalBlocker blocker(*closed_rows_);
    SetRows(*closed_rows_, list_.closed);
  }
  open_rows_->setVisible(open > 0);
  FitHeight(*open_rows_, kMostOpenRows);
  constexpr int kClosedSeen = 6;
  FitHeight(*closed_rows_, kClosedSeen);
  more_->setText(list_.more_open > 0 ? MoreWords(list_.more_open) : counted);
  more_->setVisible(!more_->text().isEmpty());
  earlier_->setVisible(!list_.closed.empty());
  // What is open comes first, unless the employee looks at another.
  const bool looks_back = earlier_->isChecked() && closed_rows_->currentRow() >= 0;
  const AlertInfo* alert = Selected();
  const bool keep = alert != nullptr && (alert->open || looks_back || list_.open.empty());
  if (!keep) {
    // A key that is on its way was meant for the one before.
    if (!selected_.isEmpty()) HoldClicks();
    selected_ = list_.open.empty() ? QString() : list_.open.front().alert.id;
  }
  Select(selected_);
  Stay(open > 0);
  // It may not be on the screen yet, and the window manager still has to place it.
  if (isVisible() && !placed_) QTimer::singleShot(kPlacedMs, this, &AlertWindow::Place);
}

void AlertWindow::Stay(bool stay) {
  if (stay || !came_by_itself_) {
    goes_by_itself_.stop();
  } else if (!goes_by_itself_.isActive()) {
    goes_by_itself_.start(kGoesAfterMs);
  }
}

const AlertInfo* AlertWindow::Selected() const {
  const auto it = std::find_if(feed_.alerts().begin(), feed_.alerts().end(),
                               [&](const AlertInfo& alert) { return alert.id == selected_; });
  return it == feed_.alerts().end() ? nullptr : &*it;
}

void AlertWindow::Select(const QString& alert) {
  if (alert != selected_) Tell({});
  selected_ = alert;
  SelectIn(*open_rows_, list_.open, alert);
  SelectIn(*closed_rows_, list_.closed, alert);
  const AlertInfo* found = Selected();
  AlertInfo next = found == nullptr ? AlertInfo{} : *found;
  if (next.id == details_.id) {
    // Only ShowAlert says these: they stay until it says otherwise.
    next.monitor = details_.monitor;
    next.covered = details_.covered;
  }
  details_ = std::move(next);
  ShowDetails();
  if (found != nullptr) AskForDetails();
}

void AlertWindow::AskForDetails() {
  link_.Call(QStringLiteral("ShowAlert"), {selected_}, this, [this](const AgentReply& reply) {
    if (!reply.ok()) return;
    AlertInfo alert = ParseAlert(reply.json);
    if (alert.id != selected_) return;
    details_ = std::move(alert);
    ShowDetails();
  });
}

void AlertWindow::ShowDetails() {
  const bool any = !details_.id.isEmpty();
  details_box_->setVisible(any);
  actions_->setVisible(any);
  if (any) {
    const AlertWords words = DescribeAlert(details_, Now());
    what_->setText(words.what);
    whose_->setText(words.whose);
    where_->setText(words.where);
    when_->setText(words.when);
    answer_->setText(words.answer);
    answer_->setVisible(!words.answer.isEmpty());
    const AlertActions can = ActionsFor(details_, Now());
    hidden_->setEnabled(can.hidden);
    customer_->setEnabled(can.correct);
    colleague_->setEnabled(can.correct);
    false_alarm_->setEnabled(can.correct);
    show_places_->setEnabled(can.show_places && outline_.possible());
    cover_->setVisible(details_.covered.has_value() && link_.status() && link_.status()->may_cover);
    cover_->setEnabled(can.cover || can.uncover);
    cover_->setText(can.uncover ? tr("Unco&ver it") : tr("Co&ver it"));
    const int most = link_.status() ? link_.status()->max_snooze_s : 0;
    snooze_->setEnabled(can.snooze && most > 0);
    ask_->setEnabled(can.ask);
  }
  if (isVisible()) GrowToFit(*this);
  UpdateOutline();
}

void AlertWindow::UpdateOutline() {
  outline_.Show(outline_ends_.isActive() && details_.open ? details_.places : std::vector<QRect>{});
}

void AlertWindow::Answer(const QString& answer, const QString& why) {
  link_.Call(QStringLiteral("AnswerAlert"), {selected_, answer, why}, this,
             [this, alert = selected_, answer](const AgentReply& reply) {
               if (!reply.ok()) return Tell(reply.problem);
               Tell(tr("Thank you; it is on record."));
               feed_.Answered(alert, answer);
             });
}

void AlertWindow::FillSnoozeMenu() {
  QMenu& menu = *snooze_->menu();
  menu.clear();
  if (!link_.status()) return;
  for (const int seconds : SnoozeTimes(link_.status()->max_snooze_s)) {
    const QString until = ClockTime(Now().addSecs(seconds), Now());
    connect(menu.addAction(tr("In %1, at %2").arg(MinutesWords(seconds), until)),
            &QAction::triggered, this, [this, seconds] { Snooze(seconds); });
  }
}

void AlertWindow::Snooze(int seconds) {
  link_.Call(QStringLiteral("SnoozeAlert"), {selected_, static_cast<uint>(seconds)}, this,
             [this](const AgentReply& reply) {
               if (!reply.ok()) return Tell(reply.problem);
               Tell(tr("You are reminded at %1, or sooner if it gets worse.")
                        .arg(ClockTime(ParseTime(reply.json[u"until"]), Now())));
               feed_.Refresh();
             });
}

void AlertWindow::Cover(bool cover) {
  link_.Call(QStringLiteral("CoverAlert"), {selected_, cover}, this,
             [this](const AgentReply& reply) {
               Tell(reply.problem);
               AskForDetails();
             });
}

void AlertWindow::OpenQuestion(bool open) {
  question_box_->setVisible(open);
  if (open) {
    question_->setFocus();
  } else {
    question_->clear();
    ask_->setFocus();
  }
}

void AlertWindow::SendQuestion() {
  const QString text = question_->text().trimmed();
  if (text.isEmpty()) return;
  link_.Call(QStringLiteral("AskAboutAlert"), {selected_, text}, this,
             [this](const AgentReply& reply) {
               if (!reply.ok()) return Tell(reply.problem);
               OpenQuestion(false);
               Tell(tr("Your question is on its way to your champion."));
             });
}

void AlertWindow::Tell(const QString& text) {
  feedback_->setText(text);
  feedback_->setVisible(!text.isEmpty());
}

}  // namespace chaperone::tray
