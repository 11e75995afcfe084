// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent/store/store.h"

namespace chaperone::agent {

struct Store::RecordingRow {
  std::string id;
  uint64_t sequence = 0;  // of its latest record; 0: erased
  policy::RecordingState state = policy::RecordingState::kUnknown;
  std::string retention_class;
  std::optional<policy::WallTime> delete_after;
  std::optional<policy::LegalHold> hold;
  bool may_be_archived = false;
  bool archived = false;
  std::optional<std::string> deletion_reason;  // its key is destroyed
  std::optional<uint64_t> receipt;             // it is deleted
  bool has_key = false;
};

// Fit for a file name and the ledger: letters, digits, "-" and "_", at most 64.
bool IsRecordingId(std::string_view id);
// One word about staff or a reason: letters, digits and "-_.@", at most 64.
bool IsOneWord(std::string_view word);
policy::Error Refused(std::string detail);

}  // namespace chaperone::agent
