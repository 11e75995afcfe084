// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "policy/base/time.h"
#include "policy/recording/lawful_basis.h"

// What a firm decides about recordings: read from its policy, never in code (domain.md).
namespace chaperone::policy {

// What a place wants of the people on the call before anything is kept. In order of strictness; the
// unknown counts as the strictest.
enum class ConsentRule : uint8_t { kUnknown, kNone, kNotice, kActive };

// The law of one place. The strictest of all participants' profiles holds.
struct JurisdictionProfile {
  std::string name;                // "uk"
  std::string title;               // "United Kingdom"
  std::vector<LawfulBasis> bases;  // those that can open the gate there
  // none: told is enough; notice: told, and the recording itself holds the notice; active: a yes of
  // everyone first (carrying on talking, silence or a time-out is never one: DSK 2018, s. 201
  // StGB).
  ConsentRule consent = ConsentRule::kUnknown;
  bool full_restatement = false;   // the recording starts with the whole announcement (Washington)
  bool read_aloud_allowed = true;  // the employee may speak the announcement where policy lets them

  bool operator==(const JurisdictionProfile&) const = default;
};

struct RecordingPurpose {
  std::string name;                           // "complaints"
  std::string title;                          // "handling complaints": as people are told
  LawfulBasis basis = LawfulBasis::kUnknown;  // proposed; unknown: the employee must say
  std::string reference;                      // proposed with it
  std::string retention_class = "recordings";
  bool special_category = false;  // Art. 9 data is expected: needs a second condition
  bool needs_ruling = false;      // only with a champion's ruling

  bool operator==(const RecordingPurpose&) const = default;
};

// A legitimate interests assessment as the firm has it (ICO: reviewed regularly).
struct Assessment {
  std::string reference;  // "LIA-7"
  std::string version;
  WallTime review_by;                 // after this day it opens nothing
  std::vector<std::string> purposes;  // that it covers

  bool operator==(const Assessment&) const = default;
};

// First layer of an Art. 13 notice, in one language and wording.
struct AnnouncementText {
  std::string language;          // "en", "de": BCP 47
  std::string version;           // "2026-1"
  std::string text;              // who, purpose, basis, one may object, where the full notice is
  std::string restatement;       // "This call is recorded." The first words of the recording
  std::string voice_file;        // WAV of `text`; "": spoken by espeak-ng
  std::string restatement_file;  // WAV of `restatement`; "": spoken by espeak-ng
  std::string voice_sha256;  // of voice_file, hexadecimal; "": any. Another file: no announcement
  std::string voice;         // of espeak-ng; "": the language's own

  bool operator==(const AnnouncementText&) const = default;
};

struct RecordingRules {
  std::string jurisdiction;  // of participants who are given none; "": it must be said
  std::string language = "en";
  bool public_authority = false;    // may use neither (ea) nor (f) for its tasks
  bool read_aloud_allowed = false;  // the announcement may be made by the employee
  int min_coverage_percent = 85;    // of the announcement's segments that must be met
  int min_gain_db = -15;            // quieter than this under the voice file: not announced
  std::vector<JurisdictionProfile> profiles;
  std::vector<RecordingPurpose> purposes;
  std::vector<Assessment> assessments;
  std::vector<AnnouncementText> announcements;
  // The conditions of Art. 9(2) that this firm relies on, by its own short names.
  std::vector<std::string> special_category_conditions;

  std::string pause_hotkey;  // "Control+Alt+P"; "": none
  bool card_watch = false;   // look at the active window for card forms while recording
  std::chrono::seconds remind_paused{120};  // say so when a pause lasts this long, and again

  std::string recovery_key;    // X25519 public key, 64 hexadecimal digits; managed policy only
  std::string archive_folder;  // finished recordings are copied there, sealed; "": nowhere
  std::string rulings_folder;  // signed rulings are taken from there; "": by hand only
  int warn_free_mb = 1024;     // less free disk than this: warn
  int stop_free_mb = 256;      // less than this: stop cleanly

  std::vector<std::string> softphones;         // names of programs whose microphone means a call
  std::vector<std::string> allowed_recorders;  // may read a monitor source unannounced: meters

  bool operator==(const RecordingRules&) const = default;
};

}  // namespace chaperone::policy
