// SPDX-License-Identifier: Apache-2.0
#include "agent/recording_desk.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "agent/key_pipe.h"
#include "agent/voices.h"

namespace chaperone::agent {
namespace {

using policy::Result;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kNewsWithin{15};    // a recorder that is silent for so long hangs
constexpr std::chrono::seconds kFinishWithin{5};   // to seal the end of a file
constexpr std::chrono::seconds kLeaveWithin{3};    // to put the sound server in order and end
constexpr std::chrono::minutes kExportWithin{10};  // for the longest of calls
constexpr size_t kJobsRemembered = 32;

constexpr const char* kDied = "the recorder ended unexpectedly.";

// The sound server's address and cookie.
const HelperNeeds& RecorderNeeds() {
  static const HelperNeeds needs{{"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_SERVER",
                                  "PULSE_RUNTIME_PATH", "PULSE_COOKIE"},
                                 false};
  return needs;
}

}  // namespace

RecordingDesk::RecordingDesk(Wiring wiring, Records& records)
    : wiring_(std::move(wiring)), records_(records) {}

RecordingDesk::~RecordingDesk() = default;

Result<void> RecordingDesk::EnsureRecorder() {
  if (recorder_) return {};
  if (wiring_.program.empty()) {
    return policy::Unavailable("chaperone-recorder is not installed; install the package again");
  }
  auto helper = Helper::Start(wiring_.program, {"serve"}, RecorderNeeds());
  if (!helper) return helper.error();
  recorder_ = std::move(*helper);
  wiring_.pids_changed();
  return {};
}

Result<void> RecordingDesk::Send(const ToRecorder& message, int descriptor) {
  if (!recorder_) return policy::IoError(kDied);
  heard_ = Clock::now();
  std::vector<uint8_t> payload = Encode(message);
  auto sent = recorder_->pipe().Send(payload, descriptor);
  return sent;
}

Result<void> RecordingDesk::SendPermit() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return policy::IoError(std::string("no pipe for the permit: ") + std::strerror(errno));
  }
  OwnedFd theirs(ends[0]);
  permit_ = OwnedFd(ends[1]);
  return Send(to_recorder::Permit{}, theirs.get());
}

Result<capture::CallSound> RecordingDesk::SoundOfTheCall(bool wants_stream) const {
  if (!sound_.trouble.empty()) return policy::Unavailable(sound_.trouble, true);
  if (!sound_.calls.empty()) return sound_.calls.front().sound;
  if (wants_stream) {
    return policy::Unavailable(
        "no call program uses the microphone at this moment; begin the call first, and then "
        "announce",
        true);
  }
  if (sound_.default_source.empty() || sound_.default_monitor.empty()) {
    return policy::Unavailable("there is no microphone or no loudspeaker to record", true);
  }
  return capture::CallSound{~0U, sound_.default_source, sound_.default_monitor};
}

// A voice that we made is what we made; of the firm's own, policy may name the hash.
Result<std::string> RecordingDesk::HashOf(const std::filesystem::path& voice, bool firms_own,
                                          const std::string& by_policy) const {
  if (firms_own) return by_policy;
  if (auto made = VoiceHashOf(sound_, voice)) return *made;
  return policy::Unavailable(sound_.voices.empty()
                                 ? "the announcement has not been spoken yet; try again in a moment"
                                 : sound_.voices,
                             true);
}

void RecordingDesk::Announce(const policy::effect::Announce& e) {
  announcing_ = e.announcement;
  progress_.reset();
  const auto begin = [&]() -> Result<void> {
    auto sound = SoundOfTheCall(true);
    if (!sound) return sound.error();
    const std::filesystem::path voice = VoiceFileOf(wiring_.state_folder, e.text);
    std::error_code error;
    if (!std::filesystem::exists(voice, error)) {
      return policy::Unavailable(
          sound_.voices.empty() ? voice.string() + ": the announcement's voice file is not there"
                                : sound_.voices);
    }
    if (auto there = EnsureRecorder(); !there) return there;
    auto hash = HashOf(voice, !e.text.voice_file.empty(), e.text.voice_sha256);
    if (!hash) return hash.error();
    return Send(to_recorder::Announce{e.announcement, voice.string(), *hash, *sound});
  };
  if (const auto done = begin(); !done) {
    announcing_.clear();
    wiring_.apply(policy::event::AnnouncementFailed{e.announcement, done.error().detail});
  }
}

void RecordingDesk::StopAnnouncing() {
  announcing_.clear();
  progress_.reset();
  if (recorder_) [[maybe_unused]]
    const auto sent = Send(to_recorder::StopAnnouncing{});
}

void RecordingDesk::Open(const policy::effect::OpenRecording& e,
                         const policy::RecordingRules& rules) {
  recording_ = e.recording.id;
  level_.reset();
  finish_by_.reset();
  const auto begin = [&]() -> Result<void> {
    auto sound = SoundOfTheCall(false);
    if (!sound) return sound.error();
    to_recorder::Record record;
    record.recording = e.recording.id;
    record.sound = *sound;
    // Without a softphone's stream there is nothing to speak into.
    if (sound->stream != ~0U) {
      const bool full = e.permit.full_restatement();
      const std::filesystem::path voice = full ? VoiceFileOf(wiring_.state_folder, e.text)
                                               : RestatementFileOf(wiring_.state_folder, e.text);
      record.restatement_file = voice.string();
      const bool own = !(full ? e.text.voice_file : e.text.restatement_file).empty();
      auto hash = HashOf(voice, own, full ? e.text.voice_sha256 : "");
      if (!hash) return hash.error();
      record.restatement_sha256 = *hash;
    } else if (e.permit.full_restatement()) {
      return policy::Unavailable(
          "the recording must begin with the announcement here, and no call program uses the "
          "microphone",
          true);
    }
    record.warn_free_mb = rules.warn_free_mb;
    record.stop_free_mb = rules.stop_free_mb;
    if (auto there = EnsureRecorder(); !there) return there;
    auto key = records_.store().MakeRecordingKey(
        e.recording.id,
        rules.recovery_key.empty() ? std::nullopt : std::optional<std::string>(rules.recovery_key));
    if (!key) return key.error();
    auto file = records_.store().CreateRecordingFile(e.recording.id);
    if (!file) return file.error();
    auto pipe = PipeWithKey({key->data(), key->size()});
    if (!pipe) return pipe.error();
    auto sent = SendPermit();
    if (sent) sent = Send(to_recorder::Key{}, pipe->get());
    if (sent) sent = Send(record, file->get());
    return sent;
  };
  if (const auto done = begin(); !done) {
    permit_ = OwnedFd();
    recording_.clear();
    wiring_.apply(policy::event::RecorderFailed{e.recording.id, {}, done.error().detail});
  }
}

void RecordingDesk::Resume(const policy::effect::ResumeRecording& e) {
  // The devices that the call has now.
  const auto sound = SoundOfTheCall(false);
  Result<void> sent = sound ? SendPermit() : Result<void>(sound.error());
  if (sent) sent = Send(to_recorder::Resume{*sound});
  if (!sent && recording_ == e.recording) RecorderGone(sent.error().detail);
}

void RecordingDesk::Revoke(const policy::effect::RevokePermit& e) {
  // The reason first, so that the gap is named; the pipe's end is what stops the recorder.
  [[maybe_unused]] const auto named = Send(to_recorder::Pause{e.reason});
  permit_ = OwnedFd();
}

void RecordingDesk::Close(const policy::effect::CloseRecording& e) {
  permit_ = OwnedFd();
  if (recording_ != e.recording) return;
  finish_by_ = Clock::now() + kFinishWithin;
  const auto sent = Send(to_recorder::Finish{});
  if (sent) return;
  Receive();  // it may have ended in order by itself (a full disk), and said so
  if (recording_ == e.recording) RecorderGone(sent.error().detail);
}

void RecordingDesk::Rest() {
  if (recording_.empty() && announcing_.empty()) LetGo();
}

// Asked to end, it puts the sound server in order first.
void RecordingDesk::LetGo() {
  if (!recorder_) return;
  [[maybe_unused]] const auto sent = Send(to_recorder::Finish{});
  leaving_.emplace_back(std::move(*recorder_), Clock::now() + kLeaveWithin);
  recorder_.reset();
}

Result<std::string> RecordingDesk::Export(const policy::Recording& recording, int file) {
  auto key = records_.store().RecordingKey(recording.id);
  if (!key) return key.error();
  auto sealed = records_.store().OpenRecordingFile(recording.id);
  if (!sealed) return sealed.error();
  auto helper = Helper::Start(wiring_.program, {"serve"}, {{}, true});
  if (!helper) return helper.error();
  auto pipe = PipeWithKey({key->data(), key->size()});
  if (!pipe) return pipe.error();
  const auto say = [&](const ToRecorder& message, int descriptor) {
    return helper->pipe().Send(Encode(message), descriptor);
  };
  auto sent = say(to_recorder::Key{}, pipe->get());
  if (sent) sent = say(to_recorder::Export{recording.id, recording.gaps}, sealed->get());
  if (sent) sent = say(to_recorder::ExportTo{}, file);
  if (!sent) return sent.error();
  Job running;
  running.seen.id = "j" + std::to_string(next_job_++);
  running.seen.recording = recording.id;
  running.helper = std::move(*helper);
  running.until = Clock::now() + kExportWithin;
  jobs_.push_back(std::move(running));
  while (jobs_.size() > kJobsRemembered && !jobs_.front().helper) jobs_.pop_front();
  return jobs_.back().seen.id;
}

const ExportJob* RecordingDesk::FindJob(const std::string& id) const {
  const auto it =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& j) { return j.seen.id == id; });
  return it == jobs_.end() ? nullptr : &it->seen;
}

std::vector<std::string> RecordingDesk::exporting() const {
  std::vector<std::string> out;
  for (const Job& job : jobs_) {
    if (job.helper) out.push_back(job.seen.recording);
  }
  return out;
}

std::vector<int> RecordingDesk::fds() const {
  std::vector<int> out;
  if (recorder_) out.push_back(recorder_->pipe().fd());
  for (const auto& [helper, until] : leaving_) out.push_back(helper.pipe().fd());
  for (const Job& job : jobs_) {
    if (job.helper) out.push_back(job.helper->pipe().fd());
  }
  return out;
}

std::optional<milliseconds> RecordingDesk::patience() const {
  std::optional<Clock::time_point> next = finish_by_;
  const auto sooner = [&](Clock::time_point t) { next = next ? std::min(*next, t) : t; };
  if (const auto news = OwesNewsBy()) sooner(*news);
  for (const auto& [helper, until] : leaving_) sooner(until);
  for (const Job& job : jobs_) {
    if (job.helper) sooner(job.until);
  }
  if (!next) return std::nullopt;
  return std::max(std::chrono::ceil<milliseconds>(*next - Clock::now()), milliseconds{0});
}

std::optional<RecordingDesk::Clock::time_point> RecordingDesk::OwesNewsBy() const {
  if (!recorder_ || (announcing_.empty() && !permit_.valid())) return std::nullopt;
  return heard_ + kNewsWithin;
}

std::vector<pid_t> RecordingDesk::own_pids() const {
  std::vector<pid_t> out;
  if (recorder_) out.push_back(recorder_->pid());
  for (const auto& [helper, until] : leaving_) out.push_back(helper.pid());
  return out;
}

void RecordingDesk::Serve() {
  if (recorder_) Receive();
  if (recorder_ && finish_by_ && Clock::now() >= *finish_by_) {
    RecorderGone("the recorder did not end the file in time.");
  }
  if (const auto news = OwesNewsBy(); news && Clock::now() >= *news) {
    RecorderGone("the recorder does not answer.");
  }
  for (auto it = leaving_.begin(); it != leaving_.end();) {
    // It says nothing more that matters; the end of its pipe is its end.
    bool ended = false;
    for (;;) {
      auto message = it->first.pipe().Receive();
      if (message && !message->has_value()) break;
      if (message) continue;
      ended = true;
      break;
    }
    const bool late = !ended && Clock::now() >= it->second;
    if (ended || late) {
      it = leaving_.erase(it);
      wiring_.pids_changed();
      if (late) wiring_.left_behind();
    } else {
      ++it;
    }
  }
  for (Job& job : jobs_) {
    if (job.helper) ServeJob(job);
  }
}

void RecordingDesk::Receive() {
  while (recorder_) {
    auto payload = recorder_->pipe().Receive();
    if (!payload) return RecorderGone(kDied);
    if (!*payload) return;
    heard_ = Clock::now();
    auto message = DecodeFromRecorder(**payload);
    if (!message) return RecorderGone(message.error().detail);
    Handle(*message);
  }
}

void RecordingDesk::Handle(const FromRecorder& message) {
  if (const auto* m = std::get_if<from_recorder::AnnounceProgress>(&message)) {
    if (m->announcement == announcing_) progress_ = *m;
  } else if (const auto* a = std::get_if<from_recorder::Announced>(&message)) {
    if (a->announcement == announcing_) announcing_.clear();
    progress_.reset();
    wiring_.apply(policy::event::AnnouncementMeasured{a->announcement, a->measure});
  } else if (const auto* f = std::get_if<from_recorder::AnnounceFailed>(&message)) {
    if (f->announcement == announcing_) announcing_.clear();
    progress_.reset();
    wiring_.apply(policy::event::AnnouncementFailed{f->announcement, f->why});
  } else if (const auto* s = std::get_if<from_recorder::Started>(&message)) {
    wiring_.apply(policy::event::RecorderStarted{s->recording});
  } else if (const auto* g = std::get_if<from_recorder::Gap>(&message)) {
    wiring_.apply(policy::event::RecorderGap{recording_, g->gap});
  } else if (const auto* l = std::get_if<from_recorder::Level>(&message)) {
    level_ = *l;
  } else if (const auto* d = std::get_if<from_recorder::DiskLow>(&message)) {
    wiring_.apply(policy::event::DiskLow{d->free_mb, d->stop});
  } else if (const auto* done = std::get_if<from_recorder::Finished>(&message)) {
    const std::string id = std::exchange(recording_, "");
    finish_by_.reset();
    permit_ = OwnedFd();
    level_.reset();
    leaving_.emplace_back(std::move(*recorder_), Clock::now() + kLeaveWithin);
    recorder_.reset();
    wiring_.apply(policy::event::RecorderFinished{id, done->length, true});
  } else if (const auto* failed = std::get_if<from_recorder::Failed>(&message)) {
    RecorderGone(failed->why);
  }
}

void RecordingDesk::RecorderGone(const std::string& why) {
  spdlog::warn("recorder gone");
  permit_ = OwnedFd();
  recorder_.reset();
  finish_by_.reset();
  wiring_.pids_changed();
  wiring_.left_behind();
  const milliseconds length = level_ ? level_->length : milliseconds{0};
  level_.reset();
  progress_.reset();
  const std::string announcing = std::exchange(announcing_, "");
  const std::string recording = std::exchange(recording_, "");
  if (!announcing.empty()) wiring_.apply(policy::event::AnnouncementFailed{announcing, why});
  if (!recording.empty()) wiring_.apply(policy::event::RecorderFailed{recording, length, why});
}

void RecordingDesk::ServeJob(Job& job) {
  const auto end = [&](const char* state, const std::string& problem) {
    job.seen.state = state;
    job.seen.problem = problem;
    job.helper.reset();
  };
  for (;;) {
    auto payload = job.helper->pipe().Receive();
    if (!payload) return end("failed", "the recording could not be decrypted: its reader died");
    if (!*payload) break;
    auto message = DecodeFromRecorder(**payload);
    if (!message) return end("failed", message.error().detail);
    if (const auto* done = std::get_if<from_recorder::Exported>(&*message)) {
      job.seen.length = done->length;
      job.seen.truncated = done->truncated;
      return end("done", done->problem);
    }
    if (const auto* failed = std::get_if<from_recorder::Failed>(&*message)) {
      return end("failed", failed->why);
    }
  }
  if (Clock::now() >= job.until) end("failed", "it took longer than ten minutes");
}

}  // namespace chaperone::agent
