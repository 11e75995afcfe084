// SPDX-License-Identifier: Apache-2.0
// What the agent does with recordings that are kept: lists, exports, holds, deletes; and its
// chores.
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/recording_replies.h"
#include "agent/store/archive.h"
#include "agent/store/deletion.h"
#include "agent/store/retention_sweep.h"
#include "policy/recording/ruling.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::Error;
using policy::ErrorCode;
using policy::Refused;
using policy::Result;
using std::chrono::milliseconds;

constexpr std::chrono::minutes kTidyEvery{15};
constexpr std::chrono::seconds kLookForRulings{5};  // while a question is out
constexpr std::chrono::minutes kLookForRulingsIdle{10};
constexpr size_t kItemsAtOnce = 20;  // of a sweep, so that nothing waits long behind it
constexpr std::chrono::seconds kSweepOn{2};
constexpr std::chrono::seconds kSweepAfterRecording{30};

// How long a recording became that nobody could end in order: until its file was last written.
milliseconds LengthByFile(const policy::Recording& recording, const Result<OwnedFd>& file) {
  struct stat about {};
  if (!file || fstat(file->get(), &about) != 0 || about.st_size == 0) return milliseconds{0};
  const policy::WallTime written{
      std::chrono::duration_cast<milliseconds>(std::chrono::seconds(about.st_mtim.tv_sec) +
                                               std::chrono::nanoseconds(about.st_mtim.tv_nsec))};
  return std::max(written - recording.started_at, milliseconds{0});
}

}  // namespace

// Once the vault is open: rulings of earlier runs, recordings that died with one.
void Agent::FindRecords() {
  Store& store = records_.store();
  policy::event::RecordsFound found;
  if (auto files = store.ListRulingFiles()) {
    for (const std::string& file : *files) {
      // Against the policy of today: a champion who is gone rules no more.
      if (auto ruling =
              policy::VerifyRuling(file, session_.policy.champions, session_.policy.organisation)) {
        found.rulings.push_back(std::move(*ruling));
      }
    }
  }
  if (auto unfinished = store.FindUnfinished()) {
    const std::string ours = "v-" + session_.instance + "-";
    for (const std::string& id : unfinished->damaged) {
      if (id.starts_with(ours)) continue;
      const auto closed = store.CloseDamaged(id, session_.policy.retention, ReadClock());
      spdlog::warn("a recording's record is damaged; closed={}", closed.ok());
    }
    for (policy::Recording& recording : unfinished->whole) {
      if (recording.id.starts_with(ours)) continue;
      recording.length = LengthByFile(recording, store.OpenRecordingFile(recording.id));
      found.unfinished.push_back(std::move(recording));
    }
  }
  if (!found.rulings.empty() || !found.unfinished.empty()) Apply(found);
  ArchiveFinished();
}

std::set<std::string> Agent::BusyRecordings() const {
  std::set<std::string> busy = archiving_;
  if (session_.recording.open) busy.insert(session_.recording.open->id);
  for (const std::string& id : desk_.exporting()) busy.insert(id);
  return busy;
}

// Copies whatever is finished and not in the archive yet.
void Agent::ArchiveFinished() {
  const std::string& folder = session_.policy.recording.archive_folder;
  if (folder.empty()) return;
  const auto all = records_.store().ListRecordings();
  if (!all) return;
  for (const StoredRecording& stored : *all) {
    const policy::Recording& r = stored.recording;
    if (stored.archived || !stored.has_key || r.state == policy::RecordingState::kOpen) continue;
    if (archiving_.contains(r.id)) continue;
    auto copy = PrepareArchive(records_.store(), r.id, folder);
    if (!copy) {
      archive_trouble_ = "recording " + r.id + " is not in the archive: " + copy.error().detail;
      continue;
    }
    if (archive_.Put(std::move(*copy))) archiving_.insert(r.id);
  }
}

void Agent::OnArchived() {
  for (const FolderReport& report : archived_.TakeAll()) {
    std::visit([this](const auto& r) { On(r); }, report);
  }
}

void Agent::On(const ArchiveResult& result) {
  const std::string& id = result.copy.recording;
  archiving_.erase(id);
  archive_trouble_ = result.trouble;
  if (result.trouble.empty()) {
    const auto done = FinishArchive(records_.store(), result.copy, ReadClock());
    if (!done) archive_trouble_ = done.error().detail;
    if (!done && done.error().code == ErrorCode::kRefused) RemoveArchived({id});
  }
  if (!archive_trouble_.empty()) spdlog::warn("archive: {}", archive_trouble_);
}

void Agent::On(const RemovalResult& result) {
  const std::string& id = result.removal.recording;
  removing_.erase(id);
  const auto receipt = records_.store().FinishDeletion(id, result.outcome, ReadClock());
  if (receipt && *receipt) {
    ArchiveRemoval mark = result.removal;
    mark.mark_only = true;
    archive_.Put(std::move(mark));
  } else {
    spdlog::warn("archive: a deletion waits outcome={}", ArchiveOutcomeName(result.outcome));
  }
}

void Agent::RemoveArchived(const std::vector<std::string>& deleted) {
  const std::string& folder = session_.policy.recording.archive_folder;
  if (folder.empty()) return;
  for (const std::string& id : deleted) {
    if (removing_.contains(id) || archiving_.contains(id)) continue;
    if (archive_.Put(ArchiveRemoval{id, folder})) removing_.insert(id);
  }
}

std::string Agent::DeletionWarning() const {
  const auto pending = records_.store().PendingDeletions();
  if (!pending || pending->at_the_archive.empty()) return {};
  const std::string& folder = session_.policy.recording.archive_folder;
  return "of " + std::to_string(pending->at_the_archive.size()) +
         " deleted recordings the archive may still have copies, which the firm's recovery key "
         "opens; their sound can no longer be heard on this machine. " +
         (folder.empty() ? "Name the folder that they were copied to: recording.archive_folder"
                         : "Make sure that " + folder +
                               " is there, may be written and is where they were copied to") +
         "; the deletion is tried again every quarter of an hour and leaves its receipt then";
}

std::optional<milliseconds> Agent::chores_within() const {
  const auto next = std::min(tidy_due_, rulings_due_);
  return std::max(std::chrono::ceil<milliseconds>(next - std::chrono::steady_clock::now()),
                  milliseconds{0});
}

void Agent::DoChores() {
  const auto now = std::chrono::steady_clock::now();
  if (now >= rulings_due_) {
    const bool waits = session_.recording.asked_champion;
    rulings_due_ = now + (waits ? std::chrono::milliseconds(kLookForRulings)
                                : std::chrono::milliseconds(kLookForRulingsIdle));
    LookForRulings();
  }
  if (now < tidy_due_) return;
  tidy_due_ = now + kTidyEvery;
  Tidy();
}

// Retention on time, whether anybody asks or not; but never in the way of a withdrawal.
void Agent::Tidy() {
  if (session_.recording.permitted) {
    tidy_due_ = std::chrono::steady_clock::now() + kSweepAfterRecording;
    return;
  }
  const auto swept = Sweep(records_.store(), ReadClock(), BusyRecordings(), kItemsAtOnce, false);
  if (!swept) {
    spdlog::warn("retention: {}", swept.error().detail);
  } else {
    if (!swept->deleted.empty()) spdlog::info("retention deleted={}", swept->deleted.size());
    if (swept->more) tidy_due_ = std::chrono::steady_clock::now() + kSweepOn;
    RemoveArchived(swept->at_the_archive);
  }
  ArchiveFinished();
}

void Agent::LookForRulings() {
  const std::string& folder = session_.policy.recording.rulings_folder;
  if (folder.empty() || looking_for_rulings_) return;
  looking_for_rulings_ = rulings_.Put(RulingsLook{folder, rulings_seen_});
}

void Agent::On(const RulingFiles& found) {
  looking_for_rulings_ = false;
  for (const RulingFile& file : found.files) {
    rulings_seen_.insert(file.stamp);
    auto ruling =
        policy::VerifyRuling(file.text, session_.policy.champions, session_.policy.organisation);
    if (!ruling) continue;  // another file, or not signed by a champion
    const bool known = std::any_of(session_.rulings.begin(), session_.rulings.end(),
                                   [&](const auto& r) { return r.id == ruling->id; });
    if (known) continue;
    // What could not be kept now is tried again.
    if (const auto taken = On(request::ImportRuling{file.text}); !taken) {
      rulings_seen_.erase(file.stamp);
    }
  }
}

Result<void> Agent::KeepFirst(NewEntry entry) {
  Batch batch;
  batch.entries.push_back(std::move(entry));
  if (records_.Keep(std::move(batch), session_.policy, ReadClock())) return {};
  return policy::IoError(
      "it could not be put on record, so it was not done; make room on the disk, or unlock the "
      "keyring");
}

Result<json> Agent::On(const request::ListRecordings& /*request*/) {
  auto all = records_.store().ListRecordings();
  if (!all) return all.error();
  json list = json::array();
  for (const StoredRecording& stored : *all) list.push_back(StoredReply(stored));
  return json{{"recordings", list}};
}

Result<json> Agent::On(const request::ShowRecording& r) {
  auto stored = records_.store().FindRecording(r.recording);
  if (!stored) return stored.error();
  return WholeStoredReply(*stored);
}

Result<json> Agent::On(const request::ExportRecording& r) {
  auto stored = records_.store().FindRecording(r.recording);
  if (!stored) return stored.error();
  if (stored->recording.state == policy::RecordingState::kOpen) {
    return Refused("this recording is still being made; end it first with: chaperone record stop");
  }
  auto kept = KeepFirst({r.listen ? "recording.listened" : "recording.exported",
                         {{"recording", r.recording}, {"user", wiring_.user}, {"reason", r.reason}},
                         std::nullopt});
  if (!kept) return kept.error();
  auto job = desk_.Export(stored->recording, r.file);
  if (!job) return job.error();
  return json{{"job", *job}};
}

Result<json> Agent::On(const request::ShowJob& r) {
  const ExportJob* job = desk_.FindJob(r.job);
  if (job == nullptr) return Error{ErrorCode::kNotFound, false, "there is no job of that id"};
  return JobReply(*job);
}

Result<json> Agent::On(const request::DeleteRecording& r) {
  const std::set<std::string> busy = BusyRecordings();
  if (busy.contains(r.recording)) {
    return Refused("this recording is being made, exported or archived; try again afterwards");
  }
  auto receipt =
      agent::DeleteRecording(records_.store(), r.recording, r.reason, wiring_.user, ReadClock());
  if (!receipt) return receipt.error();
  if (*receipt)
    return json{{"recording", r.recording}, {"receipt", **receipt}, {"pending", nullptr}};
  RemoveArchived({r.recording});
  const std::string& folder = session_.policy.recording.archive_folder;
  return json{
      {"recording", r.recording},
      {"receipt", nullptr},
      {"pending", "its sound can no longer be heard on this machine; the archive's copy" +
                      (folder.empty() ? std::string() : " in " + folder) +
                      " waits to be deleted, and the receipt is written when it is gone (see: "
                      "chaperone status)"}};
}

Result<json> Agent::On(const request::HoldRecording& r) {
  const policy::Now now = ReadClock();
  if (r.hold.review_by < std::chrono::floor<std::chrono::days>(now.wall)) {
    return policy::BadInput("review_by: " + policy::FormatUtc(r.hold.review_by).substr(0, 10) +
                            " is over; expected today or a later day, on which the hold is looked "
                            "at again");
  }
  auto done = records_.store().SetHold(r.recording, r.hold, wiring_.user, now);
  if (!done) return done.error();
  return On(request::ShowRecording{r.recording});
}

Result<json> Agent::On(const request::ReleaseRecording& r) {
  auto done = records_.store().LiftHold(r.recording, r.owner.empty() ? wiring_.user : r.owner,
                                        r.reason, wiring_.user, ReadClock());
  if (!done) return done.error();
  return On(request::ShowRecording{r.recording});
}

Result<json> Agent::On(const request::ListRetention& /*request*/) {
  const policy::Now now = ReadClock();
  auto all = records_.store().ListRetained(BusyRecordings());
  if (!all) return all.error();
  auto known = records_.store().LoadClockEvidence();
  if (!known) return known.error();
  const policy::ClockEvidence evidence =
      *known ? policy::Update(**known, now) : policy::FirstEvidence(now);
  std::sort(all->begin(), all->end(),
            [](const auto& a, const auto& b) { return a.delete_after < b.delete_after; });
  json items = json::array();
  const auto due = policy::Due(*all, evidence);
  for (const policy::Retained& item : *all) {
    const bool is_due = std::any_of(due.begin(), due.end(), [&](const auto& d) {
      return d.id == item.id && d.kind == item.kind;
    });
    items.push_back({{"id", item.id},
                     {"kind", policy::RecordKindName(item.kind)},
                     {"retention_class", item.retention_class},
                     {"delete_after", policy::FormatUtc(item.delete_after)},
                     {"due", is_due},
                     {"held", item.hold.has_value()}});
  }
  return json{{"certain_date", policy::FormatUtc(evidence.trusted)},
              {"clock_claims",
               evidence.claimed ? json(policy::FormatUtc(*evidence.claimed)) : json(nullptr)},
              {"items", items}};
}

Result<json> Agent::On(const request::SweepRetention& r) {
  if (session_.recording.permitted && !r.dry_run) {
    return Refused(
        "a call is being recorded, and nothing may delay its end; sweep again afterwards");
  }
  auto swept = Sweep(records_.store(), ReadClock(), BusyRecordings(), kItemsAtOnce, r.dry_run);
  if (!swept) return swept.error();
  if (!r.dry_run) {
    if (swept->more) tidy_due_ = std::chrono::steady_clock::now() + kSweepOn;
    RemoveArchived(swept->at_the_archive);
  }
  json kept = json::array();
  for (const SweepReport::Kept& k : swept->kept) kept.push_back({{"id", k.id}, {"why", k.why}});
  return json{{"deleted", swept->deleted},
              {"due", swept->due},
              {"kept", kept},
              {"more", swept->more},
              {"at_the_archive", swept->at_the_archive}};
}

}  // namespace chaperone::agent
