// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/glass_wording.h"

#include <QCoreApplication>
#include <QHash>

namespace chaperone::tray {
namespace {

using Names = QHash<QString, const char*>;

QString Look(const Names& names, const QString& name) {
  const auto it = names.find(name);
  return it == names.end() ? QString(name).replace(u'_', u' ')
                           : QCoreApplication::translate("GlassWording", *it);
}

// What a person or the system chose as a name stays as it is.
QString LookOrKeep(const Names& names, const QString& name) {
  return names.contains(name) ? Look(names, name) : name;
}

}  // namespace

QString AnswerWords(const QString& answer) {
  static const Names names = {
      {"none", QT_TRANSLATE_NOOP("GlassWording", "nothing yet")},
      {"hidden", QT_TRANSLATE_NOOP("GlassWording", "I have hidden it")},
      {"is_customer", QT_TRANSLATE_NOOP("GlassWording", "it is the customer's")},
      {"colleague", QT_TRANSLATE_NOOP("GlassWording", "it is a colleague's")},
      {"false_alarm", QT_TRANSLATE_NOOP("GlassWording", "a false alarm")},
  };
  return Look(names, answer);
}

QString RecordingStateWords(const QString& state) {
  static const Names names = {
      {"open", QT_TRANSLATE_NOOP("GlassWording", "being made")},
      {"complete", QT_TRANSLATE_NOOP("GlassWording", "complete")},
      {"truncated", QT_TRANSLATE_NOOP("GlassWording", "cut short")},
      {"deleted", QT_TRANSLATE_NOOP("GlassWording", "deleted")},
  };
  return Look(names, state);
}

QString StandingWords(const QString& standing) {
  static const Names names = {
      {"holds", QT_TRANSLATE_NOOP("GlassWording", "holds")},
      {"not_yet", QT_TRANSLATE_NOOP("GlassWording", "does not hold yet")},
      {"expired", QT_TRANSLATE_NOOP("GlassWording", "has expired")},
      {"says_no", QT_TRANSLATE_NOOP("GlassWording", "says no")},
      {"elsewhere", QT_TRANSLATE_NOOP("GlassWording", "is for another purpose or place")},
  };
  return Look(names, standing);
}

QString CountedWords(const QString& counted) {
  static const Names names = {
      {"alert", QT_TRANSLATE_NOOP("GlassWording", "alerts that there would have been")},
      {"returned", QT_TRANSLATE_NOOP("GlassWording", "the same again, soon after")},
      {"mail", QT_TRANSLATE_NOOP("GlassWording", "mails that a champion would have had")},
  };
  return Look(names, counted);
}

QString WatchingWords(const QString& audience) {
  static const Names names = {
      {"unknown", QT_TRANSLATE_NOOP("GlassWording", "not said")},
      {"internal", QT_TRANSLATE_NOOP("GlassWording", "colleagues")},
      {"external", QT_TRANSLATE_NOOP("GlassWording", "people from outside")},
  };
  return Look(names, audience);
}

QString WhoseWords(const QString& subject) {
  static const Names names = {
      {"third_party", QT_TRANSLATE_NOOP("GlassWording", "another person's")},
      {"unknown_person", QT_TRANSLATE_NOOP("GlassWording", "nobody's who is confirmed")},
  };
  return Look(names, subject);
}

QString MailWords(const QString& about) {
  static const Names names = {
      {"opened", QT_TRANSLATE_NOOP("GlassWording", "an alert on your shared screen")},
      {"closed", QT_TRANSLATE_NOOP("GlassWording", "an alert is over")},
      {"correction", QT_TRANSLATE_NOOP("GlassWording", "a correction: you answered an alert")},
      {"merged", QT_TRANSLATE_NOOP("GlassWording", "several alerts together")},
      {"test", QT_TRANSLATE_NOOP("GlassWording", "a test")},
      {"question", QT_TRANSLATE_NOOP("GlassWording", "your question whether you may record")},
      {"foreign_recorder", QT_TRANSLATE_NOOP("GlassWording", "another program recorded your call")},
  };
  return Look(names, about);
}

QString MailStateWords(const QString& state) {
  static const Names names = {
      {"waiting", QT_TRANSLATE_NOOP("GlassWording", "waits to be sent")},
      {"sent", QT_TRANSLATE_NOOP("GlassWording", "sent")},
      {"refused",
       QT_TRANSLATE_NOOP("GlassWording", "refused by the mail server: somebody will not have it")},
  };
  return Look(names, state);
}

QString AccessWords(const QString& what) {
  static const Names names = {
      {"played", QT_TRANSLATE_NOOP("GlassWording", "listened to")},
      {"exported", QT_TRANSLATE_NOOP("GlassWording", "took a copy of")},
      {"deleted", QT_TRANSLATE_NOOP("GlassWording", "deleted")},
      {"held", QT_TRANSLATE_NOOP("GlassWording", "put on hold")},
      {"released", QT_TRANSLATE_NOOP("GlassWording", "released from hold")},
      {"ruled", QT_TRANSLATE_NOOP("GlassWording", "gave an answer")},
  };
  return Look(names, what);
}

QString AccessedWords(const QString& of) {
  static const Names names = {
      {"own_data", QT_TRANSLATE_NOOP("GlassWording", "all that is kept about you")},
  };
  return LookOrKeep(names, of);
}

QString AccessorWords(const QString& who) {
  static const Names names = {
      {"champion", QT_TRANSLATE_NOOP("GlassWording", "your champion")},
      {"system", QT_TRANSLATE_NOOP("GlassWording", "the schedule, by itself")},
  };
  return LookOrKeep(names, who);
}

QString ReasonWords(const QString& reason) {
  static const Names names = {
      {"own_request", QT_TRANSLATE_NOOP("GlassWording", "at your own request")},
      {"complaint", QT_TRANSLATE_NOOP("GlassWording", "a complaint")},
      {"subject_access", QT_TRANSLATE_NOOP("GlassWording", "a request for access")},
  };
  return Look(names, reason);
}

QString PolicyLevelWords(const QString& level) {
  static const Names names = {
      {"vendor", QT_TRANSLATE_NOOP("GlassWording", "Chaperone's own")},
      {"recommended", QT_TRANSLATE_NOOP("GlassWording", "your firm's proposal")},
      {"user", QT_TRANSLATE_NOOP("GlassWording", "yours")},
      {"managed", QT_TRANSLATE_NOOP("GlassWording", "your firm's IT: it always counts")},
  };
  return Look(names, level);
}

QString ConsentRuleWords(const QString& rule) {
  static const Names names = {
      {"none", QT_TRANSLATE_NOOP("GlassWording", "not asked for by the place")},
      {"notice", QT_TRANSLATE_NOOP("GlassWording", "the announcement counts, if it is recorded")},
      {"active", QT_TRANSLATE_NOOP("GlassWording", "everybody says yes first")},
      {"unknown", QT_TRANSLATE_NOOP("GlassWording", "not known")},
  };
  return Look(names, rule);
}

}  // namespace chaperone::tray
