// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

#include "agent/tray/agent_status.h"

// What the sharing window says. Pure.
namespace chaperone::tray {

// One share: "Chromium", "The screen (DP-1), since 14:02", how well it is watched.
struct ShareCard {
  QString id;
  QString title;
  QString what;
  QString watched;
  bool well = false;  // nothing of it is left out
  bool may_stop = false;
};

std::vector<ShareCard> ShareCards(const AgentStatus& status, const QDateTime& now);
// "Nothing is shared now." and the like.
QString SharingHeadline(const std::optional<AgentStatus>& status);
// That leaks are only counted; "" where they alert.
QString OnlyCountedWords(const AgentStatus& status);
// What the audience means for alerts.
QString AudienceWords(const QString& audience);

// Where shares are seen, in root coordinates; an empty one is a share of which that is not known.
std::vector<QRect> SharedRegions(const AgentStatus& status);

// What the employee may say is shared: everything, a monitor, or a window.
struct ShareChoice {
  QString label;
  QString target;   // as StartShare takes it
  QString monitor;  // "" with a window, or for all
  quint32 window = 0;
  QRect region;  // root coordinates
};
struct OpenWindow {
  quint32 id = 0;
  QString program;  // never its title: the audience may read our window
  QRect region;
};
struct NamedMonitor {
  QString name;
  QRect region;
};
std::vector<ShareChoice> ShareChoices(const std::vector<NamedMonitor>& monitors,
                                      const std::vector<OpenWindow>& windows);

}  // namespace chaperone::tray
