// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <xcb/xcb.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "policy/base/result.h"

namespace chaperone::capture {

struct FreeDeleter {
  void operator()(void* p) const { std::free(p); }
};

// What xcb hands over and the caller frees: a reply, an event or an error. Null where it failed.
template <class T>
using XcbOwned = std::unique_ptr<T, FreeDeleter>;

// The event as what its response_type says that it is; xcb hands out no more than its base.
template <class T>
T EventAs(const xcb_generic_event_t& event) {
  T out;
  std::memcpy(&out, &event, sizeof out);
  return out;
}

// A connection to an X server. Used by one thread. When the server goes away every call answers
// with null and lost() becomes true; nothing exits or throws.
class X11Connection {
 public:
  // `display` "" means $DISPLAY. The error says which display did not answer and what to do.
  static policy::Result<X11Connection> Open(const std::string& display);

  xcb_connection_t* get() const { return connection_.get(); }
  xcb_window_t root() const { return screen_->root; }
  const xcb_screen_t& screen() const { return *screen_; }
  bool lost() const { return xcb_connection_has_error(connection_.get()) != 0; }
  bool HasExtension(xcb_extension_t* extension) const;
  // The first event number of an extension that is there.
  uint8_t FirstEvent(xcb_extension_t* extension) const;
  // XCB_ATOM_NONE where the server has gone away.
  xcb_atom_t Atom(std::string_view name) const;

 private:
  struct Disconnect {
    void operator()(xcb_connection_t* c) const { xcb_disconnect(c); }
  };
  using Owned = std::unique_ptr<xcb_connection_t, Disconnect>;
  X11Connection(Owned connection, const xcb_screen_t* screen)
      : connection_(std::move(connection)), screen_(screen) {}

  Owned connection_;
  const xcb_screen_t* screen_;  // inside the connection's set-up data
};

}  // namespace chaperone::capture
