// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/status_icon.h"

#include "agent/tray/actions.h"
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
  FillMenu(menu_, [this](WindowId id) { windows_.Open(id); });
  icon_.setContextMenu(&menu_);
  connect(&icon_, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason why) {
    if (why == QSystemTrayIcon::Trigger || why == QSystemTrayIcon::DoubleClick) {
      windows_.Open(WindowId::kStatus);
    }
  });
  connect(&link_, &AgentLink::StatusChanged, this, &StatusIcon::Update);
  connect(&look_again_, &QTimer::timeout, this, &StatusIcon::FindAHost);
}

void StatusIcon::Show() {
  Update();
  icon_.show();
  FindAHost();
}

void StatusIcon::FindAHost() {
  const int looks = look_again_.property("looks").toInt();
  look_again_.setProperty("looks", looks + 1);
  if (in_a_panel()) {
    look_again_.stop();
    if (auto* window = windows_.Find(WindowId::kStatus)) {
      qobject_cast<StatusWindow*>(window)->SetOnlyFace(false);
    }
    return;
  }
  // A panel may still be starting: no window flashes up for a moment.
  if (looks == kLooks / 4) {
    qobject_cast<StatusWindow*>(windows_.Open(WindowId::kStatus))->SetOnlyFace(true);
  }
  look_again_.start(looks < kLooks ? kLookEveryMs : kRarelyMs);
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
