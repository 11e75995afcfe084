// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/delivery/outbox.h"
#include "agent/store/backlog.h"
#include "agent/store/store.h"
#include "agent/store/vault_keys.h"
#include "policy/ledger/chain.h"

namespace chaperone::agent {

// What the agent keeps: the store, its vault, and what could not be written yet. Agent thread only.
class Records {
 public:
  // `store` must outlive this. The vault is opened here if it can be; a locked one is tried again
  // by Retry.
  Records(Store& store, std::unique_ptr<VaultKeys> keys, MailComposer compose);

  // Commits the batch. False: it could not be written and waits in memory, "not yet on record".
  bool Keep(Batch batch, const policy::Policy& policy, const policy::Now& now);
  // Tries again what waits. True: everything is on record.
  bool Retry(const policy::Now& now);
  bool all_on_record() const { return backlog_.size() == 0; }

  // Alerts that an earlier run left open or owes a mail about, oldest first.
  policy::Result<std::vector<policy::Alert>> UnfinishedAlerts() const;
  policy::Result<std::vector<policy::Alert>> ListAlerts() const { return store_.ListAlerts(0); }
  policy::Result<policy::Alert> FindAlert(const std::string& id) const {
    return store_.FindAlert(id);
  }

  policy::LedgerHead Head() const { return store_.head(); }
  policy::Result<policy::LedgerReport> VerifyLedger() const { return store_.VerifyLedger({}); }
  policy::Result<void> ExportLedger(const std::function<bool(std::string_view)>& each) const {
    return store_.ExportLedger(1, each);
  }
  // Newest first; also those that are not on record yet.
  policy::Result<std::vector<OutboxMail>> ListMails(size_t limit);
  // What is wrong, and what to do: sentences for `status`.
  std::vector<std::string> Troubles() const;

  // A key of this machine for one purpose; none while the vault is locked.
  std::optional<SecretBytes> DeriveKey(std::string_view purpose) const {
    return store_.DeriveKey(purpose);
  }
  Outbox& outbox() { return outbox_; }
  // What is kept of recordings and rulings.
  Store& store() { return store_; }
  bool locked() const { return store_.locked(); }

 private:
  void TryUnlock();

  Store& store_;
  std::unique_ptr<VaultKeys> keys_;
  MailComposer compose_;
  Backlog backlog_;
  Outbox outbox_;
  std::string vault_trouble_;
  std::chrono::steady_clock::time_point unlock_due_{};
};

}  // namespace chaperone::agent
