// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/embedder_watch.h"

namespace chaperone::tray {
namespace {

using capture::EventAs;
using capture::XcbOwned;

constexpr uint8_t kTypeMask = 0x7f;  // what is above says that a client sent it

void FollowLife(const capture::X11Connection& x, xcb_window_t window) {
  const uint32_t mask = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
  xcb_change_window_attributes(x.get(), window, XCB_CW_EVENT_MASK, &mask);
}

}  // namespace

EmbedderWatch::EmbedderWatch(QObject* parent) : QObject(parent) {
  auto x = capture::X11Connection::Open("");
  if (!x.ok()) return;
  x_ = std::make_unique<capture::X11Connection>(std::move(*x));
  manager_ = x_->Atom("MANAGER");
  // A panel takes one a screen; the display has one.
  selection_ = x_->Atom("_NET_SYSTEM_TRAY_S0");
  // A new owner announces itself to those who follow the root window (ICCCM 2.8).
  FollowLife(*x_, x_->root());
  FollowOwner();
  readable_ =
      std::make_unique<QSocketNotifier>(xcb_get_file_descriptor(x_->get()), QSocketNotifier::Read);
  connect(readable_.get(), &QSocketNotifier::activated, this, &EmbedderWatch::Read);
  // Something may have come with the replies already.
  QMetaObject::invokeMethod(this, &EmbedderWatch::Read, Qt::QueuedConnection);
}

EmbedderWatch::~EmbedderWatch() = default;

void EmbedderWatch::FollowOwner() {
  const XcbOwned<xcb_get_selection_owner_reply_t> owner(xcb_get_selection_owner_reply(
      x_->get(), xcb_get_selection_owner(x_->get(), selection_), nullptr));
  owner_ = owner ? owner->owner : XCB_NONE;
  if (owner_ != XCB_NONE) FollowLife(*x_, owner_);
  xcb_flush(x_->get());
}

void EmbedderWatch::Read() {
  bool changed = false;
  while (const XcbOwned<xcb_generic_event_t> event{xcb_poll_for_event(x_->get())}) {
    switch (event->response_type & kTypeMask) {
      case XCB_CLIENT_MESSAGE: {
        const auto message = EventAs<xcb_client_message_event_t>(*event);
        changed |= message.type == manager_ && message.data.data32[1] == selection_;
        break;
      }
      case XCB_DESTROY_NOTIFY:
        changed |= EventAs<xcb_destroy_notify_event_t>(*event).window == owner_;
        break;
      default:
        break;
    }
  }
  if (x_->lost()) readable_->setEnabled(false);
  if (!changed) return;
  FollowOwner();
  emit Changed();
}

}  // namespace chaperone::tray
