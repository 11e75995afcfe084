// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "capture/screen/frame.h"
#include "ocr/line_cache.h"
#include "ocr/line_image.h"
#include "ocr/recogniser.h"
#include "ocr/text_finder.h"
#include "ocr/text_line.h"
#include "policy/base/result.h"

namespace chaperone::ocr {

// The bounds that keep hostile or lively pixels from eating the machine.
struct ReaderLimits {
  int cell = 256;               // pixels: lively and crowded areas are told apart in such squares
  int max_lines_per_cell = 96;  // more is noise, not text
  int hot_lines = 24;  // this many short-lived lines in a cell, fading by an eighth an update …
  int settled_after = 8;  // … and its lines are left until they have stood for so many updates
};

// Reads what stands on a frame, and after that only what changes. Single-threaded; the text lives
// in this object only and is wiped when it goes.
class Reader {
 public:
  explicit Reader(std::unique_ptr<Recogniser> recogniser, ReaderLimits limits = {});
  ~Reader();

  // Finds the lines on the frame again where it changed. Nothing is recognised here; lines seen
  // before are known at once. The first frame, and one of another size, counts as changed all over.
  // kBadInput above capture::kMaxFramePixels, or where `stride` is less than a row.
  // The pixels are borrowed until the next Update() or Forget(). Their owner may write to them
  // meanwhile: what no longer looks as it did is left for the Update() that reports it.
  policy::Result<void> Update(const ImageView& image, std::span<const Rect> changed);

  // Recognises at most `lines` lines, newest changes first. True while more are left. After an
  // error nothing is lost: the lines are still unread.
  policy::Result<bool> ReadSome(size_t lines);

  // Lines to be read by ReadSome(). Lines in unreadable areas are not counted.
  size_t unread() const;

  // Lines that vanished before they were read, since TakeMissed() was called: a coverage gap.
  uint32_t missed() const { return missed_; }
  uint32_t TakeMissed() { return std::exchange(missed_, 0U); }

  // All lines that stand on the frame and have been read, top to bottom.
  std::vector<TextLine> Lines() const;

  // Goes up whenever Lines() has changed.
  uint64_t version() const { return version_; }

  // Areas with text-like things that are not being read: they change faster than they can be read
  // (video, animation) or are crowded beyond any text (noise). Each is a coverage gap.
  std::vector<Rect> unreadable() const;

  // Says that the frame has been quiet for a while (half a second is good): what changed too fast
  // before is now read like everything else.
  void Settle();

  // Wipes all text, the cache included, and the hold on the pixels.
  void Forget();

 private:
  enum class State { kUnread, kParked, kRead };
  struct Standing {
    Segment segment;
    State state = State::kUnread;
    uint64_t look = 0;        // hash of the pixels around an unread line
    uint64_t first_seen = 0;  // update number
    Reading reading;
  };

  void StartOver(const ImageView& image);
  void Replace(const FoundText& found);
  void AdoptMoved(const std::vector<Segment>& moved, std::vector<Standing>& gone);
  void Keep(Standing line, const Segment& segment);
  void Retire(Standing& line);
  void NoteShortLived(const std::vector<Standing>& gone);
  void SortOut();
  std::vector<size_t> NextLines(size_t count) const;
  void Deliver(uint64_t key, const Reading& reading);
  bool TakeCopy(const Standing& line, Rect& box_in_copy);
  uint64_t LookAt(const Rect& box) const;
  size_t CellColumns() const;
  size_t CellOf(const Rect& box) const;

  std::unique_ptr<Recogniser> recogniser_;
  ReaderLimits limits_;
  TextFinder finder_;
  LineCache cache_;
  LineImager imager_;
  ImageView image_;
  std::vector<Standing> lines_;  // by top, then left
  std::vector<Rect> overflowed_;
  std::vector<int> heat_;  // a cell each, in eighths of a line
  std::vector<bool> crowded_;
  std::vector<uint8_t> copy_;  // the pixels of the line at hand, out of reach of their owner
  int copy_width_ = 0;
  int copy_height_ = 0;
  uint64_t updates_ = 0;
  uint64_t version_ = 0;
  uint32_t missed_ = 0;
};

}  // namespace chaperone::ocr
