// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

// Owners of what libav allocates. Included by sources only.
namespace chaperone::capture {

struct AvFree {
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
};
struct AvFreeMuxer {
  void operator()(AVFormatContext* p) const { avformat_free_context(p); }
};
struct AvCloseDemuxer {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};
using AvCodec = std::unique_ptr<AVCodecContext, AvFree>;
using AvFrame = std::unique_ptr<AVFrame, AvFree>;
using AvPacket = std::unique_ptr<AVPacket, AvFree>;
using AvMuxer = std::unique_ptr<AVFormatContext, AvFreeMuxer>;
using AvDemuxer = std::unique_ptr<AVFormatContext, AvCloseDemuxer>;

inline std::string AvErrorText(int error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(error, text, sizeof text);
  return text;
}

}  // namespace chaperone::capture
