// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/virtual_microphone.h"

#include <algorithm>
#include <utility>

#include "capture/activity/sound_cleanup.h"
#include "capture/activity/sound_watch.h"
#include "capture/activity/virtual_microphone_names.h"

namespace chaperone::capture {
namespace {

struct Defaults {
  std::string source;
  std::string sink;
};

void TakeDefaults(pa_context* /*context*/, const pa_server_info* info, void* data) {
  if (info == nullptr) return;
  const auto text = [](const char* s) { return s == nullptr ? std::string() : std::string(s); };
  *static_cast<Defaults*>(data) = {text(info->default_source_name), text(info->default_sink_name)};
}

void TakeIndex(pa_context* /*context*/, uint32_t index, void* data) {
  *static_cast<uint32_t*>(data) = index;
}

void TakeSuccess(pa_context* /*context*/, int success, void* data) {
  *static_cast<bool*>(data) = success != 0;
}

void TakeThere(pa_context* /*context*/, const pa_source_info* info, int end, void* data) {
  if (end == 0 && info != nullptr) *static_cast<bool*>(data) = true;
}

// Whether a name can stand in a module's arguments as it is.
bool IsPlain(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c > ' ' && c != 0x7f && c != '"' && c != '\'' && c != '\\' && c != '=' && c != '{' &&
           c != '}';
  });
}

}  // namespace

policy::Result<std::unique_ptr<VirtualMicrophone>> VirtualMicrophone::Create(
    PulseServer& server, const CallSound& sound) {
  if (auto cleared = PutSoundRight(server); !cleared) return cleared.error();
  std::unique_ptr<VirtualMicrophone> made(new VirtualMicrophone(server));
  if (auto done = made->SetUp(sound); !done) return done.error();
  return made;
}

VirtualMicrophone::~VirtualMicrophone() {
  // Nobody is left to tell; the next run and the service's ExecStopPost= try again.
  [[maybe_unused]] const auto done = PutBack();
}

policy::Result<void> VirtualMicrophone::Load(const char* module, const std::string& arguments) {
  uint32_t index = PA_INVALID_INDEX;
  there_ = true;
  auto asked = server_.Await(
      pa_context_load_module(server_.context(), module, arguments.c_str(), &TakeIndex, &index));
  if (!asked) return asked;
  if (index != PA_INVALID_INDEX) return {};
  return policy::Unavailable(std::string("the sound server cannot load ") + module +
                             ": nothing can be played into the call. Install the modules of "
                             "PulseAudio or pipewire-pulse");
}

policy::Result<void> VirtualMicrophone::SetUp(const CallSound& sound) {
  auto place = PlaceOf(server_, sound.stream);
  if (!place) return place.error();
  const std::string microphone = sound.microphone.empty() ? place->source : sound.microphone;
  bool found = false;
  if (!IsPlain(microphone)) {
    return policy::BadInput(
        "the microphone's name on the sound server holds characters that "
        "cannot be passed on: choose another microphone in the softphone");
  }
  auto asked = server_.Await(pa_context_get_source_info_by_name(
      server_.context(), microphone.c_str(), &TakeThere, &found));
  if (!asked && server_.lost()) return asked;
  if (!found) {
    return policy::Error{policy::ErrorCode::kNotFound, false,
                         "the call's microphone is gone: choose a microphone in the softphone"};
  }
  Defaults defaults;
  asked = server_.Await(pa_context_get_server_info(server_.context(), &TakeDefaults, &defaults));
  if (!asked) return asked;
  default_source_ = defaults.source;
  default_sink_ = defaults.sink;

  const std::string mix = kAnnouncementSink;
  // Without "norewinds" it would begin with a block of two seconds, in which nobody is heard.
  auto loaded =
      Load("module-null-sink", "sink_name=" + mix +
                                   " rate=48000 channels=1 channel_map=mono norewinds=true "
                                   "sink_properties=\"device.description=Chaperone "
                                   "device.class=abstract node.virtual=true priority.session=0\"");
  if (!loaded) return loaded;
  // Should the microphone go, this goes too: better silence than another microphone.
  loaded =
      Load("module-loopback", "source=" + microphone + " sink=" + mix +
                                  " latency_msec=20 source_dont_move=true sink_dont_move=true");
  if (!loaded) return loaded;
  loaded = Load("module-remap-source",
                std::string("source_name=") + kVirtualMicrophone + " master=" + mix +
                    ".monitor channels=1 channel_map=mono master_channel_map=mono remix=no "
                    "source_properties=\"device.description=Chaperone device.class=filter "
                    "node.virtual=true priority.session=0 " +
                    kMicrophoneProperty + "=" + microphone + " " + kStreamProperty + "=" +
                    std::to_string(sound.stream) + "\"");
  if (!loaded) return loaded;
  if (auto kept = KeepDefaults(); !kept) return kept;
  return MoveStream(server_, sound.stream, kVirtualMicrophone);
}

policy::Result<void> VirtualMicrophone::KeepDefaults() {
  Defaults now;
  auto asked = server_.Await(pa_context_get_server_info(server_.context(), &TakeDefaults, &now));
  if (!asked) return asked;
  bool done = false;
  if (now.source != default_source_ && !default_source_.empty()) {
    asked = server_.Await(pa_context_set_default_source(server_.context(), default_source_.c_str(),
                                                        &TakeSuccess, &done));
    if (!asked) return asked;
  }
  if (now.sink != default_sink_ && !default_sink_.empty()) {
    asked = server_.Await(
        pa_context_set_default_sink(server_.context(), default_sink_.c_str(), &TakeSuccess, &done));
  }
  return asked;
}

policy::Result<void> VirtualMicrophone::PutBack() {
  if (!there_) return {};
  auto done = PutSoundRight(server_);
  if (!done) return done.error();
  there_ = false;
  return {};
}

}  // namespace chaperone::capture
