// SPDX-License-Identifier: Apache-2.0
// What the employee may know of the agent: by which rules it goes, what left the machine, what was
// not looked at, who looked.
#include <cerrno>
#include <cstring>
#include <functional>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/glass_box_replies.h"
#include "capture/base/whole_io.h"

namespace chaperone::agent {

using nlohmann::json;
using policy::Result;

namespace {

constexpr size_t kMostListed = 500;

}  // namespace

Result<json> Agent::On(const request::ShowPolicy& /*request*/) {
  return PolicyReply(session_.policy, policy_files_);
}

Result<json> Agent::On(const request::ListMails& /*request*/) {
  auto mails = records_.ListMails(kMostListed);
  if (!mails) return mails.error();
  json list = json::array();
  for (const OutboxMail& mail : *mails) list.push_back(MailReply(mail));
  return json{{"mails", list}};
}

Result<json> Agent::On(const request::ListGaps& /*request*/) {
  GapHistory history(kMostListed);
  auto read = records_.store().ListEntries(
      GapHistory::Types(), [&](const policy::LedgerEntry& entry) { return history.Add(entry); });
  if (!read) return read.error();
  return json{{"gaps", history.reply()}};
}

Result<json> Agent::On(const request::ListAccess& /*request*/) {
  json list = json::array();
  auto read = records_.store().ListEntries(AccessTypes(), [&](const policy::LedgerEntry& entry) {
    list.push_back(AccessReply(entry));
    return list.size() < kMostListed;
  });
  if (!read) return read.error();
  return json{{"accesses", list}};
}

// All that is kept about the user of this agent, in one document. Each list as its own method has
// it, but that alerts, recordings and rulings are whole.
Result<json> Agent::On(const request::ExportOwnData& r) {
  if (records_.locked()) {
    return policy::Error{policy::ErrorCode::kLocked, true,
                         "the vault is locked, so alerts and recordings cannot be read: unlock the "
                         "desktop's keyring and export again"};
  }
  json document = {{"made_at", policy::FormatUtc(ReadClock().wall)}, {"user", wiring_.user}};
  const auto add = [&](const char* name, const Result<json>& reply,
                       const std::function<Result<json>(const std::string&)>& whole) {
    if (!reply) return reply;
    json list = reply->at(name);
    for (json& one : list) {
      if (!whole) break;
      // What goes meanwhile, or is damaged, stays as short as it is listed.
      if (auto all = whole(one.at("id").get<std::string>())) one = std::move(*all);
    }
    document[name] = std::move(list);
    return reply;
  };
  const auto alert = [this](const std::string& id) { return On(request::ShowAlert{id}); };
  const auto recording = [this](const std::string& id) { return On(request::ShowRecording{id}); };
  const auto ruling = [this](const std::string& id) { return On(request::ShowRuling{id}); };
  for (const Result<json>& added : {add("alerts", On(request::ListAlerts{}), alert),
                                    add("recordings", On(request::ListRecordings{}), recording),
                                    add("rulings", On(request::ListRulings{}), ruling),
                                    add("mails", On(request::ListMails{}), nullptr),
                                    add("gaps", On(request::ListGaps{}), nullptr),
                                    add("accesses", On(request::ListAccess{}), nullptr),
                                    add("remembered", On(request::ListRemembered{}), nullptr),
                                    add("alert_counts", On(request::ListAlertCounts{}), nullptr),
                                    add("items", On(request::ListRetention{}), nullptr)}) {
    if (!added) return added.error();
  }
  document["retention"] = std::move(document["items"]);
  document.erase("items");
  document["policy"] = PolicyReply(session_.policy, policy_files_);
  auto kept = KeepFirst(
      {"own_data.exported", {{"user", wiring_.user}, {"reason", std::string("own_request")}}, {}});
  if (!kept) return kept.error();
  const Result<json> head = On(request::LedgerHead{});
  if (!head) return head.error();
  document["ledger"] = *head;
  const std::string text = document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  if (!capture::WriteAll(r.file, text)) {
    return policy::IoError(std::string("the export could not be written to that file: ") +
                           std::strerror(errno));
  }
  json counts = json::object();
  for (const char* name : {"alerts", "recordings", "rulings", "mails", "gaps", "accesses",
                           "remembered", "alert_counts", "retention"}) {
    counts[name] = document.at(name).size();
  }
  return json{{"bytes", text.size()}, {"holds", counts}};
}

}  // namespace chaperone::agent
