// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/alert_model.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(Alerts)
};

int SeverityRank(const QString& severity) {
  constexpr std::array<const char*, 3> kRising = {"low", "medium", "high"};
  for (size_t i = 0; i < kRising.size(); ++i) {
    if (severity == QLatin1String(kRising[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

QString KindsOf(const AlertInfo& alert) {
  const QString kinds = KindList(alert.kinds);
  return kinds.isEmpty() ? KindWords(QString(), 1) : kinds;
}

QString RowText(const AlertInfo& alert, int count, const QDateTime& now) {
  QString text =
      Text::tr("%1, %2: %3", "time, program, kinds of data")
          .arg(ClockTime(alert.opened_at, now), ProgramWords(alert.application), KindsOf(alert));
  if (const QString said = AnswerWords(alert.answer, alert.why); !said.isEmpty()) {
    text = Text::tr("%1 (%2)").arg(text, said);
  }
  return count > 1 ? Text::tr("%1, %n times", nullptr, count).arg(text) : text;
}

bool SayTheSame(const AlertInfo& a, const AlertInfo& b) {
  return a.application == b.application && a.kinds == b.kinds && a.answer == b.answer &&
         a.why == b.why && a.opened_at.date() == b.opened_at.date();
}

}  // namespace

AlertList ArrangeAlerts(std::vector<AlertInfo> alerts, const QDateTime& now) {
  std::stable_sort(alerts.begin(), alerts.end(), [](const AlertInfo& a, const AlertInfo& b) {
    if (a.open != b.open) return a.open;
    const int rank_a = a.open ? SeverityRank(a.severity) : 0;
    const int rank_b = b.open ? SeverityRank(b.severity) : 0;
    return rank_a != rank_b ? rank_a > rank_b : a.opened_at > b.opened_at;
  });
  AlertList list;
  int closed = 0;
  for (AlertInfo& alert : alerts) {
    if (alert.open) {
      if (list.open.size() < kMostOpenRows) {
        list.open.push_back({alert, {alert.id}, {}});
      } else {
        ++list.more_open;
      }
      continue;
    }
    if (++closed > kMostClosed) break;
    if (!list.closed.empty() && SayTheSame(list.closed.back().alert, alert)) {
      list.closed.back().ids += alert.id;
    } else {
      list.closed.push_back({alert, {alert.id}, {}});
    }
  }
  for (auto* rows : {&list.open, &list.closed}) {
    for (AlertRow& row : *rows)
      row.text = RowText(row.alert, static_cast<int>(row.ids.size()), now);
  }
  return list;
}

QString AlertHeadline(int open, bool only_counted) {
  if (open == 0 && only_counted) return Text::tr("No alerts now: your firm only counts");
  if (open == 0) return Text::tr("Nothing on your shared screen needs a look now");
  return open == 1 ? Text::tr("Something on your shared screen needs a look")
                   : Text::tr("%n thing(s) on your shared screen need a look", nullptr, open);
}

QString MoreWords(int more) {
  return more == 0 ? QString() : Text::tr("and %n more", nullptr, more);
}

AlertWords DescribeAlert(const AlertInfo& alert, const QDateTime& now) {
  AlertWords words;
  words.what = KindsOf(alert);
  QStringList whose;
  for (const PartyInfo& party : alert.parties) {
    const QString kinds = KindList(party.kinds);
    whose += party.name.isEmpty() ? Text::tr("Nobody's in particular: %1").arg(kinds)
                                  : Text::tr("Third party %1: %2").arg(party.name, kinds);
  }
  words.whose = whose.isEmpty() ? Text::tr("%n person(s) who are not on this call", nullptr,
                                           alert.third_parties)
                                : whose.join(QLatin1Char('\n'));
  words.where = alert.monitor.isEmpty()
                    ? ProgramWords(alert.application)
                    : Text::tr("%1, screen %2").arg(ProgramWords(alert.application), alert.monitor);
  const QString opened = ClockTime(alert.opened_at, now);
  if (!alert.open) {
    words.when = alert.closed_at.isValid()
                     ? Text::tr("From %1 to %2").arg(opened, ClockTime(alert.closed_at, now))
                     : Text::tr("At %1").arg(opened);
  } else if (!alert.places.empty()) {
    words.when = alert.covered.value_or(false) ? Text::tr("Since %1; covered now").arg(opened)
                                               : Text::tr("Since %1; visible now").arg(opened);
  } else {
    words.when = Text::tr("Since %1; not seen at this moment").arg(opened);
  }
  if (alert.open && alert.snoozed_until > now) {
    words.when += Text::tr("; you are reminded at %1").arg(ClockTime(alert.snoozed_until, now));
  }
  if (const QString said = AnswerWords(alert.answer, alert.why); !said.isEmpty()) {
    words.answer = Text::tr("You said: %1").arg(said);
  }
  return words;
}

QString AnswerWords(const QString& answer, const QString& why) {
  if (answer.isEmpty() || answer == u"none") return {};
  if (answer == u"hidden") return Text::tr("hidden now");
  if (answer == u"is_customer") return Text::tr("it is the customer");
  if (answer == u"colleague") return Text::tr("a colleague");
  if (answer != u"false_alarm") return QString(answer).replace(u'_', u' ');
  return why.isEmpty() ? Text::tr("false alarm") : Text::tr("false alarm: %1").arg(WhyWords(why));
}

QString WhyWords(const QString& why) {
  if (why == u"not_personal_data") return Text::tr("no personal data");
  if (why == u"public") return Text::tr("anybody may know it");
  if (why == u"misread") return Text::tr("misread");
  if (why == u"invented") return Text::tr("an example, nobody real");
  if (why == u"other") return Text::tr("another reason");
  return QString(why).replace(u'_', u' ');
}

QStringList FalseAlarmReasons() {
  return {QStringLiteral("not_personal_data"), QStringLiteral("misread"),
          QStringLiteral("invented"), QStringLiteral("public"), QStringLiteral("other")};
}

AlertActions ActionsFor(const AlertInfo& alert, const QDateTime& now) {
  AlertActions actions;
  const bool corrected = alert.answer == u"is_customer" || alert.answer == u"colleague" ||
                         alert.answer == u"false_alarm";
  actions.hidden = alert.open && alert.answer != u"hidden";
  // A closed alert can be corrected: its champions have been told of it.
  actions.correct = alert.open || !corrected;
  actions.show_places = alert.open && !alert.places.empty();
  actions.cover = alert.open && alert.covered == false;
  actions.uncover = alert.open && alert.covered == true;
  actions.snooze = alert.open && !(alert.snoozed_until > now);
  actions.ask = true;
  return actions;
}

std::vector<int> SnoozeTimes(int most) {
  constexpr std::array kSteps = {60, 300, 900, 1800, 3600};
  std::vector<int> times;
  for (const int step : kSteps) {
    if (step <= most) times.push_back(step);
  }
  // A bound between two steps, or below the first, is offered itself.
  if (most > 0 && (times.empty() || (times.back() != most && most < kSteps.back()))) {
    times.push_back(most);
  }
  return times;
}

QString MinutesWords(int seconds) {
  constexpr int kMinute = 60;
  return seconds % kMinute == 0 ? Text::tr("%n minute(s)", nullptr, seconds / kMinute)
                                : Text::tr("%n second(s)", nullptr, seconds);
}

SeenAlerts::Weight SeenAlerts::WeightOf(const AlertInfo& alert) {
  return {SeverityRank(alert.severity), alert.third_parties, alert.kinds.size(),
          alert.answer == u"hidden"};
}

void SeenAlerts::Dismiss(const std::vector<AlertInfo>& alerts) {
  dismissed_.clear();
  for (const AlertInfo& alert : alerts) {
    if (alert.open) dismissed_.insert(alert.id, WeightOf(alert));
  }
}

bool SeenAlerts::Calls(const std::vector<AlertInfo>& alerts, const QDateTime& now) {
  // One that has closed meanwhile calls again when it is reopened.
  for (auto it = dismissed_.begin(); it != dismissed_.end();) {
    const bool open = std::any_of(alerts.begin(), alerts.end(),
                                  [&](const AlertInfo& a) { return a.open && a.id == it.key(); });
    it = open ? std::next(it) : dismissed_.erase(it);
  }
  return std::any_of(alerts.begin(), alerts.end(), [&](const AlertInfo& a) {
    if (!a.open || a.snoozed_until > now) return false;
    const auto seen = dismissed_.find(a.id);
    if (seen == dismissed_.end()) return true;
    const Weight weight = WeightOf(a);
    return weight.WorseThan(*seen) || (seen->said_hidden && !weight.said_hidden);
  });
}

}  // namespace chaperone::tray
