// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QString>

namespace chaperone::tray {

// Text from outside (policy, calendar, another program) as it may be shown on one line: no control
// characters, no characters that change the direction or that cannot be seen, white space folded,
// broken surrogates replaced, cut with "…" to `most` characters. Show it with Qt::PlainText.
QString SafeLine(const QString& text, int most = 120);

// The text under `key`; empty where there is none.
QString SafeLine(const QJsonObject& o, const char* key);

// Of several lines: each is safe, at most `lines` of them.
QString SafeText(const QString& text, int most = 2000, int lines = 40);

}  // namespace chaperone::tray
