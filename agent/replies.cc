// SPDX-License-Identifier: Apache-2.0
#include "agent/replies.h"

#include "agent/bus/names.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

const char* TargetName(policy::ShareTargetKind kind) {
  switch (kind) {
    case policy::ShareTargetKind::kScreen:
      return "screen";
    case policy::ShareTargetKind::kWindow:
      return "window";
    default:
      return "unknown";
  }
}

}  // namespace

json CallReply(const policy::Session& session) {
  if (!session.call) return nullptr;
  json participants = json::array();
  for (const policy::Participant& p : session.call->participants) {
    participants.push_back(
        {{"id", p.id}, {"role", RoleName(p.role)}, {"identity_confirmed", p.identity_confirmed}});
  }
  return {{"id", session.call->id}, {"participants", participants}};
}

json SharesReply(const policy::Session& session) {
  json shares = json::array();
  for (const policy::Share& s : session.shares) {
    shares.push_back({{"id", s.id},
                      {"origin", s.origin == policy::ShareOrigin::kByHand ? "by_hand" : "watched"},
                      {"application", s.application},
                      {"target", TargetName(s.target)},
                      {"monitor", s.monitor},
                      {"window", s.window},
                      {"started_at", policy::FormatUtc(s.started_at)}});
  }
  return shares;
}

json CoverageReply(const policy::Session& session) {
  json gaps = json::array();
  for (const auto& [share, coverage] : session.coverage) {
    for (const policy::CoverageGap& gap : coverage.gaps) {
      gaps.push_back({{"share", share},
                      {"reason", policy::GapReasonName(gap.reason)},
                      {"since", policy::FormatUtc(gap.since)}});
    }
  }
  return gaps;
}

json AlertReply(const policy::Alert& alert) {
  json kinds = json::object();
  for (const auto& [kind, count] : alert.kinds) kinds[std::string(policy::KindName(kind))] = count;
  return {
      {"id", alert.id},
      {"state", policy::AlertStateName(alert.state)},
      {"severity", policy::SeverityName(alert.severity)},
      {"opened_at", policy::FormatUtc(alert.opened_at)},
      {"closed_at", alert.closed_at ? json(policy::FormatUtc(*alert.closed_at)) : json(nullptr)},
      {"third_parties", alert.third_parties},
      {"kinds", kinds},
      {"application", alert.application},
      {"answer", policy::AnswerName(alert.answer)}};
}

json WholeAlertReply(const policy::Alert& alert, bool on_record) {
  json reply = AlertReply(alert);
  reply["monitor"] = alert.monitor;
  reply["region"] = {alert.region.x, alert.region.y, alert.region.width, alert.region.height};
  reply["visible_ms"] = alert.visible.count();
  reply["reopened"] = alert.reopened;
  reply["audience"] = policy::AudienceName(alert.audience);
  reply["call_open"] = alert.call_open;
  reply["why"] = policy::FalseAlarmReasonName(alert.why);
  reply["on_record"] = on_record;
  return reply;
}

}  // namespace chaperone::agent
