// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/safe_text.h"

#include <random>

#include "tests/agent/tray/text.h"

namespace chaperone::tray {

TEST_CASE("safe text: what cannot be seen or turns the direction is left out") {
  CHECK(SafeLine(QString::fromUtf8("a\u202Eb\u200Bc\u2066d\uFEFFe")) == QStringLiteral("abcde"));
  CHECK(SafeLine(QStringLiteral("a\x07\x1b[31mb")) == QStringLiteral("a[31mb"));
  CHECK(SafeLine(QString::fromUtf8("a\U000E0041b")) == QStringLiteral("ab"));  // a tag
}

TEST_CASE("safe text: letters of every script stay") {
  const QString names = QString::fromUtf8("Grünwald Ефимова 山田 עדי ಅನು 👩");
  CHECK(SafeLine(names) == names);
}

TEST_CASE("safe text: white space is folded to one line") {
  CHECK(SafeLine(QString::fromUtf8("  a\r\n\tb\u2028c  ")) == QStringLiteral("a b c"));
}

TEST_CASE("safe text: marks do not pile up over other lines") {
  const QString zalgo = QStringLiteral("a") + QString(50, QChar(0x0301));
  CHECK(SafeLine(zalgo).size() == 5);
}

TEST_CASE("safe text: what is long is cut, whole characters only") {
  CHECK(SafeLine(QString(10'000, u'n')).size() == 120);
  CHECK(SafeLine(QString(10'000, u'n')).endsWith(u'…'));
  CHECK(SafeLine(QString(120, u'n')) == QString(120, u'n'));
  const QString faces = QString::fromUtf8("👩").repeated(200);
  CHECK(SafeLine(faces).toUcs4().size() == 120);
  CHECK(SafeLine(QStringLiteral("abc"), 2) == QString::fromUtf8("a…"));
}

TEST_CASE("safe text: a broken surrogate is replaced") {
  CHECK(SafeLine(QString(QChar(0xD83D)) + u'x') == QString(QChar(0xFFFD)) + u'x');
}

TEST_CASE("safe text: lines are counted") {
  CHECK(SafeText(QStringLiteral("a\nb\nc"), 100, 2) == QString::fromUtf8("a\nb\n…"));
  CHECK(SafeText(QString::fromUtf8("a\u202E\nb")) == QStringLiteral("a\nb"));
}

TEST_CASE("safe text: whatever comes, it is one safe line and safe text stays as it is") {
  std::mt19937 random(7);  // NOLINT: the same text every time
  for (int round = 0; round < 2000; ++round) {
    QString text;
    for (int n = 0; n < 300; ++n) text += QChar(static_cast<char16_t>(random() % 0x10000));
    const QString safe = SafeLine(text);
    REQUIRE(safe.toUcs4().size() <= 120);
    REQUIRE_FALSE(safe.contains(u'\n'));
    REQUIRE(SafeLine(safe) == safe);
  }
}

}  // namespace chaperone::tray
