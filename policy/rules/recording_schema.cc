// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/recording_schema.h"

#include <array>

namespace chaperone::policy {
namespace {

using Name = std::string_view;

template <class T, size_t kSize>
constexpr std::span<const Key<T>> Rows(const std::array<Key<T>, kSize>& rows) {
  return rows;
}

constexpr std::array<std::pair<Name, ConsentRule>, 3> kConsentRules = {{
    {"none", ConsentRule::kNone},
    {"notice", ConsentRule::kNotice},
    {"active", ConsentRule::kActive},
}};

constexpr std::array<Key<JurisdictionProfile>, 6> kProfileKeys = {{
    {"name", "What participants' places name it by.",
     [](const Value& v, JurisdictionProfile& p) { v.Text(p.name, kSlug); }, Presence::kRequired},
    {"title", "The place as people read it.",
     [](const Value& v, JurisdictionProfile& p) { v.Text(p.title, kPlainText); },
     Presence::kRequired},
    {"bases", "The lawful bases that can open the gate there.",
     [](const Value& v, JurisdictionProfile& p) { v.SomeOf(p.bases, LawfulBasisNames()); },
     Presence::kRequired},
    {"consent", "What each participant must have given: nothing, a notice heard, or a yes first.",
     [](const Value& v, JurisdictionProfile& p) {
       v.OneOf(p.consent, std::span<const std::pair<Name, ConsentRule>>(kConsentRules));
     },
     Presence::kRequired},
    {"full_restatement", "Whether a recording begins with the whole announcement.",
     [](const Value& v, JurisdictionProfile& p) { v.Flag(p.full_restatement); }},
    {"read_aloud_allowed", "Whether the employee's own voice may announce there.",
     [](const Value& v, JurisdictionProfile& p) { v.Flag(p.read_aloud_allowed); }},
}};

constexpr std::array<Key<RecordingPurpose>, 7> kPurposeKeys = {{
    {"name", "What calls and assessments name it by.",
     [](const Value& v, RecordingPurpose& p) { v.Text(p.name, kSlug); }, Presence::kRequired},
    {"title", "The purpose as people are told of it.",
     [](const Value& v, RecordingPurpose& p) { v.Text(p.title, kPlainText); }, Presence::kRequired},
    {"basis", "The lawful basis that is proposed.",
     [](const Value& v, RecordingPurpose& p) { v.OneOf(p.basis, LawfulBasisNames()); }},
    {"reference",
     "The reference that is proposed: an assessment, a rule, a statute; never a person.",
     [](const Value& v, RecordingPurpose& p) { v.Text(p.reference, kPlainText); }},
    {"retention_class", "How long its recordings are kept: the name of a [[retention]] table.",
     [](const Value& v, RecordingPurpose& p) { v.Text(p.retention_class, kSlug); }},
    {"special_category", "Whether a condition of Art. 9(2) is needed as well.",
     [](const Value& v, RecordingPurpose& p) { v.Flag(p.special_category); }},
    {"needs_ruling", "Whether only a champion's ruling opens the gate.",
     [](const Value& v, RecordingPurpose& p) { v.Flag(p.needs_ruling); }},
}};

constexpr std::array<Key<Assessment>, 4> kAssessmentKeys = {{
    {"reference", "What the legitimate interests assessment is cited as.",
     [](const Value& v, Assessment& a) { v.Text(a.reference, kPlainText); }, Presence::kRequired},
    {"version", "Its version.",
     [](const Value& v, Assessment& a) { v.Text(a.version, kPlainText); }, Presence::kRequired},
    {"review_by", "The last day on which it opens anything.",
     [](const Value& v, Assessment& a) { v.Date(a.review_by); }, Presence::kRequired},
    {"purposes", "The [[recording.purposes]] that it covers.",
     [](const Value& v, Assessment& a) { v.Texts(a.purposes, kSlug); }, Presence::kRequired},
}};

constexpr std::array<Key<AnnouncementText>, 8> kAnnouncementKeys = {{
    {"language", "The language it is in.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.language, kLanguage); },
     Presence::kRequired},
    {"version", "Changes with the wording; the newest of a language is used.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.version, kSlug); }, Presence::kRequired},
    {"text", "What everyone hears before anything is kept.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.text, kProse); }, Presence::kRequired},
    {"restatement", "The first words of the recording.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.restatement, kProse); },
     Presence::kRequired},
    {"voice_file", "A WAV file of the text; without one it is spoken by espeak-ng.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.voice_file, kAbsolutePath); }},
    {"restatement_file", "A WAV file of the restatement.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.restatement_file, kAbsolutePath); }},
    {"voice_sha256", "The SHA-256 of the voice file: another file is no announcement.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.voice_sha256, kKey); }},
    {"voice", "The voice of espeak-ng; without one, the language's own.",
     [](const Value& v, AnnouncementText& a) { v.Text(a.voice, kProcessName); }},
}};

using R = RecordingRules;

constexpr std::array<Key<R>, 21> kRecordingKeys = {{
    {"jurisdiction",
     "The profile of participants for whom no place is said; without one, it must be said.",
     [](const Value& v, R& r) { v.Text(r.jurisdiction, kSlug); }},
    {"language", "The announcement's language where none is asked for.",
     [](const Value& v, R& r) { v.Text(r.language, kLanguage); }},
    {"public_authority",
     "Whether the firm is a public authority, which may rest on no interests of its own.",
     [](const Value& v, R& r) { v.Flag(r.public_authority); }},
    {"read_aloud_allowed", "Whether the employee may read the announcement out, on their word.",
     [](const Value& v, R& r) { v.Flag(r.read_aloud_allowed); }},
    {"min_coverage_percent", "How much of the announcement must have been injected into the call.",
     [](const Value& v, R& r) { v.Whole(r.min_coverage_percent, 50, 100); }},
    {"min_gain_db", "An announcement quieter than its file by more than this does not count.",
     [](const Value& v, R& r) { v.Whole(r.min_gain_db, -40, 0); }},
    {"profiles", "What the law of a place wants; a vendor's profile of the same name is replaced.",
     [](const Value& v, R& r) { v.NamedTables(r.profiles, Rows(kProfileKeys)); }},
    {"purposes", "What calls are recorded for.",
     [](const Value& v, R& r) { v.NamedTables(r.purposes, Rows(kPurposeKeys)); }},
    {"assessments", "Legitimate interests assessments.",
     [](const Value& v, R& r) {
       v.NamedTables(r.assessments, Rows(kAssessmentKeys), {{"reference", &Assessment::reference}});
     }},
    {"announcements", "What everyone hears before anything is kept.",
     [](const Value& v, R& r) {
       v.NamedTables(
           r.announcements, Rows(kAnnouncementKeys),
           {{"language", &AnnouncementText::language}, {"version", &AnnouncementText::version}});
     }},
    {"special_category_conditions",
     "The firm's short names for the conditions of Art. 9(2) that calls may rest on.",
     [](const Value& v, R& r) { v.Texts(r.special_category_conditions, kSlug); }},
    {"pause_hotkey", "Pauses a recording while a card number is said.",
     [](const Value& v, R& r) { v.Text(r.pause_hotkey, kHotkey); }},
    {"card_watch",
     "Whether the active window is looked at for card forms while a call is recorded; tell the "
     "staff.",
     [](const Value& v, R& r) { v.Flag(r.card_watch); }},
    {"remind_paused_s", "After so long a pause the employee is reminded, and again.",
     [](const Value& v, R& r) { v.Time(r.remind_paused, 10, 3600); }},
    {"recovery_key",
     "The X25519 public key that each recording's key is sealed to as well, so that a recording "
     "outlives its machine.",
     [](const Value& v, R& r) { v.ManagedText(r.recovery_key, kFirmsKey); }},
    {"archive_folder", "Where finished recordings are copied to, sealed.",
     [](const Value& v, R& r) { v.Text(r.archive_folder, kAbsolutePath); }},
    {"rulings_folder", "Where signed rulings are taken from.",
     [](const Value& v, R& r) { v.Text(r.rulings_folder, kAbsolutePath); }},
    {"warn_free_mb", "The employee is warned of less free disk than this.",
     [](const Value& v, R& r) { v.Whole(r.warn_free_mb, 32, 1000000); }},
    {"stop_free_mb", "A recording is ended in order at less than this.",
     [](const Value& v, R& r) { v.Whole(r.stop_free_mb, 16, 1000000); }},
    {"softphones", "Programs whose use of the microphone means a call.",
     [](const Value& v, R& r) { v.Texts(r.softphones, kProgram); }},
    {"allowed_recorders",
     "Programs that may listen to sound without an alert, such as level meters.",
     [](const Value& v, R& r) { v.Texts(r.allowed_recorders, kProgram); }},
}};

}  // namespace

std::span<const Key<RecordingRules>> RecordingSchema() {
  return kRecordingKeys;
}

}  // namespace chaperone::policy
