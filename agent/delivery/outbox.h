// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/delivery/smtp.h"
#include "agent/store/backlog.h"
#include "agent/store/store.h"

namespace chaperone::agent {

inline constexpr std::chrono::milliseconds kRetryBase{5'000};
inline constexpr std::chrono::milliseconds kRetryCap{15 * 60'000};

// When to try again after `attempts` failed ones: between one second and min(cap, base doubled each
// time), anywhere in it alike ("full jitter"), so that a fleet does not come back all at once.
// Pure.
policy::WallTime NextAttempt(uint32_t attempts, policy::WallTime now, uint64_t random);

// How delivery stands, for `status`, the tray and the reducer's MailStuck and MailFlowing.
struct OutboxStatus {
  uint32_t waiting = 0;  // mails, on record and in memory
  uint32_t refused = 0;  // that somebody will never have
  uint32_t possible_repeats = 0;
  bool stuck = false;  // the last attempt failed and something waits
  bool needs_attention = false;
  std::string last_error;  // for people; "" until something was tried since the start

  bool operator==(const OutboxStatus&) const = default;
};

// Hands out what is due and takes in what came of it. Each champion's mails go out in the order in
// which they were written; a mail that has to wait holds up only its own champion's. At least once:
// a repeat is possible only where we died between the server's yes and our commit, and is counted.
//
// Agent thread, all of it. The delivery thread does nothing but SmtpClient::Send:
//   if (auto mail = outbox.Claim(now))  →  delivery thread: client.Send(*mail)
//   →  agent thread: outbox.Settle(result, now, random)
// One mail is in flight at a time.
class Outbox {
 public:
  Outbox(Store& store, Backlog& backlog) : store_(store), backlog_(backlog) {}

  // The next mail that is due, by value, with its text. None while one is in flight.
  std::optional<OutboxMail> Claim(const policy::Now& now);
  // What came of the mail in flight. `random` spreads the next attempt. Where that cannot be put on
  // record (full disk) it is remembered, and put on record later.
  void Settle(const SendResult& result, const policy::Now& now, uint64_t random);

  // What stood in the way may be mended: everything that waits is due now. A mail in flight that
  // comes back unsent is tried again at once, too.
  void Hurry(const policy::Now& now);

  // How long until Claim() may have something; none: not before something new is written.
  std::optional<std::chrono::milliseconds> NextWake(const policy::Now& now);
  OutboxStatus status();
  bool in_flight() const { return in_flight_.has_value(); }

 private:
  std::vector<OutboxMail> FirstInLine();
  void Record(const Settlement& settlement, const policy::Now& now);
  void RecordOwed(const policy::Now& now);

  Store& store_;
  Backlog& backlog_;
  std::optional<OutboxMail> in_flight_;
  std::vector<Settlement> owed_;      // settled, not on record yet
  std::set<std::string> unreadable_;  // Message-IDs whose text could not be unsealed
  bool tried_ = false;                // since this program started
  bool hurry_in_flight_ = false;
  bool failed_last_ = false;
  bool needs_attention_ = false;
  std::string last_error_;
};

// For a program that has no threads, and for tests: at most one send. Returns when to call again.
std::optional<std::chrono::milliseconds> Pass(Outbox& outbox, const SmtpClient& client,
                                              const policy::Now& now, uint64_t random);

}  // namespace chaperone::agent
