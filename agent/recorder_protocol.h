// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "capture/activity/call_sound.h"
#include "policy/base/result.h"
#include "policy/recording/announcement.h"
#include "policy/recording/recording.h"

// What the agent and chaperone-recorder say to each other: CBOR maps in a MessagePipe. Sound never
// crosses it. A descriptor rides on the message that says so.
namespace chaperone::agent {

namespace to_recorder {

// Play the voice file into the call and measure what was injected.
struct Announce {
  std::string announcement;
  std::string voice_file;    // absolute path of a WAV
  std::string voice_sha256;  // "": any
  capture::CallSound sound;
  bool operator==(const Announce&) const = default;
};
struct StopAnnouncing {
  bool operator==(const StopAnnouncing&) const = default;
};
// Brings a pipe with the key (key_pipe.h) of the recording that is made or exported next.
struct Key {
  bool operator==(const Key&) const = default;
};
// Begin a recording. Brings the sealed file's descriptor, empty and open for writing. Permit and
// key came before.
struct Record {
  std::string recording;
  std::string restatement_file;    // absolute path of a WAV, spoken first; "": none
  std::string restatement_sha256;  // "": any
  capture::CallSound sound;
  int warn_free_mb = 0;  // of the file system that holds the sealed file
  int stop_free_mb = 0;
  bool operator==(const Record&) const = default;
};
// Brings the reading end of a pipe that nothing is ever written to. While its other end is open,
// sound may be kept; when it closes, nothing is kept from the next block on.
struct Permit {
  bool operator==(const Permit&) const = default;
};
// Why the permit will close in a moment: names the gap.
struct Pause {
  policy::RecordingGapReason reason = policy::RecordingGapReason::kUnknown;
  bool operator==(const Pause&) const = default;
};
// Go on in the same file, under the permit that came right before, with the devices that the call
// has now. A re-statement that was cut short begins anew.
struct Resume {
  capture::CallSound sound;
  bool operator==(const Resume&) const = default;
};
// End the file in order, and then this program.
struct Finish {
  bool operator==(const Finish&) const = default;
};
// Another job, in a process of its own: decrypt and remux. The key came before; this message brings
// the sealed file; ExportTo, which follows, the file to write.
struct Export {
  std::string recording;
  std::vector<policy::RecordingGap> gaps;
  bool operator==(const Export&) const = default;
};
struct ExportTo {
  bool operator==(const ExportTo&) const = default;
};

}  // namespace to_recorder

namespace from_recorder {

struct Ready {
  bool operator==(const Ready&) const = default;
};
struct AnnounceProgress {
  std::string announcement;
  std::chrono::milliseconds injected{};
  std::chrono::milliseconds length{};
  bool operator==(const AnnounceProgress&) const = default;
};
struct Announced {
  std::string announcement;
  policy::AnnouncementMeasure measure;
  bool operator==(const Announced&) const = default;
};
struct AnnounceFailed {
  std::string announcement;
  std::string why;  // for people
  bool operator==(const AnnounceFailed&) const = default;
};
// The first sealed record is on disk.
struct Started {
  std::string recording;
  bool operator==(const Started&) const = default;
};
// A gap that is over, or (length 0) one that begins.
struct Gap {
  policy::RecordingGap gap;
  bool operator==(const Gap&) const = default;
};
// Once a second while recording.
struct Level {
  std::chrono::milliseconds length{};  // of the recording so far
  uint64_t bytes = 0;                  // of the sealed file
  double microphone_db = -200;         // peak of the last second, dB below full scale
  double far_end_db = -200;
  bool operator==(const Level&) const = default;
};
struct DiskLow {
  int free_mb = 0;
  bool stop = false;  // the recorder ends the file by itself
  bool operator==(const DiskLow&) const = default;
};
// Sealed to its end.
struct Finished {
  std::string recording;
  std::chrono::milliseconds length{};
  uint64_t bytes = 0;
  bool operator==(const Finished&) const = default;
};
struct Exported {
  std::chrono::milliseconds length{};
  bool truncated = false;  // no end record: the recorder died
  std::string problem;     // what is wrong with the file, for people; all before it was written
  bool operator==(const Exported&) const = default;
};
// It cannot go on, and why; it ends after this.
struct Failed {
  std::string why;
  bool operator==(const Failed&) const = default;
};

}  // namespace from_recorder

using ToRecorder =
    std::variant<to_recorder::Announce, to_recorder::StopAnnouncing, to_recorder::Key,
                 to_recorder::Record, to_recorder::Permit, to_recorder::Pause, to_recorder::Resume,
                 to_recorder::Finish, to_recorder::Export, to_recorder::ExportTo>;
using FromRecorder =
    std::variant<from_recorder::Ready, from_recorder::AnnounceProgress, from_recorder::Announced,
                 from_recorder::AnnounceFailed, from_recorder::Started, from_recorder::Gap,
                 from_recorder::Level, from_recorder::DiskLow, from_recorder::Finished,
                 from_recorder::Exported, from_recorder::Failed>;

std::vector<uint8_t> Encode(const ToRecorder& message);
std::vector<uint8_t> Encode(const FromRecorder& message);
// kProtocol for anything that Encode() would not have made.
policy::Result<ToRecorder> DecodeToRecorder(std::span<const uint8_t> payload);
policy::Result<FromRecorder> DecodeFromRecorder(std::span<const uint8_t> payload);

}  // namespace chaperone::agent
