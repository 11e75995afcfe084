// SPDX-License-Identifier: Apache-2.0
// The recording side of the agent: effects, what the sound server shows, and requests about the
// call.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/recording_replies.h"
#include "policy/recording/ruling.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::Error;
using policy::ErrorCode;
using policy::Refused;
using policy::Result;

constexpr size_t kLongestQuestion =
    1000;  // characters, as Question has it; bytes are fewer or equal

std::string Sentences(const std::vector<policy::Requirement>& unmet) {
  std::string out;
  for (const policy::Requirement& r : unmet) out += (out.empty() ? "" : "\n") + r.sentence;
  return out;
}

}  // namespace

void Agent::Act(const policy::effect::OpenRecording& e) {
  desk_.Open(e, session_.policy.recording);
}

void Agent::Act(const policy::effect::OfferRecording& e) {
  if (notifier_ != nullptr) notifier_->OfferRecording(e.application);
}

void Agent::Act(const policy::effect::StopOffering& /*effect*/) {
  if (notifier_ != nullptr) notifier_->StopOffering();
}

// The window that is worked in is read by a worker of its own, under a name that no share has.
void Agent::Act(const policy::effect::WatchActiveWindow& e) {
  watching_window_ = e.on;
  if (!e.on) FollowActiveWindow(0);
  SettingsChanged();
}

void Agent::FollowActiveWindow(uint32_t window) {
  if (!watching_window_) window = 0;
  if (std::exchange(active_window_, window) == window) return;
  screens_.erase(policy::kActiveWindow);
  Apply(policy::event::ShareEnded{policy::kActiveWindow});  // what stood on the one before
  if (window == 0) return;
  policy::Share share;
  share.id = policy::kActiveWindow;
  share.target = policy::ShareTargetKind::kWindow;
  share.window = window;
  Act(policy::effect::WatchScreen{share});
}

// The call that was announced, while it is there; else the one that came first.
const capture::ObservedCall& Agent::ChosenCall(const SoundReport& report) const {
  const auto it = std::find_if(report.calls.begin(), report.calls.end(), [&](const auto& call) {
    return session_.recording.line == call.sound.stream;
  });
  return it == report.calls.end() ? report.calls.front() : *it;
}

void Agent::OnSoundReport(const SoundReport& report) {
  if (report.trouble != sound_.trouble && !report.trouble.empty()) {
    spdlog::warn("calls are not being watched: {}", report.trouble);
  }
  const SoundReport before = std::exchange(sound_, report);
  desk_.SetSound(report);
  for (const std::string& executable : report.foreign) {
    Apply(policy::event::ForeignRecorderSeen{executable});
  }
  for (const std::string& executable : before.foreign) {
    if (std::find(report.foreign.begin(), report.foreign.end(), executable) ==
        report.foreign.end()) {
      Apply(policy::event::ForeignRecorderGone{executable});
    }
  }
  if (report.calls.empty()) {
    if (session_.heard) Apply(policy::event::CallFellSilent{});
  } else {
    const capture::ObservedCall& call = ChosenCall(report);
    const policy::HeardCall heard{call.application, call.sound.stream,
                                  call.sound.microphone + "\n" + call.sound.far_end,
                                  report.calls.size() > 1};
    if (session_.heard != heard) {
      Apply(policy::event::CallHeard{heard.application, heard.stream, heard.sound, heard.several});
    }
  }
  if (service_ != nullptr) service_->EmitStatusChanged();
}

// A wish, no more: without call, ground and announcement the gate stays shut and says what is
// missing.
void Agent::OnOfferAnswered(bool record) {
  if (!record) return;
  Apply(policy::event::RecordingAsked{});
  const policy::Now now = ReadClock();
  if (session_.recording.wanted) return;
  const auto unmet = policy::UnmetOf(session_, now);
  if (unmet.empty()) return;
  if (service_ != nullptr) service_->EmitOfferAccepted();
  if (notifier_ != nullptr) {
    notifier_->Tell("recording", "Not recorded yet: " + unmet.front().sentence);
  }
}

Result<void> Agent::CallIsOpen() const {
  if (session_.call) return {};
  return Refused("no call is open; start one with: chaperone call start");
}

Result<void> Agent::NothingIsMissing(bool announcement_may) const {
  std::vector<policy::Requirement> unmet = policy::UnmetOf(session_, ReadClock());
  if (announcement_may) {
    std::erase_if(unmet, [](const auto& r) { return r.missing == policy::Missing::kAnnouncement; });
  }
  if (unmet.empty()) return {};
  return Refused(Sentences(unmet));
}

Result<json> Agent::On(const request::SetBasis& r) {
  if (auto open = CallIsOpen(); !open) return open.error();
  if (session_.recording.open) {
    return Refused(
        "this call is being recorded on the ground that was given; end the recording first with: "
        "chaperone record stop");
  }
  const auto& purposes = session_.policy.recording.purposes;
  if (std::none_of(purposes.begin(), purposes.end(),
                   [&](const auto& one) { return one.name == r.basis.purpose; })) {
    std::string names;
    for (const auto& one : purposes) names.append(names.empty() ? "" : ", ").append(one.name);
    return policy::BadInput(
        "purpose: the policy has none of this name; expected " +
        (names.empty() ? "one that the policy lists, and it lists none: ask who looks after it"
                       : "one of " + names));
  }
  Apply(policy::event::BasisStated{r.basis});
  Remember(r.basis.purpose);
  return GateReply(session_, ReadClock());
}

Result<json> Agent::On(const request::GiveConsent& r) {
  if (auto there = HasParticipant(r.participant); !there) return there.error();
  const auto& rules = session_.policy.recording;
  if (auto text = policy::FindAnnouncement(rules, rules.language); !text) return text.error();
  Apply(policy::event::ConsentGiven{r.participant});
  return GateReply(session_, ReadClock());
}

Result<json> Agent::On(const request::WithdrawConsent& r) {
  if (auto there = HasParticipant(r.participant); !there) return there.error();
  Apply(policy::event::ConsentWithdrawn{r.participant});
  return GateReply(session_, ReadClock());
}

Result<json> Agent::On(const request::Object& r) {
  if (auto there = HasParticipant(r.participant); !there) return there.error();
  if (r.taken_back) {
    Apply(policy::event::ObjectionTakenBack{r.participant});
  } else {
    Apply(policy::event::ObjectionRaised{r.participant});
  }
  return GateReply(session_, ReadClock());
}

Result<json> Agent::On(const request::MakePrivate& /*request*/) {
  if (auto open = CallIsOpen(); !open) return open.error();
  Apply(policy::event::CallMadePrivate{});
  return GateReply(session_, ReadClock());
}

Result<json> Agent::On(const request::Announce& r) {
  if (auto rest = NothingIsMissing(true); !rest) return rest.error();
  const auto& rules = session_.policy.recording;
  auto text = policy::FindAnnouncement(rules, r.language.empty() ? rules.language : r.language);
  if (!text) return text.error();
  if (r.read_aloud) {
    if (auto may = policy::MayReadAloud(session_, ReadClock()); !may) return may.error();
    Apply(policy::event::AnnouncementReadAloud{r.language});
    return GateReply(session_, ReadClock());
  }
  if (session_.recording.permitted) {
    return Refused("everyone has been told, and the call is being recorded");
  }
  Apply(policy::event::AnnouncementAsked{r.language});
  return GateReply(session_, ReadClock());
}

Result<json> Agent::On(const request::MayRecord& /*request*/) {
  return GateReply(session_, ReadClock());
}

Result<json> Agent::On(const request::StartRecording& /*request*/) {
  if (auto rest = NothingIsMissing(true); !rest) return rest.error();
  if (session_.recording.closing) {
    return Refused("the recording before is still being ended; try again in a moment");
  }
  if (session_.recording.open) {
    return Refused("this call is being recorded already; see: chaperone record status");
  }
  Apply(policy::event::RecordingAsked{});
  return RecordingReply(session_, desk_, ReadClock());
}

Result<json> Agent::On(const request::StopRecording& /*request*/) {
  if (!session_.recording.open && !session_.recording.announcing) {
    return Refused("nothing is being recorded");
  }
  Apply(policy::event::RecordingStopAsked{});
  return RecordingReply(session_, desk_, ReadClock());
}

Result<json> Agent::On(const request::PauseRecording& r) {
  if (!session_.recording.open || session_.recording.closing) {
    return Refused("nothing is being recorded");
  }
  Apply(policy::event::PauseAsked{r.reason});
  return RecordingReply(session_, desk_, ReadClock());
}

Result<json> Agent::On(const request::ResumeRecording& /*request*/) {
  if (!session_.recording.open || session_.recording.closing) {
    return Refused("no recording is paused");
  }
  if (!session_.recording.permitted) {
    if (auto rest = NothingIsMissing(true); !rest) return rest.error();
  }
  Apply(policy::event::ResumeAsked{});
  return RecordingReply(session_, desk_, ReadClock());
}

Result<json> Agent::On(const request::RecordingStatus& /*request*/) {
  return RecordingReply(session_, desk_, ReadClock());
}

Result<json> Agent::On(const request::AskChampion& r) {
  if (auto open = CallIsOpen(); !open) return open.error();
  const auto& basis = session_.recording.grounds.basis;
  if (!basis || basis->purpose.empty()) {
    return Refused(
        "say first what the recording is for: chaperone basis set --purpose … --unsure; then ask");
  }
  if (r.text.empty() || r.text.size() > kLongestQuestion) {
    return policy::BadInput("the question has " + std::to_string(r.text.size()) +
                            " bytes; expected 1 to " + std::to_string(kLongestQuestion) +
                            ", without the name of anybody");
  }
  const auto& champions = session_.policy.champions;
  const bool can_answer = std::any_of(champions.begin(), champions.end(),
                                      [](const auto& c) { return !c.ruling_key.empty(); });
  if (!can_answer) {
    return Refused(
        "no champion in the managed policy has a ruling key, so nobody could answer; ask IT to set "
        "champions.ruling_key (the champion makes one with: chaperone consult new-key)");
  }
  if (session_.policy.organisation.empty()) {
    return Refused(
        "the policy names no organisation, so no answer could be for it; ask IT to set "
        "organisation in the managed policy");
  }
  Apply(policy::event::ChampionAsked{r.text, wiring_.user});
  rulings_due_ = {};  // the answer may come to the folder: it is looked into more often from now on
  return json{{"question", last_question_}, {"queued", champions.size()}};
}

Result<json> Agent::On(const request::ListRulings& /*request*/) {
  json list = json::array();
  for (const policy::Ruling& ruling : session_.rulings) {
    json reply = RulingReply(ruling, session_, ReadClock());
    reply.erase("note");
    reply.erase("special_condition");
    list.push_back(std::move(reply));
  }
  return json{{"rulings", list}};
}

Result<json> Agent::On(const request::ShowRuling& r) {
  for (const policy::Ruling& ruling : session_.rulings) {
    if (ruling.id == r.ruling) return RulingReply(ruling, session_, ReadClock());
  }
  return Error{ErrorCode::kNotFound, false,
               "there is no ruling of that id; see: chaperone consult list"};
}

std::vector<policy::Ruling> Agent::RulingsUnder(const policy::Policy& policy) {
  std::vector<policy::Ruling> rulings;
  rulings_seen_.clear();  // a file that was refused may hold under this policy
  const auto files = records_.store().ListRulingFiles();
  if (!files) return rulings;
  for (const std::string& file : *files) {
    if (auto ruling = policy::VerifyRuling(file, policy.champions, policy.organisation)) {
      rulings.push_back(std::move(*ruling));
    }
  }
  return rulings;
}

Result<json> Agent::On(const request::ImportRuling& r) {
  auto ruling =
      policy::VerifyRuling(r.file, session_.policy.champions, session_.policy.organisation);
  if (!ruling) return ruling.error();
  // The firm's word first: what it opens comes after it is kept.
  if (auto kept = records_.store().KeepRuling(ruling->id, r.file, ReadClock()); !kept) {
    return kept.error();
  }
  Apply(policy::event::RulingImported{*ruling});
  return RulingReply(*ruling, session_, ReadClock());
}

}  // namespace chaperone::agent
