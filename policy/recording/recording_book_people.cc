// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "policy/recording/book_terms.h"
#include "policy/recording/recording_book.h"

namespace chaperone::policy {
namespace {

// What may stand in the ledger and in a mail: the firm's own documents, as the policy lists them.
// Anything else can point at a person (a contract, an emergency, a slip of the hand), and is kept
// sealed with the recording only.
bool IsFirmsDocument(const RecordingRules& rules, const std::string& reference) {
  const auto names = [&](const auto& listed) { return listed.reference == reference; };
  return !reference.empty() &&
         (std::any_of(rules.assessments.begin(), rules.assessments.end(), names) ||
          std::any_of(rules.purposes.begin(), rules.purposes.end(), names));
}

}  // namespace

void RecordingBook::On(const event::BasisStated& e) {
  if (!s_.call || s_.recording.open) return;
  BasisStatement basis = e.basis;
  const auto& purposes = s_.policy.recording.purposes;
  const auto purpose = std::find_if(purposes.begin(), purposes.end(),
                                    [&](const auto& p) { return p.name == basis.purpose; });
  if (purpose != purposes.end() && !basis.unsure) {
    if (basis.basis == LawfulBasis::kUnknown) basis.basis = purpose->basis;
    if (basis.reference.empty() && basis.basis == purpose->basis) {
      basis.reference = purpose->reference;
    }
  }
  Fields fields{{"purpose", basis.purpose},
                {"basis", std::string(LawfulBasisName(basis.basis))},
                {"unsure", basis.unsure ? "yes" : "no"}};
  if (IsFirmsDocument(s_.policy.recording, basis.reference)) {
    fields.emplace("reference", basis.reference);
  }
  if (!basis.special_condition.empty()) {
    fields.emplace("special_condition", basis.special_condition);
  }
  Record("recording.basis", std::move(fields));
  s_.recording.grounds.basis = std::move(basis);
  s_.recording.trouble.clear();
  Judge();
}

void RecordingBook::On(const event::ConsentGiven& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr) return;
  const auto text = FindAnnouncement(s_.policy.recording, s_.policy.recording.language);
  const std::string wording = text ? text->language + "/" + text->version : "";
  standing->consent = Consent{wording, now_.wall};
  standing->withdrawn = false;
  Record("recording.consent", {{"participant", e.participant}, {"wording", wording}});
  Judge();
}

// Art. 7(3): stopping is as easy as giving, and at once. Where consent was not what the recording
// rests on, the gate decides what follows.
void RecordingBook::On(const event::ConsentWithdrawn& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr) return;
  standing->consent.reset();
  standing->withdrawn = true;
  Record("recording.consent_withdrawn", {{"participant", e.participant}});
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  const bool matters = std::any_of(unmet.begin(), unmet.end(), [](const Requirement& r) {
    return r.missing == Missing::kWithdrawn;
  });
  if (matters && s_.recording.open && !s_.recording.closing) {
    s_.recording.wanted = false;
    Close("consent_withdrawn");
    Tell("recording", "The recording has ended: consent was withdrawn.");
  }
  Judge();
}

void RecordingBook::On(const event::ObjectionRaised& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr) return;
  standing->objected = true;
  Record("recording.objection", {{"participant", e.participant}});
  const bool was_permitted = s_.recording.permitted;
  Judge();
  if (was_permitted && !s_.recording.permitted) {
    Tell("recording",
         "The recording is paused: somebody objects. End it with: chaperone record stop; "
         "or, if they take it back: chaperone call object " +
             e.participant + " --taken-back");
  } else if (was_permitted) {
    Tell("recording",
         "The objection is on record. The recording goes on: it rests on a ground that leaves no "
         "right "
         "to object. Tell your Data Protection Champion if you doubt it.");
  }
}

void RecordingBook::On(const event::ObjectionTakenBack& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr || !standing->objected) return;
  standing->objected = false;
  Record("recording.objection_taken_back", {{"participant", e.participant}});
  Judge();
}

void RecordingBook::On(const event::CallMadePrivate& /*event*/) {
  if (!s_.call || s_.recording.grounds.private_call) return;
  s_.recording.grounds.private_call = true;
  s_.recording.wanted = false;
  Record("recording.private", {});
  StopAnnouncing();
  Close("private");
}

void RecordingBook::On(const event::ChampionAsked& e) {
  if (!s_.call || !s_.recording.grounds.basis) return;
  const BasisStatement& basis = *s_.recording.grounds.basis;
  Question question;
  question.id = NewId("q");
  question.purpose = basis.purpose;
  question.jurisdictions = JurisdictionsOf(s_.policy.recording, *s_.call);
  question.basis = basis.basis;
  if (IsFirmsDocument(s_.policy.recording, basis.reference)) question.reference = basis.reference;
  question.text = e.text;
  question.organisation = s_.policy.organisation;
  question.asked_by = e.asked_by;
  question.asked_at = now_.wall;
  Record("consult.asked", {{"question", question.id},
                           {"purpose", question.purpose},
                           {"basis", std::string(LawfulBasisName(question.basis))}});
  effects_.emplace_back(effect::Mail{MailReason::kQuestion, {}, std::move(question), {}});
  s_.recording.asked_champion = true;
}

void RecordingBook::On(const event::RulingImported& e) {
  std::erase_if(s_.rulings, [&](const Ruling& r) { return r.id == e.ruling.id; });
  s_.rulings.push_back(e.ruling);
  Record("consult.ruling", {{"ruling", e.ruling.id},
                            {"question", e.ruling.question},
                            {"allowed", e.ruling.allowed ? "yes" : "no"},
                            {"purpose", e.ruling.purpose},
                            {"basis", std::string(LawfulBasisName(e.ruling.basis))}});
  if (s_.recording.asked_champion) {
    Tell("consult",
         e.ruling.allowed
             ? "Your Data Protection Champion has answered: you may record, as far as the "
               "ruling goes. See: chaperone record may"
             : "Your Data Protection Champion has answered: do not record this.");
  }
  Judge();
}

void RecordingBook::On(const event::RecordsFound& e) {
  s_.rulings = e.rulings;
  for (policy::Recording recording : e.unfinished) {
    if (s_.recording.open && s_.recording.open->id == recording.id) continue;
    recording.state = RecordingState::kTruncated;
    recording.ended_at = recording.started_at + recording.length;
    if (recording.end_reason.empty()) recording.end_reason = "agent_died";
    effects_.emplace_back(effect::Record{"recording.closed",
                                         {{"recording", recording.id},
                                          {"call", recording.call},
                                          {"state", "truncated"},
                                          {"reason", recording.end_reason},
                                          {"length_ms", Milliseconds(recording.length)}},
                                         std::nullopt,
                                         recording});
  }
  Judge();
}

}  // namespace chaperone::policy
