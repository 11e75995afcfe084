// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "agent/message_pipe.h"
#include "agent/reader_protocol.h"
#include "ocr/reader.h"
#include "policy/personal_data/detect.h"
#include "policy/personal_data/page.h"

namespace chaperone::agent {

// chaperone-reader's work: frames in, findings out. Text is born and dies in here. One thread.
class ReaderService {
 public:
  ReaderService(MessagePipe pipe, std::unique_ptr<ocr::Recogniser> recogniser,
                policy::Detectors detectors);
  ~ReaderService();

  // Says Ready, then works until the agent ends the conversation. Returns the exit code.
  int Run();

 private:
  using Clock = std::chrono::steady_clock;

  bool HandleMessages();
  policy::Result<void> On(to_reader::Configure message);
  policy::Result<void> On(to_reader::People message);
  policy::Result<void> On(to_reader::Frame message);
  policy::Result<void> CopyRows(const policy::Rect& rect);
  void Read();
  bool HasNews() const;
  static bool ShowsCardForm(const std::vector<policy::ScreenLine>& lines);
  bool PublishDue() const;
  void Publish();
  void HoldWhatIsUnclear(std::vector<policy::Finding>& findings);
  int PollTimeout() const;
  void Send(const FromReader& message);

  MessagePipe pipe_;
  ocr::Reader reader_;
  const policy::Detectors detectors_;
  std::optional<policy::PageUnderstanding> understanding_;  // made anew with another key
  policy::DetectionRules rules_;
  policy::KnownPeople people_;
  OwnedFd shared_frame_;
  std::vector<uint8_t> pixels_;  // our copy: the shared frame is the agent's to write again
  int width_ = 0;
  int height_ = 0;
  uint64_t serial_ = 0;
  std::vector<policy::Finding> last_whole_;         // found when all was read last
  std::optional<Clock::time_point> reading_since_;  // something stands unread since then
  from_reader::Findings published_;                 // the last message, but for its findings
  uint64_t published_version_ = 0;
  bool publish_ = false;  // something is to be said even if no line changed
  bool ended_ = false;
  Clock::time_point last_frame_{};
  Clock::time_point last_publish_{};
  Clock::duration publish_cost_{};
  bool settled_ = true;
};

}  // namespace chaperone::agent
