// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <vector>

#include "agent/tray/alert_info.h"

// What the alert window says and offers. Pure. The audience of a share may read all of it: kinds,
// counts, letters for people, never what was found.
namespace chaperone::tray {

// One line of the window: an alert, or several closed ones in a row that say the same. What is
// done on such a row is done to the newest of them: others may be about other people.
struct AlertRow {
  AlertInfo alert;  // the newest of them
  QStringList ids;  // newest first
  QString text;
};

struct AlertList {
  std::vector<AlertRow> open;    // worst first, then newest
  int more_open = 0;             // open ones that are not in a row: "and 37 more"
  std::vector<AlertRow> closed;  // newest first
};

inline constexpr int kMostOpenRows = 6;
inline constexpr int kMostClosed = 50;

// At most `kMostOpenRows` rows of open alerts and those of the last `kMostClosed` closed ones.
AlertList ArrangeAlerts(std::vector<AlertInfo> alerts, const QDateTime& now);

// What is asked of the employee: "Something on your shared screen needs a look". `only_counted`:
// there is no alert of anything, whatever stands on the screen.
QString AlertHeadline(int open, bool only_counted);
QString MoreWords(int more);  // "and 37 more"; "" for none

// What is known of one alert, a sentence or two for each question.
struct AlertWords {
  QString what;    // "1 e-mail address, 1 name"
  QString whose;   // "Third party A: …", one line each
  QString where;   // "Chromium, screen DP-1"
  QString when;    // "Since 14:02; visible now"
  QString answer;  // "You said: hidden now"; "" while nothing was said
};
AlertWords DescribeAlert(const AlertInfo& alert, const QDateTime& now);
QString AnswerWords(const QString& answer, const QString& why);
QString WhyWords(const QString& why);
QStringList FalseAlarmReasons();  // the contract's names, most usual first

// Which actions make sense.
struct AlertActions {
  bool hidden = false;   // "I have hidden it"
  bool correct = false;  // it is the customer's, a colleague's, a false alarm
  bool show_places = false;
  bool cover = false;
  bool uncover = false;
  bool snooze = false;
  bool ask = false;
};
AlertActions ActionsFor(const AlertInfo& alert, const QDateTime& now);

// For how long, in seconds, an alert may be put off where policy allows `most`: few, rising.
std::vector<int> SnoozeTimes(int most);
QString MinutesWords(int seconds);  // "5 minutes"

// Which alerts the employee has seen and closed the window on: they do not call again unless they
// are worse than they were then, or still stand there although they were said to be hidden.
class SeenAlerts {
 public:
  // The window was closed on these.
  void Dismiss(const std::vector<AlertInfo>& alerts);
  // Whether one of these is open, not snoozed, and not dismissed as it is.
  bool Calls(const std::vector<AlertInfo>& alerts, const QDateTime& now);

 private:
  struct Weight {
    int severity = 0;
    int third_parties = 0;
    qsizetype kinds = 0;
    bool said_hidden = false;

    bool WorseThan(const Weight& other) const {
      return severity > other.severity || third_parties > other.third_parties ||
             kinds > other.kinds;
    }
  };
  static Weight WeightOf(const AlertInfo& alert);

  QHash<QString, Weight> dismissed_;  // open ones only
};

}  // namespace chaperone::tray
