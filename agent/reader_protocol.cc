// SPDX-License-Identifier: Apache-2.0
#include "agent/reader_protocol.h"

#include "agent/bounded_cbor.h"
#include "capture/screen/frame.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::Finding;
using policy::KnownPeople;
using policy::KnownPerson;
using policy::Rect;
using policy::Result;

constexpr int kMaxSide = 1 << 16;
constexpr auto kBetween = "the agent and the reader";

json ToJson(const Rect& r) {
  return {r.x, r.y, r.width, r.height};
}

json ToJson(const std::vector<KnownPerson>& people) {
  json out = json::array();
  for (const KnownPerson& p : people) out.push_back({{"name", p.name}, {"ids", p.identifiers}});
  return out;
}

json ToJson(const Finding& f) {
  return {static_cast<int>(f.kind),
          static_cast<int>(f.subject),
          ToJson(f.box),
          f.score,
          f.rule,
          f.country,
          json::binary(std::vector<uint8_t>(f.fingerprint.begin(), f.fingerprint.end())),
          f.person};
}

int Small(const json& j, int low, int high) {
  return static_cast<int>(Bounded(j, low, high));
}

Rect RectFrom(const json& j) {
  if (j.size() != 4) throw Odd{};
  return {Small(j[0], -kMaxSide, kMaxSide), Small(j[1], -kMaxSide, kMaxSide),
          Small(j[2], 0, kMaxSide), Small(j[3], 0, kMaxSide)};
}

std::vector<KnownPerson> PeopleFrom(const json& j) {
  std::vector<KnownPerson> out;
  for (const json& p : j) {
    out.push_back({p.at("name").get<std::string>(), p.at("ids").get<std::vector<std::string>>()});
  }
  return out;
}

Finding FindingFrom(const json& j) {
  if (j.size() != 8) throw Odd{};
  Finding f;
  f.kind = static_cast<policy::Kind>(Small(j[0], 1, static_cast<int>(policy::kKindCount) - 1));
  f.subject =
      static_cast<policy::Subject>(Small(j[1], 0, static_cast<int>(policy::Subject::kThirdParty)));
  f.box = RectFrom(j[2]);
  f.score = j[3].get<double>();
  if (!(f.score >= 0 && f.score <= 1)) throw Odd{};
  f.rule = j[4].get<std::string>();
  f.country = j[5].get<std::string>();
  if (f.rule.size() > 64 || f.country.size() > 2) throw Odd{};
  const auto& fingerprint = j[6].get_binary();
  if (fingerprint.size() != f.fingerprint.size()) throw Odd{};
  std::copy(fingerprint.begin(), fingerprint.end(), f.fingerprint.begin());
  f.person = j[7].get<uint32_t>();
  return f;
}

json Encoded(const to_reader::Configure& m) {
  json ignored = json::array();
  for (const policy::Kind kind : m.detection.ignored_kinds)
    ignored.push_back(static_cast<int>(kind));
  return {{"is", "configure"},
          {"min_score", m.detection.min_score},
          {"ignored", ignored},
          {"key", json::binary(m.fingerprint_key)}};
}
json Encoded(const to_reader::People& m) {
  return {{"is", "people"},
          {"customers", ToJson(m.people.customers)},
          {"customer_domains", m.people.customer_domains},
          {"representatives", ToJson(m.people.representatives)},
          {"staff", ToJson(m.people.staff)},
          {"staff_domains", m.people.staff_domains}};
}
json Encoded(const to_reader::Frame& m) {
  json changed = json::array();
  for (const Rect& r : m.changed) changed.push_back(ToJson(r));
  return {{"is", "frame"},      {"serial", m.serial},        {"width", m.width},
          {"height", m.height}, {"fd", m.brings_descriptor}, {"changed", changed}};
}
json Encoded(const from_reader::Ready&) {
  return {{"is", "ready"}};
}
json Encoded(const from_reader::Taken& m) {
  return {{"is", "taken"}, {"serial", m.serial}};
}
json Encoded(const from_reader::Findings& m) {
  json findings = json::array();
  for (const Finding& f : m.findings) findings.push_back(ToJson(f));
  return {{"is", "findings"},        {"serial", m.serial}, {"findings", findings},
          {"unread", m.unread},      {"missed", m.missed}, {"unreadable", m.unreadable},
          {"card_form", m.card_form}};
}
json Encoded(const from_reader::Failed& m) {
  return {{"is", "failed"}, {"reason", m.reason}};
}

ToReader ToReaderFrom(const json& j) {
  const auto is = j.at("is").get<std::string>();
  if (is == "configure") {
    to_reader::Configure m;
    m.detection.min_score = j.at("min_score").get<double>();
    for (const json& kind : j.at("ignored")) {
      m.detection.ignored_kinds.push_back(
          static_cast<policy::Kind>(Small(kind, 1, static_cast<int>(policy::kKindCount) - 1)));
    }
    m.fingerprint_key = j.at("key").get_binary();
    return m;
  }
  if (is == "people") {
    KnownPeople p;
    p.customers = PeopleFrom(j.at("customers"));
    p.customer_domains = j.at("customer_domains").get<std::vector<std::string>>();
    p.representatives = PeopleFrom(j.at("representatives"));
    p.staff = PeopleFrom(j.at("staff"));
    p.staff_domains = j.at("staff_domains").get<std::vector<std::string>>();
    return to_reader::People{std::move(p)};
  }
  if (is == "frame") {
    to_reader::Frame m;
    m.serial = j.at("serial").get<uint64_t>();
    m.width = Small(j.at("width"), 1, kMaxSide);
    m.height = Small(j.at("height"), 1, kMaxSide);
    if (int64_t{m.width} * m.height > capture::kMaxFramePixels) throw Odd{};
    m.brings_descriptor = j.at("fd").get<bool>();
    for (const json& r : j.at("changed")) {
      const Rect rect = RectFrom(r);
      if (policy::Intersection(rect, {0, 0, m.width, m.height}) != rect) throw Odd{};
      m.changed.push_back(rect);
    }
    return m;
  }
  throw Odd{};
}

FromReader FromReaderFrom(const json& j) {
  const auto is = j.at("is").get<std::string>();
  if (is == "ready") return from_reader::Ready{};
  if (is == "taken") return from_reader::Taken{j.at("serial").get<uint64_t>()};
  if (is == "failed") {
    const auto reason = j.at("reason").get<std::string>();
    if (reason.size() > 1000) throw Odd{};
    return from_reader::Failed{reason};
  }
  if (is == "findings") {
    from_reader::Findings m;
    m.serial = j.at("serial").get<uint64_t>();
    for (const json& f : j.at("findings")) m.findings.push_back(FindingFrom(f));
    m.unread = j.at("unread").get<uint32_t>();
    m.missed = j.at("missed").get<uint32_t>();
    m.unreadable = j.at("unreadable").get<bool>();
    m.card_form = j.at("card_form").get<bool>();
    return m;
  }
  throw Odd{};
}

}  // namespace

std::vector<uint8_t> Encode(const ToReader& message) {
  return std::visit([](const auto& m) { return json::to_cbor(Encoded(m)); }, message);
}
std::vector<uint8_t> Encode(const FromReader& message) {
  return std::visit([](const auto& m) { return json::to_cbor(Encoded(m)); }, message);
}
Result<ToReader> DecodeToReader(std::span<const uint8_t> payload) {
  return DecodeBounded(payload, &ToReaderFrom, kBetween);
}
Result<FromReader> DecodeFromReader(std::span<const uint8_t> payload) {
  return DecodeBounded(payload, &FromReaderFrom, kBetween);
}

}  // namespace chaperone::agent
