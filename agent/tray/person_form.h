// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "agent/tray/call_people.h"
#include "agent/tray/policy_choices.h"

namespace chaperone::tray {

// One person who is about to be on the call.
class PersonForm : public QFrame {
  Q_OBJECT

 public:
  explicit PersonForm(const PolicyChoices& choices, QWidget* parent = nullptr);

  CallPerson person() const;
  void SetPerson(const CallPerson& person);
  void Offer(const PolicyChoices& choices);
  // Screen readers tell the people apart by it; the first one is 1.
  void SetNumber(int number);
  void TakeFocus() { name_->setFocus(Qt::TabFocusReason); }
  // Says beside the fields what is wrong; true where nothing is.
  bool Check();

 signals:
  void RemoveAsked();
  void Entered();  // Return in a field

 private:
  QLineEdit* name_;
  QLineEdit* identifiers_;
  QComboBox* role_;
  QComboBox* place_;
  QComboBox* confirmed_;
  QPushButton* remove_;
  QLabel* problem_;
};

}  // namespace chaperone::tray
