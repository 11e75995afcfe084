// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/share_watch.h"

#include <unistd.h>
#include <xcb/composite.h>
#include <xcb/res.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "capture/activity/executable.h"
#include "capture/activity/share_rules.h"
#include "capture/activity/share_windows.h"
#include "capture/screen/monitors.h"
#include "capture/x11/connection.h"

namespace chaperone::capture {
namespace {

policy::Error DisplayGone() {
  return policy::Unavailable("the X display has gone away; shares are not seen until it is back",
                             /*retryable=*/true);
}

struct Client {
  uint32_t base = 0;  // resource base: what XRes calls a client by
  pid_t pid = 0;
  std::string executable;
};

class XResShareWatch : public ShareWatch {
 public:
  XResShareWatch(X11Connection x, std::vector<policy::ShareRule> rules)
      : x_(std::move(x)), rules_(std::move(rules)) {}

  policy::Result<void> Start() {
    if (!x_.HasExtension(&xcb_res_id)) {
      return policy::Unavailable(
          "the X server lacks the extension X-Resource; shares cannot be found by themselves. "
          "Enable it in the server, or tell of each share: chaperone share start");
    }
    const auto cookie = xcb_res_query_version(c(), 1, 2);
    const XcbOwned<xcb_res_query_version_reply_t> version(
        xcb_res_query_version_reply(c(), cookie, nullptr));
    if (!version) return DisplayGone();
    if (std::pair<int, int>(version->server_major, version->server_minor) < std::pair{1, 2}) {
      return policy::Unavailable(
          "the X server's X-Resource is older than 1.2; shares cannot be found by themselves. Tell "
          "of each share: chaperone share start");
    }
    if (x_.HasExtension(&xcb_composite_id)) {
      const XcbOwned<xcb_composite_query_version_reply_t> composite(
          xcb_composite_query_version_reply(c(), xcb_composite_query_version(c(), 0, 4), nullptr));
    }
    // Their notices only say that the monitors must be counted again.
    const uint32_t mask = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
    xcb_change_window_attributes(c(), x_.root(), XCB_CW_EVENT_MASK, &mask);
    bar_.emplace(x_);
    for (const policy::ShareRule& rule : rules_) {
      for (const auto* bounds : {&rule.at_least, &rule.at_most}) {
        for (const auto& [type, count] : *bounds) types_[x_.Atom(type)] = type;
      }
    }
    return {};
  }

  policy::Result<std::vector<ObservedShare>> Poll() override {
    // All that the last poll's clients hold is asked in the same breath as who is there: with
    // nobody new, a poll wakes this thread once.
    std::map<uint32_t, ResourcesCookie> asked;
    for (const Client& client : clients_) AskResources(client, asked);
    auto clients = Clients();
    if (!clients) return DisplayGone();
    clients_ = std::move(*clients);
    sharer_running_ = std::any_of(clients_.begin(), clients_.end(), [&](const Client& client) {
      return !client.executable.empty() &&
             std::any_of(rules_.begin(), rules_.end(), [&](const policy::ShareRule& rule) {
               return !rule.processes.empty() && RuleNames(rule, client.executable);
             });
    });
    std::vector<ObservedShare> seen = Sharing(std::move(asked));
    if (x_.lost()) return DisplayGone();
    return memory_.Update(std::move(seen));
  }

  bool sharer_running() const override { return sharer_running_; }

 private:
  using ResourcesCookie = xcb_res_query_client_resources_cookie_t;

  // Where a window share was found to look; kept, since a minimised window cannot be found again.
  struct Found {
    xcb_window_t window = XCB_NONE;
    uint32_t bytes = 0;
  };

  // Everybody on the display but us. Nullopt when the display is gone.
  std::optional<std::vector<Client>> Clients() const {
    const xcb_res_client_id_spec_t all{XCB_NONE, XCB_RES_CLIENT_ID_MASK_LOCAL_CLIENT_PID};
    const auto ids_cookie = xcb_res_query_client_ids(c(), 1, &all);
    const auto clients_cookie = xcb_res_query_clients(c());
    LetRepliesGather();
    const XcbOwned<xcb_res_query_client_ids_reply_t> ids(
        xcb_res_query_client_ids_reply(c(), ids_cookie, nullptr));
    const XcbOwned<xcb_res_query_clients_reply_t> reply(
        xcb_res_query_clients_reply(c(), clients_cookie, nullptr));
    if (!ids || !reply) return std::nullopt;
    std::map<uint32_t, pid_t> pids;
    for (auto i = xcb_res_query_client_ids_ids_iterator(ids.get()); i.rem > 0;
         xcb_res_client_id_value_next(&i)) {
      if (xcb_res_client_id_value_value_length(i.data) < 1) continue;
      pids[i.data->spec.client] = static_cast<pid_t>(*xcb_res_client_id_value_value(i.data));
    }
    // A client without a pid (on another machine) is in this list alone.
    std::vector<Client> clients;
    std::map<pid_t, std::string> executables;
    for (auto i = xcb_res_query_clients_clients_iterator(reply.get()); i.rem > 0;
         xcb_res_client_next(&i)) {
      Client client;
      client.base = i.data->resource_base;
      if (const auto pid = pids.find(client.base); pid != pids.end()) client.pid = pid->second;
      if (client.pid == getpid()) continue;
      auto [name, is_new] = executables.try_emplace(client.pid);
      if (is_new) name->second = ExecutableOf(client.pid);
      client.executable = name->second;
      clients.push_back(std::move(client));
    }
    return clients;
  }

  // The server answers a batch piece by piece, and each piece would wake this thread: a dozen times
  // a poll on another core than the server's. A short sleep makes that one waking.
  void LetRepliesGather() const {
    xcb_flush(c());
    constexpr timespec kPause{0, 4'000'000};
    nanosleep(&kPause, nullptr);
  }

  void AskResources(const Client& client, std::map<uint32_t, ResourcesCookie>& asked) const {
    if (asked.contains(client.base)) return;
    const bool named = std::any_of(
        rules_.begin(), rules_.end(),
        [&](const policy::ShareRule& rule) { return RuleNames(rule, client.executable); });
    if (named) asked[client.base] = xcb_res_query_client_resources(c(), client.base);
  }

  std::vector<ObservedShare> Sharing(std::map<uint32_t, ResourcesCookie> asked) {
    for (const Client& client : clients_) AskResources(client, asked);
    std::vector<ObservedShare> shares;
    std::map<uint32_t, Found> found;
    std::map<uint32_t, ResourceCounts> counts;
    for (const auto& [base, cookie] : asked) counts[base] = Counts(cookie);
    for (const Client& client : clients_) {
      const policy::ShareRule* rule = MatchingRule(rules_, client.executable, counts[client.base]);
      if (rule == nullptr) continue;
      ObservedShare share{client.base, client.pid, rule->application, rule->name, {}, false};
      if (rule->target == "screen") share.target = SharedScreen();
      if (rule->target == "window") {
        const Found place = LocateWindow(client.base);
        found[client.base] = place;
        if (place.window != XCB_NONE) {
          share.target = {ShareTarget::Kind::kWindow, {}, place.window};
        }
      }
      share.sharing_bar = bar_->Shown(client.pid);
      shares.push_back(std::move(share));
    }
    found_ = std::move(found);
    return shares;
  }

  ResourceCounts Counts(ResourcesCookie cookie) const {
    ResourceCounts counts;
    const XcbOwned<xcb_res_query_client_resources_reply_t> reply(
        xcb_res_query_client_resources_reply(c(), cookie, nullptr));
    if (!reply) return counts;
    for (auto i = xcb_res_query_client_resources_types_iterator(reply.get()); i.rem > 0;
         xcb_res_type_next(&i)) {
      const auto type = types_.find(i.data->resource_type);
      if (type == types_.end()) continue;
      constexpr uint32_t kMany = 1U << 30;
      counts[type->second] = static_cast<int>(std::min(i.data->count, kMany));
    }
    return counts;
  }

  // A capturer copies the whole root whichever monitor it shows, so only a single one is certain.
  ShareTarget SharedScreen() {
    while (const XcbOwned<xcb_generic_event_t> event{xcb_poll_for_event(c())}) {
      if ((event->response_type & 0x7f) == XCB_CONFIGURE_NOTIFY) monitors_.reset();
    }
    if (!monitors_) monitors_ = ReadMonitors(x_).size();
    if (*monitors_ > 1) return {};
    return {ShareTarget::Kind::kScreen, {}, 0};
  }

  Found LocateWindow(uint32_t base) const {
    const XcbOwned<xcb_res_query_client_pixmap_bytes_reply_t> pixmaps(
        xcb_res_query_client_pixmap_bytes_reply(c(), xcb_res_query_client_pixmap_bytes(c(), base),
                                                nullptr));
    const uint32_t bytes = pixmaps ? pixmaps->bytes : 0;
    const auto before = found_.find(base);
    const bool known = before != found_.end() && before->second.window != XCB_NONE &&
                       WindowExists(x_, before->second.window);
    if (known && before->second.bytes == bytes) return before->second;
    if (const auto window = FindSharedWindow(x_, bytes)) return {*window, bytes};
    // It was resized and the capturer has not followed yet, or it is hidden: it is still that one.
    return known ? before->second : Found{};
  }

  xcb_connection_t* c() const { return x_.get(); }

  X11Connection x_;
  std::vector<policy::ShareRule> rules_;
  std::map<xcb_atom_t, std::string> types_;  // the resource types that the rules speak of
  std::vector<Client> clients_;              // of the last poll
  std::map<uint32_t, Found> found_;
  std::optional<size_t> monitors_;  // how many there are; none: must be counted
  std::optional<SharingBar> bar_;
  ShareMemory memory_;
  bool sharer_running_ = false;
};

}  // namespace

policy::Result<std::unique_ptr<ShareWatch>> ShareWatch::Create(
    const std::string& display, std::vector<policy::ShareRule> rules) {
  auto x = X11Connection::Open(display);
  if (!x) return x.error();
  auto watch = std::make_unique<XResShareWatch>(std::move(*x), std::move(rules));
  if (auto started = watch->Start(); !started) return started.error();
  return std::unique_ptr<ShareWatch>(std::move(watch));
}

std::vector<UnwatchedShares> ListUnwatchedShares() {
  return {
      {"browser_tab",
       "shares of a single browser tab are not watched: they cannot be seen from outside the "
       "browser"},
      {"wayland", "shares in a Wayland session are not watched: only an X11 display is"},
      {"which_monitor", "which of several monitors is shared cannot be told: all of them are read"},
  };
}

}  // namespace chaperone::capture
