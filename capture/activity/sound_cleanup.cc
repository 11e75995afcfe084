// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/sound_cleanup.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "capture/activity/sound_watch.h"
#include "capture/activity/virtual_microphone_names.h"

namespace chaperone::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Source {
  uint32_t index = 0;
  std::string name;
  bool monitor = false;
  std::string microphone;  // what we noted on it
};
struct Module {
  uint32_t index = 0;
  int order = 0;  // in which they go: who reads before what is read
};
struct Listing {
  std::vector<Source> sources;
  std::vector<std::pair<uint32_t, uint32_t>> streams;  // of programs: index, source
  std::vector<Module> modules;                         // ours
  std::string default_source;
};

void TakeSource(pa_context* /*context*/, const pa_source_info* info, int end, void* data) {
  if (end != 0 || info == nullptr) return;
  static_cast<Listing*>(data)->sources.push_back({info->index, info->name,
                                                  info->monitor_of_sink != PA_INVALID_INDEX,
                                                  PropertyOf(info->proplist, kMicrophoneProperty)});
}

void TakeStream(pa_context* /*context*/, const pa_source_output_info* info, int end, void* data) {
  if (end != 0 || info == nullptr || info->client == PA_INVALID_INDEX) return;
  static_cast<Listing*>(data)->streams.emplace_back(info->index, info->source);
}

void TakeModule(pa_context* /*context*/, const pa_module_info* info, int end, void* data) {
  if (end != 0 || info == nullptr || info->argument == nullptr) return;
  struct Ours {
    std::string_view name;
    std::string argument;
    int order;
  };
  static const std::vector<Ours> ours{
      {"module-remap-source", std::string("source_name=") + kVirtualMicrophone + " ", 0},
      {"module-loopback", std::string("sink=") + kAnnouncementSink + " ", 1},
      {"module-null-sink", std::string("sink_name=") + kAnnouncementSink + " ", 2}};
  const std::string argument = std::string(info->argument) + " ";
  for (const Ours& one : ours) {
    const size_t at = argument.find(one.argument);
    if (info->name == one.name && at != std::string::npos && (at == 0 || argument[at - 1] == ' ')) {
      static_cast<Listing*>(data)->modules.push_back({info->index, one.order});
    }
  }
}

void TakeServer(pa_context* /*context*/, const pa_server_info* info, void* data) {
  if (info == nullptr || info->default_source_name == nullptr) return;
  static_cast<Listing*>(data)->default_source = info->default_source_name;
}

void TakePlace(pa_context* /*context*/, const pa_source_output_info* info, int end, void* data) {
  if (end != 0 || info == nullptr) return;
  StreamPlace place;
  place.muted = info->mute != 0;
  place.corked = info->corked != 0;
  if (info->has_volume != 0 && info->volume.channels > 0) {
    place.volume_db = pa_sw_volume_to_dB(pa_cvolume_avg(&info->volume));
  }
  *static_cast<std::optional<std::pair<StreamPlace, uint32_t>>*>(data) = {place, info->source};
}

void TakeName(pa_context* /*context*/, const pa_source_info* info, int end, void* data) {
  if (end == 0 && info != nullptr) *static_cast<std::string*>(data) = info->name;
}

void TakeSuccess(pa_context* /*context*/, int success, void* data) {
  *static_cast<bool*>(data) = success != 0;
}

policy::Result<Listing> List(PulseServer& server) {
  Listing all;
  pa_context* c = server.context();
  if (auto r = server.Await(pa_context_get_source_info_list(c, &TakeSource, &all)); !r) {
    return r.error();
  }
  if (auto r = server.Await(pa_context_get_source_output_info_list(c, &TakeStream, &all)); !r) {
    return r.error();
  }
  if (auto r = server.Await(pa_context_get_module_info_list(c, &TakeModule, &all)); !r) {
    return r.error();
  }
  if (auto r = server.Await(pa_context_get_server_info(c, &TakeServer, &all)); !r) {
    return r.error();
  }
  return all;
}

bool IsOurs(const std::string& source) {
  return source == kVirtualMicrophone || source == std::string(kAnnouncementSink) + ".monitor";
}

// The microphone behind ours, else the default, else any: never a monitor by choice.
std::string Refuge(const Listing& all) {
  std::string behind;
  std::string any;
  bool behind_is_there = false;
  bool default_is_there = false;
  for (const Source& source : all.sources) {
    if (source.name == kVirtualMicrophone) behind = source.microphone;
  }
  for (const Source& source : all.sources) {
    if (IsOurs(source.name)) continue;
    behind_is_there = behind_is_there || source.name == behind;
    default_is_there = default_is_there || source.name == all.default_source;
    if (!source.monitor && any.empty()) any = source.name;
  }
  if (behind_is_there) return behind;
  return default_is_there ? all.default_source : any;
}

}  // namespace

policy::Result<StreamPlace> PlaceOf(PulseServer& server, uint32_t stream) {
  std::optional<std::pair<StreamPlace, uint32_t>> found;
  auto asked =
      server.Await(pa_context_get_source_output_info(server.context(), stream, &TakePlace, &found));
  if (!asked) return asked.error();
  if (!found) {
    return policy::Error{policy::ErrorCode::kNotFound, false,
                         "the softphone's microphone stream is gone: the call seems to be over"};
  }
  auto named = server.Await(pa_context_get_source_info_by_index(server.context(), found->second,
                                                                &TakeName, &found->first.source));
  if (!named) return named.error();
  return found->first;
}

policy::Result<void> MoveStream(PulseServer& server, uint32_t stream, const std::string& source) {
  // PipeWire knows a new source by name only after a while, and forgets a move that comes before
  // the stream is linked: so it is asked again.
  const auto end = steady_clock::now() + milliseconds{1500};
  auto ask_again = steady_clock::now();
  while (steady_clock::now() < end) {
    if (steady_clock::now() >= ask_again) {
      bool accepted = false;
      auto asked = server.Await(pa_context_move_source_output_by_name(
          server.context(), stream, source.c_str(), &TakeSuccess, &accepted));
      if (!asked) return asked;
      ask_again = steady_clock::now() + milliseconds{250};
    }
    auto place = PlaceOf(server, stream);
    if (!place) return place.error();
    if (place->source == source) return {};
    if (!server.Turn(milliseconds{10})) return SoundServerGone();
  }
  return policy::Error{policy::ErrorCode::kRefused, false,
                       "the softphone's microphone stream could not be moved: the softphone or the "
                       "sound server does not allow it. Let the announcement be read aloud, if the "
                       "policy allows that, or use another softphone"};
}

policy::Result<int> PutSoundRight(PulseServer& server) {
  auto all = List(server);
  if (!all) return all.error();
  const std::string refuge = Refuge(*all);
  int put_right = 0;
  std::optional<policy::Error> problem;
  for (const auto& [stream, source] : all->streams) {
    const auto at = std::find_if(all->sources.begin(), all->sources.end(),
                                 [index = source](const Source& s) { return s.index == index; });
    if (at == all->sources.end() || !IsOurs(at->name) || refuge.empty()) continue;
    auto moved = MoveStream(server, stream, refuge);
    if (moved) {
      ++put_right;
    } else if (server.lost()) {
      return moved.error();
    } else if (moved.error().code != policy::ErrorCode::kNotFound) {
      problem = moved.error();  // when its source goes, the server itself moves it
    }
  }
  std::sort(all->modules.begin(), all->modules.end(),
            [](const Module& a, const Module& b) { return a.order < b.order; });
  for (const Module& module : all->modules) {
    bool done = false;
    auto asked =
        server.Await(pa_context_unload_module(server.context(), module.index, &TakeSuccess, &done));
    if (!asked) return asked.error();
    if (done) ++put_right;
  }
  if (problem && all->modules.empty()) return *problem;
  return put_right;
}

policy::Result<int> CleanUpSound(const std::string& server) {
  auto connected = PulseServer::Connect(server, "Chaperone");
  if (!connected) return connected.error();
  return PutSoundRight(**connected);
}

}  // namespace chaperone::capture
