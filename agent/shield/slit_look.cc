// SPDX-License-Identifier: Apache-2.0
#include "agent/shield/slit_look.h"

#include <xcb/xfixes.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace chaperone::agent {
namespace {

using capture::XcbOwned;
using policy::Rect;
using std::chrono::milliseconds;

// Rows that are open at once: a third of a small line of text.
constexpr int kSlit = 4;
constexpr int kWide = 32767;
// A program that is idle draws within a few frames; one that has not by then hangs.
constexpr milliseconds kPatience{700};
// Drawing in several steps (ground first, text then) is over when nothing came for so long.
constexpr milliseconds kQuiet{30};

}  // namespace

SlitLook::SlitLook(const capture::X11Connection& x, xcb_window_t window, std::vector<Cover> covers)
    : x_(x), window_(window), covers_(std::move(covers)), due_(Clock::now()) {
  damage_ = xcb_generate_id(x_.get());
  xcb_damage_create(x_.get(), damage_, window_, XCB_DAMAGE_REPORT_LEVEL_RAW_RECTANGLES);
  std::vector<bool> rows;
  for (const Cover& cover : covers_) {
    parts_.push_back(
        {cover.box, std::vector<uint8_t>(static_cast<size_t>(cover.box.area()) * 4, 0)});
    rows.resize(std::max(rows.size(), static_cast<size_t>(std::max(0, cover.box.bottom()))));
    for (int y = std::max(0, cover.box.y); y < cover.box.bottom(); ++y) {
      rows[static_cast<size_t>(y)] = true;
    }
  }
  for (int y = 0; y < static_cast<int>(rows.size()); ++y) {
    if (!rows[static_cast<size_t>(y)]) continue;
    slits_.push_back({0, y, kWide, kSlit});
    y += kSlit - 1;
  }
}

SlitLook::~SlitLook() {
  CloseSlits();
  xcb_damage_destroy(x_.get(), damage_);
  xcb_flush(x_.get());
}

void SlitLook::Note(const xcb_damage_notify_event_t& event) {
  if (event.damage != damage_ || !listening_ || over_) return;
  // What came before the server's answer is its own painting of the window's ground.
  if (static_cast<int16_t>(event.sequence - opened_) < 0) return;
  const Rect area{event.area.x, event.area.y, event.area.width, event.area.height};
  if (!Overlaps(area, slits_[next_])) return;
  drawn_ = true;
  // What moves all the time is read as it is.
  due_ = std::min(Clock::now() + kQuiet, patience_ends_);
}

bool SlitLook::Go() {
  if (over_) return true;
  if (listening_) {
    if (Clock::now() < due_) return false;
    if (!drawn_ || !ReadSlit()) {
      Finish(false);
      return true;
    }
    ++next_;
  }
  if (next_ == slits_.size()) {
    Finish(true);
    return true;
  }
  OpenSlit();
  return false;
}

void SlitLook::Finish(bool seen) {
  CloseSlits();
  over_ = true;
  if (!seen) parts_.clear();
}

// Every cover but for the rows of the slit.
void SlitLook::OpenSlit() {
  auto* c = x_.get();
  const Rect& slit = slits_[next_];
  for (const Cover& cover : covers_) {
    // In the cover's own coordinates, which begin within its edge of one pixel.
    const auto row = [&](int y) { return static_cast<int16_t>(y - cover.box.y - 1); };
    const int top = std::clamp(slit.y, cover.box.y, cover.box.bottom());
    const int bottom = std::clamp(slit.bottom(), cover.box.y, cover.box.bottom());
    const auto width = static_cast<uint16_t>(cover.box.width);
    const xcb_rectangle_t shut[2] = {
        {-1, -1, width, static_cast<uint16_t>(top - cover.box.y)},
        {-1, row(bottom), width, static_cast<uint16_t>(cover.box.bottom() - bottom)}};
    const xcb_xfixes_region_t region = xcb_generate_id(c);
    xcb_xfixes_create_region(c, region, 2, shut);
    xcb_xfixes_set_window_shape_region(c, cover.window, XCB_SHAPE_SK_BOUNDING, 0, 0, region);
    xcb_xfixes_destroy_region(c, region);
  }
  const auto cookie = xcb_get_input_focus(c);
  opened_ = static_cast<uint16_t>(cookie.sequence);
  const XcbOwned<xcb_get_input_focus_reply_t> done(xcb_get_input_focus_reply(c, cookie, nullptr));
  listening_ = true;
  drawn_ = false;
  due_ = patience_ends_ = Clock::now() + kPatience;
}

void SlitLook::CloseSlits() {
  for (const Cover& cover : covers_) {
    xcb_xfixes_set_window_shape_region(x_.get(), cover.window, XCB_SHAPE_SK_BOUNDING, 0, 0,
                                       XCB_XFIXES_REGION_NONE);
  }
  xcb_flush(x_.get());
}

bool SlitLook::ReadSlit() {
  auto* c = x_.get();
  for (size_t i = 0; i < covers_.size(); ++i) {
    const Rect open = Intersection(covers_[i].box, slits_[next_]);
    if (open.empty()) continue;
    const XcbOwned<xcb_get_image_reply_t> image(xcb_get_image_reply(
        c,
        xcb_get_image(c, XCB_IMAGE_FORMAT_Z_PIXMAP, window_, static_cast<int16_t>(open.x),
                      static_cast<int16_t>(open.y), static_cast<uint16_t>(open.width),
                      static_cast<uint16_t>(open.height), ~uint32_t{0}),
        nullptr));
    if (!image || xcb_get_image_data_length(image.get()) < open.area() * 4) return false;
    // As wide as the cover: whole rows, one after another.
    std::memcpy(parts_[i].pixels.data() + static_cast<size_t>(open.y - covers_[i].box.y) *
                                              static_cast<size_t>(open.width) * 4,
                xcb_get_image_data(image.get()), static_cast<size_t>(open.area()) * 4);
  }
  return true;
}

}  // namespace chaperone::agent
