// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/alert_feed.h"

#include <algorithm>

namespace chaperone::tray {

AlertFeed::AlertFeed(AgentLink& link, QObject* parent) : QObject(parent), link_(link) {
  fetch_soon_.setSingleShot(true);
  connect(&fetch_soon_, &QTimer::timeout, this, &AlertFeed::Fetch);
  connect(&link_, &AgentLink::StatusChanged, this, &AlertFeed::OnStatus);
  connect(&link_, &AgentLink::AlertOpened, this, &AlertFeed::Refresh);
  connect(&link_, &AgentLink::AlertClosed, this, &AlertFeed::Refresh);
}

void AlertFeed::Follow() {
  ++followers_;
  Refresh();
}

void AlertFeed::Answered(const QString& alert, const QString& answer) {
  for (AlertInfo& a : alerts_) {
    if (a.id == alert) a.answer = answer;
  }
  Refresh();
}

void AlertFeed::OnStatus() {
  if (!link_.status()) {
    alerts_.clear();
    open_ = 0;
    emit Changed();
    return;
  }
  if (followers_ > 0 || open_ > 0 || link_.status()->open_alerts > 0) Refresh();
}

void AlertFeed::Refresh() {
  if (fetching_) {
    fetch_again_ = true;
    return;
  }
  if (fetch_soon_.isActive()) return;
  const qint64 since = since_fetch_.isValid() ? since_fetch_.elapsed() : kMostOftenMs;
  fetch_soon_.start(static_cast<int>(std::max<qint64>(0, kMostOftenMs - since)));
}

void AlertFeed::Fetch() {
  fetching_ = true;
  since_fetch_.start();
  link_.Call(QStringLiteral("ListAlerts"), {}, this, [this](const AgentReply& reply) {
    fetching_ = false;
    if (std::exchange(fetch_again_, false)) Refresh();
    if (!reply.ok()) return;  // its going is told by the status
    alerts_ = ParseAlerts(reply.json);
    open_ = static_cast<int>(
        std::count_if(alerts_.begin(), alerts_.end(), [](const AlertInfo& a) { return a.open; }));
    emit Changed();
    // Where the firm does not want the employee told, the icon and the list still are there.
    if (!link_.status() || !link_.status()->notify_employee) return;
    if (seen_.Calls(alerts_, QDateTime::currentDateTimeUtc())) emit NeedsLook();
  });
}

}  // namespace chaperone::tray
