// SPDX-License-Identifier: Apache-2.0
#include <sys/timex.h>

#include <chrono>

#include "agent/cli/doctor_check.h"
#include "agent/cli/folders.h"
#include "agent/store/last_entry.h"
#include "policy/base/time.h"

namespace chaperone::agent {
namespace {

constexpr const char* kClockSubject = "clock";
// The ledger orders by the boot clock too, and time servers step by less than this.
constexpr std::chrono::seconds kSlack{2};
// What the kernel itself takes for "not synchronised" (and so timedatectl).
constexpr long kMostError = 16000000;  // microseconds

bool IsSynchronised() {
  timex clock{};
  return adjtimex(&clock) >= 0 && clock.maxerror < kMostError;
}

}  // namespace

DoctorResults CheckClock() {
  DoctorResults results;
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  if (const auto last = LastLedgerTime(UsualStateFolder()); last && now + kSlack < *last) {
    results.push_back({Level::kFail, kClockSubject, "before_last_entry",
                       "it stands at " + policy::FormatUtc(now) +
                           ", before the last entry of the ledger, " + policy::FormatUtc(*last) +
                           ": what is recorded now bears a wrong time",
                       "set the clock: timedatectl set-ntp true"});
  }
  results.push_back(
      IsSynchronised()
          ? DoctorResult{Level::kOk, kClockSubject, "synchronised",
                         "synchronised with a time server", ""}
          : DoctorResult{Level::kWarn, kClockSubject, "not_synchronised",
                         "not synchronised with a time server: times on record are this machine's "
                         "own",
                         "start one, such as systemd-timesyncd: timedatectl set-ntp true"});
  return results;
}

}  // namespace chaperone::agent
