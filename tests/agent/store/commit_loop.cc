// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>

#include "tests/agent/store/state.h"

// Commits for ever and says so after each: what the kill test kills. Arguments: state folder, name
// of this run. Prints "SEQUENCE DIGEST ALERT MESSAGE-ID" when, and only when, it is committed.
int main(int argc, char** argv) {
  using namespace chaperone;
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
    const auto committed =
        (*store)->Commit(test::MakeBatch(id, policy::MailReason::kOpened), test::At(i));
    if (!committed.ok()) return 5;
    std::printf("%llu %s %s %s\n", static_cast<unsigned long long>(committed->head.sequence),
                policy::ToHex(committed->head.digest).c_str(), id.c_str(),
                committed->message_ids.at(0).c_str());
    std::fflush(stdout);
  }
}
