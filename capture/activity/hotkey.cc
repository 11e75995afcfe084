// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/hotkey.h"

#include <strings.h>
#include <xcb/xcb_keysyms.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "capture/x11/connection.h"

namespace chaperone::capture {
namespace {

constexpr xcb_keysym_t kNumLock = 0xff7f;
constexpr xcb_keysym_t kF1 = 0xffbe;

struct Combination {
  uint16_t modifiers = 0;
  xcb_keysym_t key = 0;
};

bool Is(std::string_view text, std::string_view name) {
  return text.size() == name.size() && strncasecmp(text.data(), name.data(), name.size()) == 0;
}

xcb_keysym_t KeyOf(std::string_view name) {
  if (name.size() == 1) {
    const char c = name.front();
    if (c >= 'A' && c <= 'Z') return static_cast<xcb_keysym_t>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return static_cast<xcb_keysym_t>(c);
    return 0;
  }
  constexpr std::array<std::pair<std::string_view, xcb_keysym_t>, 5> kNamed{
      {{"Pause", 0xff13}, {"Insert", 0xff63}, {"Home", 0xff50}, {"End", 0xff57}, {"Space", 0x20}}};
  for (const auto& [known, symbol] : kNamed) {
    if (Is(name, known)) return symbol;
  }
  if (name.front() != 'F' && name.front() != 'f') return 0;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), number);
  const bool valid = error == std::errc() && end == name.data() + name.size();
  return valid && number >= 1 && number <= 24 ? kF1 + number - 1 : 0;
}

uint16_t ModifierOf(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, uint16_t>, 5> kNamed{
      {{"Control", XCB_MOD_MASK_CONTROL},
       {"Ctrl", XCB_MOD_MASK_CONTROL},
       {"Alt", XCB_MOD_MASK_1},
       {"Shift", XCB_MOD_MASK_SHIFT},
       {"Super", XCB_MOD_MASK_4}}};
  for (const auto& [known, mask] : kNamed) {
    if (Is(name, known)) return mask;
  }
  return 0;
}

policy::Result<Combination> Parse(const std::string& keys) {
  Combination combination;
  std::string_view left = keys;
  for (size_t plus = left.find('+'); plus != std::string_view::npos; plus = left.find('+')) {
    const uint16_t modifier = ModifierOf(left.substr(0, plus));
    if (modifier == 0) break;
    combination.modifiers = static_cast<uint16_t>(combination.modifiers | modifier);
    left.remove_prefix(plus + 1);
  }
  if (!left.empty()) combination.key = KeyOf(left);
  if (combination.key == 0) {
    return policy::BadInput("\"" + keys + "\" is no key combination: \"" + std::string(left) +
                            "\" is not known; write it like Control+Alt+P or Shift+Pause");
  }
  return combination;
}

class X11Hotkey : public Hotkey {
 public:
  X11Hotkey(X11Connection x, Combination combination)
      : x_(std::move(x)), symbols_(xcb_key_symbols_alloc(x_.get())), combination_(combination) {}

  // False: another program has it.
  bool Grab() {
    xcb_ungrab_key(x_.get(), XCB_GRAB_ANY, x_.root(), XCB_MOD_MASK_ANY);
    codes_ = CodesOf(combination_.key);
    const uint16_t num_lock = NumLockMask();
    bool free = !codes_.empty();
    for (const xcb_keycode_t code : codes_) {
      // Locks that happen to be on are no part of what was pressed.
      for (const int locks : {0, +XCB_MOD_MASK_LOCK, +num_lock, num_lock | XCB_MOD_MASK_LOCK}) {
        const auto modifiers = static_cast<uint16_t>(combination_.modifiers | locks);
        const auto cookie = xcb_grab_key_checked(x_.get(), 1, x_.root(), modifiers, code,
                                                 XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC);
        const XcbOwned<xcb_generic_error_t> error(xcb_request_check(x_.get(), cookie));
        if (error) free = false;
      }
    }
    return free;
  }

  int fd() const override { return xcb_get_file_descriptor(x_.get()); }

  bool Pressed() override {
    bool pressed = false;
    for (;;) {
      const XcbOwned<xcb_generic_event_t> event(xcb_poll_for_event(x_.get()));
      if (!event) return pressed;
      const int type = event->response_type & 0x7f;
      if (type == XCB_KEY_PRESS) {
        const auto* press = reinterpret_cast<const xcb_key_press_event_t*>(event.get());
        // A key that is held repeats as a release and a press at one time.
        if (press->time != released_) pressed = true;
      } else if (type == XCB_KEY_RELEASE) {
        released_ = reinterpret_cast<const xcb_key_release_event_t*>(event.get())->time;
      } else if (type == XCB_MAPPING_NOTIFY) {
        xcb_refresh_keyboard_mapping(symbols_.get(),
                                     reinterpret_cast<xcb_mapping_notify_event_t*>(event.get()));
        // Should another program have it on the new keyboard, ours is what is left of it.
        Grab();
      }
    }
  }

 private:
  struct FreeSymbols {
    void operator()(xcb_key_symbols_t* s) const { xcb_key_symbols_free(s); }
  };

  std::vector<xcb_keycode_t> CodesOf(xcb_keysym_t symbol) const {
    std::vector<xcb_keycode_t> codes;
    const XcbOwned<xcb_keycode_t> found(xcb_key_symbols_get_keycode(symbols_.get(), symbol));
    for (const xcb_keycode_t* code = found.get(); code != nullptr && *code != XCB_NO_SYMBOL;
         ++code) {
      codes.push_back(*code);
    }
    return codes;
  }

  uint16_t NumLockMask() const {
    const XcbOwned<xcb_get_modifier_mapping_reply_t> reply(
        xcb_get_modifier_mapping_reply(x_.get(), xcb_get_modifier_mapping(x_.get()), nullptr));
    if (!reply) return 0;
    const xcb_keycode_t* mapped = xcb_get_modifier_mapping_keycodes(reply.get());
    const int each = reply->keycodes_per_modifier;
    for (const xcb_keycode_t code : CodesOf(kNumLock)) {
      for (int i = 0; i < 8 * each; ++i) {
        if (mapped[i] == code) return static_cast<uint16_t>(1U << (i / each));
      }
    }
    return 0;
  }

  X11Connection x_;
  std::unique_ptr<xcb_key_symbols_t, FreeSymbols> symbols_;
  Combination combination_;
  std::vector<xcb_keycode_t> codes_;
  xcb_timestamp_t released_ = 0;
};

}  // namespace

policy::Result<std::unique_ptr<Hotkey>> Hotkey::Create(const std::string& display,
                                                       const std::string& keys) {
  auto combination = Parse(keys);
  if (!combination) return combination.error();
  auto x = X11Connection::Open(display);
  if (!x) {
    return policy::Unavailable("the hotkey " + keys + " does not work: there is no X display",
                               /*retryable=*/true);
  }
  auto hotkey = std::make_unique<X11Hotkey>(std::move(*x), *combination);
  if (!hotkey->Grab()) {
    return policy::Error{policy::ErrorCode::kRefused, false,
                         "the hotkey " + keys +
                             " does not work: another program has it, or this keyboard lacks the "
                             "key. Choose another one as recording.pause_hotkey"};
  }
  return std::unique_ptr<Hotkey>(std::move(hotkey));
}

}  // namespace chaperone::capture
