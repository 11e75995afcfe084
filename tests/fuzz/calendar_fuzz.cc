// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>

#include "agent/tray/calendar_invitation.h"
#include "agent/tray/safe_text.h"

// Whatever the bytes: no crash, people or a sentence that says why not, and every name is safe to
// show and every address one that the agent takes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::tray;
  const QByteArray file(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
  const Invitation read = ReadInvitation(file, {QStringLiteral("lending.example")});
  if (read.ok() == read.people.empty()) std::abort();
  for (const InvitedPerson& person : read.people) {
    if (person.name.isEmpty() && person.e_mail.isEmpty()) std::abort();
    if (SafeLine(person.name) != person.name) std::abort();
    if (!person.e_mail.isEmpty() && person.e_mail.count(u'@') != 1) std::abort();
    if (person.e_mail.size() > 100) std::abort();
  }
  return 0;
}
