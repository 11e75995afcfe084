// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/agent_link.h"

#include <QCoreApplication>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QJsonDocument>

#include "agent/tray/safe_text.h"

namespace chaperone::tray {
namespace {

const QString kService = QStringLiteral("org.chaperone.Agent1");
const QString kPath = QStringLiteral("/org/chaperone/Agent1");
const QString kInterface = QStringLiteral("org.chaperone.Agent1");
// An agent that hangs is asked again this often.
constexpr int kAskAgainMs = 1000;

QDBusMessage MethodCall(const QString& method, const QVariantList& arguments) {
  QDBusMessage message = QDBusMessage::createMethodCall(kService, kPath, kInterface, method);
  message.setArguments(arguments);
  // Whether it is started is the session's business, not ours.
  message.setAutoStartService(false);
  return message;
}

AgentReply Read(const QDBusMessage& message) {
  AgentReply reply;
  if (message.type() == QDBusMessage::ErrorMessage) {
    reply.error = message.errorName();
    reply.problem = SafeText(message.errorMessage());
    if (!reply.error.startsWith(QLatin1String("org.chaperone."))) {
      reply.problem = QCoreApplication::translate("AgentLink", "The agent does not answer.");
    }
    if (reply.problem.isEmpty()) reply.problem = reply.error;
    return reply;
  }
  const QByteArray text = message.arguments().value(0).toString().toUtf8();
  const QJsonDocument document = QJsonDocument::fromJson(text);
  if (document.isObject()) {
    reply.json = document.object();
  } else {
    reply.error = QStringLiteral("org.chaperone.Error.Protocol");
    reply.problem = QCoreApplication::translate(
        "AgentLink", "The agent answered with something that is not understood.");
  }
  return reply;
}

}  // namespace

AgentLink::AgentLink(const QDBusConnection& bus, QObject* parent) : QObject(parent), bus_(bus) {
  fetch_soon_.setSingleShot(true);
  fetch_soon_.setInterval(kMostOftenMs);
  connect(&fetch_soon_, &QTimer::timeout, this, &AgentLink::Fetch);

  auto* watcher =
      new QDBusServiceWatcher(kService, bus_, QDBusServiceWatcher::WatchForOwnerChange, this);
  connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
          [this](const QString&, const QString&, const QString& owner) {
            owned_ = !owner.isEmpty();
            if (owned_) {
              Fetch();
            } else {
              SetGone();
            }
          });
  Listen("AlertOpened", SLOT(OnAlertOpened(QString, QString)));
  Listen("AlertClosed", SLOT(OnAlertClosed(QString)));
  Listen("RecordingChanged", SLOT(OnRecordingChanged(QString)));
  Listen("CheckChanged", SLOT(OnCheckChanged(QString)));
  Listen("OfferAccepted", SLOT(OnOfferAccepted()));
  Listen("StatusChanged", SLOT(OnStatusChanged()));
  bus_.connect(QString(), QStringLiteral("/org/freedesktop/DBus/Local"),
               QStringLiteral("org.freedesktop.DBus.Local"), QStringLiteral("Disconnected"), this,
               SLOT(OnBusGone()));
  owned_ = true;  // asked once; the answer says whether
  Fetch();
}

void AgentLink::Listen(const char* member, const char* slot) {
  bus_.connect(kService, kPath, kInterface, QLatin1String(member), this, slot);
}

void AgentLink::Call(const QString& method, const QVariantList& arguments, QObject* context,
                     Done done, int patience_ms) {
  auto* watcher = new QDBusPendingCallWatcher(
      bus_.asyncCall(MethodCall(method, arguments), patience_ms), context);
  connect(watcher, &QDBusPendingCallWatcher::finished, context,
          [done = std::move(done)](QDBusPendingCallWatcher* call) {
            call->deleteLater();
            const AgentReply reply = Read(call->reply());
            if (done) done(reply);
          });
}

void AgentLink::StartAgent() {
  bus_.interface()->asyncCall(QStringLiteral("StartServiceByName"), kService, 0U);
}

void AgentLink::Refresh() {
  if (!fetch_soon_.isActive()) fetch_soon_.start();
}

void AgentLink::Fetch() {
  if (fetching_) {
    fetch_again_ = true;
    return;
  }
  fetching_ = true;
  Call(
      QStringLiteral("Status"), {}, this,
      [this](const AgentReply& reply) {
        fetching_ = false;
        const bool again = std::exchange(fetch_again_, false);
        if (reply.ok()) {
          status_ = ParseStatus(reply.json);
          emit StatusChanged();
          if (again) Refresh();
          return;
        }
        // Nobody there: its coming is told. There but silent: it is asked until it speaks.
        const bool nobody =
            reply.error == QLatin1String("org.freedesktop.DBus.Error.ServiceUnknown") ||
            reply.error == QLatin1String("org.freedesktop.DBus.Error.NameHasNoOwner");
        if (nobody) owned_ = false;
        SetGone();
        if (owned_) QTimer::singleShot(kAskAgainMs, this, &AgentLink::Fetch);
      },
      kPatienceMs);
}

void AgentLink::SetGone() {
  if (!status_) return;
  status_.reset();
  emit StatusChanged();
}

void AgentLink::OnAlertOpened(const QString& alert, const QString& severity) {
  emit AlertOpened(SafeLine(alert), SafeLine(severity));
  Refresh();
}

void AgentLink::OnAlertClosed(const QString& alert) {
  emit AlertClosed(SafeLine(alert));
  Refresh();
}

void AgentLink::OnRecordingChanged(const QString& phase) {
  emit RecordingChanged(SafeLine(phase));
  Refresh();
}

void AgentLink::OnCheckChanged(const QString& check) {
  emit Signalled(QStringLiteral("CheckChanged"), SafeLine(check));
}

void AgentLink::OnOfferAccepted() {
  emit Signalled(QStringLiteral("OfferAccepted"), QString());
}

void AgentLink::OnStatusChanged() {
  Refresh();
}

// The session is over.
void AgentLink::OnBusGone() {
  SetGone();
  QCoreApplication::quit();
}

}  // namespace chaperone::tray
