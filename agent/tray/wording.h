// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QString>

#include "agent/tray/agent_status.h"

// The contract's typed names in words for people, translated. A name that is not known (a newer
// agent's) is shown as it is, never hidden.
namespace chaperone::tray {

// What is missing before the call may be recorded: "a yes of p1 to being recorded".
QString MissingWords(const MissingItem& item);
QString BasisWords(const QString& basis);  // "legitimate_interests" → "legitimate interests"
QString RoleWords(const QString& role);
QString PauseWords(const QString& reason);
QString UnwatchedWords(const UnwatchedRow& row);
QString GapWords(const QString& reason);  // a sentence: "Chaperone is behind with reading …"
// The title of a place whose law applies: those that we ship in the user's language, a firm's own
// as it is.
QString PlaceWords(const QString& title);
// A program by its name, as the agent told it; words where it could not.
QString ProgramWords(const QString& application);
QString ShareWords(const ShareRow& share);
QString KindWords(const QString& kind, int count);  // "2 e-mail addresses"
QString KindList(const QJsonObject& kinds);         // "2 names, 1 IBAN"
QString SeverityWords(const QString& severity);     // "high"
QString Duration(qint64 ms);                        // "1:02:03", "4:05"

// A time of day as the user's desktop writes it; the day too, where it is another than today's.
QString ClockTime(const QDateTime& at, const QDateTime& now);

}  // namespace chaperone::tray
