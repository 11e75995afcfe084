// SPDX-License-Identifier: Apache-2.0
// The look at every window before something is shared.
#include <spdlog/spdlog.h>

#include "agent/agent.h"
#include "agent/clock.h"

namespace chaperone::agent {

using nlohmann::json;
using policy::Result;

namespace {

// That a check was made, and how many windows of which risk there were; not which.
NewEntry EntryFor(const CheckResult& result) {
  std::map<std::string, int64_t> counts = {
      {"high", 0}, {"medium", 0}, {"low", 0}, {"none", 0}, {"not_readable", 0}};
  for (const CheckedWindow& window : result.windows) {
    const policy::Severity risk = window.risk.severity;
    ++counts[risk == policy::Severity::kUnknown ? "none" : std::string(policy::SeverityName(risk))];
    if (!window.readable) ++counts["not_readable"];
  }
  NewEntry entry{"screen.checked", {{"check", result.id}}, std::nullopt};
  for (const auto& [name, count] : counts) entry.fields[name] = count;
  return entry;
}

}  // namespace

Result<json> Agent::On(const request::CheckScreen& /*request*/) {
  const std::string id = "k-" + session_.instance + "-" + std::to_string(++checks_);
  auto started = check_.Start(id, SettingsForReaders(), [this](const auto& findings) {
    return policy::RiskOf(findings, session_.policy, session_.cleared);
  });
  if (!started) return started.error();
  ServeCheck();
  return json{{"check", id}};
}

Result<json> Agent::On(const request::ShowCheck& r) {
  if (r.check.empty() || r.check != check_.result().id) {
    return policy::Error{policy::ErrorCode::kNotFound, false,
                         "there is no check of that id: only the last one is kept, and not for "
                         "longer than the agent runs; make one with: chaperone share check"};
  }
  return CheckReply(check_.result());
}

void Agent::ServeCheck() {
  bool changed = check_.Serve();
  const CheckResult& result = check_.result();
  if (result.state == CheckState::kDone && check_on_record_ != result.id) {
    check_on_record_ = result.id;
    changed = true;
    Batch batch;
    batch.entries.push_back(EntryFor(result));
    // It permits nothing: what cannot be written now waits in memory.
    (void)records_.Keep(std::move(batch), session_.policy, ReadClock());
    spdlog::info("record type=screen.checked");
  }
  if (changed && service_ != nullptr) service_->EmitCheckChanged(result.id);
}

}  // namespace chaperone::agent
