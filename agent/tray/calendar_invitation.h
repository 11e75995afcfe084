// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

// Who is invited to a call, from a calendar invitation (RFC 5545) that came by mail: whoever wrote
// it may be hostile. Pure: bytes in, people out.
namespace chaperone::tray {

inline constexpr qsizetype kMostInvitationBytes = qsizetype{1} << 20;
inline constexpr int kMostInvited = 100;

struct InvitedPerson {
  QString name;    // through SafeLine(); may be empty where there is an e-mail address
  QString e_mail;  // lower case; "" where the invitation has none that can be used
  bool organiser = false;
  bool staff = false;  // the address is of one of the firm's own domains

  bool operator==(const InvitedPerson&) const = default;
};

// `problem`: a sentence for people, what is wrong with the file and what to do; "" where it was
// read. People who declined, rooms and devices are left out.
struct Invitation {
  std::vector<InvitedPerson> people;  // the organiser first; each address once
  int unreadable = 0;                 // entries for people that could not be read
  QString problem;

  bool ok() const { return problem.isEmpty(); }
};

// `own_domains`: "lending.example". Takes time linear in the size of the file.
Invitation ReadInvitation(const QByteArray& file, const QStringList& own_domains);

}  // namespace chaperone::tray
