// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/voice_file.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mem.h>
#include <libswresample/swresample.h>
}
#include <sodium.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace chaperone::capture {
namespace {

constexpr size_t kMostBytes = 96 << 20;
constexpr float kSilence = 0.001F;  // -60 dB below full scale

struct Free {
  void operator()(std::FILE* f) const { std::fclose(f); }
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
  void operator()(AVFormatContext* f) const { avformat_close_input(&f); }
  void operator()(AVCodecContext* c) const { avcodec_free_context(&c); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVFrame* f) const { av_frame_free(&f); }
  void operator()(SwrContext* s) const { swr_free(&s); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

policy::Error Wrong(const std::string& file, std::string_view what) {
  return policy::BadInput(file + ": " + std::string(what) +
                          "; expected a WAV of PCM sound, 8 to 96 kHz, mono or stereo, 0.3 s to "
                          "2 min");
}

// The whole file at once: what is played is what was hashed.
policy::Result<std::vector<uint8_t>> ReadAll(const std::string& file) {
  const Owned<std::FILE> opened(std::fopen(file.c_str(), "rbe"));
  if (!opened) {
    return policy::Error{policy::ErrorCode::kNotFound, false,
                         file + ": the voice file cannot be opened: " + std::strerror(errno)};
  }
  std::vector<uint8_t> bytes;
  std::array<uint8_t, 65536> chunk{};
  size_t got = 0;
  while ((got = std::fread(chunk.data(), 1, chunk.size(), opened.get())) > 0) {
    if (bytes.size() + got > kMostBytes) return Wrong(file, "the voice file is too large");
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + static_cast<ptrdiff_t>(got));
  }
  if (std::ferror(opened.get()) != 0) {
    return policy::IoError(file + ": the voice file cannot be read: " + std::strerror(errno));
  }
  return bytes;
}

std::string Sha256(std::span<const uint8_t> bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> text{};
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return text.data();
}

struct Cursor {
  std::span<const uint8_t> left;
  int64_t at = 0;
};

int Read(void* data, uint8_t* to, int size) {
  auto& cursor = *static_cast<Cursor*>(data);
  const size_t count = std::min(cursor.left.size(), static_cast<size_t>(size));
  if (count == 0) return AVERROR_EOF;
  std::memcpy(to, cursor.left.data(), count);
  cursor.left = cursor.left.subspan(count);
  return static_cast<int>(count);
}

// Appends what comes out of the resampler; `frame` null: what is still in it.
bool Convert(SwrContext* resampler, const AVFrame* frame, std::vector<float>& to) {
  const int room = swr_get_out_samples(resampler, frame == nullptr ? 0 : frame->nb_samples);
  if (room < 0) return false;
  const size_t before = to.size();
  to.resize(before + static_cast<size_t>(room));
  auto* out = reinterpret_cast<uint8_t*>(to.data() + before);
  // Its parameter is not const in this version.
  auto** in = frame == nullptr ? nullptr : const_cast<const uint8_t**>(frame->extended_data);
  const int made = swr_convert(resampler, &out, room, in, frame == nullptr ? 0 : frame->nb_samples);
  to.resize(before + static_cast<size_t>(std::max(made, 0)));
  return made >= 0;
}

Owned<SwrContext> MakeResampler(AVChannelLayout in_layout, AVSampleFormat in_format, int in_rate,
                                int out_rate) {
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  SwrContext* made = nullptr;
  if (swr_alloc_set_opts2(&made, &mono, AV_SAMPLE_FMT_FLT, out_rate, &in_layout, in_format, in_rate,
                          0, nullptr) < 0) {
    return nullptr;
  }
  Owned<SwrContext> resampler(made);
  return swr_init(made) < 0 ? nullptr : std::move(resampler);
}

policy::Result<std::vector<float>> Decode(const std::string& file, std::span<const uint8_t> bytes) {
  av_log_set_level(AV_LOG_QUIET);  // what is wrong is said below, in our words
  Cursor cursor{bytes};
  constexpr int kBuffer = 32768;
  auto* buffer = static_cast<uint8_t*>(av_malloc(kBuffer));
  const Owned<AVIOContext> io(
      avio_alloc_context(buffer, kBuffer, 0, &cursor, &Read, nullptr, nullptr));
  AVFormatContext* raw = avformat_alloc_context();
  if (!io || raw == nullptr) return policy::IoError("out of memory");
  raw->pb = io.get();
  if (avformat_open_input(&raw, nullptr, av_find_input_format("wav"), nullptr) < 0) {
    return Wrong(file, "this is not a WAV file");
  }
  const Owned<AVFormatContext> format(raw);
  if (format->nb_streams < 1) return Wrong(file, "this WAV file holds no sound");
  const AVCodecParameters* sound = format->streams[0]->codecpar;
  const AVCodec* codec = avcodec_find_decoder(sound->codec_id);
  if (codec == nullptr || std::string_view(codec->name).substr(0, 4) != "pcm_") {
    return Wrong(file, "the sound in this WAV file is compressed");
  }
  if (sound->sample_rate < 8000 || sound->sample_rate > 96'000) {
    return Wrong(file, "the sampling rate is " + std::to_string(sound->sample_rate) + " Hz");
  }
  const int channels = sound->ch_layout.nb_channels;
  if (channels < 1 || channels > 2) {
    return Wrong(file, "there are " + std::to_string(channels) + " channels");
  }
  const Owned<AVCodecContext> decoder(avcodec_alloc_context3(codec));
  const Owned<AVPacket> packet(av_packet_alloc());
  const Owned<AVFrame> frame(av_frame_alloc());
  if (!decoder || !packet || !frame) return policy::IoError("out of memory");
  if (avcodec_parameters_to_context(decoder.get(), sound) < 0 ||
      avcodec_open2(decoder.get(), codec, nullptr) < 0) {
    return Wrong(file, "the sound cannot be decoded");
  }
  AVChannelLayout layout{};
  av_channel_layout_default(&layout, channels);
  const auto resampler = MakeResampler(layout, decoder->sample_fmt, sound->sample_rate, kVoiceRate);
  if (!resampler) return Wrong(file, "the sound cannot be converted");
  std::vector<float> samples;
  const size_t most = size_t{kVoiceRate} * 120;
  while (av_read_frame(format.get(), packet.get()) >= 0) {
    const bool sent = avcodec_send_packet(decoder.get(), packet.get()) >= 0;
    av_packet_unref(packet.get());
    if (!sent) return Wrong(file, "the sound is damaged");
    while (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
      if (!Convert(resampler.get(), frame.get(), samples)) {
        return Wrong(file, "the sound cannot be converted");
      }
      av_frame_unref(frame.get());
    }
    if (samples.size() > most) return Wrong(file, "the voice file is longer than two minutes");
  }
  if (!Convert(resampler.get(), nullptr, samples)) return Wrong(file, "the sound is damaged");
  return samples;
}

}  // namespace

policy::Result<Voice> ReadVoice(const std::string& file, const std::string& sha256) {
  auto bytes = ReadAll(file);
  if (!bytes) return bytes.error();
  if (bytes->empty()) return Wrong(file, "the voice file is empty");
  Voice voice;
  voice.sha256 = Sha256(*bytes);
  if (!sha256.empty() && strcasecmp(sha256.c_str(), voice.sha256.c_str()) != 0) {
    return policy::BadInput(file +
                            ": the voice file is not the one that the policy names "
                            "(its SHA-256 differs): nothing is announced with it. Put the right "
                            "file back, or change voice_sha256 in the policy");
  }
  auto samples = Decode(file, *bytes);
  if (!samples) return samples.error();
  voice.samples = std::move(*samples);
  if (voice.length() < std::chrono::milliseconds{300}) {
    return Wrong(file, "the voice file is shorter than 0.3 s");
  }
  if (std::none_of(voice.samples.begin(), voice.samples.end(),
                   [](float s) { return std::abs(s) > kSilence; })) {
    return Wrong(file, "the voice file is silent");
  }
  return voice;
}

policy::Result<std::vector<float>> Resampled(const std::vector<float>& samples, int from, int to) {
  const AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  const auto resampler = MakeResampler(mono, AV_SAMPLE_FMT_FLT, from, to);
  const Owned<AVFrame> frame(av_frame_alloc());
  std::vector<float> out;
  if (resampler && frame) {
    auto* data = reinterpret_cast<uint8_t*>(const_cast<float*>(samples.data()));
    frame->data[0] = data;
    frame->extended_data = frame->data;
    frame->nb_samples = static_cast<int>(samples.size());
    const bool done =
        Convert(resampler.get(), frame.get(), out) && Convert(resampler.get(), nullptr, out);
    if (done) return out;
  }
  return policy::IoError("the voice file cannot be converted: out of memory?");
}

}  // namespace chaperone::capture
