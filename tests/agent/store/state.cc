// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/store/state.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace chaperone::test {
namespace {

const passwd& Nobody() {
  const passwd* entry = getpwnam("nobody");
  if (entry == nullptr) std::abort();
  return *entry;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "chaperone-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

policy::Now At(int64_t seconds) {
  return {policy::WallTime{std::chrono::seconds{1'790'000'000 + seconds}},
          policy::BootTime{std::chrono::seconds{seconds}}, "boot-1"};
}

policy::Alert MakeAlert(const std::string& id) {
  policy::Alert alert;
  alert.id = id;
  alert.state = policy::AlertState::kOpen;
  alert.severity = policy::Severity::kHigh;
  alert.kinds = {{policy::Kind::kEmail, 1}, {policy::Kind::kUkNino, 2}};
  alert.third_parties = 2;
  alert.application = "Chromium";
  alert.monitor = "DP-1";
  alert.region = {120, 340, 620, 48};
  alert.fingerprints = {{0xde, 0xad, 0xbe, 0xef, 0xfe, 0xed, 0xf0, 0x0d}};
  alert.audience = policy::Audience::kExternal;
  alert.call_open = true;
  alert.opened_at = At(0).wall;
  alert.last_seen_at = At(2).wall;
  alert.visible = std::chrono::milliseconds{2'000};
  return alert;
}

policy::Recording MakeRecording(const std::string& id, policy::RecordingState state) {
  policy::Recording recording;
  recording.id = id;
  recording.call = "c-1";
  recording.state = state;
  recording.purpose = "complaints";
  recording.basis = policy::LawfulBasis::kLegitimateInterests;
  recording.reference = "LIA-7";
  recording.ruling = "r-1";
  recording.language = "en";
  recording.retention_class = "recordings";
  recording.started_at = At(10).wall;
  if (state != policy::RecordingState::kOpen) {
    recording.ended_at = At(70).wall;
    recording.end_reason = "stopped";
  }
  recording.length = std::chrono::seconds{60};
  recording.gaps = {{policy::RecordingGapReason::kPauseCard, std::chrono::seconds{5},
                     std::chrono::seconds{9}, "both"}};
  recording.participants = {{"p1",
                             "Wilhelmina Quagmire",
                             policy::Role::kCustomer,
                             {"w.quagmire@customer.example", "+44 20 7946 0991"},
                             true,
                             "security_questions",
                             "uk"},
                            {"p2", "", policy::Role::kStaff, {}, false, "", ""}};
  recording.grounds.basis = policy::BasisStatement{
      "complaints", policy::LawfulBasis::kLegitimateInterests, "LIA-7", "explicit_consent", true};
  recording.grounds.private_call = true;
  recording.grounds.people["p1"] = {policy::Consent{"en/2026-1", At(5).wall}, true, true, "n-1"};
  recording.grounds.people["p2"] = {};
  policy::AnnouncementReceipt receipt{
      "n-1",     policy::AnnouncementMethod::kInjected, "en", "2026-1", "ab12", {}, {"p1", "p2"},
      At(8).wall};
  receipt.measure = {
      "cd34", std::chrono::milliseconds{6'500}, std::chrono::milliseconds{6'480}, -1.5, 6, 5, true,
      true};
  recording.grounds.receipts = {receipt};
  return recording;
}

agent::Batch RecordingBatch(const policy::Recording& recording) {
  agent::Batch batch;
  batch.entries.push_back(
      {"recording.changed", {{"recording", recording.id}}, std::nullopt, recording});
  batch.retention = {{"recordings", std::chrono::days{30}}, {"disputes", std::chrono::days{1095}}};
  return batch;
}

std::string PlainMail(const agent::MailDraft& draft, const agent::MailPlace& place) {
  return "From: <" + draft.sender + ">\r\nTo: <" + draft.champion +
         ">\r\nMessage-ID: " + place.message_id +
         "\r\nSubject: " + std::string(agent::MailReasonName(draft.reason)) +
         "\r\nX-Head: " + std::to_string(place.head.sequence) + " " +
         policy::ToHex(place.head.digest) + "\r\nX-On-Record: " + (place.on_record ? "yes" : "no") +
         "\r\nX-In-Reply-To: " + place.in_reply_to.value_or("-") + "\r\n\r\nhello\r\n";
}

agent::Batch MakeBatch(const std::string& id, policy::MailReason reason) {
  agent::Batch batch;
  const policy::Alert alert = MakeAlert(id);
  batch.entries.push_back({"alert.opened", {{"alert", id}}, alert});
  batch.mails.push_back({"dpc@firm.example",
                         {"dpc@firm.example", "deputy@firm.example"},
                         "chaperone@firm.example",
                         reason,
                         {alert}});
  batch.compose = &PlainMail;
  return batch;
}

std::unique_ptr<agent::Store> OpenStore(const std::filesystem::path& folder) {
  auto store = agent::Store::Open(folder, At(0));
  if (!store.ok()) throw std::runtime_error(store.error().detail);
  const auto keys = agent::FileKeys(folder / "vault.key");
  const auto unlocked = (*store)->Unlock(*keys);
  if (!unlocked.ok()) throw std::runtime_error(unlocked.error().detail);
  return std::move(*store);
}

int RunUnprivileged(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0) {
      const passwd& nobody = Nobody();
      if (setgroups(0, nullptr) != 0 || setgid(nobody.pw_gid) != 0 || setuid(nobody.pw_uid) != 0) {
        _exit(120);
      }
    }
    _exit(work());
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

void GiveToUnprivileged(const std::filesystem::path& path) {
  if (geteuid() != 0) return;
  if (chown(path.c_str(), Nobody().pw_uid, Nobody().pw_gid) != 0) std::abort();
}

}  // namespace chaperone::test
