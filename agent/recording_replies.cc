// SPDX-License-Identifier: Apache-2.0
#include "agent/recording_replies.h"

#include <algorithm>
#include <array>

#include "agent/bus/names.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

json ReceiptReply(const policy::AnnouncementReceipt& receipt) {
  return {{"receipt", receipt.id},
          {"method", policy::AnnouncementMethodName(receipt.method)},
          {"language", receipt.language},
          {"version", receipt.version},
          {"text_hash", receipt.text_hash},
          {"voice_hash", receipt.measure.voice_hash},
          {"injected_ms", receipt.measure.injected.count()},
          {"gain_db", receipt.measure.gain_db},
          {"segments", receipt.measure.segments},
          {"segments_met", receipt.measure.segments_met},
          {"participants", receipt.participants},
          {"at", policy::FormatUtc(receipt.at)}};
}

json GapsReply(const std::vector<policy::RecordingGap>& gaps) {
  json list = json::array();
  for (const policy::RecordingGap& gap : gaps) {
    list.push_back({{"reason", policy::RecordingGapReasonName(gap.reason)},
                    {"from_ms", gap.from.count()},
                    {"length_ms", gap.length.count()},
                    {"channel", gap.channel}});
  }
  return list;
}

std::string_view StandingName(policy::RulingStanding standing) {
  constexpr std::array<std::string_view, 6> kNames = {"unknown", "holds",   "not_yet",
                                                      "expired", "says_no", "elsewhere"};
  const auto i = static_cast<size_t>(standing);
  return i < kNames.size() ? kNames[i] : kNames[0];
}

json TimeReply(const std::optional<policy::WallTime>& time) {
  return time ? json(policy::FormatUtc(*time)) : json(nullptr);
}

}  // namespace

json GateReply(const policy::Session& session, const policy::Now& now) {
  const policy::RecordingSession& r = session.recording;
  json missing = json::array();
  for (const policy::Requirement& m : policy::UnmetOf(session, now)) {
    missing.push_back({{"what", policy::MissingName(m.missing)},
                       {"participant", m.participant},
                       {"sentence", m.sentence}});
  }
  json places = json::array();
  if (session.call) {
    places = policy::JurisdictionsOf(session.policy.recording, *session.call);
  }
  const auto& basis = r.grounds.basis;
  json announcement = nullptr;
  if (!r.grounds.receipts.empty()) announcement = ReceiptReply(r.grounds.receipts.back());
  return {{"may", missing.empty()},
          {"phase", policy::RecordingPhaseName(policy::PhaseOf(session, now))},
          {"missing", missing},
          {"jurisdictions", places},
          {"purpose", basis ? basis->purpose : ""},
          {"basis", basis ? policy::LawfulBasisName(basis->basis) : "unknown"},
          {"ruling", r.open ? r.open->ruling : ""},
          {"announcement", announcement},
          {"trouble", r.trouble}};
}

json RecordingReply(const policy::Session& session, const RecordingDesk& desk,
                    const policy::Now& now) {
  json reply = GateReply(session, now);
  const policy::RecordingSession& r = session.recording;
  reply["recording"] = nullptr;
  reply["announcing"] = nullptr;
  if (r.open) {
    const auto paused_for = now.boot - r.paused_since.value_or(now.boot);
    const from_recorder::Level level = desk.level().value_or(from_recorder::Level{});
    reply["recording"] = {
        {"id", r.open->id},
        {"started_at", policy::FormatUtc(r.open->started_at)},
        {"length_ms", level.length.count()},
        {"bytes", level.bytes},
        {"permitted", r.permitted},
        {"paused", r.paused ? json(policy::RecordingGapReasonName(*r.paused)) : json(nullptr)},
        {"paused_ms", paused_for.count()},
        {"microphone_db", level.microphone_db},
        {"far_end_db", level.far_end_db},
        {"gaps", GapsReply(r.open->gaps)}};
  }
  if (r.announcing) {
    const auto& progress = desk.progress();
    reply["announcing"] = {{"injected_ms", progress ? progress->injected.count() : 0},
                           {"length_ms", progress ? progress->length.count() : 0}};
  }
  return reply;
}

json RulingReply(const policy::Ruling& ruling, const policy::Session& session,
                 const policy::Now& now) {
  json conditions = json::array();
  for (const policy::RulingCondition c : ruling.conditions) {
    conditions.push_back(policy::RulingConditionName(c));
  }
  // Judged for the open call; with none, for the purpose and places that it names itself.
  const bool call = session.call && session.recording.grounds.basis;
  const std::vector<std::string> places =
      call ? policy::JurisdictionsOf(session.policy.recording, *session.call)
           : ruling.jurisdictions;
  const std::string purpose = call ? session.recording.grounds.basis->purpose : ruling.purpose;
  return {{"id", ruling.id},
          {"question", ruling.question},
          {"allowed", ruling.allowed},
          {"purpose", ruling.purpose},
          {"jurisdictions", ruling.jurisdictions},
          {"basis", policy::LawfulBasisName(ruling.basis)},
          {"reference", ruling.reference},
          {"special_condition", ruling.special_condition},
          {"conditions", conditions},
          {"note", ruling.note},
          {"champion", ruling.champion},
          {"valid_from", policy::FormatUtc(ruling.valid_from)},
          {"valid_until", policy::FormatUtc(ruling.valid_until)},
          {"standing", StandingName(policy::StandingOf(ruling, purpose, places, now.wall))}};
}

json StoredReply(const StoredRecording& stored) {
  const policy::Recording& r = stored.recording;
  json hold = nullptr;
  if (stored.hold) {
    hold = {{"owner", stored.hold->owner},
            {"reason", stored.hold->reason},
            {"review_by", policy::FormatUtc(stored.hold->review_by)}};
  }
  return {{"id", r.id},
          {"call", r.call},
          {"state", policy::RecordingStateName(r.state)},
          {"purpose", r.purpose},
          {"basis", policy::LawfulBasisName(r.basis)},
          {"started_at", policy::FormatUtc(r.started_at)},
          {"length_ms", r.length.count()},
          {"gaps", r.gaps.size()},
          {"retention_class", r.retention_class},
          {"delete_after", TimeReply(stored.delete_after)},
          {"hold", hold},
          {"archived", stored.archived}};
}

json WholeStoredReply(const StoredRecording& stored) {
  json reply = StoredReply(stored);
  const policy::Recording& r = stored.recording;
  reply["gaps"] = GapsReply(r.gaps);
  reply["reference"] = r.reference;
  reply["ruling"] = r.ruling;
  reply["language"] = r.language;
  reply["end_reason"] = r.end_reason;
  reply["ended_at"] = TimeReply(r.ended_at);
  json receipts = json::array();
  for (const auto& receipt : r.grounds.receipts) receipts.push_back(ReceiptReply(receipt));
  reply["receipts"] = receipts;
  json participants = json::array();
  for (const policy::Participant& p : r.participants) {
    const auto standing = r.grounds.people.find(p.id);
    const bool consent = standing != r.grounds.people.end() && standing->second.consent;
    participants.push_back(
        {{"id", p.id},
         {"role", RoleName(p.role)},
         {"jurisdiction", p.jurisdiction},
         {"consent", consent ? json(standing->second.consent->wording) : json(nullptr)}});
  }
  reply["participants"] = participants;
  return reply;
}

json JobReply(const ExportJob& job) {
  return {{"job", job.id},
          {"state", job.state},
          {"length_ms", job.length.count()},
          {"truncated", job.truncated},
          {"problem", job.problem}};
}

}  // namespace chaperone::agent
