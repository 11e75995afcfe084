// SPDX-License-Identifier: Apache-2.0
// What it costs to announce: CPU of this process for the check of a voice of 12 s, alone and with
// all that goes with it (decoding, playing, capturing, moving the stream), beside parec capturing
// the same source for as long.
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "capture/audio/announcement_proof.h"
#include "tests/capture/sound/announcement_fixture.h"

using namespace chaperone;  // NOLINT: a program of this product

namespace {

double OwnCpuMilliseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double CpuMilliseconds(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/schedstat");
  double nanoseconds = 0;
  file >> nanoseconds;
  return nanoseconds / 1e6;
}

}  // namespace

int main() {
  const test::SoundServer server;
  const test::TestFolder folder;
  const test::Softphone softphone(server);
  test::Speak(std::string(test::kAnnouncementText) + " You find the full notice on our website.",
              folder / "voice.wav", {"OUT", "pad", "0", "12", "trim", "0", "12"});
  const auto voice = capture::ReadVoice(folder / "voice.wav", "");
  if (!voice) return 3;
  std::printf("%-52s %8s\n", "voice of 12 s", "CPU ms");

  const auto heard = capture::Resampled(voice->samples, capture::kVoiceRate, capture::kProofRate);
  const double before_proof = OwnCpuMilliseconds();
  auto proof = capture::AnnouncementProof::Create(*voice);
  if (!heard || !proof) return 3;
  (*proof)->Hear(*heard);
  (*proof)->Finish();
  const auto score = (*proof)->score();
  std::printf("%-52s %8.1f\n", "the check alone", OwnCpuMilliseconds() - before_proof);

  auto announcer = capture::Announcer::Create(server.address());
  if (!announcer) return 4;
  test::Child baseline({"parec", "--device=mic", "--rate=8000", "/dev/null"});
  const double before = OwnCpuMilliseconds();
  const auto begin = std::chrono::steady_clock::now();
  if (!(*announcer)->Begin(softphone.sound(), folder / "voice.wav", "", false)) return 4;
  const double set_up =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  double longest = 0;
  for (;;) {
    const auto start = std::chrono::steady_clock::now();
    const auto state = (*announcer)->Step();
    longest = std::max(
        longest, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                     .count());
    if (state != capture::Announcer::State::kRunning) break;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  const double all = OwnCpuMilliseconds() - before;
  const auto& measure = (*announcer)->measure();
  std::printf("%-52s %8.1f\n", "all of the announcement", all);
  std::printf("%-52s %8.1f\n", "parec for as long (baseline)", CpuMilliseconds(baseline.pid()));
  std::printf(
      "set-up %.0f ms, longest step %.1f ms (with putting back); %d of %d segments met, "
      "%d of %d in the check alone\n",
      set_up, longest, measure.segments_met, measure.segments, score.segments_met, score.segments);
  return 0;
}
