// SPDX-License-Identifier: Apache-2.0
#include "agent/recorder_protocol.h"

#include "agent/bounded_cbor.h"

namespace chaperone::agent {
namespace {

using capture::CallSound;
using nlohmann::json;
using policy::AnnouncementMeasure;
using policy::RecordingGap;
using policy::RecordingGapReason;
using policy::Result;
using std::chrono::milliseconds;

constexpr size_t kMaxWord = 64;     // ids, digests, channel names
constexpr size_t kMaxName = 512;    // of the sound server
constexpr size_t kMaxPath = 4096;   // PATH_MAX
constexpr size_t kMaxText = 1000;   // for people
constexpr size_t kMaxGaps = 10000;  // of one recording
constexpr int64_t kMaxMilliseconds = int64_t{1000} * 3600 * 24 * 30;
constexpr int kMaxMegabytes = 1 << 30;
constexpr auto kBetween = "the agent and the recorder";

// As much as the other side takes, in whole characters.
std::string Cut(const std::string& text) {
  size_t size = std::min(text.size(), kMaxText);
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  return text.substr(0, size);
}

json ToJson(const CallSound& s) {
  return {s.stream, s.microphone, s.far_end};
}
json ToJson(const RecordingGap& g) {
  return {static_cast<int>(g.reason), g.from.count(), g.length.count(), g.channel};
}

std::string Text(const json& j, size_t max) {
  auto text = j.get<std::string>();
  if (text.size() > max) throw Odd{};
  return text;
}
milliseconds Duration(const json& j) {
  return milliseconds{Bounded(j, 0, kMaxMilliseconds)};
}
double Decibels(const json& j) {
  const auto value = j.get<double>();
  if (!(value >= -400 && value <= 400)) throw Odd{};
  return value;
}
CallSound SoundFrom(const json& j) {
  if (!j.is_array() || j.size() != 3) throw Odd{};
  return {static_cast<uint32_t>(Bounded(j[0], 0, UINT32_MAX)), Text(j[1], kMaxName),
          Text(j[2], kMaxName)};
}
RecordingGapReason ReasonFrom(const json& j) {
  return static_cast<RecordingGapReason>(
      Bounded(j, 0, static_cast<int>(RecordingGapReason::kSuspended)));
}
RecordingGap GapFrom(const json& j) {
  if (!j.is_array() || j.size() != 4) throw Odd{};
  RecordingGap gap{ReasonFrom(j[0]), Duration(j[1]), Duration(j[2]), Text(j[3], kMaxWord)};
  if (gap.channel != "microphone" && gap.channel != "far_end" && gap.channel != "both") throw Odd{};
  return gap;
}

json Encoded(const to_recorder::Announce& m) {
  return {{"is", "announce"},
          {"id", m.announcement},
          {"file", m.voice_file},
          {"sha256", m.voice_sha256},
          {"sound", ToJson(m.sound)}};
}
json Encoded(const to_recorder::StopAnnouncing&) {
  return {{"is", "stop_announcing"}};
}
json Encoded(const to_recorder::Key&) {
  return {{"is", "key"}};
}
json Encoded(const to_recorder::Record& m) {
  return {{"is", "record"},
          {"id", m.recording},
          {"restatement", m.restatement_file},
          {"sha256", m.restatement_sha256},
          {"sound", ToJson(m.sound)},
          {"warn_mb", m.warn_free_mb},
          {"stop_mb", m.stop_free_mb}};
}
json Encoded(const to_recorder::Permit&) {
  return {{"is", "permit"}};
}
json Encoded(const to_recorder::Pause& m) {
  return {{"is", "pause"}, {"reason", static_cast<int>(m.reason)}};
}
json Encoded(const to_recorder::Resume& m) {
  return {{"is", "resume"}, {"sound", ToJson(m.sound)}};
}
json Encoded(const to_recorder::Finish&) {
  return {{"is", "finish"}};
}
json Encoded(const to_recorder::Export& m) {
  json gaps = json::array();
  for (const RecordingGap& gap : m.gaps) gaps.push_back(ToJson(gap));
  return {{"is", "export"}, {"id", m.recording}, {"gaps", gaps}};
}
json Encoded(const to_recorder::ExportTo&) {
  return {{"is", "export_to"}};
}

json Encoded(const from_recorder::Ready&) {
  return {{"is", "ready"}};
}
json Encoded(const from_recorder::AnnounceProgress& m) {
  return {{"is", "announce_progress"},
          {"id", m.announcement},
          {"injected", m.injected.count()},
          {"length", m.length.count()}};
}
json Encoded(const from_recorder::Announced& m) {
  const AnnouncementMeasure& a = m.measure;
  return {{"is", "announced"},
          {"id", m.announcement},
          {"hash", a.voice_hash},
          {"length", a.length.count()},
          {"injected", a.injected.count()},
          {"gain", a.gain_db},
          {"segments", a.segments},
          {"met", a.segments_met},
          {"in_place", a.stream_in_place},
          {"open", a.stream_open}};
}
json Encoded(const from_recorder::AnnounceFailed& m) {
  return {{"is", "announce_failed"}, {"id", m.announcement}, {"why", Cut(m.why)}};
}
json Encoded(const from_recorder::Started& m) {
  return {{"is", "started"}, {"id", m.recording}};
}
json Encoded(const from_recorder::Gap& m) {
  return {{"is", "gap"}, {"gap", ToJson(m.gap)}};
}
json Encoded(const from_recorder::Level& m) {
  return {{"is", "level"},
          {"length", m.length.count()},
          {"bytes", m.bytes},
          {"microphone", m.microphone_db},
          {"far_end", m.far_end_db}};
}
json Encoded(const from_recorder::DiskLow& m) {
  return {{"is", "disk_low"}, {"free_mb", m.free_mb}, {"stop", m.stop}};
}
json Encoded(const from_recorder::Finished& m) {
  return {
      {"is", "finished"}, {"id", m.recording}, {"length", m.length.count()}, {"bytes", m.bytes}};
}
json Encoded(const from_recorder::Exported& m) {
  return {{"is", "exported"},
          {"length", m.length.count()},
          {"truncated", m.truncated},
          {"problem", m.problem}};
}
json Encoded(const from_recorder::Failed& m) {
  return {{"is", "failed"}, {"why", Cut(m.why)}};
}

to_recorder::Record RecordFrom(const json& j) {
  to_recorder::Record m;
  m.recording = Text(j.at("id"), kMaxWord);
  m.restatement_file = Text(j.at("restatement"), kMaxPath);
  m.restatement_sha256 = Text(j.at("sha256"), kMaxWord);
  m.sound = SoundFrom(j.at("sound"));
  m.warn_free_mb = static_cast<int>(Bounded(j.at("warn_mb"), 0, kMaxMegabytes));
  m.stop_free_mb = static_cast<int>(Bounded(j.at("stop_mb"), 0, kMaxMegabytes));
  return m;
}
to_recorder::Export ExportFrom(const json& j) {
  to_recorder::Export m;
  m.recording = Text(j.at("id"), kMaxWord);
  if (j.at("gaps").size() > kMaxGaps) throw Odd{};
  for (const json& gap : j.at("gaps")) m.gaps.push_back(GapFrom(gap));
  return m;
}

ToRecorder ToRecorderFrom(const json& j) {
  const auto is = j.at("is").get<std::string>();
  if (is == "announce") {
    return to_recorder::Announce{Text(j.at("id"), kMaxWord), Text(j.at("file"), kMaxPath),
                                 Text(j.at("sha256"), kMaxWord), SoundFrom(j.at("sound"))};
  }
  if (is == "stop_announcing") return to_recorder::StopAnnouncing{};
  if (is == "key") return to_recorder::Key{};
  if (is == "record") return RecordFrom(j);
  if (is == "permit") return to_recorder::Permit{};
  if (is == "pause") return to_recorder::Pause{ReasonFrom(j.at("reason"))};
  if (is == "resume") return to_recorder::Resume{SoundFrom(j.at("sound"))};
  if (is == "finish") return to_recorder::Finish{};
  if (is == "export") return ExportFrom(j);
  if (is == "export_to") return to_recorder::ExportTo{};
  throw Odd{};
}

from_recorder::Announced AnnouncedFrom(const json& j) {
  from_recorder::Announced m;
  m.announcement = Text(j.at("id"), kMaxWord);
  AnnouncementMeasure& a = m.measure;
  a.voice_hash = Text(j.at("hash"), kMaxWord);
  a.length = Duration(j.at("length"));
  a.injected = Duration(j.at("injected"));
  a.gain_db = Decibels(j.at("gain"));
  a.segments = static_cast<int>(Bounded(j.at("segments"), 0, 1 << 20));
  a.segments_met = static_cast<int>(Bounded(j.at("met"), 0, a.segments));
  a.stream_in_place = j.at("in_place").get<bool>();
  a.stream_open = j.at("open").get<bool>();
  return m;
}

FromRecorder FromRecorderFrom(const json& j) {
  const auto is = j.at("is").get<std::string>();
  if (is == "ready") return from_recorder::Ready{};
  if (is == "announce_progress") {
    return from_recorder::AnnounceProgress{Text(j.at("id"), kMaxWord), Duration(j.at("injected")),
                                           Duration(j.at("length"))};
  }
  if (is == "announced") return AnnouncedFrom(j);
  if (is == "announce_failed") {
    return from_recorder::AnnounceFailed{Text(j.at("id"), kMaxWord), Text(j.at("why"), kMaxText)};
  }
  if (is == "started") return from_recorder::Started{Text(j.at("id"), kMaxWord)};
  if (is == "gap") return from_recorder::Gap{GapFrom(j.at("gap"))};
  if (is == "level") {
    return from_recorder::Level{Duration(j.at("length")),
                                static_cast<uint64_t>(Bounded(j.at("bytes"), 0, INT64_MAX)),
                                Decibels(j.at("microphone")), Decibels(j.at("far_end"))};
  }
  if (is == "disk_low") {
    return from_recorder::DiskLow{static_cast<int>(Bounded(j.at("free_mb"), 0, INT32_MAX)),
                                  j.at("stop").get<bool>()};
  }
  if (is == "finished") {
    return from_recorder::Finished{Text(j.at("id"), kMaxWord), Duration(j.at("length")),
                                   static_cast<uint64_t>(Bounded(j.at("bytes"), 0, INT64_MAX))};
  }
  if (is == "exported") {
    return from_recorder::Exported{Duration(j.at("length")), j.at("truncated").get<bool>(),
                                   Text(j.at("problem"), kMaxText)};
  }
  if (is == "failed") return from_recorder::Failed{Text(j.at("why"), kMaxText)};
  throw Odd{};
}

}  // namespace

std::vector<uint8_t> Encode(const ToRecorder& message) {
  return std::visit([](const auto& m) { return json::to_cbor(Encoded(m)); }, message);
}
std::vector<uint8_t> Encode(const FromRecorder& message) {
  return std::visit([](const auto& m) { return json::to_cbor(Encoded(m)); }, message);
}
Result<ToRecorder> DecodeToRecorder(std::span<const uint8_t> payload) {
  return DecodeBounded(payload, &ToRecorderFrom, kBetween);
}
Result<FromRecorder> DecodeFromRecorder(std::span<const uint8_t> payload) {
  return DecodeBounded(payload, &FromRecorderFrom, kBetween);
}

}  // namespace chaperone::agent
