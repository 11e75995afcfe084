// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <vector>

// What is kept about the employee, as tables that a person can read: the same in the glass box and
// in the report. Pure; made from the agent's JSON. What is not known (a newer agent's) is shown as
// it is; all text has been through SafeLine().
namespace chaperone::tray {

struct Table {
  QString title;
  QString about;  // a sentence: what this is
  QStringList heads;
  std::vector<QStringList> rows;  // each as long as `heads`; a cell may have several lines
  QString when_empty;             // a sentence

  bool operator==(const Table&) const = default;
};

Table AlertTable(const QJsonArray& alerts, const QJsonArray& retention);
Table RecordingTable(const QJsonArray& recordings);
Table RulingTable(const QJsonArray& rulings);
Table RememberedTable(const QJsonArray& remembered);
Table CountTable(const QJsonArray& counts);
Table MailTable(const QJsonArray& mails);
Table AccessTable(const QJsonArray& accesses);
Table GapTable(const QJsonArray& gaps);

// Of ShowPolicy: the files that the rules come from, what may be recorded, places, people to turn
// to, watching and keeping.
std::vector<Table> RuleTables(const QJsonObject& policy);

// A time of the agent's on this computer's clock, "2026-03-14 09:26"; "" where there is none.
QString TimeHere(const QJsonValue& time);

}  // namespace chaperone::tray
