// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVariantMap>
#include <QWidget>

#include "agent/tray/call_model.h"
#include "agent/tray/policy_choices.h"

namespace chaperone::tray {

// The ground for recording this call: a purpose, the basis that is proposed for it, and what that
// rests on.
class GroundForm : public QWidget {
  Q_OBJECT

 public:
  explicit GroundForm(QWidget* parent = nullptr);

  void Offer(const PolicyChoices& choices);
  // Another call: nothing is chosen.
  void Reset();
  // A purpose that calls like this one had; the employee's own choice stays.
  void Suggest(const QString& purpose, const QString& because);
  // What the agent has, when the window opens in the middle of a call.
  void TakeOver(const GateStatus& gate);
  // The dictionary of SetBasis as it is chosen now.
  QVariantMap statement() const;
  bool chosen() const { return !purpose_name().isEmpty(); }
  bool differs() const { return statement() != stated_; }
  bool unsure() const { return unsure_->isChecked(); }
  void SetStated() { stated_ = statement(); }
  QString question() const;
  // Puts the keyboard where a thing that is missing is mended.
  void TakeFocus(Mend mend);

 signals:
  void Changed();

 private:
  QString purpose_name() const;
  void OnPurpose();
  void ShowFields();

  PolicyChoices choices_;
  QFormLayout* form_;
  QComboBox* purpose_;
  QLabel* because_;
  QComboBox* basis_;
  QLineEdit* reference_;
  QComboBox* condition_;
  QCheckBox* unsure_;
  QLineEdit* question_;
  QVariantMap stated_;
};

}  // namespace chaperone::tray
