// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/replay_source.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "capture/screen/changes.h"
#include "capture/screen/png_image.h"

namespace chaperone::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Picture {
  milliseconds due;
  std::string path;
};

policy::Result<std::vector<Picture>> ListPictures(const std::string& folder) {
  std::error_code error;
  std::vector<Picture> pictures;
  for (std::filesystem::directory_iterator i(folder, error), end; !error && i != end;
       i.increment(error)) {
    if (i->path().extension() != ".png") continue;
    const std::string stem = i->path().stem().string();
    int64_t due = 0;
    const auto parsed = std::from_chars(stem.data(), stem.data() + stem.size(), due);
    if (parsed.ec != std::errc{} || parsed.ptr != stem.data() + stem.size() || due < 0) {
      return policy::BadInput(i->path().string() +
                              ": the name is not a time; expected milliseconds, as 1500.png");
    }
    pictures.push_back({milliseconds{due}, i->path().string()});
  }
  if (error) {
    return policy::BadInput(folder + ": cannot be read as a folder: " + error.message());
  }
  if (pictures.empty()) {
    return policy::BadInput(folder + ": no pictures; expected files such as 0.png, 1500.png");
  }
  std::sort(pictures.begin(), pictures.end(),
            [](const Picture& a, const Picture& b) { return a.due < b.due; });
  return pictures;
}

class PngReplay : public ReplaySource {
 public:
  explicit PngReplay(std::vector<Picture> pictures) : pictures_(std::move(pictures)) {}

  policy::Result<void> Load(const Picture& picture) {
    auto image = ReadPng(picture.path);
    if (!image) return image.error();
    resized_ = !frame_ || frame_->width() != image->width || frame_->height() != image->height;
    if (resized_) {
      auto frame = SharedFrame::Create(image->width, image->height);
      if (!frame) return frame.error();
      frame_.emplace(std::move(*frame));
      changes_.emplace(image->width, image->height);
    }
    std::memcpy(frame_->data(), image->pixels.data(), image->pixels.size());
    return {};
  }

  int poll_fd() const override { return -1; }
  SharedFrame& frame() override { return *frame_; }
  bool SetCovers(std::vector<HiddenPart> /*parts*/) override { return false; }
  Rect region() const override { return {0, 0, frame_->width(), frame_->height()}; }
  const std::string& broken() const override { return broken_; }

  SourceUpdate Grab() override {
    const auto now = steady_clock::now();
    const bool first = !started_;
    if (first) started_ = now;
    if (!broken_.empty()) return {SourceState::kTargetLost, {}, now};
    const size_t before = next_;
    while (next_ < pictures_.size() && pictures_[next_].due <= now - *started_) ++next_;
    // The first picture stands from the start, whatever its time: the frame is never empty.
    if (first) next_ = std::max<size_t>(next_, 1);
    if (next_ == before) {
      const bool ended = next_ == pictures_.size();
      return {ended ? SourceState::kTargetLost : SourceState::kUnchanged, {}, now};
    }
    const Picture& picture = pictures_[next_ - 1];
    if (!first || next_ > 1) {
      if (auto loaded = Load(picture); !loaded) {
        broken_ = loaded.error().detail;
        return {SourceState::kTargetLost, {}, now};
      }
    }
    const Rect all = region();
    auto changed = changes_->Update(frame_->view(), {&all, 1});
    frame_->ReleasePages();
    const auto since = *started_ + picture.due;
    if (resized_ && !first) return {SourceState::kResized, std::move(changed), since};
    const auto state = changed.empty() ? SourceState::kUnchanged : SourceState::kChanged;
    return {state, std::move(changed), since};
  }

 private:
  std::vector<Picture> pictures_;
  size_t next_ = 0;  // how many were due so far
  std::optional<steady_clock::time_point> started_;
  std::optional<SharedFrame> frame_;
  std::optional<ChangeDetector> changes_;
  bool resized_ = false;
  std::string broken_;
};

}  // namespace

policy::Result<std::unique_ptr<ReplaySource>> ReplaySource::Open(const std::string& folder) {
  auto pictures = ListPictures(folder);
  if (!pictures) return pictures.error();
  const Picture first = pictures->front();
  auto source = std::make_unique<PngReplay>(std::move(*pictures));
  if (auto loaded = source->Load(first); !loaded) return loaded.error();
  return std::unique_ptr<ReplaySource>(std::move(source));
}

}  // namespace chaperone::capture
