// SPDX-License-Identifier: Apache-2.0
#include "agent/shield/x11_shield.h"

#include <xcb/damage.h>
#include <xcb/xfixes.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "capture/x11/cover_mark.h"

namespace chaperone::agent {
namespace {

using capture::EventAs;
using capture::XcbOwned;
using policy::Rect;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Quiet on light and on dark pages: pale, with stripes that say "this is not the page", and dark
// words on a plate of their own. Opaque also where the window has an alpha channel.
constexpr uint32_t kGround = 0xffe4e9ee;
constexpr uint32_t kStripe = 0xffd9e0e7;
constexpr uint32_t kEdge = 0xffaab8c5;
constexpr uint32_t kPlate = 0xfff5f7f9;
constexpr uint32_t kInk = 0xff34495e;
// In pixels, at a scale of 1.
constexpr int kTile = 16;
constexpr int kPlateX = 8;
constexpr int kPlateY = 4;
constexpr int kShortRight = 5;  // the next word is that near
constexpr int kMostRaises = 20;
constexpr uint32_t kMostResources = 16 << 10;  // words of four bytes

uint32_t Mix(uint32_t from, uint32_t to, unsigned part, unsigned whole) {
  uint32_t mixed = 0xff000000;
  for (const unsigned shift : {0U, 8U, 16U}) {
    const unsigned a = from >> shift & 0xffU;
    const unsigned b = to >> shift & 0xffU;
    mixed |= (a * (whole - part) + b * part) / whole << shift;
  }
  return mixed;
}

std::vector<uint32_t> Stripes(int scale) {
  const int tile = kTile * scale;
  std::vector<uint32_t> pixels;
  pixels.reserve(static_cast<size_t>(tile) * static_cast<size_t>(tile));
  for (int y = 0; y < tile; ++y) {
    for (int x = 0; x < tile; ++x) {
      pixels.push_back((x + y) % tile < tile / 2 ? kStripe : kGround);
    }
  }
  return pixels;
}

int PlateWidth(const CoverLabel& label) {
  return label.width() + 2 * kPlateX * label.scale;
}
int ShortPlateWidth(const CoverLabel& label) {
  return label.first_word + (kPlateX + kShortRight) * label.scale;
}
int PlateHeight(const CoverLabel& label) {
  return label.height + 2 * kPlateY * label.scale;
}

std::vector<uint32_t> Plate(const CoverLabel& label) {
  std::vector<uint32_t> pixels;
  pixels.reserve(static_cast<size_t>(PlateWidth(label)) * static_cast<size_t>(PlateHeight(label)));
  for (int y = 0; y < PlateHeight(label); ++y) {
    for (int x = 0; x < PlateWidth(label); ++x) {
      const unsigned ink = label.InkAt(x - kPlateX * label.scale, y - kPlateY * label.scale);
      pixels.push_back(Mix(kPlate, kInk, ink, 15));
    }
  }
  return pixels;
}

// What the desktop has set for all of its programs; "" where it sets nothing.
std::string Resources(const capture::X11Connection& x) {
  const XcbOwned<xcb_get_property_reply_t> reply(
      xcb_get_property_reply(x.get(),
                             xcb_get_property(x.get(), 0, x.root(), XCB_ATOM_RESOURCE_MANAGER,
                                              XCB_ATOM_STRING, 0, kMostResources),
                             nullptr));
  if (!reply || reply->format != 8) return {};
  return {static_cast<const char*>(xcb_get_property_value(reply.get())),
          static_cast<size_t>(xcb_get_property_value_length(reply.get()))};
}

uint32_t Coordinate(int value) {
  return static_cast<uint32_t>(value);
}

}  // namespace

policy::Result<std::unique_ptr<X11Shield>> X11Shield::Open(const capture::ShareTarget& target,
                                                           const std::string& display,
                                                           Language language) {
  auto x = capture::X11Connection::Open(display);
  if (!x) return x.error();
  std::unique_ptr<X11Shield> shield(new X11Shield(std::move(*x)));
  if (auto ready = shield->Prepare(target, language); !ready) return ready.error();
  return shield;
}

policy::Result<void> X11Shield::Prepare(const capture::ShareTarget& target, Language language) {
  if (!x_.HasExtension(&xcb_xfixes_id)) {
    return policy::Unavailable(
        "the X server lacks the extension XFIXES; nothing can be covered without catching clicks");
  }
  auto* c = x_.get();
  const XcbOwned<xcb_xfixes_query_version_reply_t> version(
      xcb_xfixes_query_version_reply(c, xcb_xfixes_query_version(c, 5, 0), nullptr));
  of_screen_ = target.kind != capture::ShareTarget::Kind::kWindow || target.window == x_.root();
  parent_ = of_screen_ ? x_.root() : target.window;
  const XcbOwned<xcb_get_geometry_reply_t> geometry(
      xcb_get_geometry_reply(c, xcb_get_geometry(c, parent_), nullptr));
  if (!version || !geometry) {
    return policy::Error{policy::ErrorCode::kNotFound, true,
                         "the shared window is not there, so nothing in it can be covered"};
  }
  if (!of_screen_ && x_.HasExtension(&xcb_damage_id)) {
    const XcbOwned<xcb_damage_query_version_reply_t> damage(
        xcb_damage_query_version_reply(c, xcb_damage_query_version(c, 1, 1), nullptr));
    if (damage) damage_event_ = x_.FirstEvent(&xcb_damage_id);
  }
  // Of the windows beside the covers, which go with them or come over them; of the parent's end.
  const uint32_t mask = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY |
                        (of_screen_ ? XCB_EVENT_MASK_NO_EVENT : XCB_EVENT_MASK_STRUCTURE_NOTIFY);
  xcb_change_window_attributes(c, parent_, XCB_CW_EVENT_MASK, &mask);
  mark_ = x_.Atom(capture::kCoverMark);
  words_ = FindCoverLabel(language, ScaleFromResources(Resources(x_)));
  MakeCovers(geometry->depth);
  if (!Settle()) return policy::Unavailable("the display has gone away", /*retryable=*/true);
  return {};
}

// The server paints backgrounds by itself the moment a window shows, without asking us.
void X11Shield::MakeCovers(uint8_t depth) {
  auto* c = x_.get();
  const int tile = kTile * words_.scale;
  const xcb_pixmap_t stripes = MakePixmap(depth, tile, tile, Stripes(words_.scale));
  const xcb_pixmap_t label =
      MakePixmap(depth, PlateWidth(words_), PlateHeight(words_), Plate(words_));
  const xcb_xfixes_region_t nowhere = xcb_generate_id(c);
  xcb_xfixes_create_region(c, nowhere, 0, nullptr);
  constexpr std::string_view kName = "hidden by Chaperone";
  constexpr std::string_view kClass("chaperone-shield\0Chaperone\0", 27);
  const uint32_t marked = 1;
  for (CoverWindow& cover : covers_) {
    cover.window = xcb_generate_id(c);
    const std::array<uint32_t, 3> look{stripes, kEdge, 1};
    xcb_create_window(c, XCB_COPY_FROM_PARENT, cover.window, parent_, 0, 0, 1, 1, 1,
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                      XCB_CW_BACK_PIXMAP | XCB_CW_BORDER_PIXEL | XCB_CW_OVERRIDE_REDIRECT,
                      look.data());
    cover.label = xcb_generate_id(c);
    xcb_create_window(c, XCB_COPY_FROM_PARENT, cover.label, cover.window, 0, 0,
                      static_cast<uint16_t>(PlateWidth(words_)),
                      static_cast<uint16_t>(PlateHeight(words_)), 0, XCB_WINDOW_CLASS_INPUT_OUTPUT,
                      XCB_COPY_FROM_PARENT, XCB_CW_BACK_PIXMAP, &label);
    for (const xcb_window_t window : {cover.window, cover.label}) {
      xcb_xfixes_set_window_shape_region(c, window, XCB_SHAPE_SK_INPUT, 0, 0, nowhere);
    }
    xcb_change_property(c, XCB_PROP_MODE_REPLACE, cover.window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING,
                        8, kName.size(), kName.data());
    xcb_change_property(c, XCB_PROP_MODE_REPLACE, cover.window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING,
                        8, kClass.size(), kClass.data());
    xcb_change_property(c, XCB_PROP_MODE_REPLACE, cover.window, mark_, XCB_ATOM_CARDINAL, 32, 1,
                        &marked);
  }
  xcb_xfixes_destroy_region(c, nowhere);
  xcb_free_pixmap(c, stripes);  // the windows keep them
  xcb_free_pixmap(c, label);
}

xcb_pixmap_t X11Shield::MakePixmap(uint8_t depth, int width, int height,
                                   const std::vector<uint32_t>& pixels) {
  auto* c = x_.get();
  const xcb_pixmap_t pixmap = xcb_generate_id(c);
  const auto w = static_cast<uint16_t>(width);
  const auto h = static_cast<uint16_t>(height);
  xcb_create_pixmap(c, depth, pixmap, parent_, w, h);
  const xcb_gcontext_t pen = xcb_generate_id(c);
  xcb_create_gc(c, pen, pixmap, 0, nullptr);
  xcb_put_image(c, XCB_IMAGE_FORMAT_Z_PIXMAP, pixmap, pen, w, h, 0, 0, 0, depth,
                static_cast<uint32_t>(pixels.size() * 4),
                reinterpret_cast<const uint8_t*>(pixels.data()));
  xcb_free_gc(c, pen);
  return pixmap;
}

bool X11Shield::Cover(const std::vector<Rect>& boxes) {
  look_.reset();
  boxes_.assign(boxes.begin(),
                boxes.begin() + static_cast<ptrdiff_t>(std::min(boxes.size(), covers_.size())));
  auto* c = x_.get();
  for (size_t i = 0; i < boxes_.size(); ++i) Place(covers_[i], boxes_[i]);
  for (size_t i = boxes_.size(); i < covers_.size(); ++i) xcb_unmap_window(c, covers_[i].window);
  if (!Settle() || gone_) return false;
  if (of_screen_) FindBeneath();
  return !lost();
}

void X11Shield::Place(CoverWindow& cover, const Rect& box) {
  auto* c = x_.get();
  // The edge lies within the box.
  const int width = std::max(1, box.width - 2);
  const int height = std::max(1, box.height - 2);
  const std::array<uint32_t, 5> place{Coordinate(box.x), Coordinate(box.y), Coordinate(width),
                                      Coordinate(height), XCB_STACK_MODE_ABOVE};
  xcb_configure_window(c, cover.window,
                       XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y | XCB_CONFIG_WINDOW_WIDTH |
                           XCB_CONFIG_WINDOW_HEIGHT | XCB_CONFIG_WINDOW_STACK_MODE,
                       place.data());
  const bool whole = width >= words_.width() + 2;
  if (whole || width >= words_.first_word + 2) {
    // Cut after its first word, where there is no room for more.
    const int plate = whole ? PlateWidth(words_) : ShortPlateWidth(words_);
    const std::array<uint32_t, 3> middle{Coordinate((width - plate) / 2),
                                         Coordinate((height - PlateHeight(words_)) / 2),
                                         Coordinate(plate)};
    xcb_configure_window(c, cover.label,
                         XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y | XCB_CONFIG_WINDOW_WIDTH,
                         middle.data());
    xcb_map_window(c, cover.label);
  } else {
    xcb_unmap_window(c, cover.label);
  }
  xcb_map_window(c, cover.window);
}

// Which window each cover was put on: the topmost one under its middle.
void X11Shield::FindBeneath() {
  auto* c = x_.get();
  for (CoverWindow& cover : covers_) cover.beneath = XCB_NONE;
  if (boxes_.empty()) return;
  const XcbOwned<xcb_query_tree_reply_t> tree(
      xcb_query_tree_reply(c, xcb_query_tree(c, parent_), nullptr));
  if (!tree) return;
  const xcb_window_t* windows = xcb_query_tree_children(tree.get());
  struct Asked {
    xcb_window_t window;
    xcb_get_window_attributes_cookie_t attributes;
    xcb_get_geometry_cookie_t geometry;
  };
  std::vector<Asked> asked;
  for (int i = xcb_query_tree_children_length(tree.get()) - 1; i >= 0; --i) {
    asked.push_back(
        {windows[i], xcb_get_window_attributes(c, windows[i]), xcb_get_geometry(c, windows[i])});
  }
  for (const Asked& a : asked) {
    const XcbOwned<xcb_get_window_attributes_reply_t> attributes(
        xcb_get_window_attributes_reply(c, a.attributes, nullptr));
    const XcbOwned<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(c, a.geometry, nullptr));
    if (!attributes || !geometry || attributes->map_state != XCB_MAP_STATE_VIEWABLE ||
        attributes->_class != XCB_WINDOW_CLASS_INPUT_OUTPUT) {
      continue;
    }
    const Rect place{geometry->x, geometry->y, geometry->width + 2 * geometry->border_width,
                     geometry->height + 2 * geometry->border_width};
    for (size_t i = 0; i < boxes_.size(); ++i) {
      const Rect& box = boxes_[i];
      const Rect middle{box.x + box.width / 2, box.y + box.height / 2, 1, 1};
      if (covers_[i].beneath != XCB_NONE || !Overlaps(place, middle) || IsCover(a.window)) continue;
      covers_[i].beneath = a.window;
      covers_[i].beneath_place = place;
    }
  }
}

bool X11Shield::IsCover(xcb_window_t window) const {
  if (std::any_of(covers_.begin(), covers_.end(),
                  [&](const CoverWindow& cover) { return cover.window == window; })) {
    return true;
  }
  auto* c = x_.get();
  const XcbOwned<xcb_get_property_reply_t> mark(xcb_get_property_reply(
      c, xcb_get_property(c, 0, window, mark_, XCB_ATOM_CARDINAL, 0, 1), nullptr));
  return mark && xcb_get_property_value_length(mark.get()) > 0;
}

std::optional<std::vector<Rect>> X11Shield::Follow() {
  moved_ = false;
  // Each step of a look waits for an answer, which may bring further events.
  do {
    while (const XcbOwned<xcb_generic_event_t> event{xcb_poll_for_event(x_.get())}) Note(*event);
  } while (look_ && !look_over_ && SlitLook::Clock::now() >= look_->due() &&
           !(look_over_ = look_->Go()));
  if (std::exchange(raise_, false) && !boxes_.empty()) Raise();
  xcb_flush(x_.get());
  if (!moved_) return std::nullopt;
  Settle();
  return boxes_;
}

// Whoever looks at the screen from here on sees what was asked for.
bool X11Shield::Settle() {
  const XcbOwned<xcb_get_input_focus_reply_t> done(
      xcb_get_input_focus_reply(x_.get(), xcb_get_input_focus(x_.get()), nullptr));
  return done != nullptr;
}

void X11Shield::StartLook() {
  if (of_screen_ || damage_event_ == 0 || boxes_.empty() || look_) return;
  std::vector<SlitLook::Cover> covers;
  for (size_t i = 0; i < boxes_.size(); ++i) covers.push_back({covers_[i].window, boxes_[i]});
  look_ = std::make_unique<SlitLook>(x_, parent_, std::move(covers));
  look_over_ = false;
}

std::optional<std::vector<capture::HiddenPart>> X11Shield::TakeLook() {
  if (!look_ || !look_over_) return std::nullopt;
  auto parts = look_->Take();
  look_.reset();
  return parts;
}

void X11Shield::Note(const xcb_generic_event_t& event) {
  if (look_ && (event.response_type & 0x7f) == damage_event_ + XCB_DAMAGE_NOTIFY) {
    return look_->Note(EventAs<xcb_damage_notify_event_t>(event));
  }
  switch (event.response_type & 0x7f) {
    case XCB_MAP_NOTIFY: {
      const auto mapped = EventAs<xcb_map_notify_event_t>(event);
      raise_ |= !boxes_.empty() && mapped.window != parent_ && !IsCover(mapped.window);
      break;
    }
    case XCB_CONFIGURE_NOTIFY:
      NoteMove(EventAs<xcb_configure_notify_event_t>(event));
      break;
    case XCB_DESTROY_NOTIFY:
      gone_ |= EventAs<xcb_destroy_notify_event_t>(event).window == parent_;
      break;
    default:
      break;
  }
}

void X11Shield::NoteMove(const xcb_configure_notify_event_t& event) {
  const bool over_a_cover =
      std::any_of(covers_.begin(), covers_.end(),
                  [&](const CoverWindow& cover) { return cover.window == event.above_sibling; });
  raise_ |= over_a_cover && !boxes_.empty() && !IsCover(event.window);
  for (size_t i = 0; i < boxes_.size(); ++i) {
    CoverWindow& cover = covers_[i];
    if (cover.beneath != event.window) continue;
    const int right = event.x - cover.beneath_place.x;
    const int down = event.y - cover.beneath_place.y;
    cover.beneath_place.x = event.x;
    cover.beneath_place.y = event.y;
    if (right == 0 && down == 0) continue;
    boxes_[i].x += right;
    boxes_[i].y += down;
    moved_ = true;
    const std::array<uint32_t, 2> place{Coordinate(boxes_[i].x), Coordinate(boxes_[i].y)};
    xcb_configure_window(x_.get(), cover.window, XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y,
                         place.data());
  }
}

bool X11Shield::Raise() {
  const auto now = steady_clock::now();
  if (now - raises_since_ > seconds{1}) {
    raises_since_ = now;
    raises_ = 0;
  }
  if (++raises_ > kMostRaises) return false;
  const uint32_t above = XCB_STACK_MODE_ABOVE;
  for (size_t i = 0; i < boxes_.size(); ++i) {
    xcb_configure_window(x_.get(), covers_[i].window, XCB_CONFIG_WINDOW_STACK_MODE, &above);
  }
  return true;
}

}  // namespace chaperone::agent
