// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/missing_list.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPushButton>

#include "agent/tray/plain_label.h"

namespace chaperone::tray {
namespace {

struct Deeds {
  Q_DECLARE_TR_FUNCTIONS(Deeds)
};

// "" where there is nothing to press.
QString DeedWords(Mend mend) {
  switch (mend) {
    case Mend::kAddPerson:
      return Deeds::tr("Add somebody");
    case Mend::kChoosePurpose:
      return Deeds::tr("Choose a purpose");
    case Mend::kChooseBasis:
      return Deeds::tr("Choose a basis");
    case Mend::kWriteReference:
      return Deeds::tr("Write what it rests on");
    case Mend::kChooseCondition:
      return Deeds::tr("Choose a condition");
    case Mend::kGiveConsent:
      return Deeds::tr("&They said yes");
    case Mend::kTakeObjectionBack:
      return Deeds::tr("They t&ook it back");
    case Mend::kAskChampion:
      return Deeds::tr("Ask &my champion");
    case Mend::kAnnounce:
      return Deeds::tr("Play the announcement");
    case Mend::kLeaveAndJoin:
      return Deeds::tr("Add them ane&w");
    case Mend::kEndCall:
      return Deeds::tr("End the call");
    case Mend::kIdentify:  // among the people above: it is said how
    case Mend::kNone:
      break;
  }
  return {};
}

}  // namespace

MissingList::MissingList(QWidget* parent) : QWidget(parent), rows_(new QVBoxLayout(this)) {
  rows_->setContentsMargins(0, 0, 0, 0);
}

void MissingList::Show(const std::vector<Mending>& mendings, const CallNames& names) {
  setVisible(!mendings.empty());
  if (mendings == shown_) return;
  shown_ = mendings;
  const bool had_focus = isAncestorOf(focusWidget());
  while (QLayoutItem* item = rows_->takeAt(0)) {
    item->widget()->setParent(nullptr);
    item->widget()->deleteLater();
    delete item;
  }
  if (mendings.empty()) return;
  rows_->addWidget(HeadingLabel(tr("Missing before it may be recorded")));
  for (const Mending& mending : mendings) rows_->addWidget(Row(mending, names));
  if (auto* first = findChild<QPushButton*>(); had_focus && first != nullptr) first->setFocus();
}

QWidget* MissingList::Row(const Mending& mending, const CallNames& names) {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  const QString words = mending.participant.isEmpty()
                            ? mending.words
                            : tr("%1: %2").arg(names.Of(mending.participant), mending.words);
  layout->addWidget(PlainLabel(u'•' + QString(u' ') + words), 1);
  if (const QString deed = DeedWords(mending.mend); !deed.isEmpty()) {
    auto* button = new QPushButton(deed);
    button->setAccessibleDescription(words);
    connect(button, &QPushButton::clicked, this,
            [this, mend = mending.mend, who = mending.participant] { emit MendAsked(mend, who); });
    layout->addWidget(button);
  }
  return row;
}

}  // namespace chaperone::tray
