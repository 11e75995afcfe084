// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>
#include <memory>

#include "agent/tray/agent_link.h"
#include "agent/tray/call_people.h"
#include "agent/tray/gate_poll.h"
#include "agent/tray/level_meter.h"
#include "agent/tray/missing_list.h"
#include "agent/tray/people_form.h"
#include "agent/tray/recording_model.h"
#include "agent/tray/windows.h"

namespace chaperone::tray {

// The recording while it runs, or why it does not. Closing the window neither stops nor hides it:
// the icon stays.
class RecordingWindow : public QWidget {
  Q_OBJECT

 public:
  RecordingWindow(AgentLink& link, std::shared_ptr<CallNames> names, QWidget* parent = nullptr);

 signals:
  void OpenAsked(chaperone::tray::WindowId id);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void Build();
  void Update();
  void Move(const GateStatus& gate);
  void ShowPeople(const AgentStatus& status);
  QWidget* PersonRow(const ParticipantRow& participant, bool objects, bool consent);
  void Do(const QString& method, const QVariantList& arguments, AgentLink::Done then = {});
  void Join();
  void OnMend(Mend mend, const QString& participant);

  AgentLink& link_;
  std::shared_ptr<CallNames> names_;
  GatePoll poll_;
  QStringList shown_people_;
  QLabel* picture_;
  QLabel* title_;
  QLabel* time_;
  QLabel* reminder_;
  QWidget* meters_;
  LevelMeter* microphone_;
  LevelMeter* far_end_;
  QPushButton* pause_button_;
  QPushButton* card_;
  QPushButton* resume_;
  QPushButton* stop_;
  MissingList* missing_;
  QVBoxLayout* people_;
  PeopleForm* joining_;
  QLabel* problem_;
  QPushButton* call_;
};

}  // namespace chaperone::tray
