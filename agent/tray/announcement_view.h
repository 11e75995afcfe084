// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QWidget>

#include "agent/tray/agent_status.h"
#include "agent/tray/call_people.h"
#include "agent/tray/policy_choices.h"

namespace chaperone::tray {

// The announcement: in which language, how far it has been played, and the receipt of it.
class AnnouncementView : public QWidget {
  Q_OBJECT

 public:
  explicit AnnouncementView(QWidget* parent = nullptr);

  void Offer(const PolicyChoices& choices);
  // `can_play`: it may be made now.
  void Show(const GateStatus& gate, const CallNames& names, bool can_play);
  QString language() const { return language_->currentData().toString(); }
  // Not the policy's own, which comes first.
  bool other_language() const { return language_->currentIndex() > 0; }

 signals:
  void AnnounceAsked(const QString& language, bool read_aloud);

 private:
  QWidget* choice_;
  QComboBox* language_;
  QPushButton* play_;
  QPushButton* read_aloud_;
  QProgressBar* progress_;
  QLabel* receipt_;
  bool read_aloud_allowed_ = false;
};

// "The announcement was heard by Orla Fenwick (p1): 7.8 s (en), 8 of 8 parts found in the call, -2
// dB."
QString ReceiptWords(const AnnouncementReceiptRow& receipt, const CallNames& names);

}  // namespace chaperone::tray
