// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/portaudio_source.h"

#include <alsa/asoundlib.h>
#include <pa_linux_alsa.h>
#include <portaudio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace chaperone::capture {
namespace {

using policy::Result;

constexpr unsigned long kBlockFrames = kSampleRate / 10;
constexpr size_t kPart = 16384;  // a larger block goes into the ring in parts

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
  explicit PortAudioSource(std::unique_ptr<SampleRing> ring) : ring_(std::move(ring)) {}
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
    wanted.suggestedLatency = 0.2;
    wanted.hostApiSpecificStreamInfo = &alsa;
    PaError done = Pa_OpenStream(&stream_, &wanted, nullptr, kSampleRate, kBlockFrames,
                                 paClipOff | paDitherOff, &PortAudioSource::Take, this);
    if (done != paNoError) stream_ = nullptr;
    if (done == paNoError) done = Pa_StartStream(stream_);
    if (done == paNoError) return {};
    return policy::Unavailable("the sound source " + source + " cannot be opened: " + Why(done),
                               true);
  }

  SampleRing& ring() override { return *ring_; }
  bool alive() const override { return Pa_IsStreamActive(stream_) == 1; }

 private:
  // On PortAudio's thread: never waits.
  static int Take(const void* input, void* /*output*/, unsigned long frames,
                  const PaStreamCallbackTimeInfo* /*time*/, PaStreamCallbackFlags /*flags*/,
                  void* self) {
    const SoundTime now = SoundNow();
    std::span<const float> samples(static_cast<const float*>(input), input != nullptr ? frames : 0);
    while (!samples.empty()) {
      const size_t part = std::min(samples.size(), kPart);
      const auto after = static_cast<int64_t>(samples.size() - part);
      static_cast<PortAudioSource*>(self)->ring_->Push(
          now - SoundTime{after * 1'000'000'000 / kSampleRate}, samples.first(part));
      samples = samples.subspan(part);
    }
    return paContinue;
  }

  std::unique_ptr<SampleRing> ring_;
  PaStream* stream_ = nullptr;
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
  auto out = std::make_unique<PortAudioSource>(std::move(*ring));
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
