// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/shield_book.h"

#include <algorithm>
#include <utility>

#include "policy/sharing/alert_book.h"
#include "policy/sharing/covers.h"
#include "policy/sharing/pilot_book.h"

namespace chaperone::policy {
namespace {

// The alert that speaks of what is on the share: the open one, else the last that was.
const TrackedAlert* AlertOf(const Session& session, const std::string& share) {
  const TrackedAlert* found = nullptr;
  for (const TrackedAlert& t : session.alerts) {
    if (t.share != share) continue;
    if (t.alert.state == AlertState::kOpen) return &t;
    found = &t;
  }
  return found;
}

std::string AlertIdOf(const Session& session, const std::string& share) {
  const TrackedAlert* alert = AlertOf(session, share);
  return alert == nullptr ? "" : alert->alert.id;
}

}  // namespace

void ShieldBook::ScreenRead(const std::string& share, const std::vector<Finding>& findings,
                            bool behind) {
  ShareShield& shield = s_.shields[share];
  shield.leaks.clear();
  for (const Finding& f : findings) {
    if (IsLeak(s_, f)) shield.leaks.push_back(f);
  }
  shield.behind = behind;
  Review(share, shield, "no_longer_visible");
}

void ShieldBook::Asked(const event::CoverAsked& asked) {
  if (s_.policy.shield.mode == ShieldMode::kOff || OnlyCounted(s_.policy)) return;
  const auto it = std::find_if(s_.alerts.begin(), s_.alerts.end(),
                               [&](const TrackedAlert& t) { return t.alert.id == asked.alert; });
  if (it == s_.alerts.end()) return;
  s_.cover_choices[asked.alert] = asked.covered;
  Record("shield.asked", {{"alert", asked.alert}, {"covered", asked.covered ? "yes" : "no"}});
  Review("employee");
}

void ShieldBook::Failed(const std::string& share) {
  ShareShield& shield = s_.shields[share];
  if (shield.covered.empty() || std::exchange(shield.failed, true)) return;
  Record("shield.failed", {{"share", share}, {"alert", AlertIdOf(s_, share)}});
  effects_.emplace_back(effect::TellEmployee{
      "shield",
      "Chaperone could not cover what is on your shared screen. Hide it yourself, please."});
}

void ShieldBook::Review(const char* why) {
  for (auto& [share, shield] : s_.shields) Review(share, shield, why);
}

std::vector<Rect> ShieldBook::Wanted(const std::string& share, ShareShield& shield) const {
  const ShieldRules& rules = s_.policy.shield;
  // What an answer has cleared is not waited for.
  const auto cleared =
      std::erase_if(shield.leaks, [&](const Finding& f) { return !IsLeak(s_, f); });
  std::vector<Rect> boxes;
  for (const Finding& f : shield.leaks) boxes.push_back(f.box);
  const auto choice = s_.cover_choices.find(AlertIdOf(s_, share));
  const bool by_itself = rules.mode == ShieldMode::kCover;
  const bool cover = rules.mode != ShieldMode::kOff && !OnlyCounted(s_.policy) &&
                     (choice == s_.cover_choices.end() ? by_itself : choice->second);
  if (!shield.behind || !cover || cleared > 0) {
    shield.settled = boxes;
  } else {
    boxes.insert(boxes.end(), shield.settled.begin(), shield.settled.end());
  }
  return cover ? CoversFor(boxes, rules.padding) : std::vector<Rect>{};
}

void ShieldBook::Review(const std::string& share, ShareShield& shield, const char* why) {
  std::vector<Rect> wanted = Wanted(share, shield);
  if (wanted == shield.covered) return;
  // Before all else of this step: telling somebody costs a round on the bus.
  effects_.insert(effects_.begin(), effect::Cover{share, wanted});
  if (wanted.empty()) RecordLift(share, shield, why);
  if (shield.covered.empty()) {
    shield.since = now_.boot;
    const std::string alert = AlertIdOf(s_, share);
    Record("shield.covered", {{"share", share},
                              {"alert", alert},
                              {"covers", std::to_string(wanted.size())},
                              {"by", s_.cover_choices.contains(alert) ? "employee" : "policy"}});
  }
  if (wanted.empty()) shield.failed = false;
  shield.covered = std::move(wanted);
}

void ShieldBook::Drop(const std::string& share, const char* why) {
  const auto it = s_.shields.find(share);
  if (it == s_.shields.end()) return;
  if (!it->second.covered.empty()) RecordLift(share, it->second, why);
  s_.shields.erase(it);
}

void ShieldBook::ForgetChoices() {
  std::erase_if(s_.cover_choices, [&](const auto& choice) {
    return std::none_of(s_.alerts.begin(), s_.alerts.end(),
                        [&](const TrackedAlert& t) { return t.alert.id == choice.first; });
  });
}

void ShieldBook::RecordLift(const std::string& share, const ShareShield& shield, const char* why) {
  Record("shield.lifted", {{"share", share},
                           {"alert", AlertIdOf(s_, share)},
                           {"reason", why},
                           {"covered_ms", std::to_string((now_.boot - shield.since).count())}});
}

void ShieldBook::Record(const char* type, std::map<std::string, std::string> fields) {
  effects_.emplace_back(effect::Record{type, std::move(fields), std::nullopt, std::nullopt});
}

bool IsCovered(const Session& session, const std::string& alert) {
  return std::any_of(session.shields.begin(), session.shields.end(), [&](const auto& shield) {
    return !shield.second.covered.empty() && !shield.second.failed &&
           AlertIdOf(session, shield.first) == alert;
  });
}

}  // namespace chaperone::policy
