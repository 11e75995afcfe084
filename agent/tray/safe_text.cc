// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/safe_text.h"

#include <QStringList>

namespace chaperone::tray {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr int kMostMarks = 4;  // combining marks on one letter: more draw over other lines

// Formats (bidirectional overrides, zero-width characters, tags), controls and unassigned code
// points change how what stands beside them looks (Unicode Technical Report 36, 3).
bool Shows(char32_t c) {
  switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Other_Surrogate:
      return false;
    default:
      return true;
  }
}

bool IsMark(char32_t c) {
  const auto category = QChar::category(c);
  return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

}  // namespace

QString SafeLine(const QString& text, int most) {
  QList<uint> out;
  bool space = false;
  int marks = 0;
  // What cannot be shown any more need not be read either.
  const qsizetype looked_at = qsizetype{most} * 8;
  for (const uint c : text.left(looked_at).toUcs4()) {
    if (QChar::isSpace(c)) {
      space = !out.isEmpty();
      continue;
    }
    if (c == kReplacement || (QChar::isSurrogate(c))) {
      out.append(kReplacement);
      continue;
    }
    if (!Shows(c)) continue;
    marks = IsMark(c) ? marks + 1 : 0;
    if (marks > kMostMarks) continue;
    if (space) out.append(U' ');
    space = false;
    out.append(c);
  }
  const bool cut = out.size() > most || text.size() > looked_at;
  if (cut) {
    out.resize(std::min<qsizetype>(out.size(), most - 1));
    out.append(U'…');
  }
  return QString::fromUcs4(reinterpret_cast<const char32_t*>(out.constData()), out.size());
}

QString SafeLine(const QJsonObject& o, const char* key) {
  return SafeLine(o[QLatin1String(key)].toString());
}

QString SafeText(const QString& text, int most, int lines) {
  QStringList safe;
  for (const QString& line : text.left(most).split(QLatin1Char('\n'))) {
    if (safe.size() == lines) {
      safe.append(QStringLiteral("…"));
      break;
    }
    safe.append(SafeLine(line, most));
  }
  return safe.join(QLatin1Char('\n'));
}

}  // namespace chaperone::tray
