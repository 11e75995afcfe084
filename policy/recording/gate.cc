// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/gate.h"

#include <algorithm>
#include <array>

#include "policy/recording/ground.h"

namespace chaperone::policy {
namespace {

constexpr std::array<std::string_view, 21> kMissingNames = {"unknown",
                                                            "call",
                                                            "private",
                                                            "participants",
                                                            "purpose",
                                                            "basis",
                                                            "basis_not_here",
                                                            "reference",
                                                            "assessment",
                                                            "assessment_expired",
                                                            "special_category",
                                                            "jurisdiction",
                                                            "consent",
                                                            "withdrawn",
                                                            "objection",
                                                            "ruling",
                                                            "ruling_says_no",
                                                            "ruling_expired",
                                                            "ruling_condition",
                                                            "announcement",
                                                            "record"};

template <class T, class Is>
const T* Find(const std::vector<T>& all, const Is& is) {
  const auto found = std::find_if(all.begin(), all.end(), is);
  return found == all.end() ? nullptr : &*found;
}

template <class T>
bool Contains(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

template <class T, class NameOf>
std::string Joined(const std::vector<T>& all, const NameOf& name_of) {
  std::string joined;
  for (const T& each : all) {
    if (!joined.empty()) joined += ", ";
    joined += name_of(each);
  }
  return joined;
}

std::string BasisCommand(const std::string& purpose, std::string_view basis,
                         const std::string& more = "") {
  return "`chaperone basis set --purpose " + purpose + " --basis " + std::string(basis) + more +
         "`";
}

class Judge {
 public:
  Judge(const GateView& view, const Now& now) : view_(view), rules_(view.rules), now_(now) {}

  // Everything that is missing, in order.
  std::vector<Requirement> Unmet() {
    if (view_.call == nullptr) {
      Miss(Missing::kCall, "no call is open; begin with `chaperone call start`");
    } else if (view_.recording.private_call) {
      Miss(Missing::kPrivate,
           "this call is private: it is not recorded; `chaperone call end` ends it, and the next "
           "call is asked about anew");
    } else {
      Look();
      AskParticipants();
      AskPlaces();
      AskBasis();
      AskPeople();
      AskConditions();
      AskAnnouncement();
    }
    if (!view_.can_record) {
      Miss(Missing::kRecord,
           "what happens cannot be put on record (the ledger or the vault cannot be written), so "
           "nothing is recorded; `chaperone doctor` says why");
    }
    return std::move(unmet_);
  }

  Result<void> MayReadAloud() {
    if (view_.call != nullptr) Look();
    return ReadAloudCounts();
  }

  const RecordingPurpose* purpose() const { return purpose_; }
  const Ground& ground() const { return ground_; }
  const Ruling* ruling() const { return needs_ruling_ ? counsel_.newest : nullptr; }
  bool full_restatement() const {
    return !strictest_ || strictest_->full_restatement ||
           counsel_.Has(RulingCondition::kFullRestatement);
  }
  // Of the newest announcement that somebody on the call was told by.
  std::string language() const { return latest_ == nullptr ? rules_.language : latest_->language; }

 private:
  void Miss(Missing missing, std::string sentence, std::string participant = {}) {
    unmet_.push_back({missing, std::move(participant), std::move(sentence)});
  }

  const std::vector<Participant>& people() const { return view_.call->participants; }

  Standing StandingOfPerson(const Participant& person) const {
    const auto found = view_.recording.people.find(person.id);
    return found == view_.recording.people.end() ? Standing{} : found->second;
  }

  void Look() {
    places_ = JurisdictionsOf(rules_, *view_.call);
    strictest_ = StrictestOf(rules_, places_);
    if (const auto& basis = view_.recording.basis) {
      purpose_ = Find(rules_.purposes,
                      [&](const RecordingPurpose& each) { return each.name == basis->purpose; });
    }
    if (purpose_ == nullptr) return;
    const BasisStatement& stated = *view_.recording.basis;
    needs_ruling_ = purpose_->needs_ruling || stated.unsure;
    counsel_ = Consult(view_.rulings, purpose_->name, places_, now_.wall);
    ground_ = GroundOf(stated, needs_ruling_ && counsel_.holds() ? counsel_.newest : nullptr);
  }

  void AskParticipants() {
    const bool somebody = std::any_of(people().begin(), people().end(),
                                      [](const Participant& p) { return p.role != Role::kStaff; });
    if (!somebody) {
      Miss(Missing::kParticipants,
           "nobody but staff is named on this call; say who is on it with `chaperone call join`");
    }
  }

  void AskPlaces() {
    for (const Participant& person : people()) {
      const std::string& place =
          person.jurisdiction.empty() ? rules_.jurisdiction : person.jurisdiction;
      if (StrictestOf(rules_, {place})) continue;
      const std::string places =
          Joined(rules_.profiles, [](const JurisdictionProfile& profile) { return profile.name; });
      Miss(Missing::kJurisdiction,
           "it is not known which law holds for " + person.id + "; `chaperone call leave " +
               person.id + "` and `chaperone call join --jurisdiction` with one of: " + places,
           person.id);
    }
  }

  void AskBasis() {
    if (purpose_ == nullptr) return MissPurpose();
    const std::string& purpose = purpose_->name;
    if (counsel_.says_no()) {
      return Miss(Missing::kRulingSaysNo, "the champion ruled (" + counsel_.newest->id +
                                              ") that calls are not recorded for the purpose " +
                                              purpose + " here; `chaperone consult show " +
                                              counsel_.newest->id + "` says why");
    }
    if (needs_ruling_ && !counsel_.holds()) {
      const std::string ask =
          "; ask with `chaperone consult ask`, and take the signed answer with `chaperone consult "
          "import`. A mail or a word does not open the gate";
      if (counsel_.expired) {
        return Miss(Missing::kRulingExpired, "the champion's ruling has run out" + ask);
      }
      return Miss(Missing::kRuling, "the champion has to rule on this" + ask);
    }
    if (ground_.basis == LawfulBasis::kUnknown) {
      Miss(Missing::kBasis, "no lawful basis is stated; choose one with " +
                                BasisCommand(purpose, "BASIS") +
                                ", or add --unsure and `chaperone consult ask`");
    } else {
      AskWhetherOpenHere();
      AskReference();
    }
    AskSpecialCategory();
  }

  void MissPurpose() {
    if (rules_.purposes.empty()) {
      return Miss(Missing::kPurpose,
                  "the policy names no purpose for recording, so nothing is recorded; ask who "
                  "looks after it to add [[recording.purposes]]");
    }
    const std::string names =
        Joined(rules_.purposes, [](const RecordingPurpose& each) { return each.name; });
    Miss(Missing::kPurpose, "no purpose of the policy's is stated; choose one of " + names +
                                " with " + BasisCommand("PURPOSE", "BASIS"));
  }

  void AskWhetherOpenHere() {
    const std::string words(LawfulBasisForPeople(ground_.basis));
    const std::string command = "; choose another basis with " +
                                BasisCommand(purpose_->name, "BASIS") +
                                ", or `chaperone consult ask`";
    constexpr std::array kNotForAuthorities = {LawfulBasis::kRecognisedLegitimateInterest,
                                               LawfulBasis::kLegitimateInterests};
    if (rules_.public_authority && std::find(kNotForAuthorities.begin(), kNotForAuthorities.end(),
                                             ground_.basis) != kNotForAuthorities.end()) {
      return Miss(Missing::kBasisNotHere,
                  "a public authority cannot rely on " + words + " for its tasks" + command);
    }
    if (strictest_ && !Contains(strictest_->bases, ground_.basis)) {
      Miss(Missing::kBasisNotHere, words + " cannot be relied on where everyone on this call is (" +
                                       strictest_->title + ")" + command);
    }
  }

  void AskReference() {
    const std::string needs(LawfulBasisNeeds(ground_.basis));
    if (needs.empty()) return;
    const std::string cite =
        BasisCommand(purpose_->name, LawfulBasisName(ground_.basis), " --reference REFERENCE");
    if (ground_.reference.empty()) {
      return Miss(Missing::kReference, "nothing is cited for " +
                                           std::string(LawfulBasisForPeople(ground_.basis)) +
                                           "; say " + needs + " with " + cite);
    }
    if (ground_.basis != LawfulBasis::kLegitimateInterests) return;
    const auto* assessment = Find(rules_.assessments, [&](const Assessment& each) {
      return each.reference == ground_.reference;
    });
    if (assessment == nullptr || !Contains(assessment->purposes, purpose_->name)) {
      return Miss(Missing::kAssessment,
                  "the assessment that is cited is not one of the policy's for the purpose " +
                      purpose_->name + "; cite one that is with " + cite +
                      ", or ask who looks after the policy");
    }
    const auto after =
        std::chrono::floor<std::chrono::days>(assessment->review_by) + std::chrono::days{1};
    if (now_.wall >= after) {
      Miss(Missing::kAssessmentExpired,
           "the assessment " + assessment->reference + " was to be reviewed by " +
               FormatUtc(assessment->review_by).substr(0, 10) +
               " and opens nothing until it is; ask the champion, or choose another basis with " +
               BasisCommand(purpose_->name, "BASIS"));
    }
  }

  void AskSpecialCategory() {
    if (!purpose_->special_category || ground_.special_by_ruling) return;
    if (Contains(rules_.special_category_conditions, ground_.special_condition)) return;
    const std::string names =
        Joined(rules_.special_category_conditions, [](const std::string& name) { return name; });
    const std::string choose =
        names.empty()
            ? "; the policy names none: `chaperone consult ask`"
            : "; say which with " + BasisCommand(purpose_->name, LawfulBasisName(ground_.basis)) +
                  " --special-condition, one of: " + names;
    Miss(Missing::kSpecialCategory,
         "data such as health is expected on this call and needs a condition of Art. 9(2) as well" +
             choose);
  }

  // A yes is asked of everyone who is not staff, and where the place wants an active yes of
  // everyone, of the colleagues on the call too.
  void AskPeople() {
    const bool of_everyone = !strictest_ || strictest_->consent == ConsentRule::kActive ||
                             strictest_->consent == ConsentRule::kUnknown ||
                             counsel_.Has(RulingCondition::kActiveConsent);
    const bool asked = of_everyone || ground_.basis == LawfulBasis::kConsent;
    for (const Participant& person : people()) {
      const Standing standing = StandingOfPerson(person);
      if (asked && (of_everyone || person.role != Role::kStaff)) AskConsent(person, standing);
      if (standing.objected && MayBeObjectedTo(ground_.basis)) {
        Miss(Missing::kObjection,
             person.id +
                 " objects to the recording: nothing is recorded while they do; `chaperone "
                 "call object " +
                 person.id + " --taken-back` if they take it back",
             person.id);
      }
    }
  }

  void AskConsent(const Participant& person, const Standing& standing) {
    const std::string command = "`chaperone call consent " + person.id + "`";
    if (standing.withdrawn) {
      return Miss(Missing::kWithdrawn,
                  person.id + " withdrew their consent: nothing is recorded; " + command +
                      " only if they agree anew, on their own accord",
                  person.id);
    }
    const bool to_our_wording =
        standing.consent &&
        std::any_of(rules_.announcements.begin(), rules_.announcements.end(),
                    [&](const AnnouncementText& text) {
                      return text.language + "/" + text.version == standing.consent->wording;
                    });
    if (to_our_wording) return;
    const std::string what = standing.consent
                                 ? " said yes to a wording that is no longer the policy's"
                                 : " has not said yes to the recording";
    Miss(Missing::kConsent,
         person.id + what + "; ask them, and only after a spoken yes: " + command, person.id);
  }

  void AskConditions() {
    if (!counsel_.holds()) return;
    const std::string ruling = "the champion's ruling " + counsel_.newest->id;
    if (counsel_.Has(RulingCondition::kUnknown)) {
      Miss(Missing::kRulingCondition,
           ruling +
               " has a condition that this version does not know, so it opens nothing; ask "
               "for another with `chaperone consult ask`");
    }
    if (!counsel_.Has(RulingCondition::kIdentityConfirmed)) return;
    for (const Participant& person : people()) {
      const bool concerned = person.role == Role::kCustomer || person.role == Role::kRepresentative;
      if (!concerned || person.identity_confirmed) continue;
      Miss(Missing::kRulingCondition,
           ruling + " asks that " + person.id + " is identified first: `chaperone call identify " +
               person.id + " --how WORD`",
           person.id);
    }
  }

  void AskAnnouncement() {
    for (const Participant& person : people()) {
      if (Told(person)) continue;
      Miss(Missing::kAnnouncement,
           person.id + " has not been told of the recording; `chaperone announce`", person.id);
    }
  }

  bool Told(const Participant& person) {
    const std::string told = StandingOfPerson(person).told;
    if (told.empty()) return false;
    const auto* receipt = Find(view_.recording.receipts, [&](const AnnouncementReceipt& each) {
      return each.id == told && Contains(each.participants, person.id);
    });
    if (receipt == nullptr || !Announced(*receipt)) return false;
    if (latest_ == nullptr || receipt->at > latest_->at) latest_ = receipt;
    return true;
  }

  Result<void> ReadAloudCounts() const {
    std::string who;
    if (!rules_.read_aloud_allowed) {
      who = "the firm's policy";
    } else if (!strictest_) {
      who = "a place whose law is not known";
    } else if (!strictest_->read_aloud_allowed) {
      who = "the law where somebody on this call is (" + strictest_->title + ")";
    } else if (counsel_.Has(RulingCondition::kInjectedOnly)) {
      who = "the champion's ruling " + counsel_.newest->id;
    }
    if (who.empty()) return {};
    return Error{ErrorCode::kRefused, false,
                 who +
                     " does not let the announcement be read aloud; play it with `chaperone "
                     "announce`"};
  }

  // Whether it was the policy's wording, in a way that counts here.
  bool Announced(const AnnouncementReceipt& receipt) const {
    const auto* text = Find(rules_.announcements, [&](const AnnouncementText& each) {
      return each.language == receipt.language && each.version == receipt.version;
    });
    if (text == nullptr || TextHash(text->text) != receipt.text_hash) return false;
    switch (receipt.method) {
      case AnnouncementMethod::kInjected:
        return CheckAnnouncement(receipt.measure, rules_).ok() &&
               (text->voice_sha256.empty() || text->voice_sha256 == receipt.measure.voice_hash);
      case AnnouncementMethod::kReadAloud:
        return ReadAloudCounts().ok();
      case AnnouncementMethod::kUnknown:
        break;
    }
    return false;
  }

  const GateView& view_;
  const RecordingRules& rules_;
  const Now& now_;
  std::vector<Requirement> unmet_;
  std::vector<std::string> places_;
  std::optional<JurisdictionProfile> strictest_;
  const RecordingPurpose* purpose_ = nullptr;
  bool needs_ruling_ = false;
  Counsel counsel_;
  Ground ground_;
  const AnnouncementReceipt* latest_ = nullptr;
};

}  // namespace

std::string_view MissingName(Missing missing) {
  const auto at = static_cast<size_t>(missing);
  return at < kMissingNames.size() ? kMissingNames[at] : kMissingNames[0];
}

std::vector<Requirement> RecordingGate::Unmet(const GateView& view, const Now& now) {
  return Judge(view, now).Unmet();
}

Result<void> RecordingGate::MayReadAloud(const GateView& view, const Now& now) {
  return Judge(view, now).MayReadAloud();
}

std::optional<RecordingPermit> RecordingGate::Open(const GateView& view, const Now& now) {
  Judge judge(view, now);
  if (!judge.Unmet().empty()) return std::nullopt;
  RecordingPermit permit;
  permit.call_ = view.call->id;
  permit.purpose_ = judge.purpose()->name;
  permit.basis_ = judge.ground().basis;
  permit.reference_ = judge.ground().reference;
  permit.ruling_ = judge.ruling() == nullptr ? "" : judge.ruling()->id;
  permit.language_ = judge.language();
  permit.full_restatement_ = judge.full_restatement();
  return permit;
}

}  // namespace chaperone::policy
