// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/announcement_view.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

#include "agent/tray/plain_label.h"

namespace chaperone::tray {

AnnouncementView::AnnouncementView(QWidget* parent)
    : QWidget(parent),
      choice_(new QWidget),
      language_(new QComboBox),
      play_(new QPushButton(tr("Pla&y it"))),
      read_aloud_(new QPushButton(tr("I have &read it aloud"))),
      progress_(new QProgressBar),
      receipt_(PlainLabel({}, true)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* row = new QHBoxLayout(choice_);
  row->setContentsMargins(0, 0, 0, 0);
  auto* label = new QLabel(tr("A&nnouncement in:"));
  label->setBuddy(language_);
  row->addWidget(label);
  row->addWidget(language_, 1);
  row->addWidget(play_);
  row->addWidget(read_aloud_);
  layout->addWidget(choice_);
  language_->setAccessibleDescription(tr("Language of the announcement"));
  progress_->setAccessibleName(tr("How much of the announcement has been played"));
  progress_->setFormat(tr("announcement: %p %"));
  layout->addWidget(progress_);
  layout->addWidget(receipt_);
  connect(play_, &QPushButton::clicked, this, [this] { emit AnnounceAsked(language(), false); });
  connect(read_aloud_, &QPushButton::clicked, this,
          [this] { emit AnnounceAsked(language(), true); });
  Offer({});
}

void AnnouncementView::Offer(const PolicyChoices& choices) {
  language_->clear();
  for (const QString& language : choices.languages) language_->addItem(language, language);
  if (language_->count() == 0) language_->addItem(tr("the firm's language"), QString());
  language_->setEnabled(language_->count() > 1);
  read_aloud_allowed_ = choices.read_aloud_allowed;
}

void AnnouncementView::Show(const GateStatus& gate, const CallNames& names, bool can_play) {
  const bool playing = gate.phase == u"announcing";
  choice_->setVisible(can_play && !playing);
  read_aloud_->setVisible(read_aloud_allowed_);
  progress_->setVisible(playing);
  if (playing) {
    const Progress progress = gate.announcing.value_or(Progress{});
    progress_->setMaximum(std::max(progress.length_ms, 1));
    progress_->setValue(std::min(progress.done_ms, progress_->maximum()));
  }
  receipt_->setVisible(gate.receipt.has_value() && !playing);
  if (gate.receipt) receipt_->setText(ReceiptWords(*gate.receipt, names));
  setVisible(choice_->isVisibleTo(this) || playing || gate.receipt.has_value());
}

QString ReceiptWords(const AnnouncementReceiptRow& receipt, const CallNames& names) {
  QStringList told;
  for (const QString& participant : receipt.participants) told += names.Of(participant);
  const QString who = told.join(AnnouncementView::tr(", "));
  if (receipt.method == u"read_aloud") {
    return AnnouncementView::tr("You read the announcement aloud to %1 (%2).")
        .arg(who, receipt.language);
  }
  return AnnouncementView::
      tr("The announcement was heard by %1: %2 s (%3), %4 of %5 parts found in the call, %6 dB.")
          .arg(who, QLocale().toString(receipt.injected_ms / 1000.0, 'f', 1), receipt.language,
               QString::number(receipt.segments_met), QString::number(receipt.segments),
               QString::number(qRound(receipt.gain_db)));
}

}  // namespace chaperone::tray
