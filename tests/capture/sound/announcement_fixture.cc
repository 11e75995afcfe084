// SPDX-License-Identifier: Apache-2.0
#include "tests/capture/sound/announcement_fixture.h"

#include <chrono>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace chaperone::test {

using capture::Announcer;

void Speak(const std::string& text, const std::string& file,
           const std::vector<std::string>& effects, const std::string& voice) {
  const std::string raw = effects.empty() ? file : file + ".raw.wav";
  Output({"espeak-ng", "-v", voice, "-w", raw, text});
  if (effects.empty()) return;
  // The file's format stands before its name, effects after it.
  std::vector<std::string> command{"sox", raw};
  command.insert(command.end(), effects.begin(), effects.end());
  for (std::string& word : command) {
    if (word == "OUT") word = file;
  }
  Output(command);
}

Softphone::Softphone(const SoundServer& server) : server_(server) {
  recorder_ = std::make_unique<Child>(std::vector<std::string>{
      "parec", "--device=mic", "--latency-msec=20", "--client-name=softphone", "/dev/null"});
  auto watch = capture::SoundWatch::Create(server.address());
  if (!watch) throw std::runtime_error(watch.error().detail);
  const bool up = Eventually([&] {
    if (!(*watch)->Wait(std::chrono::milliseconds{20})) return false;
    for (const auto& stream : (*watch)->picture().recording) {
      if (stream.pid == recorder_->pid() && stream.source == "mic") index_ = stream.index;
    }
    return index_ != ~0U;
  });
  if (!up) throw std::runtime_error("parec did not start: is it installed?");
}

std::string Softphone::source() const {
  auto watch = capture::SoundWatch::Create(server_.address());
  if (!watch) return "";
  for (const auto& stream : (*watch)->picture().recording) {
    if (stream.index == index_) return stream.source;
  }
  return "";
}

Announcer::State RunToEnd(Announcer& announcer, const std::function<bool()>& until) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  Announcer::State state = announcer.Step();
  while (state == Announcer::State::kRunning && std::chrono::steady_clock::now() < end) {
    if (until && until()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    state = announcer.Step();
  }
  return state;
}

bool IsClean(const SoundServer& server) {
  return server.Pactl("list short modules").find("chaperone_") == std::string::npos &&
         server.Pactl("list short sources").find("chaperone_") == std::string::npos &&
         server.Pactl("get-default-source") == "mic\n" &&
         server.Pactl("get-default-sink") == "headset\n";
}

}  // namespace chaperone::test
