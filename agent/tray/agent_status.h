// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QRect>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

// What the agent answers (agent/bus/org.chaperone.Agent1.xml), as far as the tray shows it. Pure:
// a field that is absent or of another type has its empty value, so that an older or newer agent
// is understood as far as it goes. All text has been through SafeLine().
namespace chaperone::tray {

struct ParticipantRow {
  QString id;    // "p1"
  QString role;  // customer, representative, staff, other
  bool confirmed = false;
};

// What keeps the gate shut: `what` is a name of the contract, `sentence` the agent's English.
struct MissingItem {
  QString what;
  QString participant;
  QString sentence;
};

struct AnnouncementReceiptRow {
  QString id;
  QString method;  // injected, read_aloud
  QString language;
  QString version;
  int injected_ms = 0;
  double gain_db = 0;
  int segments = 0;
  int segments_met = 0;
  QStringList participants;
  QDateTime at;
};

struct RecordingRow {
  QString id;
  QDateTime started_at;
  qint64 length_ms = 0;
  bool permitted = false;
  QString paused;        // a reason; "" while sound is kept
  qint64 paused_ms = 0;  // for how long by then
  double microphone_db = -90;
  double far_end_db = -90;
  int gaps = 0;
};

struct Progress {
  int done_ms = 0;
  int length_ms = 0;
};

// MayRecord and RecordingStatus.
struct GateStatus {
  bool may = false;
  QString phase;  // no_call, private, closed, consulting, ready_to_announce, announcing, ready,
                  // opening, recording, paused, closing
  std::vector<MissingItem> missing;
  QStringList jurisdictions;
  QString purpose;
  QString basis;
  QString trouble;
  std::optional<AnnouncementReceiptRow> receipt;
  std::optional<RecordingRow> recording;
  std::optional<Progress> announcing;
};

struct ShareRow {
  QString id;
  QString origin;  // watched, by_hand
  QString application;
  QString target;   // screen, window, unknown
  QString monitor;  // "" for all of them, and with a window
  quint32 window = 0;
  QRect region;  // root coordinates; empty: all, or not known
  QDateTime started_at;
  bool may_stop = false;
};

struct GapRow {
  QString share;
  QString reason;
  QDateTime since;
};

// Shares that cannot be watched: `what` is a name of the contract, `sentence` the agent's English.
struct UnwatchedRow {
  QString what;
  QString sentence;
};

struct AgentStatus {
  QString version;
  QString call;  // "" while none is open
  std::vector<ParticipantRow> participants;
  GateStatus gate;
  QString in_call;  // the program that has the microphone; "" where none has
  QString audience;
  QStringList foreign_recorders;
  std::vector<ShareRow> shares;
  int open_alerts = 0;
  std::vector<GapRow> gaps;
  bool unread = false;  // something on a share has not been read yet
  std::vector<UnwatchedRow> unwatched;
  QStringList warnings;
  bool ledger_failing = false;
  bool may_cover = false;  // the shield is not off
  // What policy says of alerts.
  std::optional<int> only_counted;  // leaks of this week, where nobody is told of them
  bool notify_employee = true;
  int max_snooze_s = 300;
};

GateStatus ParseGate(const QJsonObject& reply);
std::vector<ShareRow> ParseShares(const QJsonArray& shares);
AgentStatus ParseStatus(const QJsonObject& reply);

// "2026-03-14T09:26:53Z"; invalid where it is none.
QDateTime ParseTime(const QJsonValue& value);
QRect ParseRect(const QJsonValue& value);          // [x, y, w, h]
QStringList ParseStrings(const QJsonValue& list);  // each through SafeLine()
// A monitor's name; "" for what the agent calls "all screens" and "one window".
QString ParseMonitor(const QJsonValue& value);

}  // namespace chaperone::tray
