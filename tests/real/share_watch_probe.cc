// SPDX-License-Identifier: Apache-2.0
// Prints what ShareWatch sees on $DISPLAY, one JSON line for each change, until standard input
// ends.
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "capture/activity/share_watch.h"
#include "policy/rules/policy_file.h"

using chaperone::capture::ObservedShare;
using chaperone::capture::ShareTarget;

namespace {

const char* KindName(ShareTarget::Kind kind) {
  switch (kind) {
    case ShareTarget::Kind::kScreen:
      return "screen";
    case ShareTarget::Kind::kWindow:
      return "window";
    case ShareTarget::Kind::kUnknown:
      break;
  }
  return "unknown";
}

void Print(const std::vector<ObservedShare>& shares, bool sharer_running) {
  std::printf("{\"sharer_running\": %s, \"shares\": [", sharer_running ? "true" : "false");
  const char* separator = "";
  for (const ObservedShare& s : shares) {
    std::printf(
        "%s{\"id\": %u, \"pid\": %d, \"application\": \"%s\", \"rule\": \"%s\", \"target\": "
        "\"%s\", \"window\": %u, \"bar\": %s}",
        separator, s.id, s.pid, s.application.c_str(), s.rule.c_str(), KindName(s.target.kind),
        s.target.window, s.sharing_bar ? "true" : "false");
    separator = ", ";
  }
  std::puts("]}");
  std::fflush(stdout);
}

}  // namespace

int main() {
  auto watch =
      chaperone::capture::ShareWatch::Create("", chaperone::policy::DefaultPolicy().share_rules);
  if (!watch) {
    std::fprintf(stderr, "%s\n", watch.error().detail.c_str());
    return 4;
  }
  std::vector<ObservedShare> before;
  bool running_before = false;
  bool first = true;
  pollfd input{STDIN_FILENO, POLLIN, 0};
  constexpr int kPollMilliseconds = 250;
  do {
    auto shares = (*watch)->Poll();
    if (!shares) {
      std::fprintf(stderr, "%s\n", shares.error().detail.c_str());
      return 4;
    }
    const bool running = (*watch)->sharer_running();
    if (first || *shares != before || running != running_before) Print(*shares, running);
    before = std::move(*shares);
    running_before = running;
    first = false;
  } while (poll(&input, 1, kPollMilliseconds) == 0);
  return 0;
}
