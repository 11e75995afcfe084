// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/announcer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "capture/activity/pulse_server.h"
#include "capture/activity/sound_cleanup.h"
#include "capture/activity/sound_watch.h"
#include "capture/audio/announcement_proof.h"
#include "capture/audio/virtual_microphone.h"
#include "capture/audio/voice_file.h"

namespace chaperone::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFlowing{200};   // of capture, before the voice begins
constexpr milliseconds kTail{700};      // of capture, after the voice's length
constexpr milliseconds kStalled{3000};  // without any capture: it does not work
constexpr milliseconds kArrival{1500};  // of the softphone's stream, uncorked, before it
constexpr milliseconds kLook{100};      // how often the softphone's stream is looked at

struct CloseStream {
  void operator()(pa_stream* stream) const {
    pa_stream_disconnect(stream);
    pa_stream_unref(stream);
  }
};
using Stream = std::unique_ptr<pa_stream, CloseStream>;

// What a question about the softphone's stream brings; told later, so it must outlive the asking.
struct Sight {
  bool pending = false;
  bool gone = false;
  uint32_t source = PA_INVALID_INDEX;
  bool muted = false;
  bool corked = false;
  double volume_db = 0;
};

void TakeSight(pa_context* /*context*/, const pa_source_output_info* info, int end, void* data) {
  auto& sight = *static_cast<Sight*>(data);
  if (end != 0) sight.pending = false;
  if (end < 0) sight.gone = true;
  if (end != 0 || info == nullptr) return;
  sight.source = info->source;
  sight.muted = info->mute != 0;
  sight.corked = info->corked != 0;
  sight.volume_db = 0;
  if (info->has_volume != 0 && info->volume.channels > 0) {
    sight.volume_db = std::max(-200.0, pa_sw_volume_to_dB(pa_cvolume_avg(&info->volume)));
  }
}

void TakeSourceIndex(pa_context* /*context*/, const pa_source_info* info, int end, void* data) {
  if (end == 0 && info != nullptr) *static_cast<uint32_t*>(data) = info->index;
}

class PulseAnnouncer : public Announcer {
 public:
  explicit PulseAnnouncer(std::unique_ptr<PulseServer> server) : server_(std::move(server)) {}
  ~PulseAnnouncer() override { Close(); }

  policy::Result<void> Begin(const CallSound& sound, const std::string& voice_file,
                             const std::string& voice_sha256, bool stay) override {
    if (state_ == State::kRunning) {
      return policy::Error{policy::ErrorCode::kRefused, false, "an announcement is being played"};
    }
    Close();
    auto begun = Prepare(sound, voice_file, voice_sha256);
    if (!begun) {
      Close();
      [[maybe_unused]] const auto back = PutBack();  // the first problem is the one to tell
      state_ = State::kIdle;
      return begun;
    }
    stay_ = stay;
    state_ = State::kRunning;
    return {};
  }

  State Step() override {
    if (state_ != State::kRunning) return state_;
    if (!server_->Drain()) return Fail(SoundServerGone());
    if (!PA_STREAM_IS_GOOD(pa_stream_get_state(record_.get())) ||
        !PA_STREAM_IS_GOOD(pa_stream_get_state(play_.get()))) {
      return Fail(
          policy::Unavailable("the sound server took the virtual microphone away while the "
                              "announcement was played: announce again",
                              /*retryable=*/true));
    }
    if (auto taken = Capture(); !taken) return Fail(taken.error());
    Look();
    if (sight_.gone) {
      return Fail({policy::ErrorCode::kNotFound, false,
                   "the softphone's microphone stream ended: the call seems to be over"});
    }
    if (steady_clock::now() - last_capture_ > kStalled) {
      return Fail(
          policy::Unavailable("the virtual microphone gives no sound: nothing can be "
                              "announced. Is the microphone there? Announce again",
                              /*retryable=*/true));
    }
    if (!playing_) {
      MaybeStart();
    } else {
      Feed();
      proof_->Work();
      if (heard_ >= Samples(voice_.length() + kTail)) return Conclude();
    }
    return state_;
  }

  milliseconds injected() const override {
    if (state_ == State::kDone) return measure_.injected;
    return std::min(milliseconds(heard_ * 1000 / kProofRate), voice_length_);
  }
  milliseconds length() const override { return voice_length_; }
  const policy::AnnouncementMeasure& measure() const override { return measure_; }
  const policy::Error& failure() const override { return failure_; }

  policy::Result<void> PutBack() override {
    if (state_ == State::kRunning) {
      Close();
      state_ = State::kIdle;
    }
    if (!microphone_) return {};
    auto done = microphone_->PutBack();
    if (done || server_->lost()) microphone_.reset();
    return done;
  }

 private:
  static size_t Samples(milliseconds time) {
    return static_cast<size_t>(time.count()) * kProofRate / 1000;
  }

  policy::Result<void> Prepare(const CallSound& sound, const std::string& voice_file,
                               const std::string& voice_sha256) {
    auto voice = ReadVoice(voice_file, voice_sha256);
    if (!voice) return voice.error();
    voice_ = std::move(*voice);
    voice_length_ = voice_.length();
    auto proof = AnnouncementProof::Create(voice_);
    if (!proof) return proof.error();
    proof_ = std::move(*proof);
    measure_ = {};
    measure_.voice_hash = voice_.sha256;
    measure_.length = voice_length_;
    measure_.stream_in_place = true;
    measure_.stream_open = true;
    failure_ = {};
    heard_ = 0;
    flowing_ = 0;
    fed_ = 0;
    lowest_volume_db_ = 0;
    playing_ = false;
    sound_ = sound;
    if (auto placed = Place(); !placed) return placed;
    return Open();
  }

  // It may still stand there from the announcement before.
  policy::Result<void> Place() {
    if (microphone_) {
      const auto place = PlaceOf(*server_, sound_.stream);
      if (!place || place->source != kVirtualMicrophone) {
        if (auto back = PutBack(); !back) return back;
      }
    }
    if (!microphone_) {
      auto made = VirtualMicrophone::Create(*server_, sound_);
      if (!made) return made.error();
      microphone_ = std::move(*made);
    }
    virtual_index_ = PA_INVALID_INDEX;
    auto asked = server_->Await(pa_context_get_source_info_by_name(
        server_->context(), kVirtualMicrophone, &TakeSourceIndex, &virtual_index_));
    sight_ = {};
    return asked;
  }

  policy::Result<void> Open() {
    const pa_sample_spec low{PA_SAMPLE_FLOAT32NE, kProofRate, 1};
    const pa_sample_spec high{PA_SAMPLE_FLOAT32NE, kVoiceRate, 1};
    constexpr auto kUnset = static_cast<uint32_t>(-1);
    record_.reset(pa_stream_new(server_->context(), "announcement check", &low, nullptr));
    play_.reset(pa_stream_new(server_->context(), "announcement", &high, nullptr));
    const policy::Error none = policy::Unavailable(
        "the sound server does not let the announcement be played", /*retryable=*/true);
    if (!record_ || !play_) return none;
    const pa_buffer_attr pieces{kUnset, kUnset, kUnset, kUnset, kProofRate / 20 * sizeof(float)};
    if (pa_stream_connect_record(
            record_.get(), kVirtualMicrophone, &pieces,
            static_cast<pa_stream_flags_t>(PA_STREAM_DONT_MOVE | PA_STREAM_ADJUST_LATENCY)) < 0) {
      return none;
    }
    // A second ahead: a busy machine tears no hole into it.
    const pa_buffer_attr ahead{kUnset, kVoiceRate * sizeof(float), 0, kUnset, kUnset};
    pa_cvolume full{};
    pa_cvolume_set(&full, 1, PA_VOLUME_NORM);
    if (pa_stream_connect_playback(
            play_.get(), kAnnouncementSink, &ahead,
            static_cast<pa_stream_flags_t>(PA_STREAM_DONT_MOVE | PA_STREAM_START_CORKED |
                                           PA_STREAM_START_UNMUTED),
            &full, nullptr) < 0) {
      return none;
    }
    opened_ = last_capture_ = steady_clock::now();
    return {};
  }

  policy::Result<void> Capture() {
    if (pa_stream_get_state(record_.get()) != PA_STREAM_READY) return {};
    for (;;) {
      const void* data = nullptr;
      size_t bytes = 0;
      if (pa_stream_peek(record_.get(), &data, &bytes) < 0) return SoundServerGone();
      if (bytes == 0) return {};
      last_capture_ = steady_clock::now();
      const size_t count = bytes / sizeof(float);
      if (!playing_) {
        flowing_ += count;
      } else if (data != nullptr) {
        proof_->Hear({static_cast<const float*>(data), count});
        heard_ += count;
      } else {
        static constexpr std::array<float, 512> kHole{};
        for (size_t left = count; left > 0;) {
          const size_t part = std::min(left, kHole.size());
          proof_->Hear(std::span(kHole).first(part));
          left -= part;
        }
        heard_ += count;
      }
      pa_stream_drop(record_.get());
    }
  }

  void MaybeStart() {
    if (pa_stream_get_state(play_.get()) != PA_STREAM_READY) return;
    Feed();
    if (flowing_ < Samples(kFlowing) || fed_ == 0) return;
    // PipeWire holds a stream for a moment when it is moved. One that stays held is played to all
    // the same, and the measure says so.
    const bool arrived = sight_.source == virtual_index_ && !sight_.corked;
    if (!arrived && steady_clock::now() - opened_ < kArrival) return;
    // A stream that is measured elsewhere proves nothing.
    const char* where = pa_stream_get_device_name(record_.get());
    if (where == nullptr || std::string(where) != kVirtualMicrophone) return;
    if (pa_operation* o = pa_stream_cork(play_.get(), 0, nullptr, nullptr)) pa_operation_unref(o);
    playing_ = true;
  }

  void Feed() {
    const size_t room = pa_stream_writable_size(play_.get());
    if (room == static_cast<size_t>(-1)) return;
    const size_t count = std::min(room / sizeof(float), voice_.samples.size() - fed_);
    if (count == 0) return;
    if (pa_stream_write(play_.get(), voice_.samples.data() + fed_, count * sizeof(float), nullptr,
                        0, PA_SEEK_RELATIVE) == 0) {
      fed_ += count;
    }
  }

  void Look() {
    if (sight_.pending) return;
    if (sight_.source != PA_INVALID_INDEX && playing_) Note();
    const auto now = steady_clock::now();
    if (now - last_look_ < kLook) return;
    last_look_ = now;
    sight_.pending = true;
    pa_operation* o =
        pa_context_get_source_output_info(server_->context(), sound_.stream, &TakeSight, &sight_);
    if (o != nullptr) pa_operation_unref(o);
  }

  void Note() {
    if (sight_.source != virtual_index_) measure_.stream_in_place = false;
    if (sight_.muted || sight_.corked) measure_.stream_open = false;
    lowest_volume_db_ = std::min(lowest_volume_db_, sight_.volume_db);
  }

  State Conclude() {
    proof_->Finish();
    const auto place = PlaceOf(*server_, sound_.stream);
    if (!place) return Fail(place.error());
    if (place->source != kVirtualMicrophone) measure_.stream_in_place = false;
    if (place->muted || place->corked) measure_.stream_open = false;
    const AnnouncementProof::Score score = proof_->score();
    measure_.segments = score.segments;
    measure_.segments_met = score.segments_met;
    measure_.injected = score.injected;
    // What the softphone's stream itself takes away is taken away from the announcement too.
    measure_.gain_db = std::max(-200.0, score.gain_db + lowest_volume_db_);
    Close();
    state_ = State::kDone;
    if (!stay_) {
      if (auto back = PutBack(); !back) return Fail(back.error());
    }
    return state_;
  }

  State Fail(policy::Error why) {
    Close();
    failure_ = std::move(why);
    state_ = State::kFailed;
    [[maybe_unused]] const auto back = PutBack();  // the first problem is the one to tell
    return state_;
  }

  void Close() {
    play_.reset();
    record_.reset();
    proof_.reset();
    voice_ = {};
  }

  Sight sight_;  // outlives the connection whose callbacks write to it
  std::unique_ptr<PulseServer> server_;
  std::unique_ptr<VirtualMicrophone> microphone_;
  Stream record_;
  Stream play_;
  CallSound sound_;
  Voice voice_;
  milliseconds voice_length_{};
  std::unique_ptr<AnnouncementProof> proof_;
  policy::AnnouncementMeasure measure_;
  policy::Error failure_;
  State state_ = State::kIdle;
  bool stay_ = false;
  bool playing_ = false;
  size_t flowing_ = 0;  // captured samples before the voice began
  size_t heard_ = 0;    // and since
  size_t fed_ = 0;      // samples of the voice that the server has
  double lowest_volume_db_ = 0;
  uint32_t virtual_index_ = PA_INVALID_INDEX;
  steady_clock::time_point opened_;
  steady_clock::time_point last_capture_;
  steady_clock::time_point last_look_;
};

}  // namespace

policy::Result<std::unique_ptr<Announcer>> Announcer::Create(const std::string& server) {
  auto connected = PulseServer::Connect(server, "Chaperone");
  if (!connected) return connected.error();
  return std::unique_ptr<Announcer>(std::make_unique<PulseAnnouncer>(std::move(*connected)));
}

}  // namespace chaperone::capture
