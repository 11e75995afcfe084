// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <vector>

// What the firm's policy lets an employee choose from (ShowPolicy). Pure, as agent_status: what is
// absent is empty, all text is safe to show.
namespace chaperone::tray {

struct PurposeChoice {
  QString name;   // "complaints"
  QString title;  // "handling complaints"
  QString basis;  // proposed; "unknown" or "": to be chosen
  QString reference;
  bool special_category = false;  // needs a condition of Art. 9(2), too
  bool needs_ruling = false;
};

struct PlaceChoice {
  QString name;   // "uk"
  QString title;  // "United Kingdom"
  QStringList bases;
};

struct PolicyChoices {
  std::vector<PurposeChoice> purposes;
  std::vector<PlaceChoice> places;
  QString place;  // of who is given none
  QStringList bases;
  QStringList languages;  // of announcements, the policy's own first
  QStringList special_conditions;
  QStringList own_domains;
  bool read_aloud_allowed = false;

  const PurposeChoice* Find(const QString& purpose) const;
};

PolicyChoices ParsePolicyChoices(const QJsonObject& reply);

}  // namespace chaperone::tray
