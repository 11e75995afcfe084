// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "agent/recording_desk.h"
#include "agent/store/retention_sweep.h"
#include "agent/store/store.h"
#include "policy/session.h"

// The agent's answers about recordings as JSON, as agent/bus/org.chaperone.Agent1.xml describes
// them. Pure. No name or identifier of a person is ever in a reply.
namespace chaperone::agent {

nlohmann::json GateReply(const policy::Session& session, const policy::Now& now);  // as MayRecord
nlohmann::json RecordingReply(const policy::Session& session, const RecordingDesk& desk,
                              const policy::Now& now);  // as RecordingStatus
nlohmann::json RulingReply(const policy::Ruling& ruling, const policy::Session& session,
                           const policy::Now& now);              // as ShowRuling
nlohmann::json StoredReply(const StoredRecording& stored);       // as ListRecordings has it
nlohmann::json WholeStoredReply(const StoredRecording& stored);  // as ShowRecording has it
nlohmann::json JobReply(const ExportJob& job);

}  // namespace chaperone::agent
