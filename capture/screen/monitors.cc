// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/monitors.h"

#include <xcb/randr.h>

namespace chaperone::capture {
namespace {

std::string AtomName(const X11Connection& x, xcb_atom_t atom) {
  const XcbOwned<xcb_get_atom_name_reply_t> reply(
      xcb_get_atom_name_reply(x.get(), xcb_get_atom_name(x.get(), atom), nullptr));
  if (!reply) return "";
  return {xcb_get_atom_name_name(reply.get()),
          static_cast<size_t>(xcb_get_atom_name_name_length(reply.get()))};
}

}  // namespace

std::vector<Monitor> ReadMonitors(const X11Connection& x) {
  std::vector<Monitor> monitors;
  if (!x.HasExtension(&xcb_randr_id)) return monitors;
  // GetMonitors came with 1.5; a server answers with the version that it will speak.
  const XcbOwned<xcb_randr_query_version_reply_t> version(
      xcb_randr_query_version_reply(x.get(), xcb_randr_query_version(x.get(), 1, 5), nullptr));
  if (!version || (version->major_version == 1 && version->minor_version < 5)) return monitors;
  const XcbOwned<xcb_randr_get_monitors_reply_t> reply(xcb_randr_get_monitors_reply(
      x.get(), xcb_randr_get_monitors(x.get(), x.root(), /*get_active=*/1), nullptr));
  if (!reply) return monitors;
  for (auto i = xcb_randr_get_monitors_monitors_iterator(reply.get()); i.rem > 0;
       xcb_randr_monitor_info_next(&i)) {
    monitors.push_back({AtomName(x, i.data->name),
                        {i.data->x, i.data->y, i.data->width, i.data->height},
                        i.data->primary != 0});
  }
  return monitors;
}

}  // namespace chaperone::capture
