// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/doctor_counts.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "agent/bus/agent_client.h"
#include "agent/cli/json_field.h"
#include "policy/personal_data/finding.h"
#include "policy/recording/recording.h"
#include "policy/sharing/alert.h"
#include "policy/sharing/coverage.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using Words = std::vector<std::string_view>;

template <class E>
Words NamesUpTo(E last, std::string_view (*name)(E)) {
  Words words;
  for (int i = 0; i <= static_cast<int>(last); ++i) words.push_back(name(static_cast<E>(i)));
  return words;
}

// One more of a word, or of "other".
void Count(ordered_json& counts, const std::string& word, const Words& words) {
  const bool known = std::find(words.begin(), words.end(), word) != words.end();
  ordered_json& count = counts[known ? word : "other"];
  count = count.is_null() ? 1 : count.get<int>() + 1;
}

ordered_json CountBy(const json& list, const char* field, const Words& words) {
  ordered_json counts = ordered_json::object();
  for (const json& each : list) Count(counts, Field(each, field, std::string()), words);
  return counts;
}

ordered_json AlertsPart(const json& alerts) {
  Words kinds;
  for (size_t i = 0; i < policy::kKindCount; ++i) {
    kinds.push_back(policy::KindName(static_cast<policy::Kind>(i)));
  }
  ordered_json by_kind = ordered_json::object();
  for (const json& alert : alerts) {
    const auto found = Field(alert, "kinds", json::object());
    for (const auto& [kind, number] : found.items()) Count(by_kind, kind, kinds);
  }
  return {{"all", alerts.size()},
          {"by_state", CountBy(alerts, "state",
                               NamesUpTo(policy::AlertState::kClosed, policy::AlertStateName))},
          {"by_severity",
           CountBy(alerts, "severity", NamesUpTo(policy::Severity::kHigh, policy::SeverityName))},
          {"by_kind", std::move(by_kind)}};
}

ordered_json RetentionPart(const json& items) {
  const auto due = std::count_if(items.begin(), items.end(),
                                 [](const json& each) { return Field(each, "due", false); });
  return {{"all", items.size()}, {"due", due}};
}

}  // namespace

ordered_json CountWhatIsKept(const json& status) {
  ordered_json counts = ordered_json::object();
  const auto list_size = [&](const char* name) {
    return status.contains(name) && status.at(name).is_array() ? status.at(name).size() : 0;
  };
  counts["warnings"] = list_size("warnings");
  counts["gaps_now"] = list_size("coverage");
  counts["outbox"] = Field(status, "mail", json::object());
  ordered_json ledger = Field(status, "ledger", json::object());
  const auto client = AgentClient::Connect();
  if (!client.ok()) return counts;
  const auto ask = [&](const Request& request, const char* list, const auto& take) {
    const auto reply = (*client)->Call(request);
    if (reply.ok() && reply->contains(list) && reply->at(list).is_array()) take(reply->at(list));
  };
  if (const auto verified = (*client)->Call(request::LedgerVerify{}); verified.ok()) {
    ledger["verified"] = Field(*verified, "ok", false);
  }
  counts["ledger"] = std::move(ledger);
  ask(request::ListAlerts{}, "alerts",
      [&](const json& alerts) { counts["alerts"] = AlertsPart(alerts); });
  ask(request::ListMails{}, "mails", [&](const json& mails) {
    counts["mails"] = {{"all", mails.size()},
                       {"by_state", CountBy(mails, "state", {"waiting", "sent", "refused"})}};
  });
  ask(request::ListGaps{}, "gaps", [&](const json& gaps) {
    counts["gaps"] = {{"all", gaps.size()},
                      {"by_reason", CountBy(gaps, "reason",
                                            NamesUpTo(policy::GapReason::kBeneathUnseen,
                                                      policy::GapReasonName))}};
  });
  ask(request::ListRecordings{}, "recordings", [&](const json& recordings) {
    counts["recordings"] = {{"all", recordings.size()},
                            {"by_state", CountBy(recordings, "state",
                                                 NamesUpTo(policy::RecordingState::kDeleted,
                                                           policy::RecordingStateName))}};
  });
  ask(request::ListRetention{}, "items",
      [&](const json& items) { counts["retention"] = RetentionPart(items); });
  return counts;
}

}  // namespace chaperone::agent
