// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <catch2/catch.hpp>
#include <string>

// How Catch shows what did not match.
namespace Catch {

template <>
struct StringMaker<QString> {
  static std::string convert(const QString& text) { return '"' + text.toStdString() + '"'; }
};

template <>
struct StringMaker<QStringList> {
  static std::string convert(const QStringList& list) {
    return "[" + list.join(QStringLiteral(" | ")).toStdString() + "]";
  }
};

}  // namespace Catch
