// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QVBoxLayout>
#include <QWidget>

#include "agent/tray/agent_status.h"
#include "agent/tray/call_people.h"

namespace chaperone::tray {

// Who is on the call now: each with what can be done about them.
class OnCallList : public QWidget {
  Q_OBJECT

 public:
  explicit OnCallList(QWidget* parent = nullptr);

  void Show(const std::vector<ParticipantRow>& participants, const CallNames& names);

 signals:
  void IdentifyAsked(const QString& participant, const QString& how);
  void LeaveAsked(const QString& participant);

 private:
  QWidget* Row(const ParticipantRow& participant, const CallNames& names);

  QVBoxLayout* rows_;
  QStringList shown_;  // nothing is built anew under the employee's keyboard without need
};

}  // namespace chaperone::tray
