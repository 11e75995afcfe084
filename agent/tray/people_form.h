// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>
#include <optional>

#include "agent/tray/person_form.h"

namespace chaperone::tray {

// The people who are about to be on the call: typed, or taken from an invitation.
class PeopleForm : public QWidget {
  Q_OBJECT

 public:
  explicit PeopleForm(QWidget* parent = nullptr);

  void Offer(const PolicyChoices& choices);
  // Before the call somebody has to be named; on a call there may be nobody to add.
  void SetOnCall(bool on_call);
  // Those that are filled in; nullopt where one of them is wrong, or nobody is named before the
  // call: it is said beside them.
  std::optional<std::vector<CallPerson>> Take();
  void Clear();
  // The keyboard goes to the first row, where there is one.
  void TakeFocus();
  // A new row with the keyboard in it.
  void AddPerson();
  // Takes over the people of an .ics file, or says why not.
  void ReadFile(const QString& path);

 signals:
  void Entered();     // Return in a field
  void Rearranged();  // rows came or went
  void JoinAsked();   // those that are filled in are to join the call

 private:
  PersonForm* Add(const CallPerson& person);
  void Remove(PersonForm* form);
  void ChooseFile();
  void Say(const QString& text);
  void Arrange();

  PolicyChoices choices_;
  bool on_call_ = false;
  std::vector<PersonForm*> forms_;
  QVBoxLayout* rows_;
  QLabel* said_;
  QPushButton* join_;
};

}  // namespace chaperone::tray
