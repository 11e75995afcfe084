// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/x11_grabber.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xcb/composite.h>
#include <xcb/randr.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace chaperone::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr uint32_t kAllPlanes = ~uint32_t{0};
// Over the wire, an answer is held twice in memory: in pieces of at most so many bytes.
constexpr int kWirePiece = 1 << 20;
// Damage this near in rows is one request: a round trip costs more than the rows between.
constexpr int kJoinRows = 32;

struct Needed {
  xcb_extension_t* id;
  const char* name;
};

// The server's time stamp is its CLOCK_MONOTONIC in milliseconds, cut to 32 bits, which on the
// same machine is our steady clock. A far one shows another clock, or none: then it is now.
steady_clock::time_point TimeOf(uint32_t server_milliseconds) {
  const auto now = steady_clock::now();
  const auto ours = std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count();
  const uint32_t age = static_cast<uint32_t>(ours) - server_milliseconds;
  constexpr uint32_t kFar = 5000;
  return age > kFar ? now : now - milliseconds{age};
}

// Whole-width row spans that hold all of `rects`, from top to bottom.
std::vector<std::pair<int, int>> RowSpans(const std::vector<Rect>& rects) {
  std::vector<std::pair<int, int>> spans;
  spans.reserve(rects.size());
  for (const Rect& r : rects) spans.emplace_back(r.y, r.bottom());
  std::sort(spans.begin(), spans.end());
  std::vector<std::pair<int, int>> joined;
  for (const auto& span : spans) {
    if (!joined.empty() && span.first <= joined.back().second + kJoinRows) {
      joined.back().second = std::max(joined.back().second, span.second);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

}  // namespace

policy::Result<std::unique_ptr<X11Grabber>> X11Grabber::Create(const std::string& display) {
  auto x = X11Connection::Open(display);
  if (!x) return x.error();
  std::unique_ptr<X11Grabber> grabber(new X11Grabber(std::move(*x)));
  if (auto ready = grabber->Prepare(); !ready) return ready.error();
  return grabber;
}

X11Grabber::X11Grabber(X11Connection x) : x_(std::move(x)) {}

X11Grabber::~X11Grabber() {
  if (epoll_fd_ >= 0) close(epoll_fd_);
  if (pending_fd_ >= 0) close(pending_fd_);
}

policy::Result<void> X11Grabber::Prepare() {
  const std::array<Needed, 4> needed{{{&xcb_damage_id, "DAMAGE"},
                                      {&xcb_xfixes_id, "XFIXES"},
                                      {&xcb_composite_id, "Composite"},
                                      {&xcb_randr_id, "RANDR"}}};
  for (const Needed& extension : needed) {
    if (x_.HasExtension(extension.id)) continue;
    return policy::Unavailable(std::string("the X server lacks the extension ") + extension.name +
                               "; the screen cannot be watched. Enable it in the server");
  }
  if (auto readable = CheckPixels(); !readable) return readable;
  // The server refuses requests of an extension until it was told the client's version.
  auto* c = x_.get();
  const auto damage = xcb_damage_query_version(c, 1, 1);
  const auto fixes = xcb_xfixes_query_version(c, 5, 0);
  const auto composite = xcb_composite_query_version(c, 0, 4);
  const XcbOwned<xcb_damage_query_version_reply_t> damage_version(
      xcb_damage_query_version_reply(c, damage, nullptr));
  const XcbOwned<xcb_xfixes_query_version_reply_t> fixes_version(
      xcb_xfixes_query_version_reply(c, fixes, nullptr));
  const XcbOwned<xcb_composite_query_version_reply_t> composite_version(
      xcb_composite_query_version_reply(c, composite, nullptr));
  if (!damage_version || !fixes_version || !composite_version) {
    return policy::Unavailable("the X server does not answer for its extensions",
                               /*retryable=*/true);
  }
  damage_event_ = x_.FirstEvent(&xcb_damage_id);
  scratch_region_ = xcb_generate_id(c);
  xcb_xfixes_create_region(c, scratch_region_, 0, nullptr);

  epoll_fd_ = epoll_create1(EPOLL_CLOEXEC);
  pending_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event socket{EPOLLIN, {}};
  epoll_event pending{EPOLLIN, {}};
  if (epoll_fd_ < 0 || pending_fd_ < 0 ||
      epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, xcb_get_file_descriptor(c), &socket) != 0 ||
      epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, pending_fd_, &pending) != 0) {
    return policy::Unavailable(std::string("no descriptors left for the screen: ") +
                               std::strerror(errno));
  }
  xcb_flush(c);
  return {};
}

policy::Result<void> X11Grabber::CheckPixels() const {
  const xcb_setup_t* setup = xcb_get_setup(x_.get());
  bool four_bytes = false;
  for (auto i = xcb_setup_pixmap_formats_iterator(setup); i.rem > 0; xcb_format_next(&i)) {
    if (i.data->depth == x_.screen().root_depth) four_bytes = i.data->bits_per_pixel == 32;
  }
  bool blue_green_red = false;
  for (auto d = xcb_screen_allowed_depths_iterator(&x_.screen()); d.rem > 0; xcb_depth_next(&d)) {
    for (auto v = xcb_depth_visuals_iterator(d.data); v.rem > 0; xcb_visualtype_next(&v)) {
      if (v.data->visual_id != x_.screen().root_visual) continue;
      blue_green_red =
          v.data->red_mask == 0xff0000 && v.data->green_mask == 0xff00 && v.data->blue_mask == 0xff;
    }
  }
  if (four_bytes && blue_green_red && setup->image_byte_order == XCB_IMAGE_ORDER_LSB_FIRST) {
    return {};
  }
  return policy::Unavailable("the X screen has depth " + std::to_string(x_.screen().root_depth) +
                             " in a pixel format that cannot be read; expected depth 24 with 8 "
                             "bits a colour. Set DefaultDepth 24 in the X server");
}

XcbOwned<xcb_generic_event_t> X11Grabber::NextEvent() {
  uint64_t count = 0;
  [[maybe_unused]] const auto read_bytes = read(pending_fd_, &count, sizeof count);
  for (;;) {
    XcbOwned<xcb_generic_event_t> event =
        pending_ ? std::move(pending_)
                 : XcbOwned<xcb_generic_event_t>(xcb_poll_for_event(x_.get()));
    if (!event) return nullptr;
    const uint8_t type = event->response_type & 0x7f;
    if (type == damage_event_ + XCB_DAMAGE_NOTIFY) {
      xcb_damage_notify_event_t damage;
      std::memcpy(&damage, event.get(), sizeof damage);
      if (damage.damage != damage_) return event;
      if (!damaged_since_) damaged_since_ = TimeOf(damage.timestamp);
      continue;
    }
    // Type 0 is an error of a request that nobody waited for, e.g. on a window that has just
    // closed. The notice of that comes by itself.
    if (type != 0) return event;
  }
}

void X11Grabber::KeepWakeUp() {
  xcb_flush(x_.get());
  if (!pending_) pending_.reset(xcb_poll_for_queued_event(x_.get()));
  if (pending_) WakeOwner();
}

void X11Grabber::WakeOwner() {
  const uint64_t one = 1;
  [[maybe_unused]] const auto written = write(pending_fd_, &one, sizeof one);
}

void X11Grabber::Watch(xcb_drawable_t drawable) {
  if (damage_ != XCB_NONE) xcb_damage_destroy(x_.get(), damage_);
  damage_ = xcb_generate_id(x_.get());
  xcb_damage_create(x_.get(), damage_, drawable, XCB_DAMAGE_REPORT_LEVEL_NON_EMPTY);
  xcb_flush(x_.get());
}

policy::Result<void> X11Grabber::Resize(int width, int height) {
  auto frame = SharedFrame::Create(width, height);
  if (!frame) return frame.error();
  DetachFrame();
  frame_.emplace(std::move(*frame));
  changes_.emplace(width, height);
  AttachFrame();
  return {};
}

void X11Grabber::AttachFrame() {
  if (!x_.HasExtension(&xcb_shm_id)) return;
  auto* c = x_.get();
  const XcbOwned<xcb_shm_query_version_reply_t> version(
      xcb_shm_query_version_reply(c, xcb_shm_query_version(c), nullptr));
  if (!version ||
      std::pair<int, int>(version->major_version, version->minor_version) < std::pair{1, 2}) {
    return;
  }
  const int copy = fcntl(frame_->fd(), F_DUPFD_CLOEXEC, 3);  // xcb closes what it sends
  if (copy < 0) return;
  const xcb_shm_seg_t segment = xcb_generate_id(c);
  const auto cookie = xcb_shm_attach_fd_checked(c, segment, copy, /*read_only=*/0);
  // A display on another machine cannot take a descriptor: the slow way is right there.
  const XcbOwned<xcb_generic_error_t> refused(xcb_request_check(c, cookie));
  if (!refused && !x_.lost()) segment_ = segment;
}

void X11Grabber::DetachFrame() {
  if (segment_ != XCB_NONE) xcb_shm_detach(x_.get(), segment_);
  segment_ = XCB_NONE;
}

std::vector<Rect> X11Grabber::TakeDamage() {
  auto* c = x_.get();
  xcb_damage_subtract(c, damage_, XCB_NONE, scratch_region_);
  const XcbOwned<xcb_xfixes_fetch_region_reply_t> reply(
      xcb_xfixes_fetch_region_reply(c, xcb_xfixes_fetch_region(c, scratch_region_), nullptr));
  std::vector<Rect> rects;
  if (!reply) return rects;
  const auto* first = xcb_xfixes_fetch_region_rectangles(reply.get());
  const int count = xcb_xfixes_fetch_region_rectangles_length(reply.get());
  rects.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    rects.push_back({first[i].x, first[i].y, first[i].width, first[i].height});
  }
  return rects;
}

std::optional<std::vector<Rect>> X11Grabber::GrabDamaged(xcb_drawable_t source,
                                                         const Origin& origin) {
  damaged_since_.reset();
  const Rect all{0, 0, frame_->width(), frame_->height()};
  std::vector<Rect> damaged;
  for (Rect rect : TakeDamage()) {
    rect.x -= origin.shift_x;
    rect.y -= origin.shift_y;
    if (const Rect inside = Intersection(rect, all); !inside.empty()) damaged.push_back(inside);
  }
  for (const Rect& rect : hidden_changed_) {
    if (const Rect inside = Intersection(rect, all); !inside.empty()) damaged.push_back(inside);
  }
  for (const auto& [top, bottom] : RowSpans(damaged)) {
    if (!GrabRows(source, origin, top, bottom)) return std::nullopt;
    PutHidden(top, bottom);
  }
  hidden_changed_.clear();
  auto changed = changes_->Update(frame_->view(), damaged);
  frame_->ReleasePages();
  return changed;
}

std::optional<std::vector<Rect>> X11Grabber::GrabAll(xcb_drawable_t source, const Origin& origin) {
  damaged_since_.reset();
  // What is drawn from here on counts as damage again; the copy below holds all before it.
  xcb_damage_subtract(x_.get(), damage_, XCB_NONE, XCB_NONE);
  if (!GrabRows(source, origin, 0, frame_->height())) return std::nullopt;
  PutHidden(0, frame_->height());
  hidden_changed_.clear();
  const Rect all{0, 0, frame_->width(), frame_->height()};
  auto changed = changes_->Update(frame_->view(), {&all, 1});
  frame_->ReleasePages();
  return changed;
}

void X11Grabber::SetHidden(std::vector<HiddenPart> parts) {
  for (const HiddenPart& part : hidden_) hidden_changed_.push_back(part.box);
  for (HiddenPart& part : parts) {
    if (part.pixels.size() != static_cast<size_t>(part.box.area()) * 4) TakeFromFrame(part);
    hidden_changed_.push_back(part.box);
  }
  hidden_ = std::move(parts);
  if (hidden_changed_.empty()) return;
  if (!damaged_since_) damaged_since_ = steady_clock::now();
  WakeOwner();
}

void X11Grabber::TakeFromFrame(HiddenPart& part) const {
  const ImageView view = frame_->view();
  part = {Intersection(part.box, {0, 0, view.width, view.height}), {}};
  for (int y = part.box.y; y < part.box.bottom(); ++y) {
    const uint8_t* row = view.row(y) + static_cast<size_t>(part.box.x) * 4;
    part.pixels.insert(part.pixels.end(), row, row + static_cast<size_t>(part.box.width) * 4);
  }
}

// Into rows that were just grabbed, before anybody looks at them.
void X11Grabber::PutHidden(int top, int bottom) {
  const Rect rows{0, top, frame_->width(), bottom - top};
  for (const HiddenPart& part : hidden_) {
    const Rect inside = Intersection(part.box, rows);
    const size_t row_bytes = static_cast<size_t>(part.box.width) * 4;
    for (int y = inside.y; y < inside.bottom(); ++y) {
      std::memcpy(frame_->data() + static_cast<size_t>(y) * frame_->stride() +
                      static_cast<size_t>(inside.x) * 4,
                  part.pixels.data() + static_cast<size_t>(y - part.box.y) * row_bytes +
                      static_cast<size_t>(inside.x - part.box.x) * 4,
                  static_cast<size_t>(inside.width) * 4);
    }
  }
}

bool X11Grabber::GrabRows(xcb_drawable_t source, const Origin& origin, int top, int bottom) {
  if (segment_ == XCB_NONE) return FetchRows(source, origin, top, bottom);
  // Rows of full width land in the frame as they must lie; a narrower rectangle would be packed.
  const auto cookie = xcb_shm_get_image(
      x_.get(), source, static_cast<int16_t>(origin.left), static_cast<int16_t>(origin.top + top),
      static_cast<uint16_t>(frame_->width()), static_cast<uint16_t>(bottom - top), kAllPlanes,
      XCB_IMAGE_FORMAT_Z_PIXMAP, segment_,
      static_cast<uint32_t>(static_cast<size_t>(top) * frame_->stride()));
  const XcbOwned<xcb_shm_get_image_reply_t> reply(
      xcb_shm_get_image_reply(x_.get(), cookie, nullptr));
  return reply != nullptr;
}

bool X11Grabber::FetchRows(xcb_drawable_t source, const Origin& origin, int top, int bottom) {
  const int step = std::max(1, kWirePiece / static_cast<int>(frame_->stride()));
  for (int y = top; y < bottom; y += step) {
    const int rows = std::min(step, bottom - y);
    const auto cookie = xcb_get_image(
        x_.get(), XCB_IMAGE_FORMAT_Z_PIXMAP, source, static_cast<int16_t>(origin.left),
        static_cast<int16_t>(origin.top + y), static_cast<uint16_t>(frame_->width()),
        static_cast<uint16_t>(rows), kAllPlanes);
    const XcbOwned<xcb_get_image_reply_t> reply(xcb_get_image_reply(x_.get(), cookie, nullptr));
    if (!reply) return false;
    const size_t bytes = static_cast<size_t>(rows) * frame_->stride();
    if (static_cast<size_t>(xcb_get_image_data_length(reply.get())) < bytes) return false;
    std::memcpy(frame_->data() + static_cast<size_t>(y) * frame_->stride(),
                xcb_get_image_data(reply.get()), bytes);
  }
  return true;
}

}  // namespace chaperone::capture
