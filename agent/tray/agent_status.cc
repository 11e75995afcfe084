// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/agent_status.h"

#include <QJsonArray>

#include "agent/tray/safe_text.h"

namespace chaperone::tray {
namespace {

// A sentence of the agent's: longer than a name.
QString Sentence(const QString& text) {
  return SafeLine(text, 500);
}

AnnouncementReceiptRow ParseReceipt(const QJsonObject& o) {
  AnnouncementReceiptRow row;
  row.id = SafeLine(o, "receipt");
  row.method = SafeLine(o, "method");
  row.language = SafeLine(o, "language");
  row.version = SafeLine(o, "version");
  row.injected_ms = o[u"injected_ms"].toInt();
  row.gain_db = o[u"gain_db"].toDouble();
  row.segments = o[u"segments"].toInt();
  row.segments_met = o[u"segments_met"].toInt();
  row.participants = ParseStrings(o[u"participants"]);
  row.at = ParseTime(o[u"at"]);
  return row;
}

RecordingRow ParseRecording(const QJsonObject& o) {
  RecordingRow row;
  row.id = SafeLine(o, "id");
  row.started_at = ParseTime(o[u"started_at"]);
  row.length_ms = o[u"length_ms"].toInteger();
  row.permitted = o[u"permitted"].toBool();
  row.paused = SafeLine(o, "paused");
  row.paused_ms = o[u"paused_ms"].toInteger();
  constexpr double kSilence = -90;
  row.microphone_db = o[u"microphone_db"].toDouble(kSilence);
  row.far_end_db = o[u"far_end_db"].toDouble(kSilence);
  row.gaps = static_cast<int>(o[u"gaps"].toArray().size());
  return row;
}

}  // namespace

QDateTime ParseTime(const QJsonValue& value) {
  return QDateTime::fromString(value.toString(), Qt::ISODate);
}

QRect ParseRect(const QJsonValue& value) {
  const QJsonArray a = value.toArray();
  if (a.size() != 4) return {};
  return {a[0].toInt(), a[1].toInt(), a[2].toInt(), a[3].toInt()};
}

QString ParseMonitor(const QJsonValue& value) {
  const QString name = SafeLine(value.toString());
  return name == u"all screens" || name == u"one window" ? QString() : name;
}

QStringList ParseStrings(const QJsonValue& list) {
  QStringList out;
  for (const auto& v : list.toArray()) out.append(Sentence(v.toString()));
  return out;
}

GateStatus ParseGate(const QJsonObject& reply) {
  GateStatus gate;
  gate.may = reply[u"may"].toBool();
  gate.phase = SafeLine(reply, "phase");
  for (const auto& v : reply[u"missing"].toArray()) {
    const QJsonObject o = v.toObject();
    gate.missing.push_back(
        {SafeLine(o, "what"), SafeLine(o, "participant"), Sentence(o[u"sentence"].toString())});
  }
  gate.jurisdictions = ParseStrings(reply[u"jurisdictions"]);
  gate.purpose = SafeLine(reply, "purpose");
  gate.basis = SafeLine(reply, "basis");
  gate.trouble = Sentence(reply[u"trouble"].toString());
  if (const QJsonValue v = reply[u"announcement"]; v.isObject()) {
    gate.receipt = ParseReceipt(v.toObject());
  }
  if (const QJsonValue v = reply[u"recording"]; v.isObject()) {
    gate.recording = ParseRecording(v.toObject());
  }
  if (const QJsonValue v = reply[u"announcing"]; v.isObject()) {
    const QJsonObject o = v.toObject();
    gate.announcing = Progress{o[u"injected_ms"].toInt(), o[u"length_ms"].toInt()};
  }
  return gate;
}

std::vector<ShareRow> ParseShares(const QJsonArray& shares) {
  std::vector<ShareRow> rows;
  for (const auto& v : shares) {
    const QJsonObject o = v.toObject();
    ShareRow row;
    row.id = SafeLine(o, "id");
    row.origin = SafeLine(o, "origin");
    row.application = SafeLine(o, "application");
    row.target = SafeLine(o, "target");
    row.monitor = ParseMonitor(o[u"monitor"]);
    row.window = static_cast<quint32>(o[u"window"].toInteger());
    row.region = ParseRect(o[u"region"]);
    row.started_at = ParseTime(o[u"started_at"]);
    row.may_stop = o[u"may_stop"].toBool(row.origin == u"by_hand");
    rows.push_back(std::move(row));
  }
  return rows;
}

AgentStatus ParseStatus(const QJsonObject& reply) {
  AgentStatus status;
  status.version = SafeLine(reply, "version");
  const QJsonObject call = reply[u"call"].toObject();
  status.call = SafeLine(call, "id");
  for (const auto& v : call[u"participants"].toArray()) {
    const QJsonObject o = v.toObject();
    status.participants.push_back(
        {SafeLine(o, "id"), SafeLine(o, "role"), o[u"identity_confirmed"].toBool()});
  }
  status.gate = ParseGate(reply[u"recording"].toObject());
  status.in_call = SafeLine(reply, "in_call");
  status.audience = SafeLine(reply, "audience");
  status.foreign_recorders = ParseStrings(reply[u"foreign_recorders"]);
  status.shares = ParseShares(reply[u"shares"].toArray());
  status.open_alerts = reply[u"open_alerts"].toInt();
  for (const auto& v : reply[u"coverage"].toArray()) {
    const QJsonObject o = v.toObject();
    status.gaps.push_back({SafeLine(o, "share"), SafeLine(o, "reason"), ParseTime(o[u"since"])});
  }
  status.unread = reply[u"reading"].toObject()[u"unread"].toBool();
  for (const auto& v : reply[u"unwatched"].toArray()) {
    const QJsonObject o = v.toObject();
    status.unwatched.push_back({SafeLine(o, "what"), Sentence(o[u"sentence"].toString())});
  }
  status.warnings = ParseStrings(reply[u"warnings"]);
  status.ledger_failing = reply[u"ledger"].toObject()[u"failing"].toBool();
  const QString shield = SafeLine(reply[u"shield"].toObject(), "mode");
  status.may_cover = !shield.isEmpty() && shield != u"off";
  if (reply[u"monitoring"].isObject()) {
    status.only_counted = reply[u"monitoring"].toObject()[u"alerts"].toInt();
  }
  const QJsonObject alert_policy = reply[u"alert_policy"].toObject();
  status.notify_employee = alert_policy[u"notify_employee"].toBool(status.notify_employee);
  status.max_snooze_s = alert_policy[u"max_snooze_s"].toInt(status.max_snooze_s);
  return status;
}

}  // namespace chaperone::tray
