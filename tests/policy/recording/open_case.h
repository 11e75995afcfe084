// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/recording/gate.h"

namespace chaperone::policy::test {

inline const WallTime kNoon = WallTime{std::chrono::hours{24 * 20780 + 12}};

inline AnnouncementMeasure GoodMeasure() {
  using std::chrono::milliseconds;
  return {std::string(64, 'a'), milliseconds{9000}, milliseconds{9000}, -1, 9, 9, true, true};
}

// A call that may be recorded, by value, so that a test takes one thing away.
struct OpenCase {
  RecordingRules rules;
  CallContext call;
  RecordingCase recording;
  std::vector<Ruling> rulings;
  bool has_call = true;
  bool can_record = true;
  Now now{kNoon, {}, "b"};

  std::vector<Requirement> Unmet() const { return RecordingGate::Unmet(View(), now); }
  std::optional<RecordingPermit> Open() const { return RecordingGate::Open(View(), now); }
  GateView View() const {
    return {rules, has_call ? &call : nullptr, recording, rulings, can_record};
  }
  // "kind participant" of each that is missing.
  std::vector<std::string> Missing() const {
    std::vector<std::string> missing;
    for (const Requirement& each : Unmet()) {
      std::string name(MissingName(each.missing));
      missing.push_back(each.participant.empty() ? name : name + " " + each.participant);
    }
    return missing;
  }

  Participant& Person(const std::string& id) {
    for (Participant& each : call.participants) {
      if (each.id == id) return each;
    }
    return call.participants.emplace_back();
  }
  Standing& Of(const std::string& id) { return recording.people[id]; }
  BasisStatement& Basis() { return *recording.basis; }
  JurisdictionProfile& Place(const std::string& name) {
    for (JurisdictionProfile& each : rules.profiles) {
      if (each.name == name) return each;
    }
    return rules.profiles.emplace_back();
  }
  void EveryoneConsents() {
    for (const Participant& each : call.participants) Of(each.id).consent = {"en/2026-1", kNoon};
  }
};

// Complaints under legitimate interests, a customer and a colleague in the UK, told by injection.
inline OpenCase MakeOpenCase() {
  using B = LawfulBasis;
  OpenCase c;
  RecordingRules& r = c.rules;
  r.jurisdiction = "uk";
  const std::vector<B> eu = {B::kConsent,        B::kContract,   B::kLegalObligation,
                             B::kVitalInterests, B::kPublicTask, B::kLegitimateInterests};
  std::vector<B> uk = eu;
  uk.push_back(B::kRecognisedLegitimateInterest);
  r.profiles = {{"uk", "United Kingdom", uk, ConsentRule::kNone, false, true},
                {"eu", "European Union", eu, ConsentRule::kNone, false, true},
                {"de", "Germany", eu, ConsentRule::kActive, false, true},
                {"us-wa", "Washington State", eu, ConsentRule::kNotice, true, true}};
  r.purposes = {{"complaints", "handling complaints", B::kLegitimateInterests, "LIA-7"},
                {"health", "health", B::kConsent, "", "recordings", true, false},
                {"special", "special", B::kConsent, "", "recordings", false, true}};
  r.assessments = {{"LIA-7", "3", kNoon + std::chrono::hours{24}, {"complaints"}}};
  r.announcements = {{"en", "2026-1", "We record.", "Recorded.", "", "", "", ""},
                     {"de", "2026-1", "Wir nehmen auf.", "Aufnahme.", "", "", "", ""}};
  r.special_category_conditions = {"explicit_consent"};
  c.call.id = "c-1";
  Participant customer;
  customer.id = "p1";
  customer.name = "Alma Quist";
  customer.role = Role::kCustomer;
  Participant colleague;
  colleague.id = "p2";
  colleague.name = "Tomasz Ferreira";
  colleague.role = Role::kStaff;
  c.call.participants = {customer, colleague};
  c.recording.basis = BasisStatement{"complaints", B::kLegitimateInterests, "LIA-7", "", false};
  c.recording.receipts = {{"n-1",
                           AnnouncementMethod::kInjected,
                           "en",
                           "2026-1",
                           TextHash("We record."),
                           GoodMeasure(),
                           {"p1", "p2"},
                           kNoon}};
  c.Of("p1").told = "n-1";
  c.Of("p2").told = "n-1";
  return c;
}

// A yes of the champion's for `purpose` in the UK, that holds now.
inline Ruling MakeRuling(const std::string& purpose) {
  Ruling ruling;
  ruling.id = "r-1";
  ruling.organisation = "Example Lending Ltd";
  ruling.allowed = true;
  ruling.purpose = purpose;
  ruling.jurisdictions = {"uk"};
  ruling.basis = LawfulBasis::kLegitimateInterests;
  ruling.reference = "LIA-7";
  ruling.champion = "dana@lending.example";
  ruling.valid_from = kNoon - std::chrono::hours{1};
  ruling.valid_until = kNoon + std::chrono::hours{1};
  return ruling;
}

}  // namespace chaperone::policy::test
