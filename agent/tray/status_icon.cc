// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/status_icon.h"

#include <utility>

#include "agent/tray/actions.h"
#include "agent/tray/recording_actions.h"
#include "agent/tray/status_window.h"

namespace chaperone::tray {
namespace {

// A panel that starts after us, as at log-in, is noticed within this; it is not asked for longer
// than a log-in takes, so that an idle desktop is left asleep.
constexpr int kLookEveryMs = 1000;
constexpr int kLooks = 20;
constexpr int kRarelyMs = 30'000;
// Tooltips of some panels are one line high and few are taller than this.
constexpr int kTooltipLines = 5;

}  // namespace

StatusIcon::StatusIcon(AgentLink& link, Windows& windows, Backdrop panel, QObject* parent)
    : QObject(parent), link_(link), windows_(windows), panel_(panel) {
  AddRecordingActions(menu_, link_);
  FillMenu(menu_, [this](WindowId id) { windows_.Open(id); });
  icon_.setContextMenu(&menu_);
  connect(&icon_, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason why) {
    if (why == QSystemTrayIcon::Trigger || why == QSystemTrayIcon::DoubleClick) {
      windows_.Open(state_ == TrayState::kAlert ? WindowId::kAlerts : WindowId::kStatus);
    }
  });
  connect(&link_, &AgentLink::StatusChanged, this, &StatusIcon::Update);
  connect(&look_again_, &QTimer::timeout, this, &StatusIcon::FindAHost);
}

void StatusIcon::Show(const QDBusConnection& bus) {
  Update();
  icon_.show();
  watch_ = std::make_unique<PanelWatch>(bus);
  connect(watch_.get(), &PanelWatch::Changed, this, [this] {
    looks_ = 0;
    FindAHost();
  });
  FindAHost();
}

void StatusIcon::FindAHost() {
  auto* window = qobject_cast<StatusWindow*>(windows_.Find(WindowId::kStatus));
  if (in_a_panel()) {
    if (window) window->SetOnlyFace(false);
    if (window && std::exchange(stands_in_, false)) window->close();
    // A panel may cease to show us without a word.
    looks_ = 0;
    look_again_.start(kRarelyMs);
    return;
  }
  // The panel may be about to embed the icon: that is better than to start again.
  if (looks_ > 0 && watch_->needs_restart() && windows_.nothing_open_but(WindowId::kStatus)) {
    look_again_.stop();
    emit RestartWanted();
    return;
  }
  // A panel may still be starting: no window flashes up for a moment.
  if (looks_ == kLooks / 4) {
    stands_in_ = window == nullptr;
    qobject_cast<StatusWindow*>(windows_.OpenQuietly(WindowId::kStatus))->SetOnlyFace(true);
  }
  look_again_.start(looks_ < kLooks ? kLookEveryMs : kRarelyMs);
  ++looks_;
}

void StatusIcon::Update() {
  const TrayState state = StateOf(link_.status());
  QStringList lines = StateSentences(link_.status());
  if (lines.size() > kTooltipLines) {
    lines.resize(kTooltipLines);
    lines.append(QStringLiteral("…"));
  }
  lines.prepend(tr("Chaperone: %1").arg(StateTitle(state)));
  const QString tooltip = lines.join(QLatin1Char('\n'));
  if (icon_.toolTip() != tooltip) icon_.setToolTip(tooltip);
  if (drawn_ && state == state_) return;
  drawn_ = true;
  state_ = state;
  icon_.setIcon(IconOf(state, panel_));
  emit StateChanged();
}

}  // namespace chaperone::tray
