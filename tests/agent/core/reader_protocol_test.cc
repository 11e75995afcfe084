// SPDX-License-Identifier: Apache-2.0
#include "agent/reader_protocol.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

namespace chaperone::agent {
namespace {

policy::Finding SampleFinding() {
  policy::Finding f;
  f.kind = policy::Kind::kUkNino;
  f.subject = policy::Subject::kThirdParty;
  f.box = {10, 20, 30, 40};
  f.score = 0.75;
  f.rule = "uk.nino";
  f.fingerprint = {1, 2, 3, 4, 5, 6, 7, 255};
  f.person = 3;
  return f;
}

std::vector<std::vector<uint8_t>> Samples() {
  to_reader::Configure configure{{0.4, {policy::Kind::kPersonName}}, {9, 8, 7}};
  to_reader::People people;
  people.people.customers.push_back({"Orla Fenwick", {"07700 900142"}});
  people.people.staff_domains = {"lending.example"};
  to_reader::Frame frame{7, 1920, 1080, true, {{0, 0, 1920, 16}, {5, 6, 7, 8}}};
  from_reader::Findings findings{9, {SampleFinding(), SampleFinding()}, 12, 1, true};
  return {Encode(ToReader{configure}),
          Encode(ToReader{people}),
          Encode(ToReader{frame}),
          Encode(FromReader{findings}),
          Encode(FromReader{from_reader::Ready{}}),
          Encode(FromReader{from_reader::Taken{4}}),
          Encode(FromReader{from_reader::Failed{"no model"}})};
}

TEST_CASE("reader protocol: what was said is what is understood") {
  to_reader::People people;
  people.people.customers.push_back({"Zoë O'Brien", {"a", "b"}});
  people.people.customer_domains = {"brightwater.example"};
  people.people.representatives.push_back({"", {"x"}});
  const auto got = DecodeToReader(Encode(ToReader{people}));
  REQUIRE(got.ok());
  CHECK(std::get<to_reader::People>(*got) == people);

  const to_reader::Frame frame{7, 1920, 1080, true, {{0, 0, 1920, 16}}};
  const auto got_frame = DecodeToReader(Encode(ToReader{frame}));
  REQUIRE(got_frame.ok());
  CHECK(std::get<to_reader::Frame>(*got_frame) == frame);

  const from_reader::Findings findings{9, {SampleFinding()}, 12, 1, true};
  const auto got_findings = DecodeFromReader(Encode(FromReader{findings}));
  REQUIRE(got_findings.ok());
  CHECK(std::get<from_reader::Findings>(*got_findings) == findings);
}

TEST_CASE("reader protocol: what a hostile reader might say does not come through") {
  from_reader::Findings findings{1, {SampleFinding()}, 0, 0, false};
  SECTION("unknown kind") {
    findings.findings[0].kind = static_cast<policy::Kind>(200);
  }
  SECTION("no kind") {
    findings.findings[0].kind = policy::Kind::kUnknown;
  }
  SECTION("unknown subject") {
    findings.findings[0].subject = static_cast<policy::Subject>(9);
  }
  SECTION("score that is no score") {
    findings.findings[0].score = 7;
  }
  SECTION("text smuggled as a rule") {
    findings.findings[0].rule = std::string(65, 'x');
  }
  SECTION("a box as large as the world") {
    findings.findings[0].box.width = 1 << 20;
  }
  CHECK_FALSE(DecodeFromReader(Encode(FromReader{findings})).ok());
}

TEST_CASE("reader protocol: a number above 2^63 is no place left of the screen") {
  using nlohmann::json;
  json message =
      json::from_cbor(Encode(FromReader{from_reader::Findings{1, {SampleFinding()}, 0, 0, false}}));
  json& left = message["findings"][0][2][0];
  left = -1;
  CHECK(DecodeFromReader(json::to_cbor(message)).ok());
  left = UINT64_MAX;
  CHECK_FALSE(DecodeFromReader(json::to_cbor(message)).ok());
}

TEST_CASE("reader protocol: a frame's rectangles lie inside it and it has a size") {
  for (const to_reader::Frame& bad :
       {to_reader::Frame{1, 100, 100, false, {{50, 0, 51, 1}}},
        to_reader::Frame{1, 0, 100, true, {}}, to_reader::Frame{1, 60'000, 60'000, true, {}},
        to_reader::Frame{1, 100, 100, true, {{-1, 0, 5, 5}}}}) {
    CHECK_FALSE(DecodeToReader(Encode(ToReader{bad})).ok());
  }
}

TEST_CASE("reader protocol: a million brackets do not bring the agent down") {
  for (const uint8_t opening : {uint8_t{0x81}, uint8_t{0x9f}, uint8_t{0xbf}, uint8_t{0xa1}}) {
    const std::vector<uint8_t> nested(8'000'000, opening);
    CHECK_FALSE(DecodeFromReader(nested).ok());
  }
  const std::vector<uint8_t> flat = [] {
    std::vector<uint8_t> bytes{0x9a, 0x00, 0x7a, 0x12,
                               0x00};  // an array of eight million small numbers
    bytes.resize(8'000'005, 1);
    return bytes;
  }();
  CHECK_FALSE(DecodeFromReader(flat).ok());
}

TEST_CASE("reader protocol: no bytes make a decoder fall over") {
  std::mt19937 random(1);
  for (const auto& sample : Samples()) {
    for (size_t cut = 0; cut < sample.size(); ++cut) {
      const std::span part(sample.data(), cut);
      CHECK_FALSE(DecodeToReader(part).ok());
      CHECK_FALSE(DecodeFromReader(part).ok());
    }
    for (int i = 0; i < 2000; ++i) {
      std::vector<uint8_t> bytes = sample;
      for (int k = 0; k < 3; ++k) bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
      [[maybe_unused]] const auto a = DecodeToReader(bytes);
      [[maybe_unused]] const auto b = DecodeFromReader(bytes);
    }
  }
}

}  // namespace
}  // namespace chaperone::agent
