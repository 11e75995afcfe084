// SPDX-License-Identifier: Apache-2.0
#include <xcb/randr.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "capture/screen/monitors.h"
#include "capture/screen/x11_beneath.h"
#include "capture/screen/x11_grabber.h"
#include "capture/screen/x11_sources.h"

namespace chaperone::capture {
namespace {

Rect RootRegion(const X11Connection& x) {
  const XcbOwned<xcb_get_geometry_reply_t> reply(
      xcb_get_geometry_reply(x.get(), xcb_get_geometry(x.get(), x.root()), nullptr));
  return reply ? Rect{0, 0, reply->width, reply->height} : Rect{};
}

std::string Describe(const Rect& r) {
  return std::to_string(r.width) + " x " + std::to_string(r.height) + " at (" +
         std::to_string(r.x) + ", " + std::to_string(r.y) + ")";
}

class X11ScreenSource : public ScreenSource {
 public:
  X11ScreenSource(std::unique_ptr<X11Grabber> grabber, const Rect& region)
      : grabber_(std::move(grabber)), region_(region) {}

  policy::Result<void> Start(bool whole_root) {
    const X11Connection& x = grabber_->x();
    // RandR tells of monitors that come and go, the root's own notice of one that is redefined.
    xcb_randr_select_input(x.get(), x.root(), XCB_RANDR_NOTIFY_MASK_SCREEN_CHANGE);
    ListenToRoot(XCB_EVENT_MASK_STRUCTURE_NOTIFY);
    if (!whole_root) {
      for (const Monitor& monitor : ReadMonitors(x)) {
        if (monitor.region == region_) monitor_ = monitor.name;
      }
    }
    whole_root_ = whole_root;
    grabber_->Watch(x.root());
    return grabber_->Resize(region_.width, region_.height);
  }

  int poll_fd() const override { return grabber_->poll_fd(); }
  SharedFrame& frame() override { return grabber_->frame(); }
  Rect region() const override { return region_; }

  bool SetCovers(std::vector<HiddenPart> parts) override {
    if (!beneath_) {
      beneath_ = std::make_unique<X11Beneath>(grabber_->x());
      ListenToRoot(XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY);
    }
    covers_.clear();
    for (const HiddenPart& part : parts) {
      covers_.push_back(
          {part.box.x + region_.x, part.box.y + region_.y, part.box.width, part.box.height});
    }
    grabber_->SetHidden(std::move(parts));
    grabber_->KeepWakeUp();
    look_due_ = !covers_.empty();
    return true;
  }

  SourceUpdate Grab() override {
    SourceUpdate update = Refresh();
    if (grabber_->lost()) return {SourceState::kDisplayLost, {}, {}};
    grabber_->KeepWakeUp();
    return update;
  }

 private:
  SourceUpdate Refresh() {
    const uint8_t screen_change = static_cast<uint8_t>(grabber_->x().FirstEvent(&xcb_randr_id) +
                                                       XCB_RANDR_SCREEN_CHANGE_NOTIFY);
    bool rearranged = false;
    while (const auto event = grabber_->NextEvent()) {
      const uint8_t type = event->response_type & 0x7f;
      rearranged |= type == screen_change || IsOfRoot(*event);
      look_due_ |= !covers_.empty() && beneath_->Concerns(*event);
    }
    const auto now = std::chrono::steady_clock::now();
    if (rearranged || unreadable_) {
      const Rect region = CurrentRegion();
      if (region.empty()) return {SourceState::kCovered, {}, now};
      if (region != region_) {
        region_ = region;
        if (!grabber_->Resize(region.width, region.height)) {
          return {SourceState::kDisplayLost, {}, now};
        }
        remade_ = true;
        if (!covers_.empty()) LookBeneath();
        return Answer(SourceState::kResized, now, grabber_->GrabAll(root(), origin()));
      }
    }
    if (look_due_) LookBeneath();
    if (fresh_ || unreadable_) {
      return Answer(SourceState::kChanged, now, grabber_->GrabAll(root(), origin()));
    }
    if (!grabber_->damaged()) return {SourceState::kUnchanged, {}, now};
    const auto since = grabber_->damaged_since();
    return Answer(SourceState::kChanged, since, grabber_->GrabDamaged(root(), origin()));
  }

  void ListenToRoot(uint32_t mask) {
    xcb_change_window_attributes(grabber_->x().get(), root(), XCB_CW_EVENT_MASK, &mask);
  }

  bool IsOfRoot(const xcb_generic_event_t& event) const {
    if ((event.response_type & 0x7f) != XCB_CONFIGURE_NOTIFY) return false;
    xcb_configure_notify_event_t configured;
    std::memcpy(&configured, &event, sizeof configured);
    return configured.window == root();
  }

  void LookBeneath() {
    auto parts = beneath_->Look(covers_);
    if (!parts) return;  // what changed meanwhile comes as an event
    look_due_ = false;
    for (HiddenPart& part : *parts) {
      part.box.x -= region_.x;
      part.box.y -= region_.y;
    }
    grabber_->SetHidden(std::move(*parts));
  }

  SourceUpdate Answer(SourceState state, std::chrono::steady_clock::time_point since,
                      std::optional<std::vector<Rect>> changed) {
    unreadable_ = !changed.has_value();
    // The screen can shrink between its notice and the copy: nothing is read until that came.
    if (unreadable_) return {SourceState::kCovered, {}, since};
    fresh_ = false;
    // Also where the first look at the new frame failed: its descriptor has not been handed on yet.
    if (std::exchange(remade_, false)) state = SourceState::kResized;
    if (state == SourceState::kChanged && changed->empty()) state = SourceState::kUnchanged;
    return {state, std::move(*changed), since};
  }

  Rect CurrentRegion() const {
    const Rect all = RootRegion(grabber_->x());
    if (whole_root_) return all;
    for (const Monitor& monitor : ReadMonitors(grabber_->x())) {
      if (monitor.name == monitor_) return Intersection(monitor.region, all);
    }
    // The monitor is gone, or was only ever a rectangle: what is shared may now lie anywhere.
    return monitor_.empty() && Intersection(region_, all) == region_ ? region_ : all;
  }

  xcb_window_t root() const { return grabber_->x().root(); }
  X11Grabber::Origin origin() const { return {region_.x, region_.y, region_.x, region_.y}; }

  std::unique_ptr<X11Grabber> grabber_;
  Rect region_;
  std::string monitor_;                  // "" : the region is not a monitor's
  std::unique_ptr<X11Beneath> beneath_;  // none until somebody may cover
  std::vector<Rect> covers_;             // root coordinates
  bool look_due_ = false;
  bool whole_root_ = false;
  bool fresh_ = true;    // nothing was grabbed yet
  bool remade_ = false;  // the frame is a new one, not handed on yet
  bool unreadable_ = false;
};

}  // namespace

policy::Result<std::unique_ptr<ScreenSource>> OpenX11Screen(const Rect& region,
                                                            const std::string& display) {
  auto grabber = X11Grabber::Create(display);
  if (!grabber) return grabber.error();
  const Rect all = RootRegion((*grabber)->x());
  const bool whole_root = region == Rect{};
  const Rect wanted = whole_root ? all : Intersection(region, all);
  if (wanted.empty()) {
    return policy::BadInput("the region " + Describe(region) +
                            " lies outside the screen, which is " + Describe(all) +
                            "; give a monitor's region, or none for all of it");
  }
  auto source = std::make_unique<X11ScreenSource>(std::move(*grabber), wanted);
  if (auto started = source->Start(whole_root); !started) return started.error();
  return std::unique_ptr<ScreenSource>(std::move(source));
}

}  // namespace chaperone::capture
