// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/calendar_invitation.h"

#include <libical/ical.h>

#include <QCoreApplication>
#include <QStringDecoder>
#include <algorithm>
#include <memory>
#include <optional>

#include "agent/tray/safe_text.h"

namespace chaperone::tray {
namespace {

struct Calendar {
  Q_DECLARE_TR_FUNCTIONS(Calendar)
};

constexpr int kMostNested = 8;  // VCALENDAR, VEVENT, VALARM: three are usual
constexpr qsizetype kMostLineBytes = qsizetype{64} * 1024;  // of one person, unfolded
constexpr qsizetype kMostAddress = 100;                     // the agent's for an identifier

struct PropertyFree {
  void operator()(icalproperty* p) const { icalproperty_free(p); }
};
using Property = std::unique_ptr<icalproperty, PropertyFree>;

// What the file says about people, a line each, and how it was built. The recursive part of the
// format is judged here, so that the library gets single lines only: no depth, recurrence rule or
// attachment of a stranger's reaches it.
struct Outline {
  QList<QByteArray> people;
  bool calendar = false;
  bool event = false;
  bool torn = false;  // BEGIN and END do not match, or the end is missing
  bool too_deep = false;
  int too_long = 0;
};

// The next logical line (RFC 5545, 3.1: one that begins with white space goes on the one before).
QByteArray NextLine(const QByteArray& file, qsizetype& at) {
  QByteArray line;
  do {
    const qsizetype found = file.indexOf('\n', at);
    const qsizetype end = found < 0 ? file.size() : found;
    qsizetype length = end - at;
    if (length > 0 && file[at + length - 1] == '\r') --length;
    line.append(file.constData() + at, length);
    at = end + 1;
    if (at >= file.size() || (file[at] != ' ' && file[at] != '\t')) return line;
    ++at;
  } while (at < file.size());
  return line;
}

QByteArray NameOf(const QByteArray& line) {
  const auto end =
      std::find_if(line.begin(), line.end(), [](char c) { return c == ':' || c == ';'; });
  return line.left(end - line.begin()).trimmed().toUpper();
}

Outline ReadOutline(const QByteArray& file) {
  Outline outline;
  QList<QByteArray> open;
  for (qsizetype at = 0; at < file.size();) {
    const QByteArray line = NextLine(file, at);
    const QByteArray name = NameOf(line);
    if (name == "BEGIN") {
      open.append(line.mid(line.indexOf(':') + 1).trimmed().toUpper());
      outline.calendar = outline.calendar || open.front() == "VCALENDAR";
      outline.event = outline.event || open.back() == "VEVENT";
      outline.too_deep = open.size() > kMostNested;
      if (outline.too_deep) return outline;
    } else if (name == "END") {
      const QByteArray ended = line.mid(line.indexOf(':') + 1).trimmed().toUpper();
      outline.torn = outline.torn || open.isEmpty() || open.back() != ended;
      if (!open.isEmpty()) open.removeLast();
    } else if ((name == "ATTENDEE" || name == "ORGANIZER") && !open.isEmpty() &&
               open.back() == "VEVENT") {
      if (line.size() > kMostLineBytes) {
        ++outline.too_long;
      } else {
        outline.people.append(line);
      }
    }
  }
  outline.torn = outline.torn || !open.isEmpty();
  return outline;
}

// "mailto:Orla.Fenwick@Mailbox.example" → "orla.fenwick@mailbox.example"; "" where it is no
// address that the agent would take.
QString AddressIn(const char* value) {
  QString text = QString::fromUtf8(value == nullptr ? "" : value).trimmed();
  if (text.startsWith(QLatin1String("mailto:"), Qt::CaseInsensitive)) text.remove(0, 7);
  const qsizetype at = text.indexOf(u'@');
  const bool fits = at > 0 && at < text.size() - 1 && text.count(u'@') == 1 &&
                    text.size() <= kMostAddress && !text.contains(u' ') && SafeLine(text) == text;
  return fits ? text.toLower() : QString();
}

bool IsOf(const QString& address, const QStringList& domains) {
  const QString domain = address.section(u'@', 1);
  return std::any_of(domains.begin(), domains.end(), [&](const QString& own) {
    return domain.compare(own, Qt::CaseInsensitive) == 0 ||
           domain.endsWith(u'.' + own, Qt::CaseInsensitive);
  });
}

enum class Kept { kNo, kYes, kUnreadable };

Kept ReadPerson(const QByteArray& line, const QStringList& own_domains, InvitedPerson& person) {
  const Property property(icalproperty_new_from_string(line.constData()));
  if (!property) return Kept::kUnreadable;
  for (auto* p = icalproperty_get_first_parameter(property.get(), ICAL_ANY_PARAMETER); p != nullptr;
       p = icalproperty_get_next_parameter(property.get(), ICAL_ANY_PARAMETER)) {
    const auto kind = icalparameter_isa(p);
    if (kind == ICAL_CUTYPE_PARAMETER) {
      const auto type = icalparameter_get_cutype(p);
      if (type == ICAL_CUTYPE_ROOM || type == ICAL_CUTYPE_RESOURCE) return Kept::kNo;
    } else if (kind == ICAL_PARTSTAT_PARAMETER) {
      if (icalparameter_get_partstat(p) == ICAL_PARTSTAT_DECLINED) return Kept::kNo;
    } else if (kind == ICAL_CN_PARAMETER) {
      person.name = SafeLine(QString::fromUtf8(icalparameter_get_cn(p)));
    }
  }
  person.organiser = icalproperty_isa(property.get()) == ICAL_ORGANIZER_PROPERTY;
  person.e_mail = AddressIn(person.organiser ? icalproperty_get_organizer(property.get())
                                             : icalproperty_get_attendee(property.get()));
  if (person.name.compare(person.e_mail, Qt::CaseInsensitive) == 0) person.name.clear();
  person.staff = !person.e_mail.isEmpty() && IsOf(person.e_mail, own_domains);
  return person.name.isEmpty() && person.e_mail.isEmpty() ? Kept::kUnreadable : Kept::kYes;
}

void Add(std::vector<InvitedPerson>& people, InvitedPerson person) {
  const auto same = std::find_if(people.begin(), people.end(), [&](const InvitedPerson& p) {
    return p.e_mail.isEmpty() ? p.name == person.name : p.e_mail == person.e_mail;
  });
  if (same == people.end()) {
    people.push_back(std::move(person));
    return;
  }
  if (same->name.isEmpty()) same->name = person.name;
  same->organiser = same->organiser || person.organiser;
}

QString ProblemOf(const Outline& outline) {
  if (outline.too_deep) {
    return Calendar::tr(
        "This file is built to do harm or is damaged: its parts lie in one another too deep. "
        "Nothing was taken from it; add the people by hand.");
  }
  if (!outline.calendar) {
    return Calendar::tr(
        "This is not a calendar invitation: it does not begin with BEGIN:VCALENDAR. Save the "
        "invitation from your calendar or mail program as an .ics file.");
  }
  if (outline.torn) {
    return Calendar::tr(
        "This invitation is damaged: a part of it is missing (BEGIN and END do not match). Save it "
        "anew from your calendar, or add the people by hand.");
  }
  if (!outline.event) {
    return Calendar::tr(
        "This calendar file holds no appointment (VEVENT). Save the appointment itself, not a list "
        "of free time or tasks.");
  }
  if (outline.people.size() > kMostInvited) {
    return Calendar::tr(
               "This invitation names %1 people, more than the %2 that can be taken over. Add "
               "those who are on the call by hand.")
        .arg(outline.people.size())
        .arg(kMostInvited);
  }
  return {};
}

std::optional<QString> ProblemOfBytes(const QByteArray& file) {
  if (file.size() > kMostInvitationBytes) {
    return Calendar::tr(
        "This file is larger than 1 MiB and so no plain invitation. Save it without its "
        "attachments, or add the people by hand.");
  }
  if (file.trimmed().isEmpty()) {
    return Calendar::tr("This file is empty. Save the invitation anew from your calendar.");
  }
  QStringDecoder decoder(QStringDecoder::Utf8);
  const QString decoded = decoder(file);
  if (decoder.hasError() || file.contains('\0')) {
    return Calendar::tr(
        "This file is not text in UTF-8, as calendar invitations are. Save the invitation as an "
        ".ics file, or add the people by hand.");
  }
  return std::nullopt;
}

}  // namespace

Invitation ReadInvitation(const QByteArray& file, const QStringList& own_domains) {
  Invitation invitation;
  const auto bytes_problem = ProblemOfBytes(file);
  if (bytes_problem) {
    invitation.problem = *bytes_problem;
    return invitation;
  }
  const Outline outline = ReadOutline(file.startsWith("\xEF\xBB\xBF") ? file.mid(3) : file);
  invitation.problem = ProblemOf(outline);
  if (!invitation.ok()) return invitation;

  icalerror_set_errors_are_fatal(0);  // the library would end the program else
  invitation.unreadable = outline.too_long;
  for (const QByteArray& line : outline.people) {
    InvitedPerson person;
    const Kept kept = ReadPerson(line, own_domains, person);
    if (kept == Kept::kYes) Add(invitation.people, std::move(person));
    if (kept == Kept::kUnreadable) ++invitation.unreadable;
  }
  std::stable_partition(invitation.people.begin(), invitation.people.end(),
                        [](const InvitedPerson& p) { return p.organiser; });
  if (invitation.people.empty()) {
    invitation.problem = Calendar::tr(
        "This appointment names nobody who could be taken over. Add the people by hand.");
  }
  return invitation;
}

}  // namespace chaperone::tray
