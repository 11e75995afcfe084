// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <random>

#include "tests/policy/recording/open_case.h"

// Random cases against a reference that is written differently: one sentence of domain.md after the
// other, over everyone and everything, as yes or no.
namespace chaperone::policy {
namespace {

using test::kNoon;
using test::MakeOpenCase;
using test::MakeRuling;
using test::OpenCase;
using namespace std::chrono_literals;
using B = LawfulBasis;

bool NaiveMay(const OpenCase& c) {
  if (!c.has_call || !c.can_record || c.recording.private_call || !c.recording.basis) return false;
  const BasisStatement& stated = *c.recording.basis;
  const RecordingPurpose* purpose = nullptr;
  for (const auto& p : c.rules.purposes) {
    if (p.name == stated.purpose) purpose = &p;
  }
  if (purpose == nullptr) return false;

  // Whose law.
  bool active = false;
  bool aloud = c.rules.read_aloud_allowed;
  bool customer = false;
  std::vector<const JurisdictionProfile*> laws;
  // The employee's own comes first; it is not asked for where every other is said.
  Participant employee;
  employee.role = Role::kStaff;
  std::vector<Participant> people = c.call.participants;
  if (!c.rules.jurisdiction.empty()) people.push_back(employee);
  for (const auto& person : people) {
    customer |= person.role != Role::kStaff;
    const std::string place =
        person.jurisdiction.empty() ? c.rules.jurisdiction : person.jurisdiction;
    const JurisdictionProfile* law = nullptr;
    for (const auto& profile : c.rules.profiles) {
      if (profile.name == place) law = &profile;
    }
    if (law == nullptr) return false;
    laws.push_back(law);
    active |= law->consent == ConsentRule::kActive || law->consent == ConsentRule::kUnknown;
    aloud &= law->read_aloud_allowed;
  }
  if (!customer) return false;

  // What the champion said last. A no takes back each yes of before, and at the same moment, even
  // once it has lapsed itself.
  const auto taken_back = [&](const Ruling& yes) {
    for (const auto& no : c.rulings) {
      if (no.allowed || no.purpose != yes.purpose || no.valid_from > c.now.wall ||
          no.valid_from < yes.valid_from) {
        continue;
      }
      for (const auto* law : laws) {
        if (std::count(no.jurisdictions.begin(), no.jurisdictions.end(), law->name) > 0)
          return true;
      }
    }
    return false;
  };
  const Ruling* last = nullptr;
  for (const auto& ruling : c.rulings) {
    if (ruling.purpose != purpose->name || c.now.wall < ruling.valid_from ||
        c.now.wall >= ruling.valid_until || (ruling.allowed && taken_back(ruling))) {
      continue;
    }
    size_t covered = 0;
    for (const auto* law : laws) {
      covered += static_cast<size_t>(
          std::count(ruling.jurisdictions.begin(), ruling.jurisdictions.end(), law->name));
    }
    if (ruling.allowed ? covered < laws.size() : covered == 0) continue;
    if (last == nullptr || ruling.valid_from > last->valid_from ||
        (ruling.valid_from == last->valid_from && !ruling.allowed)) {
      last = &ruling;
    }
  }
  if (last != nullptr && !last->allowed) return false;
  const bool needs_ruling = purpose->needs_ruling || stated.unsure;
  if (needs_ruling && last == nullptr) return false;
  B basis = stated.basis;
  std::string reference = stated.reference;
  bool special =
      std::count(c.rules.special_category_conditions.begin(),
                 c.rules.special_category_conditions.end(), stated.special_condition) > 0;
  if (needs_ruling) {
    if (last->basis != B::kUnknown && last->basis != stated.basis) {
      basis = last->basis;
      reference = "";
    }
    if (!last->reference.empty()) reference = last->reference;
    // A condition that the ruling names takes the place of the stated one.
    special = special || !last->special_condition.empty();
  }
  if (last != nullptr) {
    for (const RulingCondition condition : last->conditions) {
      if (condition == RulingCondition::kUnknown) return false;
      if (condition == RulingCondition::kActiveConsent) active = true;
      if (condition == RulingCondition::kInjectedOnly) aloud = false;
      if (condition != RulingCondition::kIdentityConfirmed) continue;
      for (const auto& p : c.call.participants) {
        if ((p.role == Role::kCustomer || p.role == Role::kRepresentative) && !p.identity_confirmed)
          return false;
      }
    }
  }

  // The basis and what it needs.
  if (basis == B::kUnknown) return false;
  if (c.rules.public_authority &&
      (basis == B::kLegitimateInterests || basis == B::kRecognisedLegitimateInterest)) {
    return false;
  }
  for (const auto* law : laws) {
    if (std::count(law->bases.begin(), law->bases.end(), basis) == 0) return false;
  }
  if (basis != B::kConsent && reference.empty()) return false;
  if (basis == B::kLegitimateInterests) {
    bool assessed = false;
    for (const auto& a : c.rules.assessments) {
      assessed |= a.reference == reference && c.now.wall < a.review_by + 24h &&
                  std::count(a.purposes.begin(), a.purposes.end(), purpose->name) > 0;
    }
    if (!assessed) return false;
  }
  if (purpose->special_category && !special) return false;

  // The people.
  for (const auto& person : c.call.participants) {
    const auto found = c.recording.people.find(person.id);
    if (found == c.recording.people.end()) return false;
    const Standing& standing = found->second;
    if (active || (basis == B::kConsent && person.role != Role::kStaff)) {
      if (!standing.consent || standing.withdrawn) return false;
      if (standing.consent->wording != "en/2026-1" && standing.consent->wording != "de/2026-1") {
        return false;
      }
    }
    if (standing.objected && (basis == B::kPublicTask || basis == B::kLegitimateInterests ||
                              basis == B::kRecognisedLegitimateInterest)) {
      return false;
    }
    bool told = false;
    for (const auto& r : c.recording.receipts) {
      told |= r.id == standing.told && !r.id.empty() &&
              std::count(r.participants.begin(), r.participants.end(), person.id) > 0 &&
              ((r.method == AnnouncementMethod::kInjected && r.measure.stream_open) ||
               (r.method == AnnouncementMethod::kReadAloud && aloud));
    }
    if (!told) return false;
  }
  return true;
}

// Everything that may be otherwise, one coin each; biased towards what opens.
OpenCase RandomCase(std::mt19937& random) {
  const auto pick = [&](unsigned n) { return static_cast<unsigned>(random()) % n; };
  const auto seldom = [&] { return pick(12) == 0; };
  const auto one_of = [&](std::initializer_list<const char*> all) {
    return std::string(*(all.begin() + pick(static_cast<unsigned>(all.size()))));
  };
  OpenCase c = MakeOpenCase();
  for (Assessment& a : c.rules.assessments) a.review_by = kNoon - 12h;
  c.rules.assessments[0].purposes = {"complaints", "special"};
  c.has_call = !seldom();
  c.can_record = !seldom();
  c.recording.private_call = seldom();
  c.rules.public_authority = seldom();
  c.rules.read_aloud_allowed = pick(2) == 0;
  if (seldom()) c.rules.jurisdiction = one_of({"", "eu", "de", "nowhere"});
  if (seldom()) c.rules.profiles[0].consent = ConsentRule::kUnknown;
  if (seldom()) c.rules.profiles[1].read_aloud_allowed = false;
  if (seldom()) c.now.wall += 12h;
  if (seldom()) c.recording.basis.reset();
  if (c.recording.basis) {
    c.Basis().purpose = one_of({"complaints", "complaints", "health", "special", "none"});
    c.Basis().basis = static_cast<B>(pick(8));
    c.Basis().reference = one_of({"LIA-7", "LIA-7", "X", ""});
    c.Basis().special_condition = one_of({"", "explicit_consent", "explicit_consent", "other"});
    c.Basis().unsure = pick(4) == 0;
  }
  for (unsigned n = pick(3); n > 0; --n) {
    Ruling ruling = MakeRuling(one_of({"complaints", "special", "special", "health"}));
    ruling.allowed = pick(5) != 0;
    ruling.basis = static_cast<B>(pick(8));
    ruling.reference = one_of({"LIA-7", ""});
    ruling.special_condition = one_of({"", "vital"});
    ruling.jurisdictions = pick(3) == 0 ? std::vector<std::string>{"uk"}
                                        : std::vector<std::string>{"de", "eu", "uk", "us-wa"};
    if (pick(3) == 0) ruling.conditions.push_back(static_cast<RulingCondition>(pick(5)));
    ruling.valid_from += std::chrono::minutes{pick(3)};
    if (ruling.allowed ? seldom() : pick(2) == 0) ruling.valid_until = kNoon;
    if (seldom()) ruling.valid_from = kNoon + 1h;
    c.rulings.push_back(ruling);
  }
  if (pick(3) == 0) {
    c.call.participants.push_back(c.call.participants[0]);
    c.call.participants.back().id = "p3";
    c.Of("p3") = c.Of("p1");
    if (!seldom()) c.recording.receipts[0].participants.push_back("p3");
  }
  for (Participant& person : c.call.participants) {
    if (seldom()) person.role = static_cast<Role>(pick(5));
    if (pick(4) == 0) person.jurisdiction = one_of({"uk", "eu", "de", "us-wa", "nowhere"});
    person.identity_confirmed = pick(2) == 0;
    Standing& standing = c.Of(person.id);
    if (!seldom() && pick(3) != 0)
      standing.consent = Consent{one_of({"en/2026-1", "de/2026-1"}), kNoon};
    if (seldom()) standing.consent = Consent{"en/2025-1", kNoon};
    standing.withdrawn = seldom();
    standing.objected = seldom();
    if (seldom()) standing.told = one_of({"", "n-2"});
    if (seldom()) c.recording.people.erase(person.id);
  }
  if (pick(4) == 0) c.recording.receipts[0].method = static_cast<AnnouncementMethod>(pick(3));
  if (seldom()) c.recording.receipts[0].measure.stream_open = false;
  return c;
}

TEST_CASE("gate: over random cases it opens exactly when nothing is missing") {
  int opened = 0;
  for (unsigned seed = 1; seed <= 40000; ++seed) {
    std::mt19937 random(seed);
    const OpenCase c = RandomCase(random);
    const bool may = NaiveMay(c);
    const auto unmet = c.Unmet();
    const auto permit = c.Open();
    if (may != unmet.empty() || may != permit.has_value()) {
      CAPTURE(seed);
      CAPTURE(c.Missing());
      REQUIRE(may == unmet.empty());
      REQUIRE(may == permit.has_value());
    }
    opened += may ? 1 : 0;
    for (const Requirement& each : unmet) {
      if (each.missing == Missing::kUnknown || each.sentence.empty()) {
        CAPTURE(seed);
        FAIL("a requirement without a name or a sentence");
      }
    }
  }
  CHECK(opened > 400);  // enough of them are open for the other half to mean something
}

TEST_CASE("gate: whatever opened it, taking one thing away shuts it") {
  const std::vector<std::pair<std::string, std::function<void(OpenCase&)>>> takings = {
      {"call", [](OpenCase& c) { c.has_call = false; }},
      {"record", [](OpenCase& c) { c.can_record = false; }},
      {"privacy", [](OpenCase& c) { c.recording.private_call = true; }},
      {"statement", [](OpenCase& c) { c.recording.basis.reset(); }},
      {"purpose of the policy", [](OpenCase& c) { c.rules.purposes.clear(); }},
      {"profiles", [](OpenCase& c) { c.rules.profiles.clear(); }},
      {"bases of a place",
       [](OpenCase& c) {
         for (auto& each : c.rules.profiles) each.bases.clear();
       }},
      {"the people", [](OpenCase& c) { c.call.participants.clear(); }},
      {"receipts", [](OpenCase& c) { c.recording.receipts.clear(); }},
      {"announcements", [](OpenCase& c) { c.rules.announcements.clear(); }},
      {"certainty",
       [](OpenCase& c) {
         c.Basis().unsure = true;
         c.rulings.clear();
       }},
      {"the last customer's being told",
       [](OpenCase& c) { c.Of(c.call.participants.back().id).told.clear(); }},
      {"a stranger joins",
       [](OpenCase& c) {
         c.call.participants.emplace_back();
         c.call.participants.back().id = "p9";
       }},
      {"a no of the champion's",
       [](OpenCase& c) {
         Ruling no = MakeRuling(c.Basis().purpose);
         no.allowed = false;
         no.jurisdictions = {"uk", "eu", "de", "us-wa"};
         no.valid_from = kNoon;
         no.valid_until = kNoon + 24h;
         c.rulings.push_back(no);
       }},
  };
  int opened = 0;
  for (unsigned seed = 1; seed <= 20000; ++seed) {
    std::mt19937 random(seed);
    const OpenCase c = RandomCase(random);
    if (!c.Open()) continue;
    ++opened;
    for (const auto& [name, take] : takings) {
      OpenCase less = c;
      take(less);
      if (!less.Open() && !less.Unmet().empty()) continue;
      CAPTURE(seed);
      FAIL("still open without: " << name);
    }
  }
  CHECK(opened > 200);
}

}  // namespace
}  // namespace chaperone::policy
