// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/alert_info.h"

#include <QJsonArray>

#include "agent/tray/agent_status.h"
#include "agent/tray/safe_text.h"

namespace chaperone::tray {

AlertInfo ParseAlert(const QJsonObject& o) {
  AlertInfo alert;
  alert.id = SafeLine(o, "id");
  alert.open = o[u"state"].toString() == u"open";
  alert.severity = SafeLine(o, "severity");
  alert.opened_at = ParseTime(o[u"opened_at"]);
  alert.closed_at = ParseTime(o[u"closed_at"]);
  alert.third_parties = o[u"third_parties"].toInt();
  alert.kinds = o[u"kinds"].toObject();
  alert.application = SafeLine(o, "application");
  alert.monitor = ParseMonitor(o[u"monitor"]);
  alert.answer = SafeLine(o, "answer");
  alert.why = SafeLine(o, "why");
  for (const auto& v : o[u"parties"].toArray()) {
    const QJsonObject party = v.toObject();
    alert.parties.push_back({SafeLine(party, "party"), party[u"kinds"].toObject()});
  }
  alert.share = SafeLine(o, "share");
  alert.window = static_cast<quint32>(o[u"window"].toInteger());
  for (const auto& v : o[u"places"].toArray()) {
    if (const QRect place = ParseRect(v); !place.isEmpty()) alert.places.push_back(place);
  }
  alert.snoozed_until = ParseTime(o[u"snoozed_until"]);
  if (const QJsonValue v = o[u"covered"]; v.isBool()) alert.covered = v.toBool();
  return alert;
}

std::vector<AlertInfo> ParseAlerts(const QJsonObject& reply) {
  std::vector<AlertInfo> alerts;
  for (const auto& v : reply[u"alerts"].toArray()) {
    alerts.push_back(ParseAlert(v.toObject()));
  }
  return alerts;
}

}  // namespace chaperone::tray
