// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QSettings>
#include <QTextStream>
#include <cstring>
#include <vector>

#include "agent/tray/agent_link.h"
#include "agent/tray/appearance.h"
#include "agent/tray/status_icon.h"
#include "agent/tray/tray_face.h"
#include "agent/tray/windows.h"
#include "agent/version.h"

namespace chaperone::tray {
namespace {

constexpr int kUsage = 2;    // contracts.md
constexpr int kMachine = 4;  // no display or bus
// Ends the event loop, never the process.
constexpr int kStartAgain = -1;

struct Options {
  QString show;
  QString language;
  bool started_by_session = false;
  Theme theme = Theme::kDesktop;
  Backdrop panel = Backdrop::kUnknown;
};

// Names and numbers are typed into our windows: nothing of them may end in a core file.
void KeepMemoryPrivate() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

int Fail(int code, const QString& text) {
  QTextStream(stderr) << "chaperone-tray: " << text << '\n';
  return code;
}

// Read before there is an application, so that --help works without a display.
std::optional<Options> ReadOptions(const QStringList& arguments, int* exit_code) {
  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral(
      "Shows in the panel what Chaperone does: calls, recordings, shared screens, alerts.\n\n"
      "Example: chaperone-tray --show status"));
  const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                QStringLiteral("Shows this help."));
  const QCommandLineOption version(QStringLiteral("version"), QStringLiteral("Shows the version."));
  const QCommandLineOption show(
      QStringLiteral("show"),
      QStringLiteral("Opens a window, in the tray that runs or a new one: %1.")
          .arg(WindowNames().join(QStringLiteral(", "))),
      QStringLiteral("WINDOW"));
  const QCommandLineOption by_session(
      QStringLiteral("started-by-session"),
      QStringLiteral("Starts the agent where it does not run; ends quietly where a tray runs."));
  const QCommandLineOption language(
      QStringLiteral("language"),
      QStringLiteral("Speaks this language: en, de; default: the desktop's."),
      QStringLiteral("LANGUAGE"));
  const QCommandLineOption theme(QStringLiteral("theme"),
                                 QStringLiteral("Colours of the windows: desktop, light, dark."),
                                 QStringLiteral("THEME"), QStringLiteral("desktop"));
  const QCommandLineOption panel(QStringLiteral("panel"),
                                 QStringLiteral("The panel's background: any, dark, light."),
                                 QStringLiteral("COLOUR"), QStringLiteral("any"));
  parser.addOptions({help, version, show, by_session, language, theme, panel});
  *exit_code = kUsage;
  if (!parser.parse(arguments)) {
    Fail(kUsage, parser.errorText() + QStringLiteral("; see chaperone-tray --help"));
    return std::nullopt;
  }
  *exit_code = 0;
  if (parser.isSet(help)) {
    QTextStream(stdout) << parser.helpText();
    return std::nullopt;
  }
  if (parser.isSet(version)) {
    QTextStream(stdout) << "chaperone-tray " << agent::kVersion << '\n';
    return std::nullopt;
  }
  Options options;
  options.show = parser.value(show);
  options.started_by_session = parser.isSet(by_session);
  options.language = parser.value(language);
  options.theme = ThemeFromName(parser.value(theme));
  const QStringList panels = {QStringLiteral("any"), QStringLiteral("light"),
                              QStringLiteral("dark")};  // as Backdrop has them
  const qsizetype chosen_panel = panels.indexOf(parser.value(panel));
  options.panel = static_cast<Backdrop>(std::max<qsizetype>(chosen_panel, 0));
  const QStringList themes = {QStringLiteral("desktop"), QStringLiteral("light"),
                              QStringLiteral("dark")};
  if ((parser.isSet(show) && !WindowFromName(options.show)) ||
      !parser.positionalArguments().isEmpty() || !themes.contains(parser.value(theme)) ||
      chosen_panel < 0) {
    *exit_code = Fail(kUsage, QStringLiteral("the options are not understood; windows are: %1; see "
                                             "chaperone-tray --help")
                                  .arg(WindowNames().join(QStringLiteral(", "))));
    return std::nullopt;
  }
  return options;
}

int Run(QApplication& application, const Options& options) {
  QApplication::setApplicationName(QStringLiteral("chaperone-tray"));
  QApplication::setApplicationDisplayName(QStringLiteral("Chaperone"));
  QApplication::setOrganizationName(QStringLiteral("chaperone"));
  QApplication::setDesktopFileName(QStringLiteral("org.chaperone.Tray"));
  QApplication::setQuitOnLastWindowClosed(false);
  ApplyTheme(application, options.theme);
  LoadTranslations(application, options.language);

  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) {
    return Fail(kMachine,
                QStringLiteral("there is no session bus; start it from a desktop session"));
  }
  AgentLink link(bus);
  Windows windows(link);
  StatusIcon icon(link, windows, options.panel);
  TrayFace face(windows, icon);
  if (!face.Claim(bus)) {
    if (options.started_by_session) return 0;
    const QString window = options.show.isEmpty() ? WindowName(WindowId::kStatus) : options.show;
    return TrayFace::AskOther(bus, window)
               ? 0
               : Fail(kMachine, QStringLiteral(
                                    "another tray has the name but does not answer; end it first"));
  }
  QObject::connect(
      &icon, &StatusIcon::RestartWanted, &application, [] { QCoreApplication::exit(kStartAgain); },
      Qt::QueuedConnection);
  icon.Show(bus);
  // Once, at the session's start: whoever ends the agent later has meant it.
  if (options.started_by_session) link.StartAgent();
  QSettings settings(QStringLiteral("chaperone"), QStringLiteral("tray"));
  const QString welcomed = QStringLiteral("welcomed");
  if (!settings.value(welcomed).toBool()) {
    settings.setValue(welcomed, true);
    windows.Open(WindowId::kWelcome);
  }
  if (const auto id = WindowFromName(options.show)) windows.Open(*id);
  return QApplication::exec();
}

// In this process's place, without the window that the first start was to open: it was closed.
// Returns only where it fails.
void StartAgain(const QString& program, char** argv) {
  std::vector<char*> arguments;
  for (char** a = argv; *a != nullptr; ++a) {
    if (std::strcmp(*a, "--show") == 0 && a[1] != nullptr) {
      ++a;
    } else if (std::strncmp(*a, "--show=", std::strlen("--show=")) != 0) {
      arguments.push_back(*a);
    }
  }
  arguments.push_back(nullptr);
  execv(QFile::encodeName(program).constData(), arguments.data());
}

}  // namespace
}  // namespace chaperone::tray

int main(int argc, char** argv) {
  namespace tray = chaperone::tray;
  tray::KeepMemoryPrivate();
  QStringList arguments;
  for (int i = 0; i < argc; ++i) arguments += QString::fromLocal8Bit(argv[i]);
  int exit_code = 0;
  const auto options = tray::ReadOptions(arguments, &exit_code);
  if (!options) return exit_code;
  if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")) {
    return tray::Fail(tray::kMachine,
                      QStringLiteral("there is no display; start it from a desktop session"));
  }
  // Qt keeps pointers into the arguments that it is given, and takes its own out of them.
  int count = argc;
  std::vector<char*> own(argv, argv + argc + 1);
  QString program;
  int code = 0;
  {
    QApplication application(count, own.data());
    program = QCoreApplication::applicationFilePath();
    code = tray::Run(application, *options);
  }
  if (code != tray::kStartAgain) return code;
  tray::StartAgain(program, argv);
  return tray::Fail(tray::kMachine, QStringLiteral("%1 cannot be started again").arg(program));
}
