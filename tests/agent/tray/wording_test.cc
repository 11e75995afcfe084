// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/wording.h"

#include <QLocale>

#include "tests/agent/tray/text.h"

namespace chaperone::tray {

TEST_CASE("wording: every name of the contract for what is missing has words") {
  for (const char* what : {"call",
                           "private",
                           "participants",
                           "purpose",
                           "basis",
                           "basis_not_here",
                           "reference",
                           "assessment",
                           "assessment_expired",
                           "special_category",
                           "jurisdiction",
                           "consent",
                           "withdrawn",
                           "objection",
                           "ruling",
                           "ruling_says_no",
                           "ruling_expired",
                           "ruling_condition",
                           "announcement",
                           "record"}) {
    INFO(what);
    const QString words = MissingWords({QLatin1String(what), {}, QStringLiteral("the agent's")});
    CHECK(words != QStringLiteral("the agent's"));
    CHECK_FALSE(words.isEmpty());
    CHECK_FALSE(words.contains(u'_'));
  }
}

TEST_CASE("wording: what is missing names the participant it is about") {
  CHECK(MissingWords({QStringLiteral("consent"), QStringLiteral("p2"), {}}) ==
        QStringLiteral("a yes to being recorded (p2)"));
}

TEST_CASE("wording: a newer agent's name is shown, never hidden") {
  CHECK(MissingWords({QStringLiteral("moon_phase"), {}, QStringLiteral("wait for the moon")}) ==
        QStringLiteral("wait for the moon"));
  CHECK(MissingWords({QStringLiteral("moon_phase"), {}, {}}) == QStringLiteral("moon_phase"));
  CHECK(BasisWords(QStringLiteral("new_basis")) == QStringLiteral("new basis"));
  CHECK(PauseWords(QStringLiteral("new_reason")) == QStringLiteral("new reason"));
  CHECK(GapWords(QStringLiteral("new_gap")).contains(QLatin1String("new_gap")));
  CHECK_FALSE(KindWords(QStringLiteral("new_kind"), 2).isEmpty());
}

TEST_CASE("wording: what cannot be watched is said in our words, a newer agent's in its own") {
  for (const char* what : {"browser_tab", "wayland", "which_monitor"}) {
    INFO(what);
    const QString words = UnwatchedWords({QLatin1String(what), QStringLiteral("the agent's")});
    CHECK(words != QStringLiteral("the agent's"));
    CHECK(words.endsWith(u'.'));
  }
  CHECK(UnwatchedWords({QStringLiteral("hologram"), QStringLiteral("no holograms")}) ==
        QStringLiteral("no holograms"));
}

TEST_CASE("wording: a firm's own place is called as the firm calls it") {
  CHECK(PlaceWords(QStringLiteral("Isle of Man")) == QStringLiteral("Isle of Man"));
  CHECK(PlaceWords(QStringLiteral("Germany")) == QStringLiteral("Germany"));
  CHECK(PlaceWords({}).isEmpty());
}

TEST_CASE("wording: a time is written as the desktop does, with the day where it is another") {
  const QDateTime noon(QDate(2026, 3, 14), QTime(12, 0), Qt::UTC);
  const QDateTime then = noon.addSecs(300);
  QLocale::setDefault(QLocale(QStringLiteral("de_DE")));
  const QString german = ClockTime(noon, then);
  const QString german_day = ClockTime(noon, then.addDays(1));
  QLocale::setDefault(QLocale(QStringLiteral("en_US")));
  const QString american = ClockTime(noon, then);
  QLocale::setDefault(QLocale::system());
  CHECK(german == noon.toLocalTime().toString(u"HH:mm"));
  CHECK(american.endsWith(noon.toLocalTime().toString(u"AP")));
  CHECK(german_day.startsWith(noon.toLocalTime().toString(u"dd.MM.")));
  CHECK(ClockTime({}, then).isEmpty());
}

TEST_CASE("wording: durations") {
  CHECK(Duration(-5) == QStringLiteral("0:00"));
  CHECK(Duration(65'900) == QStringLiteral("1:05"));
  CHECK(Duration(3'723'000) == QStringLiteral("1:02:03"));
}

}  // namespace chaperone::tray
