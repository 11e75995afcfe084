// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/glass_tables.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include "agent/tray/agent_status.h"
#include "agent/tray/glass_wording.h"
#include "agent/tray/safe_text.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

struct Tables {
  Q_DECLARE_TR_FUNCTIONS(GlassTables)
};

QString Number(const QJsonValue& value) {
  return QLocale().toString(value.toInteger());
}

// A day and a time that nobody can take for another, in whatever country.
constexpr auto kDay = u"yyyy-MM-dd";
constexpr auto kTime = u"yyyy-MM-dd\u00A0HH:mm";  // on one line

QString Day(const QJsonValue& value) {
  const QDateTime time = ParseTime(value);
  return time.isValid() ? time.toLocalTime().toString(kDay) : QString();
}

QString Dash(const QString& text) {
  return text.isEmpty() ? QStringLiteral("–") : text;
}

QString HoldWords(const QJsonValue& hold) {
  const QJsonObject o = hold.toObject();
  return Tables::tr("held by %1 (%2), to be looked at again by %3")
      .arg(SafeLine(o, "owner"), SafeLine(o, "reason"), Day(o[u"review_by"]));
}

QString RecordingKept(const QJsonObject& recording) {
  if (recording[u"hold"].isObject()) return HoldWords(recording[u"hold"]);
  if (recording[u"state"] == QStringLiteral("deleted")) return Tables::tr("deleted");
  return Dash(Day(recording[u"delete_after"]));
}

QString Joined(const QStringList& words) {
  return Dash(words.join(QStringLiteral(", ")));
}

Table FileTable(const QJsonArray& files) {
  Table table;
  table.title = Tables::tr("Where the rules come from");
  table.about =
      Tables::tr("Read in this order; a later file wins, and one of your firm's IT always.");
  table.heads = {Tables::tr("File"), Tables::tr("Whose")};
  table.when_empty = Tables::tr("No policy file was found: Chaperone's own rules apply.");
  for (const auto& v : files) {
    const QJsonObject o = v.toObject();
    table.rows.push_back({SafeLine(o, "path"), PolicyLevelWords(SafeLine(o, "level"))});
  }
  return table;
}

QString KeepWords(const QString& retention_class, const QJsonArray& classes) {
  for (const auto& v : classes) {
    const QJsonObject o = v.toObject();
    if (SafeLine(o, "name") == retention_class) {
      return Tables::tr("%n day(s)", nullptr, o[u"keep_days"].toInt());
    }
  }
  return Dash(retention_class);
}

Table PurposeTable(const QJsonArray& purposes, const QJsonArray& classes) {
  Table table;
  table.title = Tables::tr("What calls may be recorded for");
  table.heads = {Tables::tr("Purpose"), Tables::tr("Lawful basis"), Tables::tr("It rests on"),
                 Tables::tr("Kept for"), Tables::tr("Also needed")};
  table.when_empty = Tables::tr("The policy names no purpose: no call may be recorded.");
  for (const auto& v : purposes) {
    const QJsonObject o = v.toObject();
    QStringList needed;
    if (o[u"needs_ruling"].toBool()) needed += Tables::tr("your champion's answer");
    if (o[u"special_category"].toBool()) {
      needed += Tables::tr("a condition for data about health and the like");
    }
    table.rows.push_back({Dash(SafeLine(o, "title")), BasisWords(SafeLine(o, "basis")),
                          Dash(SafeLine(o, "reference")),
                          KeepWords(SafeLine(o, "retention_class"), classes), Joined(needed)});
  }
  return table;
}

Table PlaceTable(const QJsonArray& profiles) {
  Table table;
  table.title = Tables::tr("What the law asks for where people are");
  table.about = Tables::tr("On a call between several places the strictest of them counts.");
  table.heads = {Tables::tr("Place"), Tables::tr("Bases that count there"), Tables::tr("Consent")};
  table.when_empty = Tables::tr("The policy knows no place: no call may be recorded.");
  for (const auto& v : profiles) {
    const QJsonObject o = v.toObject();
    QStringList bases;
    for (const QString& basis : ParseStrings(o[u"bases"])) bases += BasisWords(basis);
    table.rows.push_back({Dash(PlaceWords(SafeLine(o, "title"))), Joined(bases),
                          ConsentRuleWords(SafeLine(o, "consent"))});
  }
  return table;
}

Table PeopleTable(const QJsonArray& champions) {
  Table table;
  table.title = Tables::tr("Your data protection champions");
  table.about = Tables::tr("They get the mails, and answer whether a call may be recorded.");
  table.heads = {Tables::tr("Name"), Tables::tr("E-mail"), Tables::tr("Deputies")};
  table.when_empty = Tables::tr("The policy names none: nobody is told of an alert.");
  for (const auto& v : champions) {
    const QJsonObject o = v.toObject();
    table.rows.push_back({SafeLine(o, "name"), Dash(SafeLine(o, "email")),
                          Dash(ParseStrings(o[u"deputies"]).join(QLatin1Char('\n')))});
  }
  return table;
}

Table WatchTable(const QJsonObject& policy) {
  const QJsonObject alerts = policy[u"alerts"].toObject();
  const QJsonObject sampling = policy[u"sampling"].toObject();
  const auto seconds = [](const QJsonValue& ms) {
    constexpr double kMs = 1000;
    return Tables::tr("%1 s").arg(QLocale().toString(ms.toDouble() / kMs));
  };
  Table table;
  table.title = Tables::tr("How shared screens are watched");
  table.heads = {Tables::tr("Rule"), Tables::tr("In force")};
  table.rows = {
      {Tables::tr("Other people's data on a shared screen"),
       SafeLine(alerts, "mode") == u"monitor" ? Tables::tr("is only counted, nobody is told")
                                              : Tables::tr("raises an alert")},
      {Tables::tr("How sure a finding must be to raise an alert"),
       QLocale().toString(alerts[u"min_score"].toDouble())},
      {Tables::tr("An alert is over when nothing was seen for"),
       seconds(alerts[u"closes_after_ms"])},
      {Tables::tr("Alerts are told to your champion together within"),
       seconds(alerts[u"merge_within_ms"])},
      {Tables::tr("Mails to your champion in an hour, at most"),
       Number(alerts[u"max_mails_per_hour"])},
      {Tables::tr("You are told, too"),
       alerts[u"notify_employee"].toBool() ? Tables::tr("yes") : Tables::tr("no")},
      {Tables::tr("Alerts are kept for"),
       KeepWords(SafeLine(alerts, "retention_class"),
                 policy[u"effective"].toObject()[u"retention"].toArray())},
      {Tables::tr("While sharing, the screen is looked at every"),
       seconds(sampling[u"min_interval_ms"])},
  };
  return table;
}

}  // namespace

QString TimeHere(const QJsonValue& value) {
  const QDateTime time = ParseTime(value);
  return time.isValid() ? time.toLocalTime().toString(kTime) : QString();
}

Table AlertTable(const QJsonArray& alerts, const QJsonArray& retention) {
  QHash<QString, QString> kept_until;
  for (const auto& v : retention) {
    const QJsonObject o = v.toObject();
    kept_until[o[u"id"].toString()] =
        o[u"held"].toBool() ? Tables::tr("held") : Day(o[u"delete_after"]);
  }
  Table table;
  table.title = Tables::tr("Alerts about shared screens");
  table.about = Tables::tr(
      "What kind of data, how much and where: never the data itself, and no picture of it.");
  table.heads = {Tables::tr("When"),      Tables::tr("What was seen"), Tables::tr("Of how many"),
                 Tables::tr("Severity"),  Tables::tr("Where"),         Tables::tr("You said"),
                 Tables::tr("Kept until")};
  table.when_empty = Tables::tr("No alert is kept.");
  for (const auto& v : alerts) {
    const QJsonObject o = v.toObject();
    table.rows.push_back(
        {TimeHere(o[u"opened_at"]), Dash(KindList(o[u"kinds"].toObject())),
         Tables::tr("%n person(s)", nullptr, o[u"third_parties"].toInt()),
         SeverityWords(SafeLine(o, "severity")), ProgramWords(SafeLine(o, "application")),
         AnswerWords(SafeLine(o, "answer")), Dash(kept_until.value(o[u"id"].toString()))});
  }
  return table;
}

Table RecordingTable(const QJsonArray& recordings) {
  Table table;
  table.title = Tables::tr("Recordings of your calls");
  table.about = Tables::tr("Sealed, each with a key of its own; deleted on the day that is named.");
  table.heads = {Tables::tr("When"),  Tables::tr("Length"), Tables::tr("For"),
                 Tables::tr("Basis"), Tables::tr("State"),  Tables::tr("Kept until")};
  table.when_empty = Tables::tr("No recording is kept.");
  for (const auto& v : recordings) {
    const QJsonObject o = v.toObject();
    table.rows.push_back({TimeHere(o[u"started_at"]), Duration(o[u"length_ms"].toInteger()),
                          Dash(SafeLine(o, "purpose")), BasisWords(SafeLine(o, "basis")),
                          RecordingStateWords(SafeLine(o, "state")), RecordingKept(o)});
  }
  return table;
}

Table RulingTable(const QJsonArray& rulings) {
  Table table;
  table.title = Tables::tr("Your champion's answers");
  table.heads = {Tables::tr("From"),  Tables::tr("For"),         Tables::tr("Answer"),
                 Tables::tr("Basis"), Tables::tr("Holds until"), Tables::tr("Now")};
  table.when_empty = Tables::tr("No answer is kept.");
  for (const auto& v : rulings) {
    const QJsonObject o = v.toObject();
    table.rows.push_back({SafeLine(o, "champion"), Dash(SafeLine(o, "purpose")),
                          o[u"allowed"].toBool() ? Tables::tr("yes") : Tables::tr("no"),
                          BasisWords(SafeLine(o, "basis")), Day(o[u"valid_until"]),
                          StandingWords(SafeLine(o, "standing"))});
  }
  return table;
}

Table RememberedTable(const QJsonArray& remembered) {
  Table table;
  table.title = Tables::tr("What is remembered so that you need not choose it again");
  table.about = Tables::tr("For which customers cannot be told from it.");
  table.heads = {Tables::tr("Purpose"), Tables::tr("First used"), Tables::tr("Last used"),
                 Tables::tr("Kept until")};
  table.when_empty = Tables::tr("Nothing is remembered.");
  for (const auto& v : remembered) {
    const QJsonObject o = v.toObject();
    table.rows.push_back({SafeLine(o, "purpose"), Day(o[u"first_used"]), Day(o[u"last_used"]),
                          Dash(Day(o[u"delete_after"]))});
  }
  return table;
}

Table CountTable(const QJsonArray& counts) {
  Table table;
  table.title = Tables::tr("What was counted instead of alerting");
  table.about = Tables::tr(
      "While your firm is trying Chaperone out: how often on a day, never what stood there or "
      "when.");
  table.heads = {Tables::tr("Day"),   Tables::tr("Counted"),   Tables::tr("Watching"),
                 Tables::tr("Whose"), Tables::tr("How often"), Tables::tr("Kept until")};
  table.when_empty = Tables::tr("Nothing is counted.");
  for (const auto& v : counts) {
    const QJsonObject o = v.toObject();
    const QString kind = SafeLine(o, "kind");
    table.rows.push_back(
        {SafeLine(o, "day"),
         kind.isEmpty() ? CountedWords(SafeLine(o, "counted"))
                        : Tables::tr("of these, with %1 or more").arg(KindWords(kind, 1)),
         Dash(WatchingWords(SafeLine(o, "audience"))), Dash(WhoseWords(SafeLine(o, "subject"))),
         Number(o[u"number"]), Dash(Day(o[u"delete_after"]))});
  }
  return table;
}

Table MailTable(const QJsonArray& mails) {
  Table table;
  table.title = Tables::tr("Mails to your champions");
  table.about = Tables::tr(
      "Nothing else leaves this computer, but for recordings that your firm archives, sealed.");
  table.heads = {Tables::tr("Written"), Tables::tr("About"), Tables::tr("To"), Tables::tr("Sent")};
  table.when_empty = Tables::tr("Nothing has left this computer.");
  for (const auto& v : mails) {
    const QJsonObject o = v.toObject();
    const QString sent = TimeHere(o[u"sent_at"]);
    table.rows.push_back({TimeHere(o[u"created_at"]), MailWords(SafeLine(o, "about")),
                          Dash(ParseStrings(o[u"recipients"]).join(QLatin1Char('\n'))),
                          sent.isEmpty() ? MailStateWords(SafeLine(o, "state")) : sent});
  }
  return table;
}

Table AccessTable(const QJsonArray& accesses) {
  Table table;
  table.title = Tables::tr("Who looked, or changed something");
  table.about = Tables::tr(
      "As far as it happened on this computer. What your firm does with its archive and its mails "
      "is not known here.");
  table.heads = {Tables::tr("When"), Tables::tr("Who"), Tables::tr("What"), Tables::tr("Of"),
                 Tables::tr("Why")};
  table.when_empty = Tables::tr("Nobody has looked, as far as it is known here.");
  for (const auto& v : accesses) {
    const QJsonObject o = v.toObject();
    table.rows.push_back({TimeHere(o[u"at"]), AccessorWords(SafeLine(o, "who")),
                          AccessWords(SafeLine(o, "what")), AccessedWords(SafeLine(o, "of")),
                          Dash(ReasonWords(SafeLine(o, "reason")))});
  }
  return table;
}

Table GapTable(const QJsonArray& gaps) {
  Table table;
  table.title = Tables::tr("What was shared and not watched");
  table.about = Tables::tr("While one of these lasted, nobody would have been warned.");
  table.heads = {Tables::tr("From"), Tables::tr("Until"), Tables::tr("What happened")};
  table.when_empty = Tables::tr("All that was shared has been watched.");
  for (const auto& v : gaps) {
    const QJsonObject o = v.toObject();
    const QString until = TimeHere(o[u"until"]);
    table.rows.push_back({TimeHere(o[u"since"]), until.isEmpty() ? Tables::tr("it lasts") : until,
                          GapWords(SafeLine(o, "reason"))});
  }
  return table;
}

std::vector<Table> RuleTables(const QJsonObject& policy) {
  const QJsonObject effective = policy[u"effective"].toObject();
  return {FileTable(policy[u"files"].toArray()),
          PurposeTable(policy[u"purposes"].toArray(), effective[u"retention"].toArray()),
          PlaceTable(policy[u"profiles"].toArray()), PeopleTable(effective[u"champions"].toArray()),
          WatchTable(policy)};
}

}  // namespace chaperone::tray
