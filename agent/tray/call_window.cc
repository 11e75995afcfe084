// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/call_window.h"

#include <QDBusMetaType>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QMimeData>
#include <QScrollArea>
#include <QShortcut>
#include <QUrl>
#include <QVBoxLayout>

#include "agent/tray/plain_label.h"
#include "agent/tray/tab_order.h"
#include "agent/tray/tray_state.h"

namespace chaperone::tray {
namespace {

constexpr int kWidth = 600;
constexpr int kHeight = 520;

QString FileOf(const QMimeData* data) {
  const QList<QUrl> urls = data->urls();
  return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

}  // namespace

CallWindow::CallWindow(AgentLink& link, std::shared_ptr<CallNames> names, QWidget* parent)
    : QWidget(parent),
      link_(link),
      names_(std::move(names)),
      poll_(link),
      standing_(PlainLabel()),
      on_call_(new OnCallList),
      people_(new PeopleForm),
      ground_(new GroundForm),
      missing_(new MissingList),
      announcement_(new AnnouncementView),
      problem_(PlainLabel({}, true)),
      private_(new QPushButton(tr("This call is pri&vate"))),
      end_(new QPushButton(tr("End the &call"))),
      next_(new QPushButton) {
  qDBusRegisterMetaType<QList<QVariantMap>>();  // StartCall's aa{sv}
  Build();
  connect(&link_, &AgentLink::StatusChanged, this, &CallWindow::Update);
  connect(&poll_, &GatePoll::Answered, this, [this](const GateStatus& gate) {
    announcement_->Show(gate, *names_, false);
    if (gate.phase != u"announcing") link_.Refresh();
  });
  connect(people_, &PeopleForm::Entered, this, [this] { call_.isEmpty() ? OnNext() : Join(); });
  connect(people_, &PeopleForm::Rearranged, this, [this] { OrderTabs(*this); });
  connect(people_, &PeopleForm::JoinAsked, this, &CallWindow::Join);
  connect(on_call_, &OnCallList::IdentifyAsked, this,
          [this](const QString& who, const QString& how) {
            Do(QStringLiteral("IdentifyParticipant"), {who, how});
          });
  connect(on_call_, &OnCallList::LeaveAsked, this,
          [this](const QString& who) { Do(QStringLiteral("LeaveCall"), {who}); });
  connect(ground_, &GroundForm::Changed, this, &CallWindow::UpdateButtons);
  connect(missing_, &MissingList::MendAsked, this, &CallWindow::OnMend);
  connect(announcement_, &AnnouncementView::AnnounceAsked, this,
          [this](const QString& language, bool read_aloud) {
            Do(QStringLiteral("Announce"), {language, read_aloud});
          });
  connect(private_, &QPushButton::clicked, this, [this] { Do(QStringLiteral("MakePrivate"), {}); });
  connect(end_, &QPushButton::clicked, this, [this] { Do(QStringLiteral("EndCall"), {}); });
  connect(next_, &QPushButton::clicked, this, &CallWindow::OnNext);
  Update();
  // Where the employee goes on: naming people, or the next step of a call that is open.
  people_->TakeFocus();
  if (!call_.isEmpty()) next_->setFocus();
}

void CallWindow::Build() {
  setWindowTitle(tr("Call"));
  setAcceptDrops(true);
  auto* inside = new QWidget;
  auto* parts = new QVBoxLayout(inside);
  parts->setContentsMargins(16, 16, 16, 8);
  parts->setSpacing(10);
  parts->addWidget(standing_);
  parts->addWidget(HeadingLabel(tr("Who is on the call")));
  parts->addWidget(on_call_);
  parts->addWidget(people_);
  parts->addWidget(HeadingLabel(tr("Is it recorded?")));
  parts->addWidget(ground_);
  parts->addWidget(missing_);
  parts->addWidget(announcement_);
  parts->addStretch();
  auto* scroll = new QScrollArea;
  scroll->setWidget(inside);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll, 1);
  problem_->setContentsMargins(16, 0, 16, 0);
  problem_->setVisible(false);
  layout->addWidget(problem_);
  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(16, 4, 16, 12);
  buttons->addWidget(private_);
  buttons->addWidget(end_);
  buttons->addStretch();
  buttons->addWidget(next_);
  layout->addLayout(buttons);
  next_->setDefault(true);
  next_->setAutoDefault(true);
  connect(new QShortcut(QKeySequence::Cancel, this), &QShortcut::activated, this, &QWidget::close);
  setMinimumWidth(kWidth);
  resize(kWidth, kHeight);
}

void CallWindow::FetchChoices() {
  link_.Call(QStringLiteral("ShowPolicy"), {}, this, [this](const AgentReply& reply) {
    // An older agent cannot say; then it says what is wrong with what is chosen.
    if (!reply.ok()) return;
    const PolicyChoices choices = ParsePolicyChoices(reply.json);
    people_->Offer(choices);
    ground_->Offer(choices);
    announcement_->Offer(choices);
    Update();
  });
}

void CallWindow::Update() {
  const auto& status = link_.status();
  if (status && !had_agent_) FetchChoices();
  had_agent_ = status.has_value();
  const QString call = status ? status->call : call_;
  if (call != call_) {
    // What was said about another call holds no more.
    if (call.isEmpty()) names_->Forget();
    call_ = call;
    ground_->Reset();
    problem_->setVisible(false);
  }
  people_->SetOnCall(!call_.isEmpty());
  standing_->setText(status && call_.isEmpty() && status->in_call.isEmpty()
                         ? tr("No call is open. Say who is on it before you start.")
                         : StateSentences(status).join(u'\n'));
  on_call_->setVisible(!call_.isEmpty());
  if (status) {
    on_call_->Show(status->participants, *names_);
    ground_->TakeOver(status->gate);
    const CallStage now = stage();
    const bool mends = now == CallStage::kMissing || now == CallStage::kToAnnounce ||
                       now == CallStage::kReady || now == CallStage::kRecording;
    missing_->Show(mends ? MendingsOf(status->gate) : std::vector<Mending>{}, *names_);
    announcement_->Show(status->gate, *names_, now == CallStage::kToAnnounce);
    poll_.Run(now == CallStage::kAnnouncing);
    if (!status->gate.trouble.isEmpty() && now != CallStage::kRecording) Say(status->gate.trouble);
  } else {
    poll_.Run(false);
  }
  UpdateButtons();
  OrderTabs(*this);
}

void CallWindow::UpdateButtons() {
  const CallStage now = stage();
  const bool open = now != CallStage::kNoAgent && now != CallStage::kNoCall;
  // What is typed while the agent is away is not lost; what would ask it waits.
  on_call_->setEnabled(now != CallStage::kNoAgent);
  missing_->setEnabled(now != CallStage::kNoAgent);
  announcement_->setEnabled(now != CallStage::kNoAgent);
  ground_->setVisible(now != CallStage::kPrivate);
  ground_->setEnabled(now != CallStage::kRecording && now != CallStage::kClosing &&
                      now != CallStage::kAnnouncing);
  private_->setVisible(open && now != CallStage::kPrivate);
  end_->setVisible(open && now != CallStage::kPrivate);
  const NextStep step = NextStepOf(now, ground_->chosen(), ground_->differs());
  const auto label = [&]() -> QString {
    switch (step) {
      case NextStep::kStartCall:
        return tr("&Start the call");
      case NextStep::kStartAndRecord:
        return ground_->unsure() ? tr("&Start the call") : tr("&Start and record");
      case NextStep::kSetGround:
        return ground_->unsure() ? tr("&Put on record") : tr("&Start recording");
      case NextStep::kRecord:
        return tr("&Start recording");
      case NextStep::kShowRecording:
        return tr("&Show the recording");
      case NextStep::kEndCall:
        return tr("&End the call");
      case NextStep::kNone:
        break;
    }
    return tr("&Start recording");
  };
  next_->setText(label());
  next_->setEnabled(step != NextStep::kNone);
}

void CallWindow::Do(const QString& method, const QVariantList& arguments, AgentLink::Done then) {
  problem_->setVisible(false);
  link_.Call(method, arguments, this, [this, then = std::move(then)](const AgentReply& reply) {
    if (!reply.ok()) Say(reply.problem);
    if (reply.ok() && then) then(reply);
    link_.Refresh();
  });
}

void CallWindow::Say(const QString& problem) {
  problem_->setText(problem);
  problem_->setVisible(true);
}

void CallWindow::OnNext() {
  switch (NextStepOf(stage(), ground_->chosen(), ground_->differs())) {
    case NextStep::kStartCall:
    case NextStep::kStartAndRecord:
      return StartCall();
    case NextStep::kSetGround:
      return SetGround();
    case NextStep::kRecord:
      return Record();
    case NextStep::kShowRecording:
      emit OpenAsked(WindowId::kRecording);
      return;
    case NextStep::kEndCall:
      return Do(QStringLiteral("EndCall"), {});
    case NextStep::kNone:
      break;
  }
}

void CallWindow::StartCall() {
  const auto people = people_->Take();
  if (!people) return;
  QList<QVariantMap> fields;
  for (const CallPerson& person : *people) fields.append(ToFields(person));
  Do(QStringLiteral("StartCall"), {QVariant::fromValue(fields)},
     [this, people = *people](const AgentReply& reply) {
       const QStringList ids = ParseStrings(reply.json[u"participants"]);
       for (qsizetype i = 0; i < ids.size() && i < static_cast<qsizetype>(people.size()); ++i) {
         names_->Remember(ids[i], people[static_cast<size_t>(i)]);
       }
       call_ = reply.json[u"call"].toString();
       people_->SetOnCall(true);
       if (ground_->chosen()) return SetGround();
       link_.Call(QStringLiteral("SuggestBasis"), {}, this, [this](const AgentReply& suggested) {
         if (suggested.ok()) {
           ground_->Suggest(suggested.json[u"purpose"].toString(),
                            suggested.json[u"because"].toString());
         }
         // The usual call goes on by one key; another one says first what it is for.
         if (ground_->chosen()) {
           next_->setFocus(Qt::TabFocusReason);
         } else {
           ground_->TakeFocus(Mend::kChoosePurpose);
         }
       });
     });
}

void CallWindow::Join() {
  const auto people = people_->Take();
  if (!people) return;
  for (const CallPerson& person : *people) {
    Do(QStringLiteral("JoinCall"), {ToFields(person)}, [this, person](const AgentReply& reply) {
      names_->Remember(reply.json[u"participant"].toString(), person);
      people_->Clear();
    });
  }
}

void CallWindow::SetGround() {
  Do(QStringLiteral("SetBasis"), {ground_->statement()}, [this](const AgentReply& reply) {
    ground_->SetStated();
    const GateStatus gate = ParseGate(reply.json);
    AgentStatus after = link_.status().value_or(AgentStatus{});
    after.call = call_;
    after.gate = gate;
    const CallStage then = StageOf(after);
    if (then == CallStage::kToAnnounce || then == CallStage::kReady) Record();
  });
}

void CallWindow::Record() {
  // Where it is missing the agent plays the announcement first, in the policy's language; one in
  // another is asked for by itself.
  if (stage() == CallStage::kToAnnounce && announcement_->other_language()) {
    return Do(QStringLiteral("Announce"), {announcement_->language(), false});
  }
  Do(QStringLiteral("StartRecording"), {});
}

void CallWindow::OnMend(Mend mend, const QString& participant) {
  switch (mend) {
    case Mend::kAddPerson:
    case Mend::kLeaveAndJoin:
      if (!participant.isEmpty()) Do(QStringLiteral("LeaveCall"), {participant});
      return people_->AddPerson();
    case Mend::kChoosePurpose:
    case Mend::kChooseBasis:
    case Mend::kWriteReference:
    case Mend::kChooseCondition:
      return ground_->TakeFocus(mend);
    case Mend::kGiveConsent:
      return Do(QStringLiteral("GiveConsent"), {participant});
    case Mend::kTakeObjectionBack:
      return Do(QStringLiteral("Object"), {participant, true});
    case Mend::kAskChampion:
      return Do(QStringLiteral("AskChampion"), {ground_->question()});
    case Mend::kAnnounce:
      return Do(QStringLiteral("Announce"), {announcement_->language(), false});
    case Mend::kEndCall:
      return Do(QStringLiteral("EndCall"), {});
    case Mend::kIdentify:
    case Mend::kNone:
      break;
  }
}

void CallWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!FileOf(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void CallWindow::dropEvent(QDropEvent* event) {
  people_->ReadFile(FileOf(event->mimeData()));
  event->acceptProposedAction();
}

}  // namespace chaperone::tray
