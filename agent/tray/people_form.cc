// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/people_form.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <algorithm>

#include "agent/tray/plain_label.h"

namespace chaperone::tray {

PeopleForm::PeopleForm(QWidget* parent)
    : QWidget(parent),
      rows_(new QVBoxLayout),
      said_(PlainLabel({}, true)),
      join_(new QPushButton(tr("&Join the call"))) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(rows_);
  layout->addWidget(said_);
  said_->setVisible(false);
  auto* buttons = new QHBoxLayout;
  auto* add = new QPushButton(tr("&Add somebody"));
  auto* invitation = new QPushButton(tr("From an &invitation…"));
  invitation->setToolTip(tr("Opens an .ics file; it can also be dropped on this window."));
  buttons->addWidget(add);
  buttons->addWidget(invitation);
  buttons->addStretch();
  buttons->addWidget(join_);
  layout->addLayout(buttons);
  connect(add, &QPushButton::clicked, this, &PeopleForm::AddPerson);
  connect(invitation, &QPushButton::clicked, this, &PeopleForm::ChooseFile);
  connect(join_, &QPushButton::clicked, this, &PeopleForm::JoinAsked);
  Add({});
}

void PeopleForm::Offer(const PolicyChoices& choices) {
  choices_ = choices;
  for (PersonForm* form : forms_) form->Offer(choices_);
}

void PeopleForm::SetOnCall(bool on_call) {
  if (on_call_ == on_call) return;
  on_call_ = on_call;
  Clear();
}

std::optional<std::vector<CallPerson>> PeopleForm::Take() {
  std::vector<CallPerson> people;
  for (PersonForm* form : forms_) {
    // A row that was left empty is nobody, but for the only one before a call.
    if (form->person().empty() && (forms_.size() > 1 || on_call_)) continue;
    if (!form->Check()) return std::nullopt;
    people.push_back(form->person());
  }
  if (people.empty() && !forms_.empty()) {
    forms_.front()->Check();
    return std::nullopt;
  }
  return people;
}

void PeopleForm::Clear() {
  for (PersonForm* form : std::exchange(forms_, {})) form->deleteLater();
  said_->setVisible(false);
  if (!on_call_) Add({});
  Arrange();
}

void PeopleForm::TakeFocus() {
  if (!forms_.empty()) forms_.front()->TakeFocus();
}

void PeopleForm::AddPerson() {
  Add({})->TakeFocus();
}

void PeopleForm::ReadFile(const QString& path) {
  QFile file(path);
  // A pipe or a device would never end.
  if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) {
    return Say(tr("The invitation cannot be opened: %1. Save it to a folder of yours and open it "
                  "from there.")
                   .arg(file.error() == QFileDevice::NoError ? tr("it is no plain file")
                                                             : file.errorString()));
  }
  const Invitation invitation =
      ReadInvitation(file.read(kMostInvitationBytes + 1), choices_.own_domains);
  if (!invitation.ok()) return Say(invitation.problem);
  PersonForm* waits = forms_.size() == 1 ? forms_.front() : nullptr;
  for (const CallPerson& person : PeopleOf(invitation)) Add(person);
  // The row that waits to be typed in gives way.
  if (waits != nullptr && waits->person().empty()) Remove(waits);
  QString said = tr("%n person(s) taken from the invitation. Remove who is not on the call.",
                    nullptr, static_cast<int>(invitation.people.size()));
  if (invitation.unreadable > 0) {
    said += u' ' + tr("%n entry(ies) could not be read.", nullptr, invitation.unreadable);
  }
  Say(said);
}

PersonForm* PeopleForm::Add(const CallPerson& person) {
  auto* form = new PersonForm(choices_);
  form->SetPerson(person);
  rows_->addWidget(form);
  forms_.push_back(form);
  connect(form, &PersonForm::RemoveAsked, this, [this, form] { Remove(form); });
  connect(form, &PersonForm::Entered, this, &PeopleForm::Entered);
  Arrange();
  return form;
}

void PeopleForm::Remove(PersonForm* form) {
  forms_.erase(std::remove(forms_.begin(), forms_.end(), form), forms_.end());
  form->deleteLater();
  if (forms_.empty() && !on_call_) {
    AddPerson();
  } else if (!forms_.empty()) {
    forms_.back()->TakeFocus();
  }
  Arrange();
}

void PeopleForm::ChooseFile() {
  auto* dialog = new QFileDialog(this, tr("Open an invitation"), QString(),
                                 tr("Calendar invitations (*.ics);;All files (*)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, &PeopleForm::ReadFile);
  dialog->open();
}

void PeopleForm::Say(const QString& text) {
  said_->setText(text);
  said_->setVisible(true);
}

void PeopleForm::Arrange() {
  int number = 0;
  for (PersonForm* form : forms_) form->SetNumber(++number);
  join_->setVisible(on_call_ && !forms_.empty());
  emit Rearranged();
}

}  // namespace chaperone::tray
