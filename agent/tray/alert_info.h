// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QRect>
#include <QString>
#include <optional>
#include <vector>

// The alerts as the agent tells of them (ListAlerts, ShowAlert). Pure; as in agent_status, what is
// absent has its empty value and all text has been through SafeLine().
namespace chaperone::tray {

struct PartyInfo {
  QString name;  // "A", "B" …; "": nobody's in particular
  QJsonObject kinds;
};

struct AlertInfo {
  QString id;
  bool open = false;
  QString severity;  // low, medium, high
  QDateTime opened_at;
  QDateTime closed_at;  // invalid while it is open
  int third_parties = 0;
  QJsonObject kinds;  // {"email": 1}
  QString application;
  QString monitor;  // ShowAlert only
  QString answer;   // none, hidden, is_customer, colleague, false_alarm
  QString why;      // of a false alarm
  std::vector<PartyInfo> parties;
  QString share;
  quint32 window = 0;
  std::vector<QRect> places;  // visible now, in root coordinates
  QDateTime snoozed_until;    // invalid while it is not snoozed
  // Nullopt: there is nothing to cover it with.
  std::optional<bool> covered;
};

AlertInfo ParseAlert(const QJsonObject& alert);
std::vector<AlertInfo> ParseAlerts(const QJsonObject& reply);  // of ListAlerts

}  // namespace chaperone::tray
