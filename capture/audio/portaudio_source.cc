// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/portaudio_source.h"

#include <alsa/asoundlib.h>
#include <pa_linux_alsa.h>
#include <portaudio.h>
#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "capture/audio/look_times.h"

namespace chaperone::capture {
namespace {

using policy::Result;

constexpr unsigned long kBlockFrames = kSampleRate / 10;
constexpr int kPeriods = 40;       // 4 s wait with the sound server's library while a disk is slow
constexpr int kBlocksAtOnce = 25;  // as many as the ring takes

// All of ALSA that is used: without it, starting PortAudio opens every sound card to look at it. It
// asserts that there is a default device.
constexpr std::string_view kConfiguration =
    "pcm.pulse { @args [ DEVICE ] @args.DEVICE { type string default \"\" } type pulse "
    "device $DEVICE }\n"
    "pcm.default { type null }\n";

policy::Error NotStarted(const std::string& why) {
  return policy::Unavailable("no sound can be recorded: " + why +
                             "; are the packages libportaudio2 and libasound2-plugins installed?");
}

std::string Why(PaError error) {
  return Pa_GetErrorText(error);
}

class PortAudioSource : public AudioSource {
 public:
  PortAudioSource(std::unique_ptr<SampleRing> ring, LockedMemory block)
      : ring_(std::move(ring)), block_(std::move(block)) {}
  ~PortAudioSource() override {
    if (stream_ == nullptr) return;
    Pa_AbortStream(stream_);
    Pa_CloseStream(stream_);
  }

  Result<void> Open(const std::string& source) {
    const std::string device = "pulse:" + source;
    PaAlsaStreamInfo alsa{};
    PaAlsa_InitializeStreamInfo(&alsa);
    alsa.deviceString = device.c_str();
    PaStreamParameters wanted{};
    wanted.device = paUseHostApiSpecificDeviceSpecification;
    wanted.channelCount = 1;
    wanted.sampleFormat = paFloat32;
    wanted.suggestedLatency = static_cast<double>(kPeriods * kBlockFrames) / kSampleRate;
    wanted.hostApiSpecificStreamInfo = &alsa;
    PaAlsa_SetNumPeriods(kPeriods);  // a period stays one block, however many wait
    PaError done = Pa_OpenStream(&stream_, &wanted, nullptr, kSampleRate, kBlockFrames,
                                 paClipOff | paDitherOff, nullptr, nullptr);
    if (done != paNoError) stream_ = nullptr;
    if (done == paNoError) done = Pa_StartStream(stream_);
    if (done == paNoError) {
      looks_ = LookTimes(SoundNow());
      alive_ = true;
      return {};
    }
    return policy::Unavailable("the sound source " + source + " cannot be opened: " + Why(done),
                               true);
  }

  SoundTime next_look() const override { return looks_.next(); }
  bool alive() const override { return alive_; }
  SampleRing& ring() override { return *ring_; }

  void Look(SoundTime now) override {
    if (!alive_ || now < looks_.next()) return;
    const signed long there = Pa_GetStreamReadAvailable(stream_);
    if (there <= 0) {
      alive_ = there == 0;
      return looks_.Looked(now, false);
    }
    const std::span<float> block = block_.as<float>();
    auto left = static_cast<size_t>(there);
    for (int taken = 0; left > 0 && alive_; ++taken) {
      if (taken == kBlocksAtOnce) return;  // the next look, at once, takes the rest
      const std::span<float> part = block.first(std::min(left, block.size()));
      const PaError done = Pa_ReadStream(stream_, part.data(), part.size());
      alive_ = done == paNoError || done == paInputOverflowed;
      left -= part.size();
      const SoundTime after{static_cast<int64_t>(left) * 1'000'000'000 / kSampleRate};
      if (alive_) ring_->Push(now - after, part);
      sodium_memzero(part.data(), part.size_bytes());
    }
    looks_.Looked(now, true);
  }

 private:
  std::unique_ptr<SampleRing> ring_;
  LockedMemory block_;
  LookTimes looks_{SoundTime{}};
  PaStream* stream_ = nullptr;
  bool alive_ = false;
};

void SayNothing(const char* /*file*/, int /*line*/, const char* /*function*/, int /*error*/,
                const char* /*format*/, ...) {}  // NOLINT: ALSA's type

}  // namespace

Result<std::unique_ptr<PortAudio>> PortAudio::Start() {
  const int configuration = memfd_create("alsa", MFD_CLOEXEC);
  if (configuration < 0 || write(configuration, kConfiguration.data(), kConfiguration.size()) !=
                               static_cast<ssize_t>(kConfiguration.size())) {
    if (configuration >= 0) close(configuration);
    return NotStarted("no memory");
  }
  setenv("ALSA_CONFIG_PATH", ("/proc/self/fd/" + std::to_string(configuration)).c_str(), 1);
  snd_lib_error_set_handler(&SayNothing);
  std::unique_ptr<PortAudio> out(new PortAudio(configuration));
  if (const PaError done = Pa_Initialize(); done != paNoError) {
    Pa_Initialize();  // the destructor ends it once
    return NotStarted(Why(done));
  }
  if (Pa_HostApiTypeIdToHostApiIndex(paALSA) < 0) return NotStarted("PortAudio is without ALSA");
  snd_pcm_t* probe = nullptr;  // is the plugin there? It is opened, never started
  const int opened = snd_pcm_open(&probe, "pulse", SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);
  if (opened == 0) snd_pcm_close(probe);
  if (opened == -ENOENT || opened == -ENXIO)
    return NotStarted("ALSA's PulseAudio plugin is missing");
  return out;
}

PortAudio::~PortAudio() {
  Pa_Terminate();
  snd_config_update_free_global();
  close(configuration_);
}

Result<std::unique_ptr<AudioSource>> PortAudio::Open(const std::string& source) {
  // The name becomes part of a device string, which has a syntax of its own.
  if (source.empty() || source.find_first_of(",:'\"{}[]() \n") != std::string::npos) {
    return policy::BadInput("\"" + source + "\" is not the name of a sound source");
  }
  auto ring = SampleRing::Create();
  if (!ring) return ring.error();
  auto block = LockedMemory::Create(kBlockFrames * sizeof(float));
  if (!block) return block.error();
  auto out = std::make_unique<PortAudioSource>(std::move(*ring), std::move(*block));
  if (auto opened = out->Open(source); !opened) return opened.error();
  return std::unique_ptr<AudioSource>(std::move(out));
}

Result<void> PortAudio::Play(int channels, const std::function<size_t(std::span<float>)>& fill) {
  PaAlsaStreamInfo alsa{};
  PaAlsa_InitializeStreamInfo(&alsa);
  alsa.deviceString = "pulse";
  PaStreamParameters wanted{};
  wanted.device = paUseHostApiSpecificDeviceSpecification;
  wanted.channelCount = channels;
  wanted.sampleFormat = paFloat32;
  wanted.suggestedLatency = 0.2;
  wanted.hostApiSpecificStreamInfo = &alsa;
  PaStream* stream = nullptr;
  PaError done = Pa_OpenStream(&stream, nullptr, &wanted, kSampleRate, kBlockFrames, paClipOff,
                               nullptr, nullptr);
  if (done == paNoError) done = Pa_StartStream(stream);
  std::vector<float> block(kBlockFrames * static_cast<size_t>(channels));
  for (size_t got = block.size(); done == paNoError && got == block.size();) {
    got = fill(block);
    std::fill(block.begin() + static_cast<std::ptrdiff_t>(got), block.end(), 0.0F);
    done = Pa_WriteStream(stream, block.data(), kBlockFrames);
    if (done == paOutputUnderflowed) done = paNoError;
  }
  if (stream != nullptr) {
    Pa_StopStream(stream);
    Pa_CloseStream(stream);
  }
  if (done == paNoError) return {};
  return policy::Unavailable("the sound cannot be played: " + Why(done) +
                             "; is a sound server running, and an output chosen?");
}

}  // namespace chaperone::capture
