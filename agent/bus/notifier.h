// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "agent/bus/bus.h"
#include "agent/language.h"
#include "policy/sharing/alert.h"

namespace chaperone::agent {

// How it is with the desktop's notifications.
struct NotificationsStatus {
  bool working = false;  // the daemon answered last time
  bool actions = false;  // it shows buttons; without, the text says what to type
  std::string server;    // "dunst 1.9.0"
  std::string detail;    // not working: why, and what to do

  bool operator==(const NotificationsStatus&) const = default;
};

// Called from Bus::Process(), on its thread. They may call the notifier.
struct NotifierCallbacks {
  std::function<void(const std::string& alert, policy::Answer answer)> answered;
  std::function<void(policy::Audience audience)> audience_answered;
  std::function<void(const std::string& alert)> dismissed;  // waved away: not an answer
  std::function<void(const NotificationsStatus& status)> status_changed;
  std::function<void(bool record)> offer_answered{};  // by a button: waved away is no answer
};

// Shows notifications through org.freedesktop.Notifications. Nothing here blocks: calls are queued
// and their outcome comes by callback. What could not be shown is kept and shown when a daemon
// appears, or at a later Retry(). One thread: that of Bus::Process().
class Notifier {
 public:
  // `bus` must outlive the notifier. A desktop without a daemon is a status, not a failure.
  static policy::Result<std::unique_ptr<Notifier>> Create(Bus& bus, NotifierCallbacks callbacks,
                                                          Language language = Language::kEnglish);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  // Shows the alert, or updates what stands there. It stays until answered, dismissed or closed. Of
  // all alerts together there is one notification: the newest's.
  void Show(const policy::Alert& alert);
  void Close(const std::string& alert);
  void AskAudience();
  void StopAskingAudience();
  // "You are in a call: record it?" A later one takes the earlier one's place.
  void OfferRecording(const std::string& application);
  void StopOffering();
  // A sentence; a later one on the same topic replaces it.
  void Tell(const std::string& topic, const std::string& text);

  // Asks again, at most every ten seconds, where the daemon did not answer.
  void Retry(std::chrono::steady_clock::time_point now);
  const NotificationsStatus& status() const;

 private:
  class Desktop;
  explicit Notifier(std::unique_ptr<Desktop> desktop);
  std::unique_ptr<Desktop> desktop_;
};

}  // namespace chaperone::agent
