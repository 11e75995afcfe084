// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/call_people.h"

#include <QCoreApplication>

#include "agent/tray/safe_text.h"

namespace chaperone::tray {
namespace {

struct People {
  Q_DECLARE_TR_FUNCTIONS(People)
};

// The agent's limits (org.chaperone.Agent1.xml).
constexpr qsizetype kMostName = 200;
constexpr qsizetype kMostIdentifier = 100;

QStringList Identifiers(const CallPerson& person) {
  QStringList list;
  for (const QString& part : person.identifiers.split(u',', Qt::SkipEmptyParts)) {
    const QString safe = SafeLine(part, static_cast<int>(kMostIdentifier) + 1);
    if (!safe.isEmpty()) list += safe;
  }
  return list;
}

}  // namespace

QString ProblemOf(const CallPerson& person) {
  if (SafeLine(person.name).isEmpty() && Identifiers(person).isEmpty()) {
    return People::tr("Give a name, or an e-mail address, phone or account number.");
  }
  if (person.name.trimmed().size() > kMostName) {
    return People::tr("The name is longer than %1 characters; give a shorter one.").arg(kMostName);
  }
  for (const QString& one : Identifiers(person)) {
    if (one.size() > kMostIdentifier) {
      return People::
          tr("An e-mail address, phone or account number is longer than %1 characters; separate "
             "several by commas.")
              .arg(kMostIdentifier);
    }
  }
  return {};
}

QVariantMap ToFields(const CallPerson& person) {
  QVariantMap fields{{QStringLiteral("role"), person.role}};
  const QString name = SafeLine(person.name, static_cast<int>(kMostName));
  if (!name.isEmpty()) fields.insert(QStringLiteral("name"), name);
  const QStringList identifiers = Identifiers(person);
  if (!identifiers.isEmpty()) fields.insert(QStringLiteral("identifiers"), identifiers);
  if (!person.place.isEmpty()) fields.insert(QStringLiteral("jurisdiction"), person.place);
  if (!person.confirmed_how.isEmpty()) {
    fields.insert(QStringLiteral("confirmed_how"), person.confirmed_how);
  }
  return fields;
}

std::vector<CallPerson> PeopleOf(const Invitation& invitation) {
  std::vector<CallPerson> people;
  for (const InvitedPerson& invited : invitation.people) {
    CallPerson person;
    person.name = invited.name;
    person.identifiers = invited.e_mail;
    person.role = invited.staff ? QStringLiteral("staff") : QStringLiteral("customer");
    people.push_back(std::move(person));
  }
  return people;
}

const QStringList& WaysToConfirm() {
  static const QStringList ways = {QStringLiteral("security_questions"),
                                   QStringLiteral("called_back"), QStringLiteral("known_voice"),
                                   QStringLiteral("document"), QStringLiteral("signed_in")};
  return ways;
}

QString ConfirmedWords(const QString& how) {
  static const QHash<QString, const char*> words = {
      {QStringLiteral("security_questions"), QT_TRANSLATE_NOOP("People", "security questions")},
      {QStringLiteral("called_back"), QT_TRANSLATE_NOOP("People", "a call back to a known number")},
      {QStringLiteral("known_voice"), QT_TRANSLATE_NOOP("People", "I know the voice")},
      {QStringLiteral("document"), QT_TRANSLATE_NOOP("People", "a document that I saw")},
      {QStringLiteral("signed_in"), QT_TRANSLATE_NOOP("People", "signed in at our portal")},
  };
  const auto it = words.find(how);
  return it == words.end() ? QString(how).replace(u'_', u' ') : People::tr(*it);
}

void CallNames::Remember(const QString& participant, const CallPerson& person) {
  const QString name = SafeLine(person.name, 60);
  names_.insert(participant, name.isEmpty() ? SafeLine(person.identifiers, 60) : name);
}

QString CallNames::Of(const QString& participant) const {
  const QString name = names_.value(participant);
  return name.isEmpty() ? participant : People::tr("%1 (%2)").arg(name, participant);
}

}  // namespace chaperone::tray
