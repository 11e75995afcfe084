// SPDX-License-Identifier: Apache-2.0
#include "agent/glass_box_replies.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

#include "agent/bus/recording_fields.h"
#include "agent/policy_json.h"
#include "policy/recording/lawful_basis.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

json FilesReply(const std::vector<PolicyFile>& files) {
  json list = json::array();
  for (const PolicyFile& file : files) {
    list.push_back({{"path", file.path}, {"level", PolicyLevelName(file.level)}});
  }
  return list;
}

// Each once, the policy's own first.
std::vector<std::string> Languages(const policy::RecordingRules& rules) {
  std::vector<std::string> languages;
  for (const policy::AnnouncementText& text : rules.announcements) {
    if (std::find(languages.begin(), languages.end(), text.language) == languages.end()) {
      languages.push_back(text.language);
    }
  }
  std::stable_partition(languages.begin(), languages.end(),
                        [&](const std::string& language) { return language == rules.language; });
  return languages;
}

std::string_view StateName(DeliveryState state) {
  switch (state) {
    case DeliveryState::kAccepted:
      return "sent";
    case DeliveryState::kRefused:
      return "refused";
    case DeliveryState::kWaiting:
      break;
  }
  return "waiting";
}

json TimeOrNull(const std::optional<policy::WallTime>& time) {
  return time ? json(policy::FormatUtc(*time)) : json(nullptr);
}

json SumsReply(const std::vector<StoredCount>& counts) {
  const auto sum = [&](policy::Counted counted) {
    uint64_t number = 0;
    for (const StoredCount& one : counts) {
      if (one.count.counted == counted) number += one.count.number;
    }
    return number;
  };
  return {{"alerts", sum(policy::Counted::kAlert)},
          {"returned", sum(policy::Counted::kReturned)},
          {"mails", sum(policy::Counted::kMail)}};
}

policy::WallTime Happened(const policy::LedgerEntry& entry) {
  return entry.late ? entry.late->wall : entry.at.wall;
}

std::string TextOf(const policy::LedgerEntry& entry, const std::string& field) {
  const auto it = entry.fields.find(field);
  const auto* text = it == entry.fields.end() ? nullptr : std::get_if<std::string>(&it->second);
  return text == nullptr ? std::string() : *text;
}

// What an entry tells about somebody's access, and in which of its fields.
struct AccessKind {
  const char* type;
  const char* what;
  const char* of;
  const char* who;
  const char* reason;
};
constexpr std::array<AccessKind, 8> kAccessKinds = {
    {{"recording.listened", "played", "recording", "user", "reason"},
     {"recording.exported", "exported", "recording", "user", "reason"},
     {"recording.key_destroyed", "deleted", "recording", "user", "reason"},
     {"recording.held", "held", "recording", "user", "reason"},
     {"recording.released", "released", "recording", "user", "reason"},
     {"alert.erased", "deleted", "alert", "user", "reason"},
     {"consult.ruling", "ruled", "ruling", "champion", "purpose"},
     {"own_data.exported", "exported", "own_data", "user", "reason"}}};

}  // namespace

json PolicyReply(const policy::Policy& policy, const std::vector<PolicyFile>& files) {
  const json effective = PolicyToJson(policy);
  json bases = json::array();
  for (const auto& [name, basis] : policy::LawfulBasisNames()) bases.push_back(name);
  json champions = json::array();
  for (const policy::Champion& champion : policy.champions) champions.push_back(champion.name);
  const json& recording = effective.at("recording");
  return {{"files", FilesReply(files)},
          {"organisation", policy.organisation},
          {"purposes", recording.at("purposes")},
          {"profiles", recording.at("profiles")},
          {"jurisdiction", policy.recording.jurisdiction},
          {"languages", Languages(policy.recording)},
          {"special_category_conditions", policy.recording.special_category_conditions},
          {"bases", bases},
          {"champions", champions},
          {"alerts", effective.at("alerts")},
          {"sampling", effective.at("sampling")},
          {"effective", effective}};
}

json MailReply(const OutboxMail& mail) {
  json recipients = json::array();
  for (const RecipientState& to : mail.recipients) recipients.push_back(to.address);
  return {{"id", mail.message_id},
          {"about", MailReasonName(mail.reason)},
          {"alerts", mail.alerts},
          {"recipients", recipients},
          {"created_at", policy::FormatUtc(mail.queued_at)},
          {"sent_at",
           mail.state == DeliveryState::kAccepted ? TimeOrNull(mail.settled_at) : json(nullptr)},
          {"state", StateName(mail.state)}};
}

json RememberedReply(const RememberedPurpose& purpose) {
  return {{"purpose", purpose.purpose},
          {"first_used", policy::FormatUtc(purpose.first_used)},
          {"last_used", policy::FormatUtc(purpose.last_used)},
          {"delete_after", policy::FormatUtc(purpose.delete_after)}};
}

json CountsReply(const std::vector<StoredCount>& counts) {
  json reply = SumsReply(counts);
  json list = json::array();
  for (const auto& [count, delete_after] : counts) {
    json one = {{"day", DateText(count.day)},
                {"counted", CountedName(count.counted)},
                {"kind", nullptr},
                {"audience", nullptr},
                {"subject", nullptr},
                {"number", count.number},
                {"delete_after", policy::FormatUtc(delete_after)}};
    if (count.counted == policy::Counted::kKind) one["kind"] = KindName(count.kind);
    if (count.counted != policy::Counted::kMail) {
      one["audience"] = AudienceName(count.audience);
      one["subject"] = SubjectName(count.subject);
    }
    list.push_back(std::move(one));
  }
  reply["alert_counts"] = std::move(list);
  return reply;
}

json WeekReply(const std::vector<StoredCount>& counts) {
  json reply = SumsReply(counts);
  reply["sentence"] =
      "monitoring only: " + reply.at("alerts").dump() + " this week would have been alerts";
  return reply;
}

std::vector<std::string> GapHistory::Types() {
  return {"coverage.gap_opened", "coverage.gap_closed", "agent.started"};
}

bool GapHistory::Add(const policy::LedgerEntry& entry) {
  const policy::WallTime at = Happened(entry);
  if (entry.type == "agent.started") {
    restarted_ = at;
    closed_.clear();
    return true;
  }
  const std::string share = TextOf(entry, "share");
  const std::string reason = TextOf(entry, "reason");
  const auto key = std::pair(share, reason);
  if (entry.type == "coverage.gap_closed") {
    closed_[key] = at;
    return true;
  }
  const auto closed = closed_.find(key);
  const std::optional<policy::WallTime> until =
      closed == closed_.end() ? restarted_ : std::optional(closed->second);
  if (closed != closed_.end()) closed_.erase(closed);
  gaps_.push_back({{"share", share},
                   {"reason", reason},
                   {"since", policy::FormatUtc(at)},
                   {"until", TimeOrNull(until)}});
  return gaps_.size() < most_;
}

std::vector<std::string> AccessTypes() {
  std::vector<std::string> types;
  types.reserve(std::size(kAccessKinds));
  for (const AccessKind& kind : kAccessKinds) types.emplace_back(kind.type);
  return types;
}

json AccessReply(const policy::LedgerEntry& entry) {
  const auto kind = std::find_if(kAccessKinds.begin(), kAccessKinds.end(),
                                 [&](const AccessKind& k) { return entry.type == k.type; });
  if (kind == kAccessKinds.end()) return nullptr;
  const std::string who = TextOf(entry, kind->who);
  const std::string of = TextOf(entry, kind->of);
  // The schedule acts for nobody; who gave a ruling stands in the ruling.
  const bool ruled = entry.type == std::string_view("consult.ruling");
  return {{"at", policy::FormatUtc(Happened(entry))},
          {"what", kind->what},
          {"of", of.empty() ? kind->of : of},
          {"who", !who.empty() ? who
                  : ruled      ? "champion"
                               : "system"},
          {"reason", TextOf(entry, kind->reason)}};
}

}  // namespace chaperone::agent
