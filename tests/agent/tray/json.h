// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <catch2/catch.hpp>

namespace chaperone::tray {

// An object as the agent would have sent it.
inline QJsonObject Json(const char* text) {
  const QJsonDocument document = QJsonDocument::fromJson(text);
  REQUIRE(document.isObject());
  return document.object();
}

}  // namespace chaperone::tray
