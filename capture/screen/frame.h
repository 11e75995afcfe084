// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "policy/base/geometry.h"
#include "policy/base/result.h"

namespace chaperone::capture {

using policy::Rect;

// Borrowed pixels: 4 bytes each (blue, green, red, unused), rows `stride` bytes apart.
struct ImageView {
  const uint8_t* data = nullptr;
  int width = 0;
  int height = 0;
  size_t stride = 0;

  const uint8_t* row(int y) const { return data + static_cast<size_t>(y) * stride; }
};

// A part of a frame that a cover of ours hides on the screen, and what lies beneath it.
struct HiddenPart {
  Rect box;                     // of the frame
  std::vector<uint8_t> pixels;  // rows of the box without gaps; empty: not known

  bool operator==(const HiddenPart&) const = default;
};

// Frames above this are refused with an error, never allocated: 8K × 8K.
inline constexpr int64_t kMaxFramePixels = int64_t{8192} * 8192;

// Pixels in an anonymous memory file, so that the reader process (and the X server) can be given
// them as a descriptor. Owns the descriptor and the mapping; movable. One writer: the screen source
// that it belongs to.
class SharedFrame {
 public:
  static policy::Result<SharedFrame> Create(int width, int height);
  SharedFrame(SharedFrame&& other) noexcept;
  SharedFrame& operator=(SharedFrame&& other) noexcept;
  ~SharedFrame();

  int fd() const { return fd_; }
  uint8_t* data() { return data_; }
  ImageView view() const { return {data_, width_, height_, stride()}; }
  int width() const { return width_; }
  int height() const { return height_; }
  size_t stride() const { return static_cast<size_t>(width_) * 4; }
  size_t size() const { return stride() * static_cast<size_t>(height_); }
  // Drops this process's page tables for the pixels; the pixels stay. Keeps resident memory small.
  void ReleasePages();

 private:
  SharedFrame(int fd, uint8_t* data, int width, int height);
  int fd_ = -1;
  uint8_t* data_ = nullptr;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace chaperone::capture
