// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/calendar_invitation.h"

#include <QFile>
#include <chrono>
#include <random>

#include "agent/tray/safe_text.h"
#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

const QStringList kOwn = {QStringLiteral("lending.example")};

QByteArray Sample() {
  QFile file(QStringLiteral(REPOSITORY "/samples/calls/invitation.ics"));
  REQUIRE(file.open(QIODevice::ReadOnly));
  return file.readAll();
}

QByteArray Event(const QByteArray& lines) {
  return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + lines + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
}

Invitation Read(const QByteArray& file) {
  return ReadInvitation(file, kOwn);
}

void CheckRefused(const QByteArray& file, const char* words) {
  const Invitation read = Read(file);
  CHECK(read.people.empty());
  INFO(read.problem.toStdString());
  CHECK(read.problem.contains(QLatin1String(words)));
}

}  // namespace

TEST_CASE("calendar: the sample's people are read, without rooms, reminders and who declined") {
  const Invitation read = Read(Sample());
  REQUIRE(read.problem == QString());
  REQUIRE(read.people.size() == 2);
  CHECK(read.people[0] == InvitedPerson{QStringLiteral("Imogen Hartwell"),
                                        QStringLiteral("imogen.hartwell@lending.example"), true,
                                        true});
  CHECK(read.people[1] == InvitedPerson{QStringLiteral("Orla Fenwick"),
                                        QStringLiteral("orla.fenwick@mailbox.example"), false,
                                        false});
  CHECK(read.unreadable == 0);
}

TEST_CASE("calendar: only the firm's own domains make staff") {
  const auto staff = [](const char* address) {
    return Read(Event("ATTENDEE:mailto:" + QByteArray(address))).people.at(0).staff;
  };
  CHECK(staff("a@lending.example"));
  CHECK(staff("a@LENDING.example"));
  CHECK(staff("a@london.lending.example"));
  CHECK_FALSE(staff("a@notlending.example"));
  CHECK_FALSE(staff("lending.example@mailbox.example"));
}

TEST_CASE("calendar: names are made safe") {
  const QByteArray name =
      "\xE2\x80\xAE"
      "evil\xE2\x80\x8B\x07 name";
  CHECK(Read(Event("ATTENDEE;CN=\"" + name + "\":mailto:a@mailbox.example")).people.at(0).name ==
        QStringLiteral("evil name"));
  const auto longest =
      Read(Event("ATTENDEE;CN=" + QByteArray(10'000, 'n') + ":mailto:a@mailbox.example"));
  CHECK(longest.people.at(0).name.size() == 120);
}

TEST_CASE("calendar: an address that the agent would refuse is left out") {
  const auto address = [](const QByteArray& value) {
    return Read(Event("ATTENDEE;CN=Orla Fenwick:" + value)).people.at(0).e_mail;
  };
  CHECK(address("MAILTO:Orla@Mailbox.example") == QStringLiteral("orla@mailbox.example"));
  CHECK(address("urn:uuid:17").isEmpty());
  CHECK(address("mailto:a@b@mailbox.example").isEmpty());
  CHECK(address("mailto:" + QByteArray(100, 'a') + "@mailbox.example").isEmpty());
  CHECK(address("mailto:\xE2\x80\xAE"
                "a@mailbox.example")
            .isEmpty());
}

TEST_CASE("calendar: an entry that says nothing is counted") {
  const Invitation read =
      Read(Event("ATTENDEE:mailto:\r\nATTENDEE;CN=Orla Fenwick:mailto:orla@mailbox.example"));
  CHECK(read.people.size() == 1);
  CHECK(read.unreadable == 1);
}

TEST_CASE("calendar: what is wrong with a file is named") {
  CheckRefused("", "empty");
  CheckRefused("Dear Imogen", "BEGIN:VCALENDAR");
  CheckRefused("<html>BEGIN:VCALENDAR</html>", "BEGIN:VCALENDAR");
  CheckRefused(QByteArray("BEGIN:VCALENDAR\0", 16), "UTF-8");
  CheckRefused("BEGIN:VCALENDAR\r\nX:\xFF\xFE\r\nEND:VCALENDAR\r\n", "UTF-8");
  CheckRefused("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "VEVENT");
  CheckRefused(Event("SUMMARY:Lunch"), "nobody");
  const QByteArray whole = Sample();
  CheckRefused(whole.left(whole.size() / 2), "damaged");
}

TEST_CASE("calendar: bombs are refused quickly") {
  const auto begin = std::chrono::steady_clock::now();
  CheckRefused(QByteArray(kMostInvitationBytes + 1, 'x'), "1 MiB");
  CheckRefused("BEGIN:VCALENDAR\r\n" + QByteArray("BEGIN:VEVENT\r\n").repeated(70'000), "too deep");
  QByteArray many;
  for (int i = 0; i < 20'000; ++i)
    many += "ATTENDEE:mailto:a" + QByteArray::number(i) + "@b.example\r\n";
  CheckRefused(Event(many.trimmed()), "100");
  CheckRefused(
      Event("ATTENDEE;CN=" + QByteArray("x\r\n ").repeated(200'000) + ":mailto:a@b.example"),
      "nobody");
  QByteArray parameters = "ATTENDEE";
  parameters += QByteArray(";X-A=1").repeated(10'000);
  CHECK(Read(Event(parameters + ":mailto:a@mailbox.example")).people.size() <= 1);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
}

TEST_CASE(
    "calendar: any change of bytes gives people or a sentence, never both and never neither") {
  const QByteArray whole = Sample();
  std::mt19937 random(20260314);  // NOLINT: the same bytes every time
  const auto below = [&](qsizetype n) {
    return static_cast<qsizetype>(random() % static_cast<uint32_t>(n));
  };
  int read_well = 0;
  for (int round = 0; round < 3000; ++round) {
    QByteArray file = whole;
    for (qsizetype n = 1 + below(4); n > 0; --n) {
      const qsizetype at = below(file.size());
      switch (below(4)) {
        case 0:
          file[at] = static_cast<char>(below(256));
          break;
        case 1:
          file.remove(at, 1 + below(40));
          break;
        case 2:
          file.insert(at, whole.mid(below(whole.size()), 1 + below(60)));
          break;
        default:
          file.truncate(std::max<qsizetype>(at, 1));
      }
      if (file.isEmpty()) file = "x";
    }
    const Invitation read = Read(file);
    REQUIRE(read.ok() != read.people.empty());
    for (const InvitedPerson& person : read.people) {
      REQUIRE_FALSE((person.name.isEmpty() && person.e_mail.isEmpty()));
      REQUIRE(SafeLine(person.name) == person.name);
      REQUIRE(person.e_mail.size() <= 100);
    }
    read_well += read.ok() ? 1 : 0;
  }
  CHECK(read_well > 300);  // the changes are not so many that nothing is read any more
}

}  // namespace chaperone::tray
