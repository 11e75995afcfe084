// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/share_model.h"

#include "agent/tray/wording.h"
#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

const QDateTime kNow(QDate(2026, 3, 14), QTime(12, 0), Qt::UTC);

AgentStatus Sharing(const char* target = "screen") {
  AgentStatus status;
  ShareRow share;
  share.id = QStringLiteral("s1");
  share.origin = QStringLiteral("watched");
  share.application = QStringLiteral("Chromium");
  share.target = QLatin1String(target);
  share.monitor = QStringLiteral("M0");
  share.region = QRect(0, 0, 1000, 800);
  share.started_at = kNow.addSecs(-600);
  status.shares.push_back(share);
  return status;
}

}  // namespace

TEST_CASE("sharing: a share that is read whole is said to be watched") {
  AgentStatus status = Sharing();
  const ShareCard read = ShareCards(status, kNow).at(0);
  CHECK(read.title == u"Chromium");
  CHECK(read.what.contains("M0"));
  CHECK(read.well);
  status.unread = true;
  CHECK(ShareCards(status, kNow).at(0).watched != read.watched);
}

TEST_CASE("sharing: that leaks are only counted is said, with how many") {
  AgentStatus status = Sharing();
  CHECK(OnlyCountedWords(status).isEmpty());
  status.only_counted = 3;
  CHECK(OnlyCountedWords(status).contains("Nobody is warned"));
  CHECK(OnlyCountedWords(status).contains("3"));
}

TEST_CASE("sharing: a gap is told of the share that it is in, and of no other") {
  AgentStatus status = Sharing();
  status.shares.push_back(status.shares.front());
  status.shares.back().id = QStringLiteral("s2");
  status.gaps.push_back({QStringLiteral("s2"), QStringLiteral("reader_behind"), kNow});
  const auto cards = ShareCards(status, kNow);
  CHECK(cards.at(0).well);
  CHECK_FALSE(cards.at(1).well);
  CHECK(cards.at(1).watched == GapWords("reader_behind"));
}

TEST_CASE("sharing: what is not known is not said to be a screen or a window") {
  CHECK(ShareCards(Sharing("unknown"), kNow).at(0).what.startsWith("Not known"));
  CHECK(ShareCards(Sharing("window"), kNow).at(0).what.startsWith("A window"));
}

TEST_CASE("sharing: stopping is offered where policy allows it") {
  AgentStatus status = Sharing();
  CHECK_FALSE(ShareCards(status, kNow).at(0).may_stop);
  status.shares.front().may_stop = true;
  CHECK(ShareCards(status, kNow).at(0).may_stop);
}

TEST_CASE("sharing: no agent is not the same as no share") {
  CHECK(SharingHeadline(std::nullopt) != SharingHeadline(AgentStatus{}));
  CHECK(SharingHeadline(AgentStatus{}) != SharingHeadline(Sharing()));
}

TEST_CASE("sharing: who is watching is asked until it is said") {
  CHECK(AudienceWords("unknown") == AudienceWords(""));
  CHECK(AudienceWords("internal") != AudienceWords("external"));
}

TEST_CASE("share choices: everything, each of several monitors, windows by program and size") {
  const NamedMonitor left{QStringLiteral("M0"), QRect(0, 0, 1000, 800)};
  const NamedMonitor right{QStringLiteral("M1"), QRect(1000, 0, 800, 600)};
  const OpenWindow window{77, QStringLiteral("Firefox"), QRect(10, 10, 640, 480)};
  CHECK(ShareChoices({left}, {}).size() == 1);
  const auto choices = ShareChoices({left, right}, {window});
  REQUIRE(choices.size() == 4);
  CHECK(choices[0].monitor.isEmpty());
  CHECK(choices[0].region == QRect(0, 0, 1800, 800));
  CHECK(choices[2].monitor == u"M1");
  CHECK(choices[3].target == u"window");
  CHECK(choices[3].window == 77);
  CHECK(choices[3].label.contains("Firefox"));
  CHECK(choices[3].label.contains("640 × 480"));
}

}  // namespace chaperone::tray
