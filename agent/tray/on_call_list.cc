// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/on_call_list.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

#include "agent/tray/plain_label.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {

OnCallList::OnCallList(QWidget* parent) : QWidget(parent), rows_(new QVBoxLayout(this)) {
  rows_->setContentsMargins(0, 0, 0, 0);
}

void OnCallList::Show(const std::vector<ParticipantRow>& participants, const CallNames& names) {
  QStringList now;
  for (const ParticipantRow& p : participants) {
    now += names.Of(p.id) + u'\n' + p.role + (p.confirmed ? u'+' : u'-');
  }
  if (now == shown_) return;
  shown_ = now;
  while (QLayoutItem* item = rows_->takeAt(0)) {
    item->widget()->setParent(nullptr);
    item->widget()->deleteLater();
    delete item;
  }
  for (const ParticipantRow& p : participants) rows_->addWidget(Row(p, names));
}

QWidget* OnCallList::Row(const ParticipantRow& participant, const CallNames& names) {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  const QString name = names.Of(participant.id);
  layout->addWidget(PlainLabel(tr("%1: %2, %3")
                                   .arg(name, RoleWords(participant.role),
                                        participant.confirmed ? tr("identity confirmed")
                                                              : tr("identity not confirmed yet"))),
                    1);
  if (!participant.confirmed) {
    auto* identify = new QPushButton(tr("I&dentified by"));
    identify->setAccessibleName(tr("%1 has been identified by").arg(name));
    auto* ways = new QMenu(identify);
    for (const QString& how : WaysToConfirm()) {
      connect(ways->addAction(ConfirmedWords(how)), &QAction::triggered, this,
              [this, id = participant.id, how] { emit IdentifyAsked(id, how); });
    }
    identify->setMenu(ways);
    layout->addWidget(identify);
  }
  auto* leave = new QPushButton(tr("&Left"));
  leave->setAccessibleName(tr("%1 has left the call").arg(name));
  leave->setToolTip(leave->accessibleName());
  connect(leave, &QPushButton::clicked, this, [this, id = participant.id] { emit LeaveAsked(id); });
  layout->addWidget(leave);
  return row;
}

}  // namespace chaperone::tray
