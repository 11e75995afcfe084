// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/sound_watch.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "capture/activity/executable.h"
#include "capture/activity/pulse_server.h"
#include "capture/activity/virtual_microphone_names.h"

namespace chaperone::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A stream that slow carries nothing above 50 Hz. That it calls itself a meter proves nothing.
constexpr uint32_t kMeterRate = 100;

template <class Number>
Number NumberIn(const std::string& text, Number otherwise) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

// The kernel's word where the server passes it on, else the client's claim. pipewire-pulse is
// itself the process that PipeWire sees for its clients.
pid_t PidIn(const pa_proplist* properties) {
  if (PropertyOf(properties, "client.api") != "pipewire-pulse") {
    const pid_t proven = NumberIn<pid_t>(PropertyOf(properties, "pipewire.sec.pid"), 0);
    if (proven > 0) return proven;
  }
  return NumberIn<pid_t>(PropertyOf(properties, PA_PROP_APPLICATION_PROCESS_ID), 0);
}

struct Client {
  pid_t pid = 0;
  std::string application;
};
struct Device {
  std::string name;
  bool monitor = false;
};

// What one round of questions brings; the picture is made of it once all answers are there.
struct Answers {
  std::map<uint32_t, Client> clients;
  std::map<uint32_t, Device> sources;
  std::map<uint32_t, std::pair<std::string, std::string>> sinks;       // name, monitor
  std::map<uint32_t, std::pair<RecordingStream, uint32_t>> recording;  // with the source's index
  std::map<uint32_t, std::pair<PlaybackStream, uint32_t>> playing;
  std::map<uint32_t, uint32_t> client_of;
  std::map<uint32_t, uint32_t> player_of;
  std::string default_source;
  std::string default_sink;
  Announcing announcing;
  bool complete = false;
};

void TakeClient(pa_context* /*context*/, const pa_client_info* info, int end, void* data) {
  if (end != 0 || info == nullptr) return;
  static_cast<Answers*>(data)->clients[info->index] = {PidIn(info->proplist),
                                                       info->name == nullptr ? "" : info->name};
}

void TakeSource(pa_context* /*context*/, const pa_source_info* info, int end, void* data) {
  if (end != 0 || info == nullptr) return;
  auto& answers = *static_cast<Answers*>(data);
  answers.sources[info->index] = {info->name, info->monitor_of_sink != PA_INVALID_INDEX};
  if (info->name == std::string_view(kVirtualMicrophone)) {
    answers.announcing = {PropertyOf(info->proplist, kMicrophoneProperty),
                          NumberIn<uint32_t>(PropertyOf(info->proplist, kStreamProperty), ~0U)};
  }
}

void TakeSink(pa_context* /*context*/, const pa_sink_info* info, int end, void* data) {
  if (end != 0 || info == nullptr) return;
  static_cast<Answers*>(data)->sinks[info->index] = {
      info->name, info->monitor_source_name == nullptr ? "" : info->monitor_source_name};
}

void TakeRecording(pa_context* /*context*/, const pa_source_output_info* info, int end,
                   void* data) {
  if (end != 0 || info == nullptr || info->client == PA_INVALID_INDEX) return;
  auto& answers = *static_cast<Answers*>(data);
  RecordingStream stream;
  stream.index = info->index;
  stream.pid = PidIn(info->proplist);
  stream.application = PropertyOf(info->proplist, PA_PROP_APPLICATION_NAME);
  stream.corked = info->corked != 0;
  stream.muted = info->mute != 0;
  stream.meter = info->sample_spec.rate <= kMeterRate;
  answers.recording[info->index] = {stream, info->source};
  answers.client_of[info->index] = info->client;
}

void TakePlayback(pa_context* /*context*/, const pa_sink_input_info* info, int end, void* data) {
  if (end != 0 || info == nullptr || info->client == PA_INVALID_INDEX) return;
  auto& answers = *static_cast<Answers*>(data);
  PlaybackStream stream;
  stream.index = info->index;
  stream.pid = PidIn(info->proplist);
  answers.playing[info->index] = {stream, info->sink};
  answers.player_of[info->index] = info->client;
}

// Asked last: the server answers in order.
void TakeServer(pa_context* /*context*/, const pa_server_info* info, void* data) {
  auto& answers = *static_cast<Answers*>(data);
  if (info != nullptr) {
    answers.default_source = info->default_source_name == nullptr ? "" : info->default_source_name;
    answers.default_sink = info->default_sink_name == nullptr ? "" : info->default_sink_name;
  }
  answers.complete = true;
}

SoundPicture PictureOf(const Answers& answers) {
  SoundPicture picture;
  for (auto [index, entry] : answers.recording) {
    auto& [stream, source] = entry;
    if (const auto at = answers.clients.find(answers.client_of.at(index));
        at != answers.clients.end()) {
      if (at->second.pid > 0) stream.pid = at->second.pid;
      if (stream.application.empty()) stream.application = at->second.application;
    }
    stream.executable = ExecutablePathOf(stream.pid);
    if (const auto at = answers.sources.find(source); at != answers.sources.end()) {
      stream.source = at->second.name;
      stream.monitor = at->second.monitor;
    }
    picture.recording.push_back(std::move(stream));
  }
  for (auto [index, entry] : answers.playing) {
    auto& [stream, sink] = entry;
    const auto client = answers.clients.find(answers.player_of.at(index));
    if (client != answers.clients.end() && client->second.pid > 0) stream.pid = client->second.pid;
    stream.executable = ExecutablePathOf(stream.pid);
    if (const auto at = answers.sinks.find(sink); at != answers.sinks.end()) {
      std::tie(stream.sink, stream.monitor) = at->second;
    }
    picture.playing.push_back(std::move(stream));
  }
  for (const auto& [index, source] : answers.sources) picture.sources.push_back(source.name);
  std::sort(picture.sources.begin(), picture.sources.end());
  for (const auto& [index, sink] : answers.sinks) {
    if (sink.first == answers.default_sink) picture.default_monitor = sink.second;
  }
  picture.default_source = answers.default_source;
  picture.announcing = answers.announcing;
  return picture;
}

class PulseSoundWatch : public SoundWatch {
 public:
  explicit PulseSoundWatch(std::unique_ptr<PulseServer> server) : server_(std::move(server)) {}

  policy::Result<void> Start() {
    pa_context_set_subscribe_callback(server_->context(), &PulseSoundWatch::Told, this);
    const auto all = static_cast<pa_subscription_mask_t>(
        PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SINK_INPUT |
        PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT | PA_SUBSCRIPTION_MASK_CLIENT |
        PA_SUBSCRIPTION_MASK_SERVER);
    auto done = server_->Await(pa_context_subscribe(server_->context(), all, nullptr, nullptr));
    if (!done) return done;
    const auto end = steady_clock::now() + milliseconds{2000};
    while (!seen_) {
      if (steady_clock::now() >= end) {
        return policy::Unavailable("the sound server does not answer", /*retryable=*/true);
      }
      if (auto changed = Wait(milliseconds{200}); !changed) return changed.error();
    }
    return {};
  }

  policy::Result<bool> Wait(milliseconds patience) override {
    const auto end = steady_clock::now() + patience;
    for (;;) {
      Ask();
      milliseconds left = patience;
      if (patience > milliseconds{0}) {
        left =
            std::max(std::chrono::ceil<milliseconds>(end - steady_clock::now()), milliseconds{0});
      }
      if (!server_->Turn(left) || !server_->Drain()) return SoundServerGone();
      if (TakeAnswers()) return true;
      if (wake_.exchange(false)) return false;
      if (patience >= milliseconds{0} && steady_clock::now() >= end) return false;
    }
  }

  const SoundPicture& picture() const override { return picture_; }
  void Wake() override {
    wake_ = true;
    server_->Wake();
  }

 private:
  static void Told(pa_context* /*context*/, pa_subscription_event_type_t /*type*/,
                   uint32_t /*index*/, void* data) {
    static_cast<PulseSoundWatch*>(data)->stale_ = true;
  }

  // One round at a time: however many events come, they cost one more.
  void Ask() {
    if (!stale_ || answers_) return;
    stale_ = false;
    answers_ = std::make_unique<Answers>();
    pa_context* c = server_->context();
    void* to = answers_.get();
    for (pa_operation* operation : {pa_context_get_client_info_list(c, &TakeClient, to),
                                    pa_context_get_source_info_list(c, &TakeSource, to),
                                    pa_context_get_sink_info_list(c, &TakeSink, to),
                                    pa_context_get_source_output_info_list(c, &TakeRecording, to),
                                    pa_context_get_sink_input_info_list(c, &TakePlayback, to),
                                    pa_context_get_server_info(c, &TakeServer, to)}) {
      if (operation != nullptr) pa_operation_unref(operation);
    }
  }

  // Whether the picture changed.
  bool TakeAnswers() {
    if (!answers_ || !answers_->complete) return false;
    SoundPicture now = PictureOf(*answers_);
    answers_.reset();
    seen_ = true;
    if (now == picture_) return false;
    picture_ = std::move(now);
    return true;
  }

  // Callbacks write to the answers until the connection ends: it goes first.
  std::unique_ptr<Answers> answers_;
  std::unique_ptr<PulseServer> server_;
  SoundPicture picture_;
  bool stale_ = true;
  bool seen_ = false;
  std::atomic<bool> wake_ = false;
};

}  // namespace

policy::Result<std::unique_ptr<SoundWatch>> SoundWatch::Create(const std::string& server) {
  auto connected = PulseServer::Connect(server, "Chaperone");
  if (!connected) return connected.error();
  auto watch = std::make_unique<PulseSoundWatch>(std::move(*connected));
  if (auto started = watch->Start(); !started) return started.error();
  return std::unique_ptr<SoundWatch>(std::move(watch));
}

}  // namespace chaperone::capture
