// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <vector>

#include "agent/tray/agent_link.h"
#include "agent/tray/alert_info.h"
#include "agent/tray/alert_model.h"

namespace chaperone::tray {

// The alerts, kept up to date while there is reason to: one is open, or somebody follows. However
// many signals come, the agent is asked at most once in kMostOftenMs.
class AlertFeed : public QObject {
  Q_OBJECT

 public:
  static constexpr int kMostOftenMs = 500;

  explicit AlertFeed(AgentLink& link, QObject* parent = nullptr);

  const std::vector<AlertInfo>& alerts() const { return alerts_; }
  // Whoever shows them follows for as long as it does.
  void Follow();
  void Unfollow() { --followers_; }
  // The employee has closed the window on what is open now.
  void Dismiss() { seen_.Dismiss(alerts_); }
  // The agent has taken this answer; the list is asked for again.
  void Answered(const QString& alert, const QString& answer);
  void Refresh();

 signals:
  void Changed();
  // Something is open that the employee has not seen yet.
  void NeedsLook();

 private:
  void OnStatus();
  void Fetch();

  AgentLink& link_;
  std::vector<AlertInfo> alerts_;
  SeenAlerts seen_;
  QTimer fetch_soon_;
  QElapsedTimer since_fetch_;
  bool fetching_ = false;
  bool fetch_again_ = false;
  int followers_ = 0;
  int open_ = 0;  // in alerts_
};

}  // namespace chaperone::tray
