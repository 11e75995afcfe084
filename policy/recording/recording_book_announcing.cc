// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "policy/recording/book_terms.h"
#include "policy/recording/recording_book.h"

namespace chaperone::policy {

void RecordingBook::On(const event::AnnouncementAsked& e) {
  s_.recording.announcement_failed = false;
  s_.recording.trouble.clear();
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  // Again, though everyone was told, is allowed; without a ground nothing of ours listens.
  if (s_.recording.announcing || s_.recording.permitted || NamesSeveral()) return;
  if (!unmet.empty() && !OnlyTheAnnouncement(unmet)) return;
  StartAnnouncing(e.language);
}

void RecordingBook::On(const event::AnnouncementReadAloud& e) {
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  if (!MayReadAloud(s_, now_) || !OnlyTheAnnouncement(unmet)) return;
  const auto text = FindAnnouncement(
      s_.policy.recording, e.language.empty() ? s_.policy.recording.language : e.language);
  if (!text) return;
  StopAnnouncing();
  if (s_.heard) s_.recording.line = s_.heard->stream;
  AnnouncementReceipt receipt;
  receipt.id = NewId("n");
  receipt.method = AnnouncementMethod::kReadAloud;
  receipt.language = text->language;
  receipt.version = text->version;
  receipt.text_hash = TextHash(text->text);
  for (const Participant& p : s_.call->participants) receipt.participants.push_back(p.id);
  Told(std::move(receipt));
  Judge();
}

void RecordingBook::StartAnnouncing(const std::string& language) {
  const auto text = FindAnnouncement(s_.policy.recording,
                                     language.empty() ? s_.policy.recording.language : language);
  if (!text) {
    s_.recording.trouble = text.error().detail;
    s_.recording.announcement_failed = true;
    return;
  }
  OngoingAnnouncement going{NewId("n"), text->language, text->version, TextHash(text->text), {}};
  for (const Participant& p : s_.call->participants) going.participants.push_back(p.id);
  Record("announcement.started", {{"announcement", going.id},
                                  {"language", text->language},
                                  {"version", text->version},
                                  {"text_hash", going.text_hash},
                                  {"participants", std::to_string(going.participants.size())}});
  effects_.emplace_back(effect::Announce{going.id, *text});
  if (s_.heard) s_.recording.line = s_.heard->stream;
  s_.recording.announcing = std::move(going);
}

bool RecordingBook::NamesSeveral() {
  if (!s_.heard || !s_.heard->several) return false;
  s_.recording.trouble =
      "several programs use the microphone, so it cannot be told which of them is the call; close "
      "the others and try again";
  return true;
}

bool RecordingBook::LineHolds() const {
  const RecordingSession& r = s_.recording;
  if (s_.heard && s_.heard->several) return false;
  return !r.line || (s_.heard && s_.heard->stream == *r.line);
}

void RecordingBook::AnotherLine() {
  RecordingSession& r = s_.recording;
  r.line.reset();
  for (auto& [participant, standing] : r.grounds.people) {
    standing.told.clear();
    standing.consent.reset();
  }
}

void RecordingBook::StopAnnouncing() {
  if (!s_.recording.announcing) return;
  Record("announcement.stopped", {{"announcement", s_.recording.announcing->id}});
  s_.recording.announcing.reset();
  effects_.emplace_back(effect::StopAnnouncing{});
}

void RecordingBook::Told(AnnouncementReceipt receipt) {
  receipt.at = now_.wall;
  for (const std::string& p : receipt.participants) {
    if (Standing* standing = StandingOf(p)) standing->told = receipt.id;
  }
  const AnnouncementMeasure& m = receipt.measure;
  Record("announcement.made", {{"announcement", receipt.id},
                               {"method", std::string(AnnouncementMethodName(receipt.method))},
                               {"language", receipt.language},
                               {"version", receipt.version},
                               {"text_hash", receipt.text_hash},
                               {"voice_hash", m.voice_hash},
                               {"injected_ms", Milliseconds(m.injected)},
                               {"gain_db", std::to_string(static_cast<int>(m.gain_db))},
                               {"segments", std::to_string(m.segments)},
                               {"segments_met", std::to_string(m.segments_met)},
                               {"participants", std::to_string(receipt.participants.size())}});
  s_.recording.grounds.receipts.push_back(std::move(receipt));
}

void RecordingBook::On(const event::AnnouncementMeasured& e) {
  if (!s_.recording.announcing || s_.recording.announcing->id != e.announcement) return;
  const OngoingAnnouncement going = *std::exchange(s_.recording.announcing, std::nullopt);
  if (const auto heard = CheckAnnouncement(e.measure, s_.policy.recording); !heard) {
    s_.recording.announcing = going;
    return On(event::AnnouncementFailed{e.announcement, heard.error().detail});
  }
  const auto text = FindAnnouncement(s_.policy.recording, going.language);
  // The policy was changed while it played: nobody was told of what holds now.
  if (!text || text->version != going.version || TextHash(text->text) != going.text_hash) {
    s_.recording.announcing = going;
    return On(event::AnnouncementFailed{
        e.announcement, "the announcement's wording was changed while it played; announce again"});
  }
  AnnouncementReceipt receipt;
  receipt.id = going.id;
  receipt.method = AnnouncementMethod::kInjected;
  receipt.language = going.language;
  receipt.version = going.version;
  receipt.text_hash = going.text_hash;
  receipt.measure = e.measure;
  for (const std::string& p : going.participants) {
    if (StandingOf(p) != nullptr) receipt.participants.push_back(p);
  }
  s_.recording.trouble.clear();
  Told(std::move(receipt));
  Judge();
}

void RecordingBook::On(const event::AnnouncementFailed& e) {
  if (!s_.recording.announcing || s_.recording.announcing->id != e.announcement) return;
  Record("announcement.failed", {{"announcement", e.announcement}});
  s_.recording.announcing.reset();
  s_.recording.announcement_failed = true;
  s_.recording.trouble = e.why;
  if (!s_.recording.open) s_.recording.wanted = false;
  Tell("recording", "The announcement was not made, so nothing is recorded: " + e.why);
  Judge();
}

}  // namespace chaperone::policy
