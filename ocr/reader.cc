// SPDX-License-Identifier: Apache-2.0
#include "ocr/reader.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "ocr/wipe.h"

namespace chaperone::ocr {
namespace {

constexpr size_t kCachedLines = 20000;
constexpr size_t kCachedBytes = 8U << 20;
constexpr int kHeatOfLine = 8;  // heat is counted in eighths of a line, so that it can fade
constexpr uint64_t kYoung = 2;  // updates

bool TopLeftFirst(const Rect& a, const Rect& b) {
  return std::tie(a.y, a.x) < std::tie(b.y, b.x);
}

bool InBands(const Rect& box, const std::vector<RowBand>& bands) {
  const auto band = std::upper_bound(bands.begin(), bands.end(), box.y,
                                     [](int y, const RowBand& b) { return y < b.bottom; });
  return band != bands.end() && box.bottom() > band->top;
}

policy::Result<void> Check(const ImageView& image) {
  if (image.width <= 0 || image.height <= 0) return {};
  const int64_t pixels = int64_t{image.width} * image.height;
  if (pixels > capture::kMaxFramePixels) {
    return policy::BadInput("a frame of " + std::to_string(image.width) + " x " +
                            std::to_string(image.height) + " pixels is too large to be read; at " +
                            "most " + std::to_string(capture::kMaxFramePixels) + " pixels are");
  }
  if (image.data == nullptr || image.stride < static_cast<size_t>(image.width) * 4) {
    return policy::BadInput("a frame's rows are shorter than its width of " +
                            std::to_string(image.width) + " pixels of 4 bytes");
  }
  return {};
}

}  // namespace

Reader::Reader(std::unique_ptr<Recogniser> recogniser, ReaderLimits limits)
    : recogniser_(std::move(recogniser)), limits_(limits), cache_(kCachedLines, kCachedBytes) {}

Reader::~Reader() {
  Forget();
}

void Reader::Forget() {
  for (Standing& line : lines_) Retire(line);
  lines_.clear();
  cache_.Clear();
  Wipe(copy_);
  StartOver({});
}

void Reader::StartOver(const ImageView& image) {
  image_ = image;
  finder_.Reset(image.width, image.height);
  overflowed_.clear();
  const Rect corner{image.width - 1, image.height - 1, 1, 1};
  const size_t cells = image.width > 0 && image.height > 0 ? CellOf(corner) + 1 : 0;
  heat_.assign(cells, 0);
  crowded_.assign(cells, false);
}

policy::Result<void> Reader::Update(const ImageView& image, std::span<const Rect> changed) {
  if (policy::Result<void> checked = Check(image); !checked.ok()) return checked;
  std::vector<Rect> again(changed.begin(), changed.end());
  if (image.width != image_.width || image.height != image_.height) {
    for (Standing& line : lines_) Retire(line);
    lines_.clear();
    StartOver(image);
    again = {{0, 0, image.width, image.height}};
  }
  image_ = image;
  ++updates_;
  // Rows given up as noise stay to be looked at until they are something else.
  again.insert(again.end(), overflowed_.begin(), overflowed_.end());
  Replace(finder_.Update(image_, again));
  SortOut();
  return {};
}

void Reader::Replace(const FoundText& found) {
  std::vector<Standing> gone;
  std::vector<Standing> kept;
  for (Standing& line : lines_) {
    (InBands(line.segment.box, found.bands) ? gone : kept).push_back(std::move(line));
  }
  lines_ = std::move(kept);
  std::vector<Segment> moved;
  for (const Segment& segment : found.segments) {
    const auto same = std::lower_bound(
        gone.begin(), gone.end(), segment.box,
        [](const Standing& line, const Rect& box) { return TopLeftFirst(line.segment.box, box); });
    if (same != gone.end() && same->segment == segment) {
      // Segments come in order, so an emptied place is never searched again.
      Keep(std::exchange(*same, {}), segment);
    } else {
      moved.push_back(segment);
    }
  }
  AdoptMoved(moved, gone);
  NoteShortLived(gone);
  for (Standing& line : gone) {
    if (!line.segment.box.empty() && line.state == State::kUnread) ++missed_;
    Retire(line);
  }
  std::sort(lines_.begin(), lines_.end(), [](const Standing& a, const Standing& b) {
    return TopLeftFirst(a.segment.box, b.segment.box);
  });
  overflowed_.clear();
  for (const RowBand& band : found.overflow) {
    overflowed_.push_back({0, band.top, image_.width, band.bottom - band.top});
  }
}

// Scrolled lines keep their reading and their age; the others are in the cache or new.
void Reader::AdoptMoved(const std::vector<Segment>& moved, std::vector<Standing>& gone) {
  std::unordered_multimap<uint64_t, Standing*> by_key;
  for (Standing& line : gone) {
    if (!line.segment.box.empty()) by_key.emplace(line.segment.key, &line);
  }
  for (const Segment& segment : moved) {
    if (const auto same = by_key.find(segment.key); same != by_key.end()) {
      Standing& line = *same->second;
      if (!line.reading.text.empty()) ++version_;
      Keep(std::exchange(line, {}), segment);
      by_key.erase(same);
      continue;
    }
    Standing line;
    line.first_seen = updates_;
    if (const Reading* known = cache_.Find(segment.key); known != nullptr) {
      line.state = State::kRead;
      line.reading = *known;
      if (!known->text.empty()) ++version_;
    }
    Keep(std::move(line), segment);
  }
}

void Reader::Keep(Standing line, const Segment& segment) {
  line.segment = segment;
  if (line.state != State::kRead) line.look = LookAt(segment.box);
  lines_.push_back(std::move(line));
}

void Reader::Retire(Standing& line) {
  if (!line.reading.text.empty()) ++version_;
  Wipe(line.reading.text);
}

void Reader::NoteShortLived(const std::vector<Standing>& gone) {
  for (int& heat : heat_) heat -= (heat + kHeatOfLine - 1) / kHeatOfLine;
  for (const Standing& line : gone) {
    if (line.segment.box.empty() || updates_ - line.first_seen > kYoung) continue;
    heat_[CellOf(line.segment.box)] += kHeatOfLine;
  }
}

// Decides for each line that is not read whether it is to be: not in a crowd, and in lively places
// only what has stood for a while.
void Reader::SortOut() {
  std::vector<int> population(heat_.size());
  for (const Standing& line : lines_) ++population[CellOf(line.segment.box)];
  for (size_t cell = 0; cell < population.size(); ++cell) {
    crowded_[cell] = population[cell] > limits_.max_lines_per_cell;
  }
  for (Standing& line : lines_) {
    if (line.state == State::kRead) continue;
    const size_t cell = CellOf(line.segment.box);
    const bool hot = heat_[cell] > limits_.hot_lines * kHeatOfLine;
    const bool settled = updates_ - line.first_seen >= static_cast<uint64_t>(limits_.settled_after);
    line.state = crowded_[cell] || (hot && !settled) ? State::kParked : State::kUnread;
  }
}

void Reader::Settle() {
  std::fill(heat_.begin(), heat_.end(), 0);
  SortOut();
}

size_t Reader::unread() const {
  return static_cast<size_t>(std::count_if(lines_.begin(), lines_.end(), [](const Standing& line) {
    return line.state == State::kUnread;
  }));
}

std::vector<TextLine> Reader::Lines() const {
  std::vector<TextLine> lines;
  for (const Standing& line : lines_) {
    if (line.reading.text.empty()) continue;
    lines.push_back({line.reading.text, line.segment.box, line.reading.confidence});
  }
  return lines;
}

std::vector<Rect> Reader::unreadable() const {
  std::vector<Rect> areas = overflowed_;
  std::vector<bool> noted(heat_.size());
  for (const Standing& line : lines_) {
    const size_t cell = CellOf(line.segment.box);
    if (line.state != State::kParked || noted[cell]) continue;
    noted[cell] = true;
    const size_t row = cell / CellColumns();
    const size_t column = cell % CellColumns();
    areas.push_back(
        policy::Intersection({static_cast<int>(column) * limits_.cell,
                              static_cast<int>(row) * limits_.cell, limits_.cell, limits_.cell},
                             {0, 0, image_.width, image_.height}));
  }
  return areas;
}

policy::Result<bool> Reader::ReadSome(size_t lines) {
  std::vector<LineImage> images;
  std::vector<uint64_t> keys;
  for (const size_t i : NextLines(lines)) {
    Rect box;
    if (!TakeCopy(lines_[i], box)) {
      lines_[i].state = State::kParked;
      continue;
    }
    const uint64_t key = lines_[i].segment.key;
    LineImage image;
    const ImageView copy{copy_.data(), copy_width_, copy_height_,
                         static_cast<size_t>(copy_width_) * 4};
    if (imager_.Make(copy, box, image) == LineKind::kText) {
      images.push_back(std::move(image));
      keys.push_back(key);
    } else {
      Deliver(key, {});
    }
  }
  Wipe(copy_);
  if (!images.empty()) {
    policy::Result<std::vector<Reading>> readings = recogniser_->Recognise(images);
    if (!readings.ok()) return readings.error();
    for (size_t i = 0; i < keys.size(); ++i) {
      Deliver(keys[i], (*readings)[i]);
      Wipe((*readings)[i].text);
    }
  }
  return unread() > 0;
}

// Unread lines, one of each key, the newest first.
std::vector<size_t> Reader::NextLines(size_t count) const {
  std::vector<size_t> next;
  for (size_t i = 0; i < lines_.size(); ++i) {
    if (lines_[i].state == State::kUnread) next.push_back(i);
  }
  std::stable_sort(next.begin(), next.end(), [this](size_t a, size_t b) {
    return lines_[a].first_seen > lines_[b].first_seen;
  });
  std::unordered_set<uint64_t> taken;
  std::vector<size_t> distinct;
  for (const size_t i : next) {
    if (distinct.size() == count) break;
    if (taken.insert(lines_[i].segment.key).second) distinct.push_back(i);
  }
  return distinct;
}

void Reader::Deliver(uint64_t key, const Reading& reading) {
  cache_.Put(key, reading);
  for (Standing& line : lines_) {
    if (line.segment.key != key || line.state == State::kRead) continue;
    line.state = State::kRead;
    line.reading = reading;
    if (!reading.text.empty()) ++version_;
  }
}

// The pixels belong to somebody who may be writing to them: what is read is a copy that still looks
// as the segment did when it was found, so that no text is ever filed under another's key.
bool Reader::TakeCopy(const Standing& line, Rect& box_in_copy) {
  const Rect& box = line.segment.box;
  const Rect around = LineImager::Surroundings(box, image_.width, image_.height);
  const size_t row_bytes = static_cast<size_t>(around.width) * 4;
  copy_.resize(row_bytes * static_cast<size_t>(around.height));
  for (int y = 0; y < around.height; ++y) {
    std::memcpy(copy_.data() + static_cast<size_t>(y) * row_bytes,
                image_.row(around.y + y) + static_cast<size_t>(around.x) * 4, row_bytes);
  }
  copy_width_ = around.width;
  copy_height_ = around.height;
  box_in_copy = {box.x - around.x, box.y - around.y, box.width, box.height};
  uint64_t look = 0;
  for (int y = 0; y < around.height; ++y) {
    look = XXH3_64bits_withSeed(copy_.data() + static_cast<size_t>(y) * row_bytes, row_bytes, look);
  }
  return look == line.look;
}

uint64_t Reader::LookAt(const Rect& box) const {
  const Rect around = LineImager::Surroundings(box, image_.width, image_.height);
  uint64_t look = 0;
  for (int y = around.y; y < around.bottom(); ++y) {
    look = XXH3_64bits_withSeed(image_.row(y) + static_cast<size_t>(around.x) * 4,
                                static_cast<size_t>(around.width) * 4, look);
  }
  return look;
}

size_t Reader::CellColumns() const {
  return static_cast<size_t>((image_.width + limits_.cell - 1) / limits_.cell);
}

size_t Reader::CellOf(const Rect& box) const {
  const auto column = static_cast<size_t>((box.x + box.width / 2) / limits_.cell);
  const auto row = static_cast<size_t>((box.y + box.height / 2) / limits_.cell);
  return row * CellColumns() + column;
}

}  // namespace chaperone::ocr
