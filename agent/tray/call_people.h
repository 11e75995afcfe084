// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <QVariantMap>
#include <vector>

#include "agent/tray/calendar_invitation.h"

// Who is on a call, as the employee types it: checked here, so that what the agent would refuse is
// said beside the field. Pure.
namespace chaperone::tray {

struct CallPerson {
  QString name;
  QString identifiers;  // e-mail, phone, account number … separated by commas
  QString role = QStringLiteral("customer");  // customer, representative, staff, other
  QString place;                              // a profile of the policy; "": the policy's own
  QString confirmed_how;                      // "": not yet

  bool operator==(const CallPerson&) const = default;
  bool empty() const { return name.trimmed().isEmpty() && identifiers.trimmed().isEmpty(); }
};

// What is wrong with it, for people; "" where the agent takes it.
QString ProblemOf(const CallPerson& person);
// The dictionary of StartCall and JoinCall.
QVariantMap ToFields(const CallPerson& person);
std::vector<CallPerson> PeopleOf(const Invitation& invitation);

// How an identity is confirmed: names for the record, and their words.
const QStringList& WaysToConfirm();
QString ConfirmedWords(const QString& how);

// The names behind p1, p2 …: the agent never says them, so they are known as long as a window that
// shows them is open. In memory alone.
class CallNames {
 public:
  void Remember(const QString& participant, const CallPerson& person);
  void Forget() { names_.clear(); }
  // "Orla Fenwick (p1)", or "p1" where the name is not known (any more).
  QString Of(const QString& participant) const;

 private:
  QHash<QString, QString> names_;
};

}  // namespace chaperone::tray
