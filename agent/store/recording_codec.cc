// SPDX-License-Identifier: Apache-2.0
#include "agent/store/recording_codec.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "agent/store/json_fields.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::Recording;
using policy::WallTime;

std::chrono::milliseconds Span(const json& value) {
  return std::chrono::milliseconds{value.get<int64_t>()};
}

template <class Enum>
unsigned Number(Enum value) {
  return static_cast<unsigned>(value);
}

std::string Text(const json& in, const char* name) {
  return in.at(name).get<std::string>();
}

template <class T, class Each>
json Array(const std::vector<T>& values, Each each) {
  json out = json::array();
  for (const T& value : values) out.push_back(each(value));
  return out;
}

json ParticipantJson(const policy::Participant& person) {
  return {{"id", person.id},
          {"name", person.name},
          {"role", Number(person.role)},
          {"identifiers", person.identifiers},
          {"identity_confirmed", person.identity_confirmed},
          {"confirmed_how", person.confirmed_how},
          {"jurisdiction", person.jurisdiction}};
}

policy::Participant ParticipantFrom(const json& in) {
  policy::Participant person;
  person.id = Text(in, "id");
  person.name = Text(in, "name");
  person.role = Ranged(in.at("role"), policy::Role::kOther);
  person.identifiers = in.at("identifiers").get<std::vector<std::string>>();
  person.identity_confirmed = in.at("identity_confirmed").get<bool>();
  person.confirmed_how = Text(in, "confirmed_how");
  person.jurisdiction = Text(in, "jurisdiction");
  return person;
}

json GapJson(const policy::RecordingGap& gap) {
  return {{"reason", Number(gap.reason)},
          {"from_ms", gap.from.count()},
          {"length_ms", gap.length.count()},
          {"channel", gap.channel}};
}

policy::RecordingGap GapFrom(const json& in) {
  return {Ranged(in.at("reason"), policy::RecordingGapReason::kSuspended), Span(in.at("from_ms")),
          Span(in.at("length_ms")), Text(in, "channel")};
}

json ReceiptJson(const policy::AnnouncementReceipt& receipt) {
  const policy::AnnouncementMeasure& measure = receipt.measure;
  return {{"id", receipt.id},
          {"method", Number(receipt.method)},
          {"language", receipt.language},
          {"version", receipt.version},
          {"text_hash", receipt.text_hash},
          {"participants", receipt.participants},
          {"at_ms", Milliseconds(receipt.at)},
          {"voice_hash", measure.voice_hash},
          {"length_ms", measure.length.count()},
          {"injected_ms", measure.injected.count()},
          // JSON has no word for what is not a number.
          {"gain_db", std::isfinite(measure.gain_db) ? measure.gain_db : -200.0},
          {"segments", measure.segments},
          {"segments_met", measure.segments_met},
          {"stream_in_place", measure.stream_in_place},
          {"stream_open", measure.stream_open}};
}

policy::AnnouncementReceipt ReceiptFrom(const json& in) {
  policy::AnnouncementReceipt receipt;
  receipt.id = Text(in, "id");
  receipt.method = Ranged(in.at("method"), policy::AnnouncementMethod::kReadAloud);
  receipt.language = Text(in, "language");
  receipt.version = Text(in, "version");
  receipt.text_hash = Text(in, "text_hash");
  receipt.participants = in.at("participants").get<std::vector<std::string>>();
  receipt.at = MomentFrom(in.at("at_ms"));
  policy::AnnouncementMeasure& measure = receipt.measure;
  measure.voice_hash = Text(in, "voice_hash");
  measure.length = Span(in.at("length_ms"));
  measure.injected = Span(in.at("injected_ms"));
  measure.gain_db = in.at("gain_db").get<double>();
  measure.segments = in.at("segments").get<int>();
  measure.segments_met = in.at("segments_met").get<int>();
  measure.stream_in_place = in.at("stream_in_place").get<bool>();
  measure.stream_open = in.at("stream_open").get<bool>();
  return receipt;
}

json StandingJson(const policy::Standing& standing) {
  json out = {{"withdrawn", standing.withdrawn},
              {"objected", standing.objected},
              {"told", standing.told},
              {"consent", nullptr}};
  if (standing.consent) {
    out["consent"] = {{"wording", standing.consent->wording},
                      {"at_ms", Milliseconds(standing.consent->at)}};
  }
  return out;
}

policy::Standing StandingFrom(const json& in) {
  policy::Standing standing;
  standing.withdrawn = in.at("withdrawn").get<bool>();
  standing.objected = in.at("objected").get<bool>();
  standing.told = Text(in, "told");
  if (const json& consent = in.at("consent"); !consent.is_null()) {
    standing.consent = policy::Consent{Text(consent, "wording"), MomentFrom(consent.at("at_ms"))};
  }
  return standing;
}

json GroundsJson(const policy::RecordingCase& grounds) {
  json people = json::object();
  for (const auto& [handle, standing] : grounds.people) people[handle] = StandingJson(standing);
  json out = {{"private_call", grounds.private_call},
              {"people", people},
              {"receipts", Array(grounds.receipts, ReceiptJson)},
              {"basis", nullptr}};
  if (grounds.basis) {
    out["basis"] = {{"purpose", grounds.basis->purpose},
                    {"basis", Number(grounds.basis->basis)},
                    {"reference", grounds.basis->reference},
                    {"special_condition", grounds.basis->special_condition},
                    {"unsure", grounds.basis->unsure}};
  }
  return out;
}

policy::RecordingCase GroundsFrom(const json& in) {
  policy::RecordingCase grounds;
  grounds.private_call = in.at("private_call").get<bool>();
  for (const auto& [handle, standing] : in.at("people").items()) {
    grounds.people[handle] = StandingFrom(standing);
  }
  for (const json& receipt : in.at("receipts")) grounds.receipts.push_back(ReceiptFrom(receipt));
  if (const json& basis = in.at("basis"); !basis.is_null()) {
    grounds.basis = policy::BasisStatement{
        Text(basis, "purpose"),
        Ranged(basis.at("basis"), policy::LawfulBasis::kLegitimateInterests),
        Text(basis, "reference"), Text(basis, "special_condition"), basis.at("unsure").get<bool>()};
  }
  return grounds;
}

}  // namespace

std::string EncodeRecording(const Recording& recording) {
  const json out = {
      {"v", 1},
      {"id", recording.id},
      {"call", recording.call},
      {"state", Number(recording.state)},
      {"purpose", recording.purpose},
      {"basis", Number(recording.basis)},
      {"reference", recording.reference},
      {"ruling", recording.ruling},
      {"language", recording.language},
      {"retention_class", recording.retention_class},
      {"started_ms", Milliseconds(recording.started_at)},
      {"ended_ms", recording.ended_at ? json(Milliseconds(*recording.ended_at)) : json(nullptr)},
      {"length_ms", recording.length.count()},
      {"gaps", Array(recording.gaps, GapJson)},
      {"participants", Array(recording.participants, ParticipantJson)},
      {"grounds", GroundsJson(recording.grounds)},
      {"end_reason", recording.end_reason},
  };
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

policy::Result<Recording> DecodeRecording(std::span<const uint8_t> bytes) {
  try {
    const json in = json::parse(bytes.begin(), bytes.end());
    if (in.at("v") != 1) return policy::BadInput("a stored recording is of a newer version");
    Recording recording;
    recording.id = Text(in, "id");
    recording.call = Text(in, "call");
    recording.state = Ranged(in.at("state"), policy::RecordingState::kDeleted);
    recording.purpose = Text(in, "purpose");
    recording.basis = Ranged(in.at("basis"), policy::LawfulBasis::kLegitimateInterests);
    recording.reference = Text(in, "reference");
    recording.ruling = Text(in, "ruling");
    recording.language = Text(in, "language");
    recording.retention_class = Text(in, "retention_class");
    recording.started_at = MomentFrom(in.at("started_ms"));
    if (!in.at("ended_ms").is_null()) recording.ended_at = MomentFrom(in.at("ended_ms"));
    recording.length = Span(in.at("length_ms"));
    for (const json& gap : in.at("gaps")) recording.gaps.push_back(GapFrom(gap));
    for (const json& person : in.at("participants")) {
      recording.participants.push_back(ParticipantFrom(person));
    }
    recording.grounds = GroundsFrom(in.at("grounds"));
    recording.end_reason = Text(in, "end_reason");
    return recording;
  } catch (const std::exception&) {
    return policy::BadInput("a stored recording cannot be read");
  }
}

}  // namespace chaperone::agent
