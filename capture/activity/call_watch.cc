// SPDX-License-Identifier: Apache-2.0
#include <strings.h>

#include <algorithm>
#include <string_view>

#include "capture/activity/sound_watch.h"

namespace chaperone::capture {
namespace {

template <class Range, class Value>
bool Holds(const Range& range, const Value& value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

bool SameName(const std::string& a, const std::string& b) {
  return strcasecmp(a.c_str(), b.c_str()) == 0;
}

std::string BaseName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// By the file's name or, where the policy gives a path, by that.
bool Names(std::span<const std::string> names, const std::string& executable) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& one) {
    return one.starts_with('/') ? one == executable : SameName(one, BaseName(executable));
  });
}

// "baresip": ALSA's plugin gives its own name with the program's in brackets.
std::string ForPeople(const RecordingStream& stream) {
  constexpr std::string_view kPlugin = "ALSA plug-in [";
  std::string name = stream.application;
  if (name.starts_with(kPlugin) && name.ends_with(']')) {
    name = name.substr(kPlugin.size(), name.size() - kPlugin.size() - 1);
  }
  return name.empty() ? BaseName(stream.executable) : name;
}

std::string FarEnd(const SoundPicture& picture, const RecordingStream& call) {
  const PlaybackStream* found = nullptr;
  for (const PlaybackStream& stream : picture.playing) {
    if (stream.monitor.empty() || stream.sink == kAnnouncementSink) continue;
    if (stream.pid > 0 && stream.pid == call.pid) return stream.monitor;
    if (found == nullptr && !call.executable.empty() && stream.executable == call.executable) {
      found = &stream;
    }
  }
  return found != nullptr ? found->monitor : picture.default_monitor;
}

}  // namespace

std::vector<ObservedCall> CallsIn(const SoundPicture& picture,
                                  std::span<const std::string> softphones,
                                  std::span<const pid_t> own) {
  std::vector<ObservedCall> calls;
  for (const RecordingStream& stream : picture.recording) {
    if (stream.source.empty() || stream.monitor || stream.corked || stream.meter) continue;
    if (Holds(own, stream.pid)) continue;
    const std::string& name = stream.executable.empty() ? stream.application : stream.executable;
    if (!Names(softphones, name)) continue;
    ObservedCall call;
    call.application = ForPeople(stream);
    call.executable = stream.executable;
    call.sound.stream = stream.index;
    call.sound.microphone =
        stream.source == kVirtualMicrophone ? picture.announcing.microphone : stream.source;
    call.sound.far_end = FarEnd(picture, stream);
    calls.push_back(std::move(call));
  }
  return calls;
}

std::vector<std::string> ForeignRecordersIn(const SoundPicture& picture,
                                            std::span<const std::string> allowed,
                                            std::span<const pid_t> own) {
  std::vector<std::string> names;
  for (const RecordingStream& stream : picture.recording) {
    const bool at_ours = stream.source == kVirtualMicrophone;
    if (!stream.monitor && !at_ours) continue;
    if (at_ours && stream.index == picture.announcing.stream) continue;
    if (stream.meter || Holds(own, stream.pid)) continue;
    // A claimed name opens nothing: only what /proc proves may be allowed.
    if (!stream.executable.empty() && Names(allowed, stream.executable)) continue;
    std::string name =
        stream.executable.empty() ? stream.application + " (claimed)" : stream.executable;
    if (!Holds(names, name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace chaperone::capture
