// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/notifier.h"

#include <sdbus-c++/sdbus-c++.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "agent/bus/notification_text.h"

namespace chaperone::agent {
namespace {

constexpr const char* kService = "org.freedesktop.Notifications";
constexpr const char* kPath = "/org/freedesktop/Notifications";
constexpr const char* kNotifications = "org.freedesktop.Notifications";
constexpr std::chrono::seconds kNotifierPatience{5};
constexpr std::chrono::seconds kRetryAfter{10};
constexpr uint8_t kNormal = 1;
constexpr uint8_t kCritical = 2;
constexpr uint32_t kDismissedByUser = 2;

constexpr const char* kAudience = "audience";
constexpr const char* kOffer = "offer";
constexpr const char* kAlerts = "alerts";
const std::string kTopicPrefix = "topic:";

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else
      escaped += c;
  }
  return escaped;
}

}  // namespace

// One notification is a slot: what it shall say, and how far the daemon is with it.
class Notifier::Desktop {
 public:
  Desktop(Bus& bus, NotifierCallbacks callbacks, Language language)
      : language_(language),
        callbacks_(std::move(callbacks)),
        proxy_(sdbus::createProxy(bus.connection(), kService, kPath)) {
    status_.detail = "the desktop has not been asked yet";
    proxy_->uponSignal("ActionInvoked")
        .onInterface(kNotifications)
        .call([this](const uint32_t& id, const std::string& key) { OnAction(id, key); });
    proxy_->uponSignal("NotificationClosed")
        .onInterface(kNotifications)
        .call([this](const uint32_t& id, const uint32_t& reason) { OnClosed(id, reason); });
    proxy_->finishRegistration();
    owner_watch_ = bus.connection().addMatch(
        std::string(
            "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='") +
            kService + "'",
        [this](sdbus::Message& message) {
          std::string name;
          std::string before;
          std::string after;
          message >> name >> before >> after;
          OnOwnerChanged(!after.empty());
        });
    Ask();
  }

  void Put(const std::string& key, NotificationText text, uint8_t urgency, bool stays) {
    Slot& slot = slots_[key];
    slot.text = std::move(text);
    slot.urgency = urgency;
    slot.stays = stays;
    slot.closing = false;
    slot.waiting = true;
    Send(key);
  }

  void Remove(const std::string& key) {
    const auto found = slots_.find(key);
    if (found == slots_.end()) return;
    if (found->second.in_flight) {
      found->second.closing = true;  // its id is not known yet
      return;
    }
    if (found->second.id != 0) CloseOnDesktop(found->second.id);
    slots_.erase(found);
  }

  void ShowAlert(const policy::Alert& alert) {
    Forget(alert.id);
    standing_.push_back(alert);
    PutAlerts();
  }

  void CloseAlert(const std::string& alert) {
    if (Forget(alert) && !standing_.empty()) PutAlerts();
    if (standing_.empty()) Remove(kAlerts);
  }

  void Retry(std::chrono::steady_clock::time_point now) {
    if (status_.working || asking_) return;
    if (asked_at_.has_value() && now - *asked_at_ < kRetryAfter) return;
    asked_at_ = now;
    Ask();
  }

  const NotificationsStatus& status() const { return status_; }
  Language language() const { return language_; }

 private:
  struct Slot {
    NotificationText text;
    uint8_t urgency = kNormal;
    bool stays = false;
    bool waiting = false;    // the text has not been sent yet
    bool in_flight = false;  // sent, and the id not known yet
    bool closing = false;    // to be closed as soon as the id is known
    uint32_t id = 0;         // 0: not on the desktop
  };

  bool Forget(const std::string& alert) {
    return std::erase_if(standing_, [&](const policy::Alert& a) { return a.id == alert; }) > 0;
  }

  // A button says which alert it answers: the text may be another one by the time it is pressed.
  void PutAlerts() {
    NotificationText text = AlertsText(standing_, language_);
    for (auto& [key, label] : text.actions) key += ":" + standing_.back().id;
    Put(kAlerts, std::move(text), kCritical, true);
  }

  void OnAlertAction(const std::string& action) {
    const size_t colon = action.find(':');
    if (colon == std::string::npos) return;
    const auto answer = policy::AnswerFromName(action.substr(0, colon));
    if (!answer.has_value()) return;
    const std::string alert = action.substr(colon + 1);
    // The button closed the notification: what was not answered by it comes again.
    if (Forget(alert) && !standing_.empty()) PutAlerts();
    if (callbacks_.answered) callbacks_.answered(alert, *answer);
  }

  // Which daemon is there and what it can do; then everything that waits is shown.
  void Ask() {
    asking_ = true;
    Guarded([this] {
      proxy_->callMethodAsync("GetCapabilities")
          .onInterface(kNotifications)
          .withTimeout(kNotifierPatience)
          .uponReplyInvoke(
              [this](const sdbus::Error* error, const std::vector<std::string>& capabilities) {
                asking_ = false;
                if (error != nullptr) return Failed(*error);
                const auto has = [&](const char* name) {
                  return std::find(capabilities.begin(), capabilities.end(), name) !=
                         capabilities.end();
                };
                markup_ = has("body-markup");
                NotificationsStatus status{true, has("actions"), status_.server, ""};
                SetStatus(std::move(status));
                AskName();
                SendWaiting();
              });
    });
  }

  void AskName() {
    Guarded([this] {
      proxy_->callMethodAsync("GetServerInformation")
          .onInterface(kNotifications)
          .withTimeout(kNotifierPatience)
          .uponReplyInvoke([this](const sdbus::Error* error, const std::string& name,
                                  const std::string& /*vendor*/, const std::string& version,
                                  const std::string& /*specification*/) {
            if (error != nullptr) return;
            NotificationsStatus status = status_;
            status.server = name + " " + version;
            SetStatus(std::move(status));
          });
    });
  }

  void SendWaiting() {
    std::vector<std::string> keys;
    for (const auto& [key, slot] : slots_) {
      if (slot.waiting) keys.push_back(key);
    }
    for (const std::string& key : keys) Send(key);
  }

  void Send(const std::string& key) {
    if (!status_.working) return;
    const auto found = slots_.find(key);
    if (found == slots_.end() || found->second.in_flight) return;
    Slot& slot = found->second;
    slot.waiting = false;
    slot.in_flight = true;
    std::string body = slot.text.body;
    std::vector<std::string> actions;
    if (status_.actions) {
      for (const auto& [name, label] : slot.text.actions) {
        actions.push_back(name);
        actions.push_back(label);
      }
    } else if (!slot.text.without_actions.empty()) {
      body += " " + slot.text.without_actions;
    }
    const std::map<std::string, sdbus::Variant> hints = {
        {"urgency", sdbus::Variant(slot.urgency)},
        {"desktop-entry", sdbus::Variant(std::string("chaperone"))}};
    const int32_t expires = slot.stays ? 0 : -1;
    Guarded([&] {
      proxy_->callMethodAsync("Notify")
          .onInterface(kNotifications)
          .withTimeout(kNotifierPatience)
          .withArguments(std::string("Chaperone"), slot.id, std::string("dialog-warning"),
                         slot.text.title, markup_ ? Escaped(body) : body, actions, hints, expires)
          .uponReplyInvoke([this, key](const sdbus::Error* error, const uint32_t& id) {
            OnNotified(key, error, id);
          });
    });
  }

  void OnNotified(const std::string& key, const sdbus::Error* error, uint32_t id) {
    const auto found = slots_.find(key);
    if (found == slots_.end()) return;
    Slot& slot = found->second;
    slot.in_flight = false;
    if (error != nullptr) {
      slot.waiting = true;
      if (slot.closing) slots_.erase(found);
      return Failed(*error);
    }
    slot.id = id;
    if (slot.closing) {
      CloseOnDesktop(id);
      slots_.erase(found);
    } else if (slot.waiting) {
      Send(key);
    }
  }

  void CloseOnDesktop(uint32_t id) {
    Guarded([&] {
      proxy_->callMethodAsync("CloseNotification")
          .onInterface(kNotifications)
          .withTimeout(kNotifierPatience)
          .withArguments(id)
          .uponReplyInvoke([](const sdbus::Error* /*error: it is closed already*/) {});
    });
  }

  // All applications' notifications are signalled; only ours have a slot.
  std::map<std::string, Slot>::iterator Find(uint32_t id) {
    return std::find_if(slots_.begin(), slots_.end(),
                        [&](const auto& each) { return id != 0 && each.second.id == id; });
  }

  void OnAction(uint32_t id, const std::string& action) {
    const auto found = Find(id);
    if (found == slots_.end()) return;
    const std::string key = found->first;
    if (key == kAudience) {
      const auto audience = policy::AudienceFromName(action);
      if (audience.has_value() && callbacks_.audience_answered) {
        callbacks_.audience_answered(*audience);
      }
    } else if (key == kOffer) {
      const bool record = action == kOfferAccepted;
      if ((record || action == kOfferDeclined) && callbacks_.offer_answered) {
        callbacks_.offer_answered(record);
      }
    } else if (key == kAlerts) {
      OnAlertAction(action);
    }
  }

  void OnClosed(uint32_t id, uint32_t reason) {
    const auto found = Find(id);
    if (found == slots_.end()) return;
    Slot& slot = found->second;
    slot.id = 0;
    const bool of_alerts = found->first == kAlerts;
    // A newer text is on its way and will stand on its own.
    if (slot.in_flight || slot.waiting) return;
    slots_.erase(found);
    if (reason != kDismissedByUser || !of_alerts) return;
    for (const policy::Alert& alert : std::exchange(standing_, {})) {
      if (callbacks_.dismissed) callbacks_.dismissed(alert.id);
    }
  }

  // Ids mean nothing to another daemon: what should stand on the desktop is shown anew.
  void OnOwnerChanged(bool present) {
    for (auto& [key, slot] : slots_) {
      slot.id = 0;
      slot.waiting = true;
    }
    if (present) return Ask();
    NotificationsStatus status;
    status.detail = kNoDaemon;
    SetStatus(std::move(status));
  }

  void Failed(const sdbus::Error& error) {
    NotificationsStatus status;
    status.detail = error.getName() == "org.freedesktop.DBus.Error.ServiceUnknown"
                        ? kNoDaemon
                        : "the desktop's notification daemon does not answer (" + error.getName() +
                              "): leaks are not shown; restart it";
    SetStatus(std::move(status));
  }

  void SetStatus(NotificationsStatus status) {
    if (status == status_) return;
    status_ = std::move(status);
    if (callbacks_.status_changed) callbacks_.status_changed(status_);
  }

  // A call that cannot even be queued means that the bus is gone, which Bus::Process() tells.
  template <class Call>
  void Guarded(const Call& call) {
    try {
      call();
    } catch (const sdbus::Error& error) {
      asking_ = false;
      Failed(error);
    }
  }

  static constexpr const char* kNoDaemon =
      "no notification daemon runs on this desktop: leaks are not shown; start one, such as dunst "
      "or xfce4-notifyd";

  const Language language_;
  NotifierCallbacks callbacks_;
  std::map<std::string, Slot> slots_;
  // Told of by the one slot kAlerts, so that many alerts never bury the desktop; the newest last.
  std::vector<policy::Alert> standing_;
  NotificationsStatus status_;
  bool markup_ = false;
  bool asking_ = false;
  std::optional<std::chrono::steady_clock::time_point> asked_at_;
  // Last, so that they go first: no callback comes into a half-destroyed object.
  std::unique_ptr<sdbus::IProxy> proxy_;
  sdbus::Slot owner_watch_;
};

policy::Result<std::unique_ptr<Notifier>> Notifier::Create(Bus& bus, NotifierCallbacks callbacks,
                                                           Language language) {
  try {
    return std::unique_ptr<Notifier>(
        new Notifier(std::make_unique<Desktop>(bus, std::move(callbacks), language)));
  } catch (const sdbus::Error& error) {
    return policy::Unavailable("the session bus is gone (" + error.getMessage() + ")", true);
  }
}

Notifier::Notifier(std::unique_ptr<Desktop> desktop) : desktop_(std::move(desktop)) {}

Notifier::~Notifier() = default;

void Notifier::Show(const policy::Alert& alert) {
  desktop_->ShowAlert(alert);
}

void Notifier::Close(const std::string& alert) {
  desktop_->CloseAlert(alert);
}

void Notifier::AskAudience() {
  desktop_->Put(kAudience, AudienceText(desktop_->language()), kNormal, true);
}

void Notifier::StopAskingAudience() {
  desktop_->Remove(kAudience);
}

void Notifier::OfferRecording(const std::string& application) {
  desktop_->Put(kOffer, OfferText(application, desktop_->language()), kNormal, true);
}

void Notifier::StopOffering() {
  desktop_->Remove(kOffer);
}

void Notifier::Tell(const std::string& topic, const std::string& text) {
  desktop_->Put(kTopicPrefix + topic, PlainNotice(text), kNormal, false);
}

void Notifier::Retry(std::chrono::steady_clock::time_point now) {
  desktop_->Retry(now);
}

const NotificationsStatus& Notifier::status() const {
  return desktop_->status();
}

}  // namespace chaperone::agent
