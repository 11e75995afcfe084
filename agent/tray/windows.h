// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QWidget>
#include <memory>
#include <optional>

#include "agent/tray/agent_link.h"
#include "agent/tray/alert_feed.h"

namespace chaperone::tray {

class CallNames;

// The windows that the menu, the command line and other windows open by name.
enum class WindowId : uint8_t {
  kStatus,  // the small one that stands in for the icon
  kCall,    // who is on a call, and whether it may be recorded
  kRecording,
  kWelcome,   // what Chaperone is, in three sentences
  kGlassBox,  // what is kept about the employee
  kCheck,     // what would be seen if they shared now
  kAlerts,    // what was found on a shared screen; comes by itself
  kSharing,   // what is shared, and how well it is watched
};

std::optional<WindowId> WindowFromName(const QString& name);  // "status", "welcome"
QString WindowName(WindowId id);
QStringList WindowNames();

// Opens each window once and brings it to the front when it is asked for again; a window that is
// closed is forgotten and its memory given back.
class Windows : public QObject {
  Q_OBJECT

 public:
  explicit Windows(AgentLink& link, QObject* parent = nullptr);

  // By the employee's own wish: takes the keyboard.
  QWidget* Open(WindowId id);
  // By itself: shown without the keyboard, which stays where the employee types.
  QWidget* OpenQuietly(WindowId id);
  // Null where it is not open.
  QWidget* Find(WindowId id) const { return open_.value(static_cast<int>(id)); }
  bool nothing_open_but(WindowId id) const;

 private:
  QWidget* Make(WindowId id);
  QPointer<QWidget>& Made(WindowId id);
  void OnRecordingChanged(const QString& phase);
  std::shared_ptr<CallNames> Names();
  void CallToAlerts();

  AgentLink& link_;
  AlertFeed alerts_;
  QHash<int, QPointer<QWidget>> open_;
  // Shared by the windows about a call, and gone with the last of them.
  std::weak_ptr<CallNames> names_;
  bool recording_shown_ = false;  // once for each recording: it may be closed
};

}  // namespace chaperone::tray
