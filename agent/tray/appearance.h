// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QApplication>
#include <QString>

namespace chaperone::tray {

enum class Theme { kDesktop, kLight, kDark };

// "desktop", "light", "dark"; kDesktop for anything else.
Theme ThemeFromName(const QString& name);

// Colours of our windows: the desktop's own, or one of ours.
void ApplyTheme(QApplication& application, Theme theme);

// Loads the translation for `language` ("" : the desktop's), Qt's own beside it. A language is
// added by a file chaperone_XX.qm in a folder chaperone/translations below one of $XDG_DATA_DIRS;
// those that we ship are inside the program. Missing ones leave English.
void LoadTranslations(QApplication& application, const QString& language);

}  // namespace chaperone::tray
