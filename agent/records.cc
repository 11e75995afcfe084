// SPDX-License-Identifier: Apache-2.0
#include "agent/records.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace chaperone::agent {
namespace {

// Asking for the vault's key takes at most one part in so many of the time.
constexpr int kUnlockShare = 20;

}  // namespace

Records::Records(Store& store, std::unique_ptr<VaultKeys> keys, MailComposer compose)
    : store_(store),
      keys_(std::move(keys)),
      compose_(std::move(compose)),
      backlog_(store),
      outbox_(store, backlog_) {
  TryUnlock();
}

void Records::TryUnlock() {
  const auto begin = std::chrono::steady_clock::now();
  if (!store_.locked() || begin < unlock_due_) return;
  const policy::Result<void> open = store_.Unlock(*keys_);
  // A keyring that is slow to answer is asked the more seldom: this thread has other duties.
  const auto end = std::chrono::steady_clock::now();
  unlock_due_ = end + kUnlockShare * (end - begin);
  const std::string trouble = open ? "" : open.error().detail;
  if (!trouble.empty() && trouble != vault_trouble_) spdlog::warn("vault locked: {}", trouble);
  vault_trouble_ = trouble;
}

bool Records::Keep(Batch batch, const policy::Policy& policy, const policy::Now& now) {
  batch.compose = compose_;
  batch.retention = policy.retention;
  batch.alert_retention.name = policy.alert_retention_class;
  for (const policy::RetentionClass& c : policy.retention) {
    if (c.name == policy.alert_retention_class) batch.alert_retention = c;
  }
  const Recorded recorded = backlog_.Record(std::move(batch), now);
  if (!recorded.on_record && recorded.why) {
    spdlog::error("not yet on record: {}", recorded.why->detail);
  }
  return recorded.on_record;
}

bool Records::Retry(const policy::Now& now) {
  TryUnlock();
  return backlog_.Retry(now);
}

policy::Result<std::vector<policy::Alert>> Records::UnfinishedAlerts() const {
  auto alerts = store_.ListAlerts(0);
  if (!alerts) return alerts.error();
  std::erase_if(*alerts, [](const policy::Alert& a) {
    return a.state != policy::AlertState::kOpen && !a.mail_owed;
  });
  std::reverse(alerts->begin(), alerts->end());
  return alerts;
}

policy::Result<std::vector<OutboxMail>> Records::ListMails(size_t limit) {
  auto mails = store_.ListMails(limit);
  if (!mails) return mails;
  for (const OutboxMail* mail : backlog_.Mails()) mails->insert(mails->begin(), *mail);
  if (mails->size() > limit) mails->resize(limit);
  return mails;
}

std::vector<std::string> Records::Troubles() const {
  std::vector<std::string> out;
  if (!vault_trouble_.empty()) out.push_back("the vault is locked: " + vault_trouble_);
  if (backlog_.size() > 0) {
    out.push_back(std::to_string(backlog_.size()) + " steps are not yet on record" +
                  (backlog_.why() ? ": " + backlog_.why()->detail : std::string()));
  }
  if (backlog_.lost() > 0) {
    out.push_back(std::to_string(backlog_.lost()) +
                  " steps were lost while the ledger could not be written");
  }
  return out;
}

}  // namespace chaperone::agent
