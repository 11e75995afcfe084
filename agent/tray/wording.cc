// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/wording.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>
#include <QStringList>

namespace chaperone::tray {
namespace {

// lupdate's name for the context of everything here.
struct Wording {
  Q_DECLARE_TR_FUNCTIONS(Wording)
};

using Table = QHash<QString, const char*>;

QString Look(const Table& table, const QString& name) {
  const auto it = table.find(name);
  return it == table.end() ? QString(name).replace(u'_', u' ') : Wording::tr(*it);
}

const Table& Missing() {
  static const Table table = {
      {"call", QT_TRANSLATE_NOOP("Wording", "a call: say who is on it")},
      {"private", QT_TRANSLATE_NOOP("Wording", "you said that this call is private")},
      {"participants", QT_TRANSLATE_NOOP("Wording", "who is on the call")},
      {"purpose", QT_TRANSLATE_NOOP("Wording", "what the recording is for")},
      {"basis", QT_TRANSLATE_NOOP("Wording", "a lawful basis")},
      {"basis_not_here",
       QT_TRANSLATE_NOOP("Wording", "a lawful basis that counts where everyone on the call is")},
      {"reference", QT_TRANSLATE_NOOP("Wording", "what the basis rests on: its reference")},
      {"assessment",
       QT_TRANSLATE_NOOP("Wording", "the firm's assessment of its legitimate interests")},
      {"assessment_expired",
       QT_TRANSLATE_NOOP("Wording", "an assessment whose review is not overdue")},
      {"special_category",
       QT_TRANSLATE_NOOP("Wording", "a condition for data about health and the like")},
      {"jurisdiction", QT_TRANSLATE_NOOP("Wording", "which country's law applies")},
      {"consent", QT_TRANSLATE_NOOP("Wording", "a yes to being recorded")},
      {"withdrawn", QT_TRANSLATE_NOOP("Wording", "a new yes: the earlier one was taken back")},
      {"objection", QT_TRANSLATE_NOOP("Wording", "somebody objected to being recorded")},
      {"ruling", QT_TRANSLATE_NOOP("Wording", "your champion's answer")},
      {"ruling_says_no", QT_TRANSLATE_NOOP("Wording", "your champion said no")},
      {"ruling_expired", QT_TRANSLATE_NOOP("Wording", "your champion's answer has expired")},
      {"ruling_condition",
       QT_TRANSLATE_NOOP("Wording", "a condition of your champion's answer is not met")},
      {"announcement", QT_TRANSLATE_NOOP("Wording", "everybody has to hear the announcement")},
      {"record",
       QT_TRANSLATE_NOOP("Wording", "nothing can be put on record on this computer just now")},
  };
  return table;
}

const Table& Bases() {
  static const Table table = {
      {"consent", QT_TRANSLATE_NOOP("Wording", "consent")},
      {"contract", QT_TRANSLATE_NOOP("Wording", "contract")},
      {"legal_obligation", QT_TRANSLATE_NOOP("Wording", "legal obligation")},
      {"vital_interests", QT_TRANSLATE_NOOP("Wording", "vital interests")},
      {"public_task", QT_TRANSLATE_NOOP("Wording", "public task")},
      {"recognised_legitimate_interest",
       QT_TRANSLATE_NOOP("Wording", "recognised legitimate interest")},
      {"legitimate_interests", QT_TRANSLATE_NOOP("Wording", "legitimate interests")},
      {"unknown", QT_TRANSLATE_NOOP("Wording", "none yet")},
  };
  return table;
}

const Table& Roles() {
  static const Table table = {
      {"customer", QT_TRANSLATE_NOOP("Wording", "customer")},
      {"representative", QT_TRANSLATE_NOOP("Wording", "representative")},
      {"staff", QT_TRANSLATE_NOOP("Wording", "colleague")},
      {"other", QT_TRANSLATE_NOOP("Wording", "somebody else")},
  };
  return table;
}

const Table& Pauses() {
  static const Table table = {
      {"pause_card", QT_TRANSLATE_NOOP("Wording", "card details")},
      {"pause_by_hand", QT_TRANSLATE_NOOP("Wording", "you paused it")},
      {"late_joiner", QT_TRANSLATE_NOOP("Wording", "somebody new has to be told first")},
      {"consent", QT_TRANSLATE_NOOP("Wording", "an objection")},
      {"requirement", QT_TRANSLATE_NOOP("Wording", "something is missing")},
      {"overflow", QT_TRANSLATE_NOOP("Wording", "this computer was too busy")},
      {"device_lost", QT_TRANSLATE_NOOP("Wording", "a sound device is gone")},
      {"stream_moved", QT_TRANSLATE_NOOP("Wording", "the call's sound has moved")},
      {"suspended", QT_TRANSLATE_NOOP("Wording", "this computer slept")},
  };
  return table;
}

const Table& Gaps() {
  static const Table table = {
      {"frames_dropped",
       QT_TRANSLATE_NOOP("Wording", "The shared screen changes too fast to be read whole.")},
      {"reader_behind",
       QT_TRANSLATE_NOOP("Wording", "Chaperone is behind with reading your shared screen.")},
      {"reader_failed",
       QT_TRANSLATE_NOOP("Wording", "Your shared screen is not being read: the reader restarts.")},
      {"target_unknown",
       QT_TRANSLATE_NOOP("Wording",
                         "What is shared cannot be told; the whole screen is read instead.")},
      {"target_covered",
       QT_TRANSLATE_NOOP("Wording", "The shared window cannot be read just now.")},
      {"display_lost", QT_TRANSLATE_NOOP("Wording", "The display cannot be read.")},
      {"not_watched", QT_TRANSLATE_NOOP("Wording", "This kind of share is not watched.")},
      {"beneath_unseen",
       QT_TRANSLATE_NOOP("Wording", "What lies beneath a cover on your screen cannot be seen.")},
      {"stopped_by_employee",
       QT_TRANSLATE_NOOP("Wording", "You stopped the watching of this share.")},
  };
  return table;
}

const Table& Unwatched() {
  static const Table table = {
      {"browser_tab", QT_TRANSLATE_NOOP("Wording",
                                        "The share of a single browser tab: it cannot be seen from "
                                        "outside the browser.")},
      {"wayland", QT_TRANSLATE_NOOP("Wording", "Shares in a Wayland session.")},
      {"which_monitor",
       QT_TRANSLATE_NOOP("Wording",
                         "Which of several monitors is shared: all of them are read instead.")},
  };
  return table;
}

const Table& Places() {
  static const Table table = {
      {"United Kingdom", QT_TRANSLATE_NOOP("Wording", "United Kingdom")},
      {"European Union", QT_TRANSLATE_NOOP("Wording", "European Union")},
      {"Germany", QT_TRANSLATE_NOOP("Wording", "Germany")},
      {"United States, one-party states",
       QT_TRANSLATE_NOOP("Wording", "United States, one-party states")},
      {"United States, all-party states",
       QT_TRANSLATE_NOOP("Wording", "United States, all-party states")},
      {"Washington State", QT_TRANSLATE_NOOP("Wording", "Washington State")},
  };
  return table;
}

}  // namespace

QString MissingWords(const MissingItem& item) {
  const auto it = Missing().find(item.what);
  const QString words = it == Missing().end()
                            ? (item.sentence.isEmpty() ? item.what : item.sentence)
                            : Wording::tr(*it);
  return item.participant.isEmpty() ? words : Wording::tr("%1 (%2)").arg(words, item.participant);
}

QString BasisWords(const QString& basis) {
  return Look(Bases(), basis);
}
QString RoleWords(const QString& role) {
  return Look(Roles(), role);
}
QString PauseWords(const QString& reason) {
  return Look(Pauses(), reason);
}
QString GapWords(const QString& reason) {
  const auto it = Gaps().find(reason);
  return it == Gaps().end() ? Wording::tr("Not everything that is shared is read (%1).").arg(reason)
                            : Wording::tr(*it);
}

QString UnwatchedWords(const UnwatchedRow& row) {
  const auto it = Unwatched().find(row.what);
  return it == Unwatched().end() ? row.sentence : Wording::tr(*it);
}

QString PlaceWords(const QString& title) {
  const auto it = Places().find(title);
  return it == Places().end() ? title : Wording::tr(*it);
}

QString ProgramWords(const QString& application) {
  if (application.isEmpty()) return Wording::tr("an unknown program");
  return application == u"started by hand" ? Wording::tr("started by hand") : application;
}

QString ShareWords(const ShareRow& share) {
  const QString who =
      share.origin == u"by_hand" ? Wording::tr("You said that you share") : share.application;
  if (share.target == u"window") return Wording::tr("%1: a window is shared and watched.").arg(who);
  if (share.monitor.isEmpty()) return Wording::tr("%1: the screen is shared and watched.").arg(who);
  return Wording::tr("%1: the screen is shared and watched (%2).").arg(who, share.monitor);
}

QString KindWords(const QString& kind, int count) {
  // One message a kind, so that each language has its own plural forms.
  const auto n = [&](const char* text) {
    return QCoreApplication::translate("Wording", text, nullptr, count);
  };
  static const Table table = {
      {"person_name", QT_TRANSLATE_N_NOOP("Wording", "%n name(s)")},
      {"email", QT_TRANSLATE_N_NOOP("Wording", "%n e-mail address(es)")},
      {"phone", QT_TRANSLATE_N_NOOP("Wording", "%n phone number(s)")},
      {"postal_address", QT_TRANSLATE_N_NOOP("Wording", "%n postal address(es)")},
      {"postcode", QT_TRANSLATE_N_NOOP("Wording", "%n postcode(s)")},
      {"date_of_birth", QT_TRANSLATE_N_NOOP("Wording", "%n date(s) of birth")},
      {"uk_nino", QT_TRANSLATE_N_NOOP("Wording", "%n National Insurance number(s)")},
      {"uk_nhs_number", QT_TRANSLATE_N_NOOP("Wording", "%n NHS number(s)")},
      {"uk_utr", QT_TRANSLATE_N_NOOP("Wording", "%n taxpayer reference(s)")},
      {"uk_passport", QT_TRANSLATE_N_NOOP("Wording", "%n passport number(s)")},
      {"uk_driving_licence", QT_TRANSLATE_N_NOOP("Wording", "%n driving licence number(s)")},
      {"uk_bank_account", QT_TRANSLATE_N_NOOP("Wording", "%n bank account(s)")},
      {"iban", QT_TRANSLATE_N_NOOP("Wording", "%n IBAN(s)")},
      {"payment_card", QT_TRANSLATE_N_NOOP("Wording", "%n payment card number(s)")},
      {"us_ssn", QT_TRANSLATE_N_NOOP("Wording", "%n social security number(s)")},
      {"vehicle_registration", QT_TRANSLATE_N_NOOP("Wording", "%n vehicle registration(s)")},
      {"ip_address", QT_TRANSLATE_N_NOOP("Wording", "%n IP address(es)")},
      {"online_handle", QT_TRANSLATE_N_NOOP("Wording", "%n online handle(s)")},
      {"personal_url", QT_TRANSLATE_N_NOOP("Wording", "%n personal web page(s)")},
      {"national_id", QT_TRANSLATE_N_NOOP("Wording", "%n national identity number(s)")},
      {"tax_id", QT_TRANSLATE_N_NOOP("Wording", "%n tax number(s)")},
      {"passport", QT_TRANSLATE_N_NOOP("Wording", "%n passport number(s)")},
      {"driving_licence", QT_TRANSLATE_N_NOOP("Wording", "%n driving licence number(s)")},
      {"customer_reference", QT_TRANSLATE_N_NOOP("Wording", "%n customer reference(s)")},
      {"employee_id", QT_TRANSLATE_N_NOOP("Wording", "%n employee number(s)")},
      {"health_data", QT_TRANSLATE_N_NOOP("Wording", "%n piece(s) of health data")},
      {"credential", QT_TRANSLATE_N_NOOP("Wording", "%n password(s) or key(s)")},
  };
  const auto it = table.find(kind);
  return it == table.end() ? n(QT_TRANSLATE_N_NOOP("Wording", "%n piece(s) of personal data"))
                           : n(*it);
}

QString KindList(const QJsonObject& kinds) {
  QStringList words;
  for (auto it = kinds.begin(); it != kinds.end(); ++it) {
    if (const int count = it->toInt(); count > 0) words += KindWords(it.key(), count);
  }
  return words.join(Wording::tr(", "));
}

QString SeverityWords(const QString& severity) {
  static const Table table = {
      {"low", QT_TRANSLATE_NOOP("Wording", "low")},
      {"medium", QT_TRANSLATE_NOOP("Wording", "medium")},
      {"high", QT_TRANSLATE_NOOP("Wording", "high")},
      {"none", QT_TRANSLATE_NOOP("Wording", "none")},
      {"unknown", QT_TRANSLATE_NOOP("Wording", "not known")},
  };
  return Look(table, severity);
}

QString ClockTime(const QDateTime& at, const QDateTime& now) {
  if (!at.isValid()) return {};
  const QDateTime here = at.toLocalTime();
  return here.date() == now.toLocalTime().date()
             ? QLocale().toString(here.time(), QLocale::ShortFormat)
             : QLocale().toString(here, QLocale::ShortFormat);
}

QString Duration(qint64 ms) {
  const qint64 s = std::max<qint64>(ms, 0) / 1000;
  const auto two = [](qint64 n) { return QString::number(n).rightJustified(2, u'0'); };
  if (s < 3600) return QStringLiteral("%1:%2").arg(s / 60).arg(two(s % 60));
  return QStringLiteral("%1:%2:%3").arg(s / 3600).arg(two(s / 60 % 60), two(s % 60));
}

}  // namespace chaperone::tray
