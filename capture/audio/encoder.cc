// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/encoder.h"

#include <sodium.h>

#include <algorithm>
#include <string>

#include "capture/audio/av_ptr.h"
#include "capture/audio/io_context.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace chaperone::capture {
namespace {

using policy::Result;

policy::Error Failed(const char* what, int error) {
  return policy::Unavailable("the sound cannot be encoded (" + std::string(what) +
                             "): " + AvErrorText(error));
}

class OpusMatroska : public Encoder {
 public:
  explicit OpusMatroska(Sink sink)
      : sink_(std::move(sink)), io_(this, nullptr, &OpusMatroska::Write, nullptr) {}

  Result<void> Open() {
    const AVCodec* opus = avcodec_find_encoder_by_name("libopus");
    if (opus == nullptr) return policy::Unavailable("libavcodec is without libopus");
    codec_.reset(avcodec_alloc_context3(opus));
    codec_->sample_rate = kSampleRate;
    av_channel_layout_default(&codec_->ch_layout, 2);
    codec_->bit_rate = 48000;
    codec_->sample_fmt = AV_SAMPLE_FMT_FLT;
    codec_->time_base = {1, kSampleRate};
    codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    // For speech at this rate "audio" is nearer to what was said than "voip" at 1, and cheaper;
    // free of a constraint it would take half as many bits again.
    codec_->compression_level = 5;
    av_opt_set(codec_->priv_data, "application", "audio", 0);
    av_opt_set(codec_->priv_data, "vbr", "constrained", 0);
    av_opt_set(codec_->priv_data, "mapping_family", "255", 0);
    av_opt_set(codec_->priv_data, "frame_duration", "20", 0);
    if (const int r = avcodec_open2(codec_.get(), opus, nullptr); r < 0) return Failed("opus", r);

    AVFormatContext* muxer = nullptr;
    if (const int r = avformat_alloc_output_context2(&muxer, nullptr, "matroska", nullptr); r < 0) {
      return Failed("matroska", r);
    }
    muxer_.reset(muxer);
    stream_ = avformat_new_stream(muxer, nullptr);
    avcodec_parameters_from_context(stream_->codecpar, codec_.get());
    stream_->time_base = codec_->time_base;
    muxer->pb = io_.get();
    muxer->pb->seekable = 0;
    muxer->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    AVDictionary* options = nullptr;
    av_dict_set(&options, "live", "1", 0);
    av_dict_set(&options, "cluster_time_limit", "500", 0);
    const int r = avformat_write_header(muxer, &options);
    av_dict_free(&options);
    if (r < 0) return Failed("matroska", r);
    avio_flush(io_.get());
    frame_.reset(av_frame_alloc());
    frame_->nb_samples = kFrame;
    frame_->format = codec_->sample_fmt;
    frame_->sample_rate = kSampleRate;
    av_channel_layout_copy(&frame_->ch_layout, &codec_->ch_layout);
    if (const int got = av_frame_get_buffer(frame_.get(), 0); got < 0) return Failed("frame", got);
    packet_.reset(av_packet_alloc());
    return problem_;
  }

  Result<void> Encode(std::span<const float, kBothChannels> frame) override {
    if (av_frame_make_writable(frame_.get()) < 0) return policy::Unavailable("no memory", true);
    std::copy(frame.begin(), frame.end(), reinterpret_cast<float*>(frame_->data[0]));
    frame_->pts = next_;
    next_ += kFrame;
    auto done = Send(frame_.get());
    sodium_memzero(frame_->data[0], frame.size_bytes());
    return done;
  }

  Result<void> Flush() override {
    if (const int r = av_write_frame(muxer_.get(), nullptr); r < 0) return Failed("matroska", r);
    avio_flush(io_.get());
    return problem_;
  }

  Result<void> Finish() override {
    if (auto sent = Send(nullptr); !sent) return sent;
    if (const int r = av_write_trailer(muxer_.get()); r < 0) return Failed("matroska", r);
    avio_flush(io_.get());
    return problem_;
  }

 private:
  Result<void> Send(const AVFrame* frame) {
    if (const int r = avcodec_send_frame(codec_.get(), frame); r < 0) return Failed("opus", r);
    while (avcodec_receive_packet(codec_.get(), packet_.get()) == 0) {
      av_packet_rescale_ts(packet_.get(), codec_->time_base, stream_->time_base);
      const int r = av_write_frame(muxer_.get(), packet_.get());
      av_packet_unref(packet_.get());
      if (r < 0 && problem_.ok()) return Failed("matroska", r);
    }
    return problem_;
  }

  static int Write(void* self, uint8_t* bytes, int size) {
    auto& me = *static_cast<OpusMatroska*>(self);
    const auto count = static_cast<size_t>(size);
    if (me.problem_.ok()) me.problem_ = me.sink_({bytes, count});
    sodium_memzero(bytes, count);
    return me.problem_.ok() ? size : AVERROR(EIO);
  }

  Sink sink_;
  Result<void> problem_;
  IoContext io_;
  AvCodec codec_;
  AvMuxer muxer_;
  AvFrame frame_;
  AvPacket packet_;
  AVStream* stream_ = nullptr;
  int64_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<Encoder>> Encoder::Create(Sink sink) {
  auto out = std::make_unique<OpusMatroska>(std::move(sink));
  if (auto opened = out->Open(); !opened) return opened.error();
  return std::unique_ptr<Encoder>(std::move(out));
}

}  // namespace chaperone::capture
