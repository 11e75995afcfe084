// SPDX-License-Identifier: Apache-2.0
#include "agent/replies.h"

#include <algorithm>
#include <map>

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

json RectReply(const policy::Rect& rect) {
  return {rect.x, rect.y, rect.width, rect.height};
}

// Where it is read, or where it will be.
json RegionReply(const policy::Share& share) {
  if (!share.place.empty()) return RectReply(share.place);
  return share.region.empty() ? json(nullptr) : RectReply(share.region);
}

json KindsReply(const std::map<policy::Kind, uint32_t>& kinds) {
  json reply = json::object();
  for (const auto& [kind, count] : kinds) reply[std::string(policy::KindName(kind))] = count;
  return reply;
}

void AddLive(const policy::Session& session, const std::string& alert, json& reply) {
  reply["parties"] = json::array();
  reply["places"] = json::array();
  reply["share"] = "";
  reply["window"] = 0;
  reply["snoozed_until"] = nullptr;
  const auto tracked = std::find_if(session.alerts.begin(), session.alerts.end(),
                                    [&](const auto& t) { return t.alert.id == alert; });
  if (tracked == session.alerts.end()) return;
  for (const policy::Party& party : tracked->parties) {
    reply["parties"].push_back({{"party", party.name}, {"kinds", KindsReply(party.kinds)}});
  }
  for (const policy::Rect& place : PlacesOf(session, *tracked)) {
    reply["places"].push_back(RectReply(place));
  }
  reply["share"] = tracked->share;
  if (tracked->snooze) reply["snoozed_until"] = policy::FormatUtc(tracked->snooze->until);
  const auto share = std::find_if(session.shares.begin(), session.shares.end(),
                                  [&](const auto& s) { return s.id == tracked->share; });
  if (share != session.shares.end()) reply["window"] = share->window;
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
                      {"region", RegionReply(s)},
                      {"may_stop", EmployeeMayStop(session.policy, s)},
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

json ShieldReply(const policy::Session& session) {
  json covered = json::array();
  for (const auto& [share, shield] : session.shields) {
    if (shield.covered.empty()) continue;
    covered.push_back(
        {{"share", share}, {"covers", shield.covered.size()}, {"failed", shield.failed}});
  }
  return {{"mode", policy::ShieldModeName(session.policy.shield.mode)}, {"covered", covered}};
}

json AlertReply(const policy::Session& session, const policy::Alert& alert) {
  json reply = {
      {"id", alert.id},
      {"state", policy::AlertStateName(alert.state)},
      {"severity", policy::SeverityName(alert.severity)},
      {"opened_at", policy::FormatUtc(alert.opened_at)},
      {"closed_at", alert.closed_at ? json(policy::FormatUtc(*alert.closed_at)) : json(nullptr)},
      {"third_parties", alert.third_parties},
      {"kinds", KindsReply(alert.kinds)},
      {"application", alert.application},
      {"answer", policy::AnswerName(alert.answer)},
      {"why", policy::FalseAlarmReasonName(alert.why)}};
  AddLive(session, alert.id, reply);
  return reply;
}

json WholeAlertReply(const policy::Session& session, const policy::Alert& alert, bool on_record) {
  json reply = AlertReply(session, alert);
  reply["monitor"] = alert.monitor;
  reply["region"] = RectReply(alert.region);
  reply["visible_ms"] = alert.visible.count();
  reply["reopened"] = alert.reopened;
  reply["audience"] = policy::AudienceName(alert.audience);
  reply["call_open"] = alert.call_open;
  reply["on_record"] = on_record;
  reply["covered"] = policy::IsCovered(session, alert.id);
  return reply;
}

}  // namespace chaperone::agent
