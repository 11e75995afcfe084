// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/share_model.h"

#include <QCoreApplication>

#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(Sharing)
};

QString What(const ShareRow& share) {
  if (share.target == u"window") {
    return share.monitor.isEmpty() ? Text::tr("A window")
                                   : Text::tr("A window (on %1)").arg(share.monitor);
  }
  if (share.target != u"screen") return Text::tr("Not known what: the whole screen is read");
  return share.monitor.isEmpty() ? Text::tr("The whole screen")
                                 : Text::tr("The screen %1").arg(share.monitor);
}

}  // namespace

std::vector<ShareCard> ShareCards(const AgentStatus& status, const QDateTime& now) {
  std::vector<ShareCard> cards;
  for (const ShareRow& share : status.shares) {
    ShareCard card;
    card.id = share.id;
    card.title =
        share.origin == u"by_hand" ? Text::tr("You said that you share") : share.application;
    card.what = share.started_at.isValid()
                    ? Text::tr("%1, since %2").arg(What(share), ClockTime(share.started_at, now))
                    : What(share);
    QStringList gaps;
    for (const GapRow& gap : status.gaps) {
      if (gap.share == share.id) gaps += GapWords(gap.reason);
    }
    gaps.removeDuplicates();
    card.well = gaps.isEmpty();
    if (!card.well) {
      card.watched = gaps.join(QLatin1Char(' '));
    } else {
      card.watched = status.unread ? Text::tr("Watched; the last change is being read.")
                                   : Text::tr("Watched; all that stands there has been read.");
    }
    card.may_stop = share.may_stop;
    cards.push_back(std::move(card));
  }
  return cards;
}

QString SharingHeadline(const std::optional<AgentStatus>& status) {
  if (!status) return Text::tr("The agent does not answer: nothing is watched");
  const auto count = static_cast<int>(status->shares.size());
  return count == 0 ? Text::tr("Nothing is shared now")
                    : Text::tr("%n thing(s) shared and watched", nullptr, count);
}

QString OnlyCountedWords(const AgentStatus& status) {
  if (!status.only_counted) return {};
  return Text::tr(
             "Your firm is trying Chaperone out: other people's data on a shared screen is only "
             "counted. Nobody is warned of it, neither you nor your champion, and nothing is "
             "covered.") +
         QLatin1Char(' ') +
         Text::tr("%n time(s) this week there would have been an alert.", nullptr,
                  *status.only_counted);
}

QString AudienceWords(const QString& audience) {
  if (audience == u"internal") return Text::tr("Only colleagues are watching.");
  if (audience == u"external") return Text::tr("People from outside are watching.");
  return Text::tr("You have not said yet. Until you do, it counts as people from outside.");
}

std::vector<QRect> SharedRegions(const AgentStatus& status) {
  std::vector<QRect> regions;
  for (const ShareRow& share : status.shares) regions.push_back(share.region);
  return regions;
}

std::vector<ShareChoice> ShareChoices(const std::vector<NamedMonitor>& monitors,
                                      const std::vector<OpenWindow>& windows) {
  const auto size = [](const QRect& r) {
    return QStringLiteral("%1 × %2").arg(r.width()).arg(r.height());
  };
  std::vector<ShareChoice> choices;
  QRect all;
  for (const NamedMonitor& monitor : monitors) all |= monitor.region;
  choices.push_back({Text::tr("All screens"), QStringLiteral("screen"), {}, 0, all});
  if (monitors.size() > 1) {
    for (const NamedMonitor& monitor : monitors) {
      choices.push_back({Text::tr("The screen %1 (%2)").arg(monitor.name, size(monitor.region)),
                         QStringLiteral("screen"), monitor.name, 0, monitor.region});
    }
  }
  for (const OpenWindow& window : windows) {
    choices.push_back({Text::tr("A window of %1 (%2)").arg(window.program, size(window.region)),
                       QStringLiteral("window"),
                       {},
                       window.id,
                       window.region});
  }
  return choices;
}

}  // namespace chaperone::tray
