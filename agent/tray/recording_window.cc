// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/recording_window.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QShortcut>

#include "agent/tray/icon_art.h"
#include "agent/tray/plain_label.h"
#include "agent/tray/tab_order.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

constexpr int kIcon = 48;
constexpr int kWidth = 460;

bool IsMissing(const GateStatus& gate, const QString& participant, QStringView what) {
  for (const MissingItem& item : gate.missing) {
    if (item.participant == participant && item.what == what) return true;
  }
  return false;
}

void Enlarge(QLabel& label, double factor) {
  QFont font = label.font();
  font.setPointSizeF(font.pointSizeF() * factor);
  font.setBold(true);
  label.setFont(font);
}

}  // namespace

RecordingWindow::RecordingWindow(AgentLink& link, std::shared_ptr<CallNames> names, QWidget* parent)
    : QWidget(parent),
      link_(link),
      names_(std::move(names)),
      poll_(link),
      picture_(new QLabel),
      title_(PlainLabel()),
      time_(new QLabel),
      reminder_(PlainLabel()),
      meters_(new QWidget),
      microphone_(new LevelMeter(tr("How loud you are"))),
      far_end_(new LevelMeter(tr("How loud the other side is"))),
      pause_button_(new QPushButton(tr("&Pause"))),
      card_(new QPushButton(tr("Pause for &card details"))),
      resume_(new QPushButton(tr("&Go on recording"))),
      stop_(new QPushButton(tr("&Stop recording"))),
      missing_(new MissingList),
      people_(new QVBoxLayout),
      joining_(new PeopleForm),
      problem_(PlainLabel({}, true)),
      call_(new QPushButton(tr("A&bout the call…"))) {
  Build();
  connect(&link_, &AgentLink::StatusChanged, this, &RecordingWindow::Update);
  connect(&poll_, &GatePoll::Answered, this, &RecordingWindow::Move);
  connect(pause_button_, &QPushButton::clicked, this,
          [this] { Do(QStringLiteral("PauseRecording"), {QStringLiteral("by_hand")}); });
  connect(card_, &QPushButton::clicked, this,
          [this] { Do(QStringLiteral("PauseRecording"), {QStringLiteral("card")}); });
  connect(resume_, &QPushButton::clicked, this,
          [this] { Do(QStringLiteral("ResumeRecording"), {}); });
  connect(stop_, &QPushButton::clicked, this, [this] { Do(QStringLiteral("StopRecording"), {}); });
  connect(missing_, &MissingList::MendAsked, this, &RecordingWindow::OnMend);
  connect(joining_, &PeopleForm::Rearranged, this, [this] { OrderTabs(*this); });
  connect(joining_, &PeopleForm::JoinAsked, this, &RecordingWindow::Join);
  connect(joining_, &PeopleForm::Entered, this, &RecordingWindow::Join);
  connect(call_, &QPushButton::clicked, this, [this] { emit OpenAsked(WindowId::kCall); });
  Update();
}

void RecordingWindow::Build() {
  setWindowTitle(tr("Recording"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 12);
  layout->setSpacing(10);
  auto* head = new QHBoxLayout;
  head->setSpacing(12);
  head->addWidget(picture_);
  Enlarge(*title_, 1.25);
  head->addWidget(title_, 1);
  time_->setTextFormat(Qt::PlainText);
  time_->setAccessibleName(tr("How long is recorded"));
  Enlarge(*time_, 1.5);
  head->addWidget(time_);
  layout->addLayout(head);
  reminder_->setFrameShape(QFrame::StyledPanel);
  reminder_->setMargin(8);
  layout->addWidget(reminder_);
  auto* meters = new QFormLayout(meters_);
  meters->setContentsMargins(0, 0, 0, 0);
  meters->addRow(tr("You"), microphone_);
  meters->addRow(tr("Other side"), far_end_);
  layout->addWidget(meters_);
  auto* deeds = new QHBoxLayout;
  for (QPushButton* button : {resume_, pause_button_, card_, stop_}) deeds->addWidget(button);
  layout->addLayout(deeds);
  layout->addWidget(missing_);
  layout->addLayout(people_);
  joining_->SetOnCall(true);
  layout->addWidget(joining_);
  problem_->setVisible(false);
  layout->addWidget(problem_);
  layout->addStretch();
  layout->addWidget(call_, 0, Qt::AlignRight);
  connect(new QShortcut(QKeySequence::Cancel, this), &QShortcut::activated, this, &QWidget::close);
  setMinimumWidth(kWidth);
}

void RecordingWindow::Update() {
  const auto& status = link_.status();
  const TrayState state = StateOf(status);
  picture_->setPixmap(IconOf(state, BackdropOfWindows()).pixmap(kIcon));
  const RecordingDeeds deeds = DeedsOf(status);
  pause_button_->setVisible(deeds.pause);
  card_->setVisible(deeds.pause);
  resume_->setVisible(deeds.resume);
  stop_->setVisible(deeds.stop);
  const bool call = status && !status->call.isEmpty();
  title_->setText(RecordingTitle(status));
  joining_->setVisible(call);
  call_->setEnabled(status.has_value());
  if (status && !call) names_->Forget();
  missing_->Show(status && !deeds.pause ? MendingsOf(status->gate) : std::vector<Mending>{},
                 *names_);
  ShowPeople(status.value_or(AgentStatus{}));
  Move(status ? status->gate : GateStatus{});
  poll_.Run(isVisible() && deeds.stop);
  setAccessibleDescription(title_->text());
  OrderTabs(*this);
}

void RecordingWindow::Move(const GateStatus& gate) {
  const bool there = gate.recording.has_value();
  time_->setVisible(there);
  meters_->setVisible(there && gate.phase == u"recording");
  const QString paused = there ? gate.recording->paused : QString();
  reminder_->setVisible(!paused.isEmpty());
  if (!there) return;
  time_->setText(Duration(gate.recording->length_ms));
  microphone_->SetLevel(gate.recording->microphone_db);
  far_end_->SetLevel(gate.recording->far_end_db);
  if (!paused.isEmpty()) {
    reminder_->setText(tr("Paused for %1: %2. Nothing is kept until it goes on.")
                           .arg(Duration(gate.recording->paused_ms), PauseWords(paused)));
  }
}

void RecordingWindow::ShowPeople(const AgentStatus& status) {
  QStringList now;
  const bool consent = status.gate.basis == u"consent";
  for (const ParticipantRow& p : status.participants) {
    now += names_->Of(p.id) + p.role + (IsMissing(status.gate, p.id, u"objection") ? u'o' : u'-') +
           (IsMissing(status.gate, p.id, u"withdrawn") ? u'w' : u'-') + (consent ? u'c' : u'-');
  }
  if (now == shown_people_) return;
  shown_people_ = now;
  while (QLayoutItem* item = people_->takeAt(0)) {
    item->widget()->setParent(nullptr);
    item->widget()->deleteLater();
    delete item;
  }
  for (const ParticipantRow& p : status.participants) {
    people_->addWidget(PersonRow(p, IsMissing(status.gate, p.id, u"objection"),
                                 consent && !IsMissing(status.gate, p.id, u"withdrawn")));
  }
}

QWidget* RecordingWindow::PersonRow(const ParticipantRow& participant, bool objects, bool consent) {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  const QString name = names_->Of(participant.id);
  layout->addWidget(PlainLabel(tr("%1: %2").arg(name, RoleWords(participant.role))), 1);
  if (!objects) {
    auto* object = new QPushButton(tr("Obj&ects"));
    object->setAccessibleName(tr("%1 objects to being recorded").arg(name));
    connect(object, &QPushButton::clicked, this, [this, id = participant.id] {
      Do(QStringLiteral("Object"), {id, false});
    });
    layout->addWidget(object);
  }
  if (consent) {
    auto* withdraw = new QPushButton(tr("Ta&kes the yes back"));
    withdraw->setAccessibleName(tr("%1 takes the yes to being recorded back").arg(name));
    connect(withdraw, &QPushButton::clicked, this,
            [this, id = participant.id] { Do(QStringLiteral("WithdrawConsent"), {id}); });
    layout->addWidget(withdraw);
  }
  return row;
}

void RecordingWindow::Do(const QString& method, const QVariantList& arguments,
                         AgentLink::Done then) {
  problem_->setVisible(false);
  link_.Call(method, arguments, this, [this, then = std::move(then)](const AgentReply& reply) {
    problem_->setText(reply.problem);
    problem_->setVisible(!reply.ok());
    if (reply.ok() && then) then(reply);
    link_.Refresh();
  });
}

void RecordingWindow::Join() {
  const auto people = joining_->Take();
  if (!people) return;
  for (const CallPerson& person : *people) {
    Do(QStringLiteral("JoinCall"), {ToFields(person)}, [this, person](const AgentReply& reply) {
      names_->Remember(reply.json[u"participant"].toString(), person);
      joining_->Clear();
    });
  }
}

void RecordingWindow::OnMend(Mend mend, const QString& participant) {
  switch (mend) {
    case Mend::kGiveConsent:
      return Do(QStringLiteral("GiveConsent"), {participant});
    case Mend::kTakeObjectionBack:
      return Do(QStringLiteral("Object"), {participant, true});
    case Mend::kAnnounce:
      return Do(QStringLiteral("Announce"), {QString(), false});
    default:  // the rest is said in the call's window
      emit OpenAsked(WindowId::kCall);
  }
}

void RecordingWindow::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  Update();
}

void RecordingWindow::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  poll_.Run(false);
}

}  // namespace chaperone::tray
