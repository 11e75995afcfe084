// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/player.h"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include "capture/audio/av_ptr.h"
#include "capture/audio/io_context.h"
#include "capture/audio/portaudio_source.h"

namespace chaperone::capture {
namespace {

int ReadFile(void* fd, uint8_t* into, int size) {
  const ssize_t n = read(*static_cast<int*>(fd), into, static_cast<size_t>(size));
  return n > 0 ? static_cast<int>(n) : AVERROR_EOF;
}
int64_t SeekFile(void* fd, int64_t offset, int whence) {
  if (whence == AVSEEK_SIZE) return -1;
  return lseek(*static_cast<int*>(fd), offset, whence & ~AVSEEK_FORCE);
}

// Decodes into `sound` until it holds `wanted` samples; false at the end of the file.
bool DecodeMore(AVFormatContext* in, AVCodecContext* codec, AVPacket* packet, AVFrame* frame,
                std::vector<float>& sound, size_t wanted) {
  while (sound.size() < wanted) {
    if (av_read_frame(in, packet) < 0) return false;
    const int sent = avcodec_send_packet(codec, packet);
    av_packet_unref(packet);
    if (sent < 0) continue;
    while (avcodec_receive_frame(codec, frame) >= 0) {
      const auto channels = static_cast<size_t>(frame->ch_layout.nb_channels);
      const bool planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame->format)) != 0;
      for (int i = 0; i < frame->nb_samples; ++i) {
        for (size_t c = 0; c < channels; ++c) {
          const size_t at = planar ? static_cast<size_t>(i) : static_cast<size_t>(i) * channels + c;
          const uint8_t* plane = frame->extended_data[planar ? c : 0];
          sound.push_back(reinterpret_cast<const float*>(plane)[at]);
        }
      }
      av_frame_unref(frame);
    }
  }
  return true;
}

}  // namespace

policy::Result<void> PlayFile(int fd) {
  const policy::Error bad = policy::BadInput("this is not a recording that was exported");
  lseek(fd, 0, SEEK_SET);
  const IoContext io(&fd, &ReadFile, nullptr, &SeekFile);
  AVFormatContext* raw = avformat_alloc_context();
  raw->pb = io.get();
  raw->flags |= AVFMT_FLAG_CUSTOM_IO;
  if (avformat_open_input(&raw, "", av_find_input_format("matroska"), nullptr) < 0) return bad;
  const AvDemuxer in(raw);
  if (raw->nb_streams != 1) return bad;
  const AVCodecParameters& parameters = *raw->streams[0]->codecpar;
  const AVCodec* decoder = avcodec_find_decoder(AV_CODEC_ID_OPUS);
  if (parameters.codec_id != AV_CODEC_ID_OPUS || decoder == nullptr) return bad;
  const AvCodec codec(avcodec_alloc_context3(decoder));
  avcodec_parameters_to_context(codec.get(), &parameters);
  if (avcodec_open2(codec.get(), decoder, nullptr) < 0) return bad;
  if (codec->sample_fmt != AV_SAMPLE_FMT_FLTP && codec->sample_fmt != AV_SAMPLE_FMT_FLT) return bad;
  const AvPacket packet(av_packet_alloc());
  const AvFrame frame(av_frame_alloc());
  auto output = PortAudio::Start();
  if (!output) return output.error();
  std::vector<float> sound;
  return (*output)->Play(codec->ch_layout.nb_channels, [&](std::span<float> into) {
    DecodeMore(raw, codec.get(), packet.get(), frame.get(), sound, into.size());
    const size_t part = std::min(into.size(), sound.size());
    std::copy_n(sound.begin(), part, into.begin());
    sound.erase(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(part));
    return part;
  });
}

}  // namespace chaperone::capture
