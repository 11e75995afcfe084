// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "policy/session.h"

namespace chaperone::policy {

// A session with a clock that the test moves.
struct Desk {
  Session session;
  Now now{WallTime{std::chrono::milliseconds{1'700'000'000'000}}, std::chrono::milliseconds{50'000},
          "boot"};
  std::vector<Effect> effects;  // of the last step

  explicit Desk(Policy policy = {}) {
    session.policy = std::move(policy);
    Do(event::AgentStarted{"test"});
  }
  void Do(const Event& event) {
    Step step = Advance(std::move(session), event, now);
    session = std::move(step.session);
    effects = std::move(step.effects);
  }
  void Wait(std::chrono::milliseconds time) {
    now.wall += time;
    now.boot += time;
    Do(event::Tick{});
  }
  template <class E>
  std::vector<E> All() const {
    std::vector<E> out;
    for (const Effect& e : effects) {
      if (const E* x = std::get_if<E>(&e)) out.push_back(*x);
    }
    return out;
  }
  std::vector<std::string> Records() const {
    std::vector<std::string> out;
    for (const auto& r : All<effect::Record>()) out.push_back(r.type);
    return out;
  }
  std::string StartShare(ShareTargetKind target = ShareTargetKind::kScreen) {
    Share share;
    share.target = target;
    share.application = "Chromium";
    share.monitor = "all screens";
    Do(event::ShareStarted{share});
    return session.shares.back().id;
  }
  void StartCall(bool confirmed = true) {
    Participant p;
    p.name = "Orla Fenwick";
    p.role = Role::kCustomer;
    p.identity_confirmed = confirmed;
    Do(event::CallStarted{{p}});
  }
};

inline Finding Seen(Kind kind, uint8_t fingerprint, uint32_t person = 1,
                    Subject subject = Subject::kThirdParty) {
  Finding f;
  f.kind = kind;
  f.subject = subject;
  f.score = 0.9;
  f.box = {10 * fingerprint, 20, 30, 10};
  f.fingerprint[0] = fingerprint;
  f.person = person;
  return f;
}

}  // namespace chaperone::policy
