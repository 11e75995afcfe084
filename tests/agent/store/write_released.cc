// SPDX-License-Identifier: Apache-2.0
// Writes a store of today into a folder, for tests/agent/store/released: everything in it is
// invented. Argument: the folder.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "agent/store/deletion.h"
#include "tests/agent/store/state.h"

namespace chaperone {
namespace {

using test::At;

template <class T>
T Must(policy::Result<T> result) {
  if (result.ok()) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().detail.c_str());
  std::exit(1);
}
void Must(const policy::Result<void>& result) {
  if (result.ok()) return;
  std::fprintf(stderr, "%s\n", result.error().detail.c_str());
  std::exit(1);
}

// One leak that was told and is over, one whose mail waits, one that is forgotten.
void WriteAlerts(agent::Store& store) {
  const auto told = Must(store.Commit(test::MakeBatch("a-1", policy::MailReason::kOpened), At(1)));
  Must(store.BeginAttempt(told.message_ids.at(0)));
  Must(store.Settle({told.message_ids.at(0),
                     {{"dpc@firm.example", agent::DeliveryState::kAccepted, "250 ok"},
                      {"deputy@firm.example", agent::DeliveryState::kAccepted, "250 ok"}},
                     At(3).wall,
                     ""},
                    At(3)));
  policy::Alert closed = test::MakeAlert("a-1");
  closed.state = policy::AlertState::kClosed;
  closed.answer = policy::Answer::kHidden;
  closed.closed_at = At(5).wall;
  agent::Batch end;
  end.entries.push_back({"alert.closed", {{"alert", std::string("a-1")}}, closed});
  Must(store.Commit(end, At(5)));
  Must(store.Commit(test::MakeBatch("a-2", policy::MailReason::kOpened), At(6)));
  agent::Batch third;
  third.entries.push_back(
      {"alert.opened", {{"alert", std::string("a-3")}}, test::MakeAlert("a-3")});
  Must(store.Commit(third, At(7)));
  Must(store.EraseAlert("a-3", "retention", At(8)));
}

// A recording with its sound, one that is held, one that is deleted.
void WriteRecordings(agent::Store& store) {
  using policy::RecordingState;
  for (const char* id : {"v-1", "v-2", "v-3"}) {
    Must(
        store.Commit(test::RecordingBatch(test::MakeRecording(id, RecordingState::kOpen)), At(10)));
    (void)Must(store.MakeRecordingKey(id, std::nullopt));
    const auto file = Must(store.CreateRecordingFile(id));
    if (write(file.get(), "sealed sound\n", 13) != 13) std::exit(1);
    Must(store.Commit(test::RecordingBatch(test::MakeRecording(id, RecordingState::kComplete)),
                      At(70)));
  }
  Must(store.SetHold("v-2", {"legal", "complaint", At(1000).wall}, "dana", At(80)));
  (void)Must(agent::DeleteRecording(store, "v-3", "asked", "dana", At(81)));
  Must(store.KeepRuling("r-1", "chaperone-ruling-1\ninvented\n", At(82)));
  Must(store.SaveClockEvidence(policy::FirstEvidence(At(83))));
}

void WriteCounts(agent::Store& store) {
  policy::AlertCount count;
  count.day = std::chrono::floor<std::chrono::days>(At(0).wall);
  count.counted = policy::Counted::kAlert;
  count.audience = policy::Audience::kExternal;
  count.subject = policy::Subject::kThirdParty;
  count.number = 3;
  agent::Batch batch;
  batch.counts = {count};
  Must(store.Commit(batch, At(95)));
}

void Write(const std::filesystem::path& folder) {
  const auto store = test::OpenStore(folder);
  WriteAlerts(*store);
  Must(store->SetMeta("released", "an invented store"));
  WriteRecordings(*store);
  Must(store->Remember({agent::Bytes(16, 7)}, "complaints", {"alerts", std::chrono::days{365}},
                       At(90)));
  WriteCounts(*store);
}

}  // namespace
}  // namespace chaperone

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  chaperone::Write(argv[1]);
  return 0;
}
