// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>

#include "agent/store/deletion.h"
#include "tests/agent/store/state.h"

// Keeps and deletes recordings for ever and says so after each: what the kill test kills.
// Arguments: state folder, name of this run. Prints "RECORDING kept" and "RECORDING deleted".
int main(int argc, char** argv) {
  using namespace chaperone;
  using policy::RecordingState;
  if (argc != 3) return 2;
  auto store = agent::Store::Open(argv[1], test::At(0));
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.error().detail.c_str());
    return 3;
  }
  const auto keys = agent::FileKeys(std::filesystem::path(argv[1]) / "vault.key");
  if (!(*store)->Unlock(*keys).ok()) return 4;
  for (int64_t i = 0;; ++i) {
    const std::string id = std::string(argv[2]) + "-" + std::to_string(i);
    const auto commit = [&](RecordingState state) {
      return (*store)
          ->Commit(test::RecordingBatch(test::MakeRecording(id, state)), test::At(i))
          .ok();
    };
    const auto say = [&](const char* what) {
      std::printf("%s %s\n", id.c_str(), what);
      std::fflush(stdout);
    };
    if (!commit(RecordingState::kOpen)) return 5;
    if (!(*store)->MakeRecordingKey(id, std::nullopt).ok()) return 6;
    if (!(*store)->CreateRecordingFile(id).ok()) return 7;
    if (!commit(RecordingState::kComplete)) return 8;
    say("kept");
    if (!agent::DeleteRecording(**store, id, "objection", "mhale", test::At(i)).ok()) return 9;
    say("deleted");
  }
}
