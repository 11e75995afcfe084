// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
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
  void EmitOfferAccepted();
  void EmitCheckChanged(const std::string& check);
  // At once where the last one is long enough ago for those who ask for everything each time; else
  // one for all of a while, by SendDue().
  void EmitStatusChanged();
  // When SendDue() has something to send; none while nothing waits.
  std::optional<std::chrono::steady_clock::time_point> due() const;
  void SendDue(std::chrono::steady_clock::time_point now);

 private:
  class Exported;
  explicit BusService(std::unique_ptr<Exported> exported);
  std::unique_ptr<Exported> exported_;
  bool status_waits_ = false;
  std::chrono::steady_clock::time_point status_due_{};
};

}  // namespace chaperone::agent
