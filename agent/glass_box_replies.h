// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/loaded_policy.h"
#include "agent/store/batch.h"
#include "agent/store/store.h"
#include "policy/base/time.h"
#include "policy/ledger/entry.h"

// The glass box as JSON, as agent/bus/org.chaperone.Agent1.xml describes it. Pure. No name or
// identifier of anybody but staff is ever in a reply.
namespace chaperone::agent {

nlohmann::json PolicyReply(const policy::Policy& policy, const std::vector<PolicyFile>& files);
// As ListRemembered has it: for whom, is not known.
nlohmann::json RememberedReply(const RememberedPurpose& purpose);
// As ListAlertCounts has it, but for the mode.
nlohmann::json CountsReply(const std::vector<StoredCount>& counts);
// What Status says of the counts of this week.
nlohmann::json WeekReply(const std::vector<StoredCount>& counts);
// As ListMails has it: the envelope, never the words.
nlohmann::json MailReply(const OutboxMail& mail);

// Gaps in what was looked at, from the ledger's entries of Types(), newest first.
class GapHistory {
 public:
  static std::vector<std::string> Types();
  explicit GapHistory(size_t most) : most_(most) {}

  // False once there are `most` gaps.
  bool Add(const policy::LedgerEntry& entry);
  // As ListGaps has it, newest first.
  const nlohmann::json& reply() const { return gaps_; }

 private:
  const size_t most_;
  nlohmann::json gaps_ = nlohmann::json::array();
  // When the gaps that begin before were over: by share and reason, or, for those whose end is not
  // on record, when the agent started anew.
  std::map<std::pair<std::string, std::string>, policy::WallTime> closed_;
  std::optional<policy::WallTime> restarted_;
};

// Who listened, took away, deleted, held or ruled, as ListAccess has it. `entry` is of
// AccessTypes().
std::vector<std::string> AccessTypes();
nlohmann::json AccessReply(const policy::LedgerEntry& entry);

}  // namespace chaperone::agent
