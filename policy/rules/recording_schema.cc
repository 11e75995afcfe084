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
    {"name", [](const Value& v, JurisdictionProfile& p) { v.Text(p.name, kSlug); },
     Presence::kRequired},
    {"title", [](const Value& v, JurisdictionProfile& p) { v.Text(p.title, kPlainText); },
     Presence::kRequired},
    {"bases", [](const Value& v, JurisdictionProfile& p) { v.SomeOf(p.bases, LawfulBasisNames()); },
     Presence::kRequired},
    {"consent",
     [](const Value& v, JurisdictionProfile& p) {
       v.OneOf(p.consent, std::span<const std::pair<Name, ConsentRule>>(kConsentRules));
     },
     Presence::kRequired},
    {"full_restatement",
     [](const Value& v, JurisdictionProfile& p) { v.Flag(p.full_restatement); }},
    {"read_aloud_allowed",
     [](const Value& v, JurisdictionProfile& p) { v.Flag(p.read_aloud_allowed); }},
}};

constexpr std::array<Key<RecordingPurpose>, 7> kPurposeKeys = {{
    {"name", [](const Value& v, RecordingPurpose& p) { v.Text(p.name, kSlug); },
     Presence::kRequired},
    {"title", [](const Value& v, RecordingPurpose& p) { v.Text(p.title, kPlainText); },
     Presence::kRequired},
    {"basis", [](const Value& v, RecordingPurpose& p) { v.OneOf(p.basis, LawfulBasisNames()); }},
    {"reference", [](const Value& v, RecordingPurpose& p) { v.Text(p.reference, kPlainText); }},
    {"retention_class",
     [](const Value& v, RecordingPurpose& p) { v.Text(p.retention_class, kSlug); }},
    {"special_category", [](const Value& v, RecordingPurpose& p) { v.Flag(p.special_category); }},
    {"needs_ruling", [](const Value& v, RecordingPurpose& p) { v.Flag(p.needs_ruling); }},
}};

constexpr std::array<Key<Assessment>, 4> kAssessmentKeys = {{
    {"reference", [](const Value& v, Assessment& a) { v.Text(a.reference, kPlainText); },
     Presence::kRequired},
    {"version", [](const Value& v, Assessment& a) { v.Text(a.version, kPlainText); },
     Presence::kRequired},
    {"review_by", [](const Value& v, Assessment& a) { v.Date(a.review_by); }, Presence::kRequired},
    {"purposes", [](const Value& v, Assessment& a) { v.Texts(a.purposes, kSlug); },
     Presence::kRequired},
}};

constexpr std::array<Key<AnnouncementText>, 8> kAnnouncementKeys = {{
    {"language", [](const Value& v, AnnouncementText& a) { v.Text(a.language, kLanguage); },
     Presence::kRequired},
    {"version", [](const Value& v, AnnouncementText& a) { v.Text(a.version, kSlug); },
     Presence::kRequired},
    {"text", [](const Value& v, AnnouncementText& a) { v.Text(a.text, kProse); },
     Presence::kRequired},
    {"restatement", [](const Value& v, AnnouncementText& a) { v.Text(a.restatement, kProse); },
     Presence::kRequired},
    {"voice_file",
     [](const Value& v, AnnouncementText& a) { v.Text(a.voice_file, kAbsolutePath); }},
    {"restatement_file",
     [](const Value& v, AnnouncementText& a) { v.Text(a.restatement_file, kAbsolutePath); }},
    {"voice_sha256", [](const Value& v, AnnouncementText& a) { v.Text(a.voice_sha256, kKey); }},
    {"voice", [](const Value& v, AnnouncementText& a) { v.Text(a.voice, kProcessName); }},
}};

using R = RecordingRules;

constexpr std::array<Key<R>, 21> kRecordingKeys = {{
    {"jurisdiction", [](const Value& v, R& r) { v.Text(r.jurisdiction, kSlug); }},
    {"language", [](const Value& v, R& r) { v.Text(r.language, kLanguage); }},
    {"public_authority", [](const Value& v, R& r) { v.Flag(r.public_authority); }},
    {"read_aloud_allowed", [](const Value& v, R& r) { v.Flag(r.read_aloud_allowed); }},
    {"min_coverage_percent",
     [](const Value& v, R& r) { v.Whole(r.min_coverage_percent, 50, 100); }},
    {"min_gain_db", [](const Value& v, R& r) { v.Whole(r.min_gain_db, -40, 0); }},
    {"profiles", [](const Value& v, R& r) { v.NamedTables(r.profiles, Rows(kProfileKeys)); }},
    {"purposes", [](const Value& v, R& r) { v.NamedTables(r.purposes, Rows(kPurposeKeys)); }},
    {"assessments",
     [](const Value& v, R& r) {
       v.NamedTables(r.assessments, Rows(kAssessmentKeys),
                     [](const Assessment& a) { return a.reference; });
     }},
    {"announcements",
     [](const Value& v, R& r) {
       v.NamedTables(r.announcements, Rows(kAnnouncementKeys), [](const AnnouncementText& a) {
         return a.language.empty() ? "" : a.language + "/" + a.version;
       });
     }},
    {"special_category_conditions",
     [](const Value& v, R& r) { v.Texts(r.special_category_conditions, kSlug); }},
    {"pause_hotkey", [](const Value& v, R& r) { v.Text(r.pause_hotkey, kHotkey); }},
    {"card_watch", [](const Value& v, R& r) { v.Flag(r.card_watch); }},
    {"remind_paused_s", [](const Value& v, R& r) { v.Time(r.remind_paused, 10, 3600); }},
    {"recovery_key", [](const Value& v, R& r) { v.ManagedText(r.recovery_key, kKey); }},
    {"archive_folder", [](const Value& v, R& r) { v.Text(r.archive_folder, kAbsolutePath); }},
    {"rulings_folder", [](const Value& v, R& r) { v.Text(r.rulings_folder, kAbsolutePath); }},
    {"warn_free_mb", [](const Value& v, R& r) { v.Whole(r.warn_free_mb, 32, 1000000); }},
    {"stop_free_mb", [](const Value& v, R& r) { v.Whole(r.stop_free_mb, 16, 1000000); }},
    {"softphones", [](const Value& v, R& r) { v.Texts(r.softphones, kProgram); }},
    {"allowed_recorders", [](const Value& v, R& r) { v.Texts(r.allowed_recorders, kProgram); }},
}};

}  // namespace

std::span<const Key<RecordingRules>> RecordingSchema() {
  return kRecordingKeys;
}

}  // namespace chaperone::policy
