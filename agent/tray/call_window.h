// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>
#include <memory>

#include "agent/tray/agent_link.h"
#include "agent/tray/announcement_view.h"
#include "agent/tray/call_model.h"
#include "agent/tray/call_people.h"
#include "agent/tray/gate_poll.h"
#include "agent/tray/ground_form.h"
#include "agent/tray/missing_list.h"
#include "agent/tray/on_call_list.h"
#include "agent/tray/people_form.h"
#include "agent/tray/windows.h"

namespace chaperone::tray {

// A call from its start to its recording: who is on it, for what it is recorded, what is missing
// still. One button is always the next step. Closing the window changes nothing about the call.
class CallWindow : public QWidget {
  Q_OBJECT

 public:
  // `names` are shared with the recording's window: whichever is open keeps them.
  CallWindow(AgentLink& link, std::shared_ptr<CallNames> names, QWidget* parent = nullptr);

 signals:
  void OpenAsked(chaperone::tray::WindowId id);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void Build();
  void FetchChoices();
  void Update();
  void UpdateButtons();
  // A call to the agent by the employee's wish: what goes wrong is said in the window.
  void Do(const QString& method, const QVariantList& arguments, AgentLink::Done then = {});
  void Say(const QString& problem);
  void OnNext();
  void StartCall();
  void Join();
  void SetGround();
  void Record();
  void OnMend(Mend mend, const QString& participant);
  CallStage stage() const { return StageOf(link_.status()); }

  AgentLink& link_;
  std::shared_ptr<CallNames> names_;
  GatePoll poll_;
  QString call_;  // that is shown; "" before it begins
  bool had_agent_ = false;
  QLabel* standing_;
  OnCallList* on_call_;
  PeopleForm* people_;
  GroundForm* ground_;
  MissingList* missing_;
  AnnouncementView* announcement_;
  QLabel* problem_;
  QPushButton* private_;
  QPushButton* end_;
  QPushButton* next_;
};

}  // namespace chaperone::tray
