// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/ground_form.h"

#include "agent/tray/plain_label.h"
#include "agent/tray/safe_text.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

constexpr int kMostReference = 100;
constexpr int kMostQuestion = 500;

}  // namespace

GroundForm::GroundForm(QWidget* parent)
    : QWidget(parent),
      form_(new QFormLayout(this)),
      purpose_(new QComboBox),
      because_(PlainLabel()),
      basis_(new QComboBox),
      reference_(new QLineEdit),
      condition_(new QComboBox),
      unsure_(new QCheckBox(tr("I am &unsure: my champion decides"))),
      question_(new QLineEdit) {
  form_->setContentsMargins(0, 0, 0, 0);
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form_->addRow(tr("Recorded &for:"), purpose_);
  form_->addRow(QString(), because_);
  form_->addRow(tr("Lawful &basis:"), basis_);
  form_->addRow(tr("It r&ests on:"), reference_);
  form_->addRow(tr("&Health data and the like:"), condition_);
  form_->addRow(QString(), unsure_);
  form_->addRow(tr("&Question (name nobody):"), question_);
  reference_->setMaxLength(kMostReference);
  reference_->setPlaceholderText(tr("an assessment, rule, contract or statute; nobody's name"));
  question_->setMaxLength(kMostQuestion);
  question_->setPlaceholderText(tr("May this call be recorded?"));
  // Of a combo box Qt tells the choice in the name's place.
  purpose_->setAccessibleDescription(tr("What the call is recorded for"));
  basis_->setAccessibleDescription(tr("Lawful basis"));
  condition_->setAccessibleDescription(tr("Condition for health data and the like"));
  Offer({});
  connect(purpose_, &QComboBox::currentIndexChanged, this, &GroundForm::OnPurpose);
  for (QComboBox* box : {basis_, condition_}) {
    connect(box, &QComboBox::currentIndexChanged, this, &GroundForm::Changed);
  }
  connect(reference_, &QLineEdit::textChanged, this, &GroundForm::Changed);
  connect(unsure_, &QCheckBox::toggled, this, [this] {
    ShowFields();
    emit Changed();
  });
}

void GroundForm::Offer(const PolicyChoices& choices) {
  const QString purpose = purpose_name();
  choices_ = choices;
  {
    const QSignalBlocker quiet(purpose_);
    purpose_->clear();
    purpose_->addItem(tr("not recorded"), QString());
    for (const PurposeChoice& p : choices_.purposes) purpose_->addItem(p.title, p.name);
    purpose_->setCurrentIndex(std::max(purpose_->findData(purpose), 0));
  }
  basis_->clear();
  basis_->addItem(tr("none yet"), QString());
  for (const QString& basis : choices_.bases) basis_->addItem(BasisWords(basis), basis);
  condition_->clear();
  condition_->addItem(tr("no condition chosen"), QString());
  for (const QString& one : choices_.special_conditions) {
    condition_->addItem(QString(one).replace(u'_', u' '), one);
  }
  OnPurpose();
}

void GroundForm::Reset() {
  purpose_->setCurrentIndex(0);
  unsure_->setChecked(false);
  question_->clear();
  because_->clear();
  stated_.clear();
  ShowFields();
}

void GroundForm::Suggest(const QString& purpose, const QString& because) {
  const int index = purpose_->findData(purpose);
  if (purpose.isEmpty() || index < 0 || chosen()) return;
  purpose_->setCurrentIndex(index);
  if (because == u"same_number") {
    because_->setText(tr("as last time with this customer"));
  } else if (because == u"same_class") {
    because_->setText(tr("as last time with customers like this"));
  } else if (because == u"only_one") {
    because_->setText(tr("the only purpose that the firm has"));
  }
  ShowFields();
}

void GroundForm::TakeOver(const GateStatus& gate) {
  const int index = purpose_->findData(gate.purpose);
  if (gate.purpose.isEmpty() || index < 0 || !stated_.isEmpty()) return;
  purpose_->setCurrentIndex(index);
  if (const int basis = basis_->findData(gate.basis); basis >= 0) basis_->setCurrentIndex(basis);
  SetStated();
}

QVariantMap GroundForm::statement() const {
  QVariantMap said;
  const auto say = [&](const char* key, const QString& value) {
    if (!value.isEmpty()) said.insert(QLatin1String(key), value);
  };
  say("purpose", purpose_name());
  say("basis", basis_->currentData().toString());
  say("reference", SafeLine(reference_->text(), kMostReference));
  say("special_condition", condition_->currentData().toString());
  if (unsure()) said.insert(QStringLiteral("unsure"), true);
  return said;
}

QString GroundForm::question() const {
  const QString text = SafeLine(question_->text(), kMostQuestion);
  return text.isEmpty() ? question_->placeholderText() : text;
}

void GroundForm::TakeFocus(Mend mend) {
  QWidget* field = purpose_;
  if (mend == Mend::kChooseBasis) field = basis_;
  if (mend == Mend::kWriteReference) field = reference_;
  if (mend == Mend::kChooseCondition) field = condition_;
  field->setFocus(Qt::TabFocusReason);
}

QString GroundForm::purpose_name() const {
  return purpose_->currentData().toString();
}

void GroundForm::OnPurpose() {
  because_->clear();
  const PurposeChoice* purpose = choices_.Find(purpose_name());
  const int basis = purpose == nullptr ? 0 : basis_->findData(purpose->basis);
  basis_->setCurrentIndex(std::max(basis, 0));
  reference_->setText(purpose == nullptr ? QString() : purpose->reference);
  condition_->setCurrentIndex(0);
  ShowFields();
  emit Changed();
}

void GroundForm::ShowFields() {
  const PurposeChoice* purpose = choices_.Find(purpose_name());
  const bool special = purpose != nullptr && purpose->special_category;
  const bool ruling = unsure() || (purpose != nullptr && purpose->needs_ruling);
  form_->setRowVisible(because_, !because_->text().isEmpty());
  form_->setRowVisible(basis_, chosen() && !unsure());
  form_->setRowVisible(reference_, chosen() && !unsure());
  form_->setRowVisible(condition_, special);
  form_->setRowVisible(unsure_, chosen());
  form_->setRowVisible(question_, chosen() && ruling);
}

}  // namespace chaperone::tray
