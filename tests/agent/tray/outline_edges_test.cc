// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/outline_edges.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace chaperone::tray {
namespace {

const QRect kScreen(0, 0, 1000, 800);

bool AnyOn(const std::vector<QRect>& edges, const QRect& place) {
  return std::any_of(edges.begin(), edges.end(),
                     [&](const QRect& edge) { return edge.intersects(place); });
}

QRect Whole(const std::vector<QRect>& edges) {
  QRect all;
  for (const QRect& edge : edges) all |= edge;
  return all;
}

}  // namespace

TEST_CASE("outline: four thin bars around a place, none on it") {
  const QRect place(100, 100, 200, 20);
  const auto edges = OutlineEdges({place}, kScreen);
  REQUIRE(edges.size() == 4);
  CHECK_FALSE(AnyOn(edges, place));
  CHECK(Whole(edges) == place.adjusted(-11, -11, 11, 11));
  for (const QRect& edge : edges) CHECK(std::min(edge.width(), edge.height()) == kOutlineWidth);
}

TEST_CASE("outline: lines of one record are framed together, so that no bar lies on one") {
  const std::vector<QRect> lines = {QRect(100, 100, 200, 20), QRect(100, 124, 300, 20),
                                    QRect(100, 148, 50, 20)};
  const auto edges = OutlineEdges(lines, kScreen);
  CHECK(edges.size() == 4);
  for (const QRect& line : lines) CHECK_FALSE(AnyOn(edges, line));
}

TEST_CASE("outline: joining two may reach a third") {
  const auto edges = OutlineEdges(
      {QRect(100, 100, 20, 20), QRect(300, 110, 20, 20), QRect(110, 110, 200, 5)}, kScreen);
  CHECK(edges.size() == 4);
}

TEST_CASE("outline: bars stay on the screen") {
  const auto edges = OutlineEdges({QRect(0, 0, 1000, 30)}, kScreen);
  REQUIRE(edges.size() == 1);
  CHECK(kScreen.contains(edges.front()));
  CHECK(OutlineEdges({QRect(2000, 0, 10, 10)}, kScreen).empty());
}

TEST_CASE("outline: at most twenty places") {
  std::vector<QRect> places;
  for (int i = 0; i < 30; ++i) places.emplace_back(30 * i + 20, 40, 5, 5);
  CHECK(OutlineEdges(places, kScreen).size() == 4 * kMostOutlined);
}

}  // namespace chaperone::tray
