// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/windows.h"

#include <QWindow>
#include <array>

#include "agent/tray/alert_window.h"
#include "agent/tray/call_window.h"
#include "agent/tray/check_window.h"
#include "agent/tray/glass_box_window.h"
#include "agent/tray/icon_art.h"
#include "agent/tray/recording_window.h"
#include "agent/tray/sharing_window.h"
#include "agent/tray/status_window.h"
#include "agent/tray/welcome_window.h"

namespace chaperone::tray {
namespace {

struct Named {
  WindowId id;
  const char* name;
};
constexpr std::array<Named, 8> kWindows = {{
    {WindowId::kStatus, "status"},
    {WindowId::kCall, "call"},
    {WindowId::kRecording, "recording"},
    {WindowId::kWelcome, "welcome"},
    {WindowId::kGlassBox, "glass-box"},
    {WindowId::kCheck, "check"},
    {WindowId::kAlerts, "alerts"},
    {WindowId::kSharing, "sharing"},
}};

}  // namespace

std::optional<WindowId> WindowFromName(const QString& name) {
  for (const Named& w : kWindows) {
    if (name == QLatin1String(w.name)) return w.id;
  }
  return std::nullopt;
}

QString WindowName(WindowId id) {
  for (const Named& w : kWindows) {
    if (w.id == id) return QLatin1String(w.name);
  }
  return {};
}

QStringList WindowNames() {
  QStringList names;
  for (const Named& w : kWindows) names += QLatin1String(w.name);
  return names;
}

Windows::Windows(AgentLink& link, QObject* parent) : QObject(parent), link_(link), alerts_(link) {
  connect(&link_, &AgentLink::RecordingChanged, this, &Windows::OnRecordingChanged);
  connect(&alerts_, &AlertFeed::NeedsLook, this, &Windows::CallToAlerts);
  // What is missing is seen to there.
  connect(&link_, &AgentLink::Signalled, this, [this](const QString& member) {
    if (member == u"OfferAccepted") Open(WindowId::kCall);
  });
}

void Windows::OnRecordingChanged(const QString& phase) {
  const bool records = phase == u"opening" || phase == u"recording";
  if (records && !recording_shown_) OpenQuietly(WindowId::kRecording);
  recording_shown_ = records || phase == u"paused";
}

std::shared_ptr<CallNames> Windows::Names() {
  auto names = names_.lock();
  if (!names) names_ = names = std::make_shared<CallNames>();
  return names;
}

QWidget* Windows::Make(WindowId id) {
  switch (id) {
    case WindowId::kStatus: {
      auto* window = new StatusWindow(link_);
      connect(window, &StatusWindow::OpenAsked, this, &Windows::Open);
      return window;
    }
    case WindowId::kCall: {
      auto* window = new CallWindow(link_, Names());
      connect(window, &CallWindow::OpenAsked, this, &Windows::Open);
      return window;
    }
    case WindowId::kRecording: {
      auto* window = new RecordingWindow(link_, Names());
      connect(window, &RecordingWindow::OpenAsked, this, &Windows::Open);
      return window;
    }
    case WindowId::kWelcome:
      return new WelcomeWindow(link_);
    case WindowId::kGlassBox:
      return new GlassBoxWindow(link_);
    case WindowId::kCheck:
      return new CheckWindow(link_);
    case WindowId::kAlerts:
      return new AlertWindow(link_, alerts_);
    case WindowId::kSharing:
      return new SharingWindow(link_);
  }
  return nullptr;
}

void Windows::CallToAlerts() {
  qobject_cast<AlertWindow*>(Made(WindowId::kAlerts))->ComeByItself();
}

QPointer<QWidget>& Windows::Made(WindowId id) {
  QPointer<QWidget>& window = open_[static_cast<int>(id)];
  if (!window) {
    window = Make(id);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setObjectName(WindowName(id));
    window->setWindowIcon(ApplicationIcon());
  }
  return window;
}

QWidget* Windows::Open(WindowId id) {
  QPointer<QWidget>& window = Made(id);
  window->setWindowState(window->windowState() & ~Qt::WindowMinimized);
  window->show();
  window->raise();
  window->activateWindow();
  return window;
}

QWidget* Windows::OpenQuietly(WindowId id) {
  QPointer<QWidget>& window = Made(id);
  window->setAttribute(Qt::WA_ShowWithoutActivating);
  window->show();
  return window;
}

bool Windows::nothing_open_but(WindowId id) const {
  for (auto it = open_.begin(); it != open_.end(); ++it) {
    if (it.key() != static_cast<int>(id) && *it && (*it)->isVisible()) return false;
  }
  return true;
}

}  // namespace chaperone::tray
