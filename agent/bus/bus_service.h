// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "agent/bus/bus.h"
#include "agent/bus/request.h"
#include "policy/session.h"

namespace chaperone::agent {

// Exports org.chaperone.Agent1 (the XML beside this file is the contract) and hands each call,
// typed and checked, to the face. One thread: the one that calls Bus::Process().
class BusService {
 public:
  // `bus` and `face` must outlive the service. kRefused when another agent has the name already.
  static policy::Result<std::unique_ptr<BusService>> Create(Bus& bus, AgentFace& face);
  ~BusService();
  BusService(const BusService&) = delete;
  BusService& operator=(const BusService&) = delete;

  void EmitAlertOpened(const std::string& alert, policy::Severity severity);
  void EmitAlertClosed(const std::string& alert);
  void EmitRecordingChanged(policy::RecordingPhase phase);
  void EmitStatusChanged();

 private:
  class Exported;
  explicit BusService(std::unique_ptr<Exported> exported);
  std::unique_ptr<Exported> exported_;
};

}  // namespace chaperone::agent
