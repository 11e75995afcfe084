// SPDX-License-Identifier: Apache-2.0
#include "agent/store/alert_codec.h"

#include <sodium.h>

#include <nlohmann/json.hpp>

#include "agent/store/json_fields.h"
#include "policy/ledger/entry.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::Alert;
using policy::WallTime;

}  // namespace

std::string EncodeAlert(const Alert& alert) {
  json kinds = json::object();
  for (const auto& [kind, count] : alert.kinds) kinds[std::string(KindName(kind))] = count;
  json fingerprints = json::array();
  for (const policy::Fingerprint& print : alert.fingerprints) {
    fingerprints.push_back(policy::ToHex(print));
  }
  const json out = {
      {"v", 1},
      {"id", alert.id},
      {"state", static_cast<unsigned>(alert.state)},
      {"severity", static_cast<unsigned>(alert.severity)},
      {"kinds", kinds},
      {"third_parties", alert.third_parties},
      {"application", alert.application},
      {"monitor", alert.monitor},
      {"region", {alert.region.x, alert.region.y, alert.region.width, alert.region.height}},
      {"fingerprints", fingerprints},
      {"audience", static_cast<unsigned>(alert.audience)},
      {"call_open", alert.call_open},
      {"opened_ms", Milliseconds(alert.opened_at)},
      {"last_seen_ms", Milliseconds(alert.last_seen_at)},
      {"closed_ms", alert.closed_at ? json(Milliseconds(*alert.closed_at)) : json(nullptr)},
      {"visible_ms", alert.visible.count()},
      {"reopened", alert.reopened},
      {"answer", static_cast<unsigned>(alert.answer)},
      {"why", static_cast<unsigned>(alert.why)},
      {"mail_owed", alert.mail_owed},
  };
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

policy::Result<Alert> DecodeAlert(std::span<const uint8_t> bytes) {
  try {
    const json in = json::parse(bytes.begin(), bytes.end());
    if (in.at("v") != 1) return policy::BadInput("a stored alert is of a newer version");
    Alert alert;
    alert.id = in.at("id").get<std::string>();
    alert.state = Ranged(in.at("state"), policy::AlertState::kClosed);
    alert.severity = Ranged(in.at("severity"), policy::Severity::kHigh);
    for (const auto& [name, count] : in.at("kinds").items()) {
      alert.kinds[policy::KindFromName(name).value_or(policy::Kind::kUnknown)] =
          count.get<uint32_t>();
    }
    alert.third_parties = in.at("third_parties").get<uint32_t>();
    alert.application = in.at("application").get<std::string>();
    alert.monitor = in.at("monitor").get<std::string>();
    const json& region = in.at("region");
    alert.region = {region.at(0).get<int>(), region.at(1).get<int>(), region.at(2).get<int>(),
                    region.at(3).get<int>()};
    for (const json& hex : in.at("fingerprints")) {
      policy::Fingerprint print{};
      const std::string& text = hex.get_ref<const std::string&>();
      size_t length = 0;
      if (sodium_hex2bin(print.data(), print.size(), text.data(), text.size(), nullptr, &length,
                         nullptr) != 0 ||
          length != print.size()) {
        return policy::BadInput("a stored alert has a fingerprint that is none");
      }
      alert.fingerprints.insert(print);
    }
    alert.audience = Ranged(in.at("audience"), policy::Audience::kExternal);
    alert.call_open = in.at("call_open").get<bool>();
    alert.opened_at = MomentFrom(in.at("opened_ms"));
    alert.last_seen_at = MomentFrom(in.at("last_seen_ms"));
    if (!in.at("closed_ms").is_null()) alert.closed_at = MomentFrom(in.at("closed_ms"));
    alert.visible = std::chrono::milliseconds{in.at("visible_ms").get<int64_t>()};
    alert.reopened = in.at("reopened").get<uint32_t>();
    alert.answer = Ranged(in.at("answer"), policy::Answer::kColleague);
    // Not in what earlier versions kept.
    if (in.contains("why")) alert.why = Ranged(in.at("why"), policy::FalseAlarmReason::kOther);
    alert.mail_owed = in.at("mail_owed").get<bool>();
    return alert;
  } catch (const std::exception&) {
    return policy::BadInput("a stored alert cannot be read");
  }
}

}  // namespace chaperone::agent
