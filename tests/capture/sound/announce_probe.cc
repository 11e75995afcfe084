// SPDX-License-Identifier: Apache-2.0
// announce_probe STREAM VOICE [MICROPHONE]: announces into the call whose recording stream this is,
// on $PULSE_SERVER, and prints what was measured. MICROPHONE: "" or missing is the stream's own.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "capture/audio/announcer.h"

using namespace chaperone;  // NOLINT: a program of this product

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  auto announcer = capture::Announcer::Create("");
  if (!announcer) return 4;
  const capture::CallSound sound{static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 10)),
                                 argc > 3 ? argv[3] : "", ""};
  if (auto begun = (*announcer)->Begin(sound, argv[2], "", false); !begun) {
    std::printf("%s\n", begun.error().detail.c_str());
    return 1;
  }
  std::puts("announcing");
  std::fflush(stdout);
  while ((*announcer)->Step() == capture::Announcer::State::kRunning) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  if ((*announcer)->Step() == capture::Announcer::State::kFailed) {
    std::printf("%s\n", (*announcer)->failure().detail.c_str());
    return 1;
  }
  const policy::AnnouncementMeasure& m = (*announcer)->measure();
  std::printf("segments %d of %d, gain %.1f dB, injected %lld of %lld ms, in place %d, open %d\n",
              m.segments_met, m.segments, m.gain_db, static_cast<long long>(m.injected.count()),
              static_cast<long long>(m.length.count()), m.stream_in_place ? 1 : 0,
              m.stream_open ? 1 : 0);
  return 0;
}
