// SPDX-License-Identifier: Apache-2.0
#include "tests/capture/audio/recorder_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <stdexcept>

#include "agent/key_pipe.h"

namespace chaperone::test {

using agent::OwnedFd;
namespace to_recorder = agent::to_recorder;
namespace from_recorder = agent::from_recorder;

RecorderProgram::RecorderProgram(const std::string& program) {
  auto started =
      agent::Helper::Start(program, {"serve"}, {{"PULSE_SERVER", "XDG_RUNTIME_DIR"}, false});
  if (!started) throw std::runtime_error(started.error().detail);
  helper_.emplace(std::move(*started));
}

void RecorderProgram::Say(const agent::ToRecorder& message, int descriptor) {
  if (auto sent = helper_->pipe().Send(agent::Encode(message), descriptor); !sent) ended_ = true;
}

void RecorderProgram::Permit() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  const OwnedFd theirs(ends[0]);
  OwnedFd ours(ends[1]);
  Say(to_recorder::Permit{}, theirs.get());
  permit_ = std::move(ours);
}

void RecorderProgram::Key() {
  const auto pipe = agent::PipeWithKey(kRecordingKey);
  if (!pipe) throw std::runtime_error(pipe.error().detail);
  Say(to_recorder::Key{}, pipe->get());
}

void RecorderProgram::Record(const std::string& file, const std::string& restatement,
                             const std::string& far_end, uint32_t stream) {
  const OwnedFd sealed(open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  Permit();
  Key();
  Say(to_recorder::Record{kRecordingId, restatement, "", {stream, "mic", far_end}, 0, 0},
      sealed.get());
}

bool RecorderProgram::Hear() {
  if (ended_) return false;
  pollfd fd{helper_->pipe().fd(), POLLIN, 0};
  poll(&fd, 1, 100);
  for (;;) {
    auto payload = helper_->pipe().Receive();
    if (!payload) {
      ended_ = true;
      return true;  // what came before is looked at once more
    }
    if (!*payload) return true;
    auto message = agent::DecodeFromRecorder(**payload);
    if (!message) throw std::runtime_error(message.error().detail);
    heard.push_back(*message);
  }
}

void RecorderProgram::HearFor(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end && Hear()) {
  }
}

void RecorderProgram::Hang() {
  permit_ = {};
  const pid_t pid = helper_->pid();
  helper_->pipe() = agent::MessagePipe(OwnedFd{});
  Eventually([&] {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string words;
    std::getline(stat, words);
    return words.find(") Z") != std::string::npos;
  });
}

void RecorderProgram::Kill() {
  kill(helper_->pid(), SIGKILL);
}

Sound Decode(const std::string& matroska) {
  const std::string raw = matroska + ".f32";
  Output({"ffmpeg", "-v", "error", "-y", "-i", matroska, "-f", "f32le", "-ac", "2", "-ar", "48000",
          raw});
  Sound out;
  std::ifstream file(raw, std::ios::binary);
  std::array<float, 2> pair{};
  while (file.read(reinterpret_cast<char*>(pair.data()), sizeof pair)) {
    out.left.push_back(pair[0]);
    out.right.push_back(pair[1]);
  }
  return out;
}

Sound Export(const std::string& sealed, const TestFolder& folder) {
  const std::string target = folder / "exported.mka";
  RecorderProgram recorder;
  const OwnedFd in(open(sealed.c_str(), O_RDONLY | O_CLOEXEC));
  const OwnedFd out(open(target.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  recorder.Key();
  recorder.Say(to_recorder::Export{kRecordingId, {}}, in.get());
  recorder.Say(to_recorder::ExportTo{}, out.get());
  const auto done = recorder.Await<from_recorder::Exported>();
  if (!done) {
    const auto failed = recorder.All<from_recorder::Failed>();
    throw std::runtime_error("no export: " + (failed.empty() ? "" : failed[0].why));
  }
  Sound sound = Decode(target);
  sound.exported = *done;
  return sound;
}

namespace {

// The tone in each look of 50 ms: its amplitude and its phase against one that began with them.
std::vector<std::complex<double>> Looks(const std::vector<float>& sound, double hertz, double from,
                                        double to) {
  constexpr size_t kLook = 2400;
  const size_t end = std::min(sound.size(), static_cast<size_t>(to * 48000));
  std::vector<std::complex<double>> out;
  for (auto at = static_cast<size_t>(from * 48000); at + kLook <= end; at += kLook) {
    std::complex<double> sum = 0;
    for (size_t i = at; i < at + kLook; ++i) {
      const double turn = 2 * std::numbers::pi * static_cast<double>(i);
      const double window = 1 - std::cos(turn / kLook);  // Hann's, 1 in the mean
      sum += window * static_cast<double>(sound[i]) * std::polar(1.0, -turn * hertz / 48000);
    }
    out.push_back(sum * 2.0 / static_cast<double>(kLook));
  }
  return out;
}

}  // namespace

double ToneLevel(const std::vector<float>& sound, double hertz, double from, double to) {
  double power = 0;
  const auto looks = Looks(sound, hertz, from, to);
  for (const auto& look : looks) power += std::norm(look) / static_cast<double>(looks.size());
  return 10 * std::log10(std::max(power, 1e-20));
}

double Pitch(const std::vector<float>& sound, double hertz, double from, double to) {
  const auto looks = Looks(sound, hertz, from, to);
  double turned = 0;
  for (size_t i = 1; i < looks.size(); ++i) turned += std::arg(looks[i] / looks[i - 1]);
  const double seconds = 0.05 * static_cast<double>(looks.size() - 1);
  return hertz + turned / (2 * std::numbers::pi * seconds);
}

Tone::Tone(const std::string& sink, int hertz, const TestFolder& folder) {
  const std::string file = folder / ("tone" + std::to_string(hertz) + ".wav");
  if (!std::filesystem::exists(file)) {
    Output({"sox", "-n", "-r", "48000", "-c", "1", "-b", "16", file, "synth", "120", "sine",
            std::to_string(hertz), "vol", "0.3"});
  }
  player_ = std::make_unique<Child>(std::vector<std::string>{"paplay", "--device=" + sink, file});
}

}  // namespace chaperone::test
