// SPDX-License-Identifier: Apache-2.0
// chaperone-recorder: hears a call while it is permitted, and keeps it sealed. Serves the agent,
// and does the work of `chaperone recordings recover` and `play`.
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <iostream>
#include <string>

#include "agent/helper.h"
#include "agent/recorder_service.h"
#include "agent/recovery.h"
#include "agent/sandbox.h"
#include "agent/version.h"
#include "capture/audio/encoder.h"
#include "capture/audio/locked_memory.h"
#include "capture/audio/player.h"

extern "C" {
#include <libavutil/log.h>
}

namespace chaperone::agent {
namespace {

constexpr const char* kUsage =
    "usage: chaperone-recorder serve | check | play DESCRIPTOR\n"
    "       chaperone-recorder recover --key FILE ARCHIVE.sealed --out OUT.mka\n"
    "       chaperone-recorder recovery-key FILE\n"
    "recover       opens an archived recording with the firm's recovery key\n"
    "recovery-key  makes that key: the secret half into FILE, the public half, for recovery_key "
    "in\n"
    "              [recording] of managed policy, to standard output\n"
    "The others are used by chaperone.\n"
    "Example: chaperone-recorder recover --key recovery.key v-31.sealed --out call.mka\n";

constexpr int kUsageError = 2;
constexpr int kBadInput = 3;
constexpr int kLacking = 4;  // the machine lacks something; the message says what
[[maybe_unused]] constexpr size_t kHeap = size_t{3} << 20;  // unused by the sanitizers' builds

int Complain(const policy::Error& error) {
  std::cerr << "chaperone-recorder: " << error.detail << "\n";
  return error.code == policy::ErrorCode::kBadInput ? kBadInput : kLacking;
}

int Misused() {
  std::cerr << kUsage;
  return kUsageError;
}

// Libraries that talk to standard error have nothing to say to anybody.
void SilenceStandardError() {
#ifndef CHAPERONE_SANITIZED  // the sanitizers report there
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  if (nowhere > STDERR_FILENO) close(nowhere);
#endif
}

int Serve() {
  SilenceStandardError();
  MessagePipe pipe{OwnedFd{kHelperSocket}};
#ifndef CHAPERONE_SANITIZED
  if (auto locked = capture::LockHeap(kHeap); !locked) {
    [[maybe_unused]] const auto sent =
        pipe.Send(Encode(FromRecorder{from_recorder::Failed{locked.error().detail}}));
    return kLacking;
  }
#endif
  return RecorderService(std::move(pipe)).Run();
}

// Does it while libraries are silent.
template <class Work>
auto Quietly(const Work& work) {
  const int standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  SilenceStandardError();
  auto result = work();
  dup2(standard_error, STDERR_FILENO);
  close(standard_error);
  return result;
}

// For `chaperone doctor`: can sound be had, sealed and encoded?
int Check() {
  const auto audio = Quietly(&capture::PortAudio::Start);
  if (!audio) return Complain(audio.error());
  auto encoder = capture::Encoder::Create(
      [](std::span<const uint8_t> /*bytes*/) { return policy::Result<void>{}; });
  if (!encoder) return Complain(encoder.error());
  if (auto ring = capture::SampleRing::Create(); !ring) return Complain(ring.error());
  std::cout << "ok\n";
  return 0;
}

int Play(const std::string& descriptor) {
  int fd = -1;
  const auto [end, error] =
      std::from_chars(descriptor.data(), descriptor.data() + descriptor.size(), fd);
  if (error != std::errc{} || end != descriptor.data() + descriptor.size() || fd < 0) {
    return Misused();
  }
  const auto played = Quietly([fd] { return capture::PlayFile(fd); });
  return played ? 0 : Complain(played.error());
}

int Recover(int argc, char** argv) {
  std::string key;
  std::string out;
  std::string archive;
  for (int i = 2; i < argc; ++i) {
    const std::string argument = argv[i];
    if ((argument == "--key" || argument == "--out") && i + 1 < argc) {
      (argument == "--key" ? key : out) = argv[++i];
    } else if (archive.empty() && !argument.starts_with("-")) {
      archive = argument;
    } else {
      return Misused();
    }
  }
  if (key.empty() || out.empty() || archive.empty()) return Misused();
  const auto done = RecoverRecording(archive, key, out);
  if (!done) return Complain(done.error());
  std::cout << out << ": " << policy::FormatDuration(done->length)
            << (done->truncated && done->problem.empty()
                    ? ", truncated: the recorder ended before the recording did"
                    : "")
            << "\n";
  if (done->problem.empty()) return 0;
  std::cerr << "chaperone-recorder: " << archive << ": " << done->problem << "\n";
  return kBadInput;
}

int MakeKey(const std::string& file) {
  const auto made = MakeRecoveryKey(file);
  if (!made) return Complain(made.error());
  std::cout << *made << "\n";
  return 0;
}

int Main(int argc, char** argv) {
  if (auto kept = KeepMemoryPrivate(); !kept) return Complain(kept.error());
  if (sodium_init() < 0) return Complain(policy::Unavailable("libsodium does not start"));
  av_log_set_level(AV_LOG_QUIET);
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "serve" && argc == 2) return Serve();
  if (command == "check" || command == "--check") return Check();
  if (command == "play" && argc == 3) return Play(argv[2]);
  if (command == "recover") return Recover(argc, argv);
  if (command == "recovery-key" && argc == 3) return MakeKey(argv[2]);
  if (command == "--version") {
    std::cout << "chaperone-recorder " << kVersion << "\n";
    return 0;
  }
  if (command != "--help" && command != "-h") return Misused();
  std::cout << kUsage;
  return 0;
}

}  // namespace
}  // namespace chaperone::agent

int main(int argc, char** argv) {
  return chaperone::agent::Main(argc, argv);
}
