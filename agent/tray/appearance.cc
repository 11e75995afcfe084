// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/appearance.h"

#include <QLibraryInfo>
#include <QLocale>
#include <QPalette>
#include <QStandardPaths>
#include <QTranslator>

#include "agent/tray/house_style.h"

namespace chaperone::tray {
namespace {

QPalette DarkPalette() {
  QPalette p(QColor(0x2b, 0x30, 0x3b), QColor(0x20, 0x24, 0x2c));
  p.setColor(QPalette::WindowText, QColor(0xf2, 0xf4, 0xf8));
  p.setColor(QPalette::Text, QColor(0xf2, 0xf4, 0xf8));
  p.setColor(QPalette::ButtonText, QColor(0xf2, 0xf4, 0xf8));
  p.setColor(QPalette::BrightText, Qt::white);
  p.setColor(QPalette::Base, QColor(0x16, 0x18, 0x1d));
  p.setColor(QPalette::AlternateBase, QColor(0x24, 0x28, 0x31));
  p.setColor(QPalette::ToolTipBase, QColor(0x16, 0x18, 0x1d));
  p.setColor(QPalette::ToolTipText, QColor(0xf2, 0xf4, 0xf8));
  p.setColor(QPalette::PlaceholderText, QColor(0xa9, 0xb1, 0xbf));
  p.setColor(QPalette::Highlight, QColor(0x8a, 0xb8, 0xff));
  p.setColor(QPalette::HighlightedText, QColor(0x16, 0x18, 0x1d));
  p.setColor(QPalette::Link, QColor(0x8a, 0xb8, 0xff));
  p.setColor(QPalette::Mid, QColor(0x7c, 0x86, 0x98));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    p.setColor(QPalette::Disabled, role, QColor(0x8b, 0x93, 0xa3));
  }
  return p;
}

QPalette LightPalette() {
  QPalette p(QColor(0xf4, 0xf5, 0xf7), QColor(0xfb, 0xfb, 0xfc));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    p.setColor(role, QColor(0x20, 0x24, 0x2c));
    p.setColor(QPalette::Disabled, role, QColor(0x6b, 0x73, 0x80));
  }
  p.setColor(QPalette::Base, Qt::white);
  p.setColor(QPalette::AlternateBase, QColor(0xf0, 0xf2, 0xf5));
  p.setColor(QPalette::PlaceholderText, QColor(0x5f, 0x67, 0x75));
  p.setColor(QPalette::Highlight, QColor(0x1f, 0x5f, 0xbf));
  p.setColor(QPalette::HighlightedText, Qt::white);
  p.setColor(QPalette::Link, QColor(0x1f, 0x5f, 0xbf));
  p.setColor(QPalette::Mid, QColor(0x8a, 0x92, 0xa0));
  return p;
}

// English of no country is American to Qt, with "2:05 PM".
QLocale FormatsOf(const QLocale& language) {
  const bool british = language.language() == QLocale::C || language == QLocale(QLocale::English);
  return british ? QLocale(QLocale::English, QLocale::UnitedKingdom) : language;
}

void Install(QApplication& application, const QLocale& locale, const QString& name,
             const QStringList& folders) {
  auto* translator = new QTranslator(&application);
  for (const QString& folder : folders) {
    if (translator->load(locale, name, QStringLiteral("_"), folder)) {
      QCoreApplication::installTranslator(translator);
      return;
    }
  }
  delete translator;
}

}  // namespace

Theme ThemeFromName(const QString& name) {
  if (name == u"light") return Theme::kLight;
  return name == u"dark" ? Theme::kDark : Theme::kDesktop;
}

void ApplyTheme(QApplication& application, Theme theme) {
  if (theme == Theme::kDesktop) return;
  QApplication::setStyle(new HouseStyle);
  application.setPalette(theme == Theme::kDark ? DarkPalette() : LightPalette());
}

void LoadTranslations(QApplication& application, const QString& language) {
  const QLocale system = QLocale::system();
  const QLocale locale = language.isEmpty() ? system : QLocale(language);
  // The language is of the words alone: times and numbers are written as on the rest of the
  // desktop. One that does not say how has the language's way.
  QLocale::setDefault(system.language() == QLocale::C ? FormatsOf(locale) : system);
  QStringList ours = QStandardPaths::locateAll(QStandardPaths::GenericDataLocation,
                                               QStringLiteral("chaperone/translations"),
                                               QStandardPaths::LocateDirectory);
  ours.append(QStringLiteral(":/i18n"));
  Install(application, locale, QStringLiteral("qtbase"),
          {QLibraryInfo::path(QLibraryInfo::TranslationsPath)});
  // English below it: its plurals are there for whatever a language lacks.
  Install(application, QLocale(QLocale::English), QStringLiteral("chaperone"), ours);
  Install(application, locale, QStringLiteral("chaperone"), ours);
}

}  // namespace chaperone::tray
