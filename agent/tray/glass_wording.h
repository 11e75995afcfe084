// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

// The glass box's typed names in words for people, translated; as wording.h, an unknown name is
// shown as it is.
namespace chaperone::tray {

QString AnswerWords(const QString& answer);  // "is_customer" → "it is the customer's"
QString RecordingStateWords(const QString& state);
QString StandingWords(const QString& standing);  // of a ruling
QString CountedWords(const QString& counted);
QString WatchingWords(const QString& audience);
QString WhoseWords(const QString& subject);
QString MailWords(const QString& about);  // "an alert opened"
QString MailStateWords(const QString& state);
QString AccessWords(const QString& what);   // "played"
QString AccessedWords(const QString& of);   // "a recording"; an id is left as it is
QString AccessorWords(const QString& who);  // "the schedule"; a login name is left as it is
QString ReasonWords(const QString& reason);
QString PolicyLevelWords(const QString& level);
QString ConsentRuleWords(const QString& rule);

}  // namespace chaperone::tray
