// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QString>
#include <vector>

// What a look at the open windows found (ShowCheck). Pure; as agent_status: what is absent is
// empty, all text has been through SafeLine().
namespace chaperone::tray {

struct CheckedWindowRow {
  quint32 window = 0;  // its X id
  QString application;
  QString monitor;  // "" where it lies on none
  bool visible = false;
  QString risk;   // none, low, medium, high
  QString kinds;  // for people: "2 names, 1 IBAN"
  int third_parties = 0;
  bool readable = false;
};

struct CheckReport {
  QString id;
  QString state;  // running, done, failed
  int done = 0;
  int of = 0;
  std::vector<CheckedWindowRow> windows;  // the worst first
  QString problem;

  bool running() const { return state == u"running"; }
};

CheckReport ParseCheck(const QJsonObject& reply);

// "high": close it first; for one that could not be read to its end, that it may be higher.
QString RiskOf(const CheckedWindowRow& row);
QString FoundIn(const CheckedWindowRow& row);  // "2 names of 2 other persons"
// "Firefox: Timesheet"; either may not be known.
QString WindowWords(const QString& application, const QString& title);
QString WhereIs(const CheckedWindowRow& row);  // "DP-1, behind others"

// What to do now, in a sentence or two.
QString CheckVerdict(const CheckReport& report);

}  // namespace chaperone::tray
