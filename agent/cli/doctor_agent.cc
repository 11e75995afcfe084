// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/agent_client.h"
#include "agent/cli/doctor_check.h"
#include "agent/cli/json_field.h"

namespace chaperone::agent {
namespace {

constexpr const char* kAgentSubject = "agent";
constexpr const char* kUnit = "chaperone-agent";

DoctorResult NotRunning(const UnitProbe& unit) {
  const std::string unwatched = "not running: shares are not watched";
  if (unit.load_state == "masked") {
    return {Level::kWarn, kAgentSubject, "masked",
            unwatched + "; its unit is masked, so somebody turned it off",
            std::string("systemctl --user unmask ") + kUnit +
                ", or --global where it was turned off for everybody"};
  }
  if (unit.active_state == "failed") {
    return {Level::kFail, kAgentSubject, "unit_failed",
            unwatched + "; its unit failed (" + unit.result + ")",
            std::string("journalctl --user -u ") + kUnit +
                " -e says why; then: systemctl --user restart " + kUnit};
  }
  if (unit.load_state == "loaded") {
    return {Level::kWarn, kAgentSubject, "not_running", unwatched,
            std::string("start it with: systemctl --user start ") + kUnit};
  }
  return {Level::kWarn, kAgentSubject, "not_running", unwatched, "start it with: chaperone agent"};
}

DoctorResult Running(const UnitProbe& unit, const nlohmann::json& status) {
  const bool by_unit = unit.main_pid != 0 && Field(status, "pid", pid_t{0}) == unit.main_pid;
  if (!by_unit) {
    if (unit.load_state != "loaded") {
      return {Level::kOk, kAgentSubject, "running", "running, not as a service of systemd", ""};
    }
    return {Level::kNote, kAgentSubject, "running_outside_unit",
            "running, but not as its unit: after a crash nothing starts it again",
            std::string("end it and start the unit: systemctl --user start ") + kUnit};
  }
  std::string found = "running as a service of systemd";
  if (unit.watchdog.count() > 0) {
    found += ", started again when silent for " + std::to_string(unit.watchdog.count()) + " s";
  }
  if (unit.restarts == 0) {
    return {Level::kOk, kAgentSubject, "running_as_unit", std::move(found), "", {{"restarts", 0}}};
  }
  return {Level::kWarn,
          kAgentSubject,
          "restarted",
          found + "; it had to be started again " + std::to_string(unit.restarts) + " times",
          std::string("journalctl --user -u ") + kUnit + " -e says why",
          {{"restarts", unit.restarts}}};
}

// What it says of its own records and mails.
DoctorResults Complaints(const nlohmann::json& status) {
  DoctorResults results;
  const auto ledger = Field(status, "ledger", nlohmann::json::object());
  if (Field(ledger, "failing", false)) {
    results.push_back({Level::kFail, "ledger", "not_written",
                       "the agent cannot write its ledger: nothing goes on record",
                       "make room on the disk, or see its log; it tries again by itself"});
  }
  const auto mail = Field(status, "mail", nlohmann::json::object());
  const auto waiting = Field(mail, "waiting", int64_t{0});
  if (Field(mail, "stuck", false)) {
    results.push_back({Level::kWarn,
                       "outbox",
                       "stuck",
                       "the last try to send a mail failed; " + std::to_string(waiting) + " wait",
                       "chaperone status has the server's words; it is tried again by itself",
                       {{"waiting", waiting}}});
  } else if (waiting > 0) {
    results.push_back({Level::kNote,
                       "outbox",
                       "waiting",
                       std::to_string(waiting) + " mails to the champions wait",
                       "look again in some minutes: they are tried again by themselves",
                       {{"waiting", waiting}}});
  }
  if (const auto refused = Field(mail, "refused", int64_t{0}); refused > 0) {
    results.push_back({Level::kWarn,
                       "outbox",
                       "refused",
                       "the mail server refused " + std::to_string(refused) +
                           " mails for good: somebody was not told",
                       "see which: chaperone status --mails; mend champions or mail in the policy",
                       {{"refused", refused}}});
  }
  return results;
}

}  // namespace

SessionView LookAtSession() {
  SessionView session;
  session.desktop = ProbeDesktop();
  if (!session.desktop.ok()) return session;
  session.unit = ProbeAgentUnit();
  if (!session.desktop->agent_running) return session;  // asking would start it
  const auto client = AgentClient::Connect();
  if (!client.ok()) return session;
  if (auto status = (*client)->Call(request::Status{}); status.ok()) {
    session.status = std::move(*status);
  }
  return session;
}

DoctorResults CheckAgent(const SessionView& session) {
  if (!session.desktop.ok()) return {};  // nothing can be known
  if (!session.desktop->agent_running) return {NotRunning(session.unit)};
  if (!session.status.has_value()) {
    return {{Level::kFail, kAgentSubject, "does_not_answer", "it runs, and does not answer",
             std::string("systemctl --user restart ") + kUnit}};
  }
  DoctorResults results = {Running(session.unit, *session.status)};
  for (DoctorResult& result : Complaints(*session.status)) results.push_back(std::move(result));
  return results;
}

}  // namespace chaperone::agent
