// SPDX-License-Identifier: Apache-2.0
// What recording a call costs, beside ffmpeg that records the same two streams at the same time.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "tests/capture/audio/recorder_program.h"

namespace chaperone::test {
namespace {

double CpuSeconds(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream words(line.substr(line.rfind(')') + 1));
  std::string word;
  for (int i = 0; i < 11; ++i) words >> word;
  double user = 0;
  double system = 0;
  words >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

long PeakKilobytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

int Main(int seconds) {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  const Tone customer("headset", 1000, folder);
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed");
  if (!recorder.Await<agent::from_recorder::Started>()) {
    const auto failed = recorder.All<agent::from_recorder::Failed>();
    std::printf("no recording: %s\n", failed.empty() ? "it died" : failed[0].why.c_str());
    return 1;
  }
  Child ffmpeg({"ffmpeg", "-v", "error", "-nostdin", "-f", "pulse", "-i", "mic", "-f", "pulse",
                "-i", "headset.monitor", "-filter_complex",
                "[0:a]pan=mono|c0=c0[a];[1:a]pan=mono|c0=c0[b];[a][b]amerge=inputs=2", "-c:a",
                "libopus", "-b:a", "48k", folder / "baseline.mka"});
  recorder.HearFor(std::chrono::seconds{2});
  const double start = CpuSeconds(recorder.pid());
  const double start_theirs = CpuSeconds(ffmpeg.pid());
  recorder.HearFor(std::chrono::seconds{seconds});
  const double ours = CpuSeconds(recorder.pid());
  const double theirs = CpuSeconds(ffmpeg.pid());
  const auto say = [&](const char* who, pid_t pid, double begun, double all) {
    std::printf("%s  %.2f %% of a core, peak %ld MB, start-up %.2f s of CPU, with it %.2f %%\n",
                who, (all - begun) / seconds * 100, PeakKilobytes(pid) / 1024, begun,
                all / (seconds + 2) * 100);
  };
  say("recording ", recorder.pid(), start, ours);
  say("ffmpeg    ", ffmpeg.pid(), start_theirs, theirs);
  std::printf("ratio       %.2f over %d s, %.2f with start-up\n",
              (ours - start) / (theirs - start_theirs), seconds, ours / theirs);
  ffmpeg.Stop(SIGKILL);
  return 0;
}

}  // namespace
}  // namespace chaperone::test

int main(int argc, char** argv) {
  return chaperone::test::Main(argc > 1 ? std::stoi(argv[1]) : 60);
}
