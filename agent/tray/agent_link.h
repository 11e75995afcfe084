// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QJsonObject>
#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <functional>
#include <optional>

#include "agent/tray/agent_status.h"

class QDBusPendingCallWatcher;

namespace chaperone::tray {

// What a call to the agent brought: its JSON, or a sentence for people that says why not and what
// to do (`problem`), with the error's name on the bus ("org.chaperone.Error.Refused").
struct AgentReply {
  QJsonObject json;
  QString problem;
  QString error;

  bool ok() const { return problem.isEmpty(); }
};

// The agent, over the session bus. Nothing here blocks. Lives on the thread of the application.
//
// - Status is fetched when the agent says that it changed: at most `kMostOften`, so that a storm of
//   signals costs nothing.
// - The agent is present while it owns its name and answers: one that hangs counts as gone within
//   2 s of the first question that it leaves open.
class AgentLink : public QObject {
  Q_OBJECT

 public:
  static constexpr int kMostOftenMs = 100;
  static constexpr int kPatienceMs = 1500;

  explicit AgentLink(const QDBusConnection& bus, QObject* parent = nullptr);

  // Nullopt while the agent is gone or has not answered yet.
  const std::optional<AgentStatus>& status() const { return status_; }

  // Calls a method of org.chaperone.Agent1. `done` runs once, later, unless `context` is destroyed
  // first; `context` must not be null. Methods that wait for a person or a disk may take
  // `patience`.
  using Done = std::function<void(const AgentReply&)>;
  void Call(const QString& method, const QVariantList& arguments, QObject* context, Done done,
            int patience_ms = 25'000);
  // Fetches the status again soon.
  void Refresh();
  // Asks the bus to start the agent, as its service file says. Where it runs, or none is installed,
  // nothing happens.
  void StartAgent();

 signals:
  // `status()` is another one now; also when the agent went or came.
  void StatusChanged();
  void AlertOpened(const QString& alert, const QString& severity);
  void AlertClosed(const QString& alert);
  void RecordingChanged(const QString& phase);
  // A signal of the agent's with one argument or none that windows know by name (CheckChanged …).
  void Signalled(const QString& member, const QString& argument);

 private slots:
  void OnAlertOpened(const QString& alert, const QString& severity);
  void OnAlertClosed(const QString& alert);
  void OnRecordingChanged(const QString& phase);
  void OnCheckChanged(const QString& check);
  void OnOfferAccepted();
  void OnStatusChanged();
  void OnBusGone();

 private:
  void Fetch();
  void SetGone();
  void Listen(const char* member, const char* slot);

  QDBusConnection bus_;
  std::optional<AgentStatus> status_;
  QTimer fetch_soon_;
  bool fetching_ = false;
  bool fetch_again_ = false;
  bool owned_ = false;
};

}  // namespace chaperone::tray
