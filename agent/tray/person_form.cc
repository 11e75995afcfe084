// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/person_form.h"

#include <QGridLayout>

#include "agent/tray/plain_label.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

void Select(QComboBox& box, const QString& data) {
  box.setCurrentIndex(std::max(box.findData(data), 0));
}

}  // namespace

PersonForm::PersonForm(const PolicyChoices& choices, QWidget* parent)
    : QFrame(parent),
      name_(new QLineEdit),
      identifiers_(new QLineEdit),
      role_(new QComboBox),
      place_(new QComboBox),
      confirmed_(new QComboBox),
      remove_(new QPushButton(QStringLiteral("✕"))),
      problem_(PlainLabel()) {
  setFrameShape(QFrame::StyledPanel);
  name_->setPlaceholderText(tr("Name"));
  identifiers_->setPlaceholderText(tr("E-mail, phone or account number"));
  for (const char* role : {"customer", "representative", "staff", "other"}) {
    role_->addItem(RoleWords(QLatin1String(role)), QLatin1String(role));
  }
  confirmed_->addItem(tr("identity not confirmed yet"), QString());
  for (const QString& way : WaysToConfirm()) {
    confirmed_->addItem(tr("confirmed: %1").arg(ConfirmedWords(way)), way);
  }
  Offer(choices);
  remove_->setFixedWidth(remove_->sizeHint().height());
  remove_->setToolTip(tr("Remove this person"));
  problem_->setVisible(false);

  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(8, 8, 8, 8);
  // In the order of the Tab key: who, how reached, as what, how known, where.
  grid->addWidget(name_, 0, 0);
  grid->addWidget(identifiers_, 0, 1, 1, 2);
  grid->addWidget(role_, 1, 0);
  grid->addWidget(confirmed_, 1, 1);
  grid->addWidget(place_, 1, 2, 1, 2);
  grid->addWidget(remove_, 0, 3);
  grid->addWidget(problem_, 2, 0, 1, 4);
  grid->setColumnStretch(0, 2);
  grid->setColumnStretch(1, 3);
  grid->setColumnStretch(2, 3);
  for (QComboBox* box : {role_, place_, confirmed_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
  }

  connect(remove_, &QPushButton::clicked, this, &PersonForm::RemoveAsked);
  for (QLineEdit* edit : {name_, identifiers_}) {
    connect(edit, &QLineEdit::returnPressed, this, &PersonForm::Entered);
    connect(edit, &QLineEdit::textEdited, problem_, [this] { problem_->setVisible(false); });
  }
  SetNumber(1);
}

CallPerson PersonForm::person() const {
  CallPerson person;
  person.name = name_->text();
  person.identifiers = identifiers_->text();
  person.role = role_->currentData().toString();
  person.place = place_->currentData().toString();
  person.confirmed_how = confirmed_->currentData().toString();
  return person;
}

void PersonForm::SetPerson(const CallPerson& person) {
  name_->setText(person.name);
  identifiers_->setText(person.identifiers);
  Select(*role_, person.role);
  Select(*place_, person.place);
  Select(*confirmed_, person.confirmed_how);
}

void PersonForm::Offer(const PolicyChoices& choices) {
  const QString before = place_->currentData().toString();
  QString own = tr("as the firm");
  for (const PlaceChoice& place : choices.places) {
    if (place.name == choices.place) own = place.title;
  }
  place_->clear();
  place_->addItem(tr("law: %1").arg(own), QString());
  for (const PlaceChoice& place : choices.places) {
    if (place.name != choices.place) place_->addItem(tr("law: %1").arg(place.title), place.name);
  }
  Select(*place_, before);
}

void PersonForm::SetNumber(int number) {
  setAccessibleName(tr("Person %1").arg(number));
  name_->setAccessibleName(tr("Name of person %1").arg(number));
  identifiers_->setAccessibleName(tr("E-mail, phone or account number of person %1").arg(number));
  role_->setAccessibleName(tr("Role of person %1").arg(number));
  place_->setAccessibleName(tr("Where person %1 is: whose law applies").arg(number));
  confirmed_->setAccessibleName(tr("How the identity of person %1 is confirmed").arg(number));
  remove_->setAccessibleName(tr("Remove person %1").arg(number));
  // Of a combo box Qt tells the choice in the name's place.
  for (QComboBox* box : {role_, place_, confirmed_}) {
    box->setAccessibleDescription(box->accessibleName());
  }
}

bool PersonForm::Check() {
  const QString problem = ProblemOf(person());
  problem_->setText(problem);
  problem_->setVisible(!problem.isEmpty());
  if (!problem.isEmpty()) TakeFocus();
  return problem.isEmpty();
}

}  // namespace chaperone::tray
