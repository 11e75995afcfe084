// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/check_report.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QStringList>
#include <algorithm>

#include "agent/tray/safe_text.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

struct Check {
  Q_DECLARE_TR_FUNCTIONS(Check)
};

constexpr int kSentence = 500;

bool Clean(const CheckedWindowRow& row) {
  return row.risk == u"none";
}

}  // namespace

CheckReport ParseCheck(const QJsonObject& reply) {
  CheckReport report;
  report.id = SafeLine(reply, "check");
  report.state = SafeLine(reply, "state");
  report.done = reply[u"done"].toInt();
  report.of = reply[u"of"].toInt();
  report.problem = SafeLine(reply[u"problem"].toString(), kSentence);
  for (const auto& v : reply[u"windows"].toArray()) {
    const QJsonObject o = v.toObject();
    report.windows.push_back(
        {static_cast<quint32>(o[u"window"].toInteger()), SafeLine(o, "application"),
         SafeLine(o, "monitor"), o[u"visible"].toBool(), SafeLine(o, "risk"),
         KindList(o[u"kinds"].toObject()), o[u"third_parties"].toInt(), o[u"readable"].toBool()});
  }
  return report;
}

QString RiskOf(const CheckedWindowRow& row) {
  if (row.readable) return SeverityWords(row.risk);
  return Clean(row) ? Check::tr("could not be read")
                    : Check::tr("%1 or more").arg(SeverityWords(row.risk));
}

QString FoundIn(const CheckedWindowRow& row) {
  if (row.kinds.isEmpty()) {
    return row.readable ? Check::tr("nothing of other people's") : Check::tr("not known");
  }
  QString kinds =
      row.readable ? row.kinds : Check::tr("%1; could not be read to its end").arg(row.kinds);
  if (row.third_parties == 0) return kinds;
  // Whose first: the end is what a narrow window cuts off.
  return Check::tr("%1: %2").arg(Check::tr("%n other person(s)", nullptr, row.third_parties),
                                 kinds);
}

QString WindowWords(const QString& application, const QString& title) {
  if (title.isEmpty()) return ProgramWords(application);
  return application.isEmpty() ? title : Check::tr("%1: %2").arg(application, title);
}

QString WhereIs(const CheckedWindowRow& row) {
  if (row.monitor.isEmpty()) return Check::tr("not on the screen");
  return row.visible ? row.monitor : Check::tr("%1, behind others").arg(row.monitor);
}

QString CheckVerdict(const CheckReport& report) {
  if (report.state == u"failed") return Check::tr("The check failed. %1").arg(report.problem);
  if (report.running()) {
    return report.of == 0
               ? Check::tr("Your windows are being looked at …")
               : Check::tr("%1 of %n window(s) looked at …", nullptr, report.of).arg(report.done);
  }
  if (report.windows.empty()) return Check::tr("No window is open but Chaperone's own.");
  const auto risky = std::count_if(report.windows.begin(), report.windows.end(),
                                   [](const CheckedWindowRow& row) { return !Clean(row); });
  const auto unread =
      std::count_if(report.windows.begin(), report.windows.end(),
                    [](const CheckedWindowRow& row) { return Clean(row) && !row.readable; });
  QStringList sentences;
  if (risky > 0) {
    sentences += Check::tr("%n window(s) show other people's data: close or hide before you share.",
                           nullptr, static_cast<int>(risky));
  }
  if (unread > 0) {
    sentences += Check::tr("%n window(s) could not be read: look yourself.", nullptr,
                           static_cast<int>(unread));
  }
  if (sentences.isEmpty()) {
    sentences += Check::tr("Nothing of other people's was found in your windows.");
  }
  return sentences.join(QLatin1Char(' '));
}

}  // namespace chaperone::tray
