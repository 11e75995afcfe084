// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/remux.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "capture/audio/av_ptr.h"
#include "capture/audio/io_context.h"
#include "capture/base/whole_io.h"

namespace chaperone::capture {
namespace {

using policy::Result;

policy::Error Failed(const char* what, int error) {
  return policy::IoError(
      "the recording could not be exported (" + std::string(what) + "): " + AvErrorText(error),
      false);
}

// The sealed file's contents as one stream.
class Opened {
 public:
  explicit Opened(SealedFileReader& reader) : reader_(reader) {}

  static int Read(void* self, uint8_t* into, int size) {
    auto& me = *static_cast<Opened*>(self);
    while (me.left_.empty()) {
      const auto next = me.reader_.Next();
      if (!next) return AVERROR_EOF;
      me.left_ = *next;
    }
    const size_t part = std::min(me.left_.size(), static_cast<size_t>(size));
    std::memcpy(into, me.left_.data(), part);
    me.left_ = me.left_.subspan(part);
    return static_cast<int>(part);
  }

 private:
  SealedFileReader& reader_;
  std::span<const uint8_t> left_;
};

int WriteFile(void* fd, uint8_t* bytes, int size) {
  const std::span<const uint8_t> all(bytes, static_cast<size_t>(size));
  return WriteAll(*static_cast<int*>(fd), all) ? size : AVERROR(errno);
}

int64_t SeekFile(void* fd, int64_t offset, int whence) {
  if (whence == AVSEEK_SIZE) return -1;
  return lseek(*static_cast<int*>(fd), offset, whence & ~AVSEEK_FORCE);
}

Result<AvMuxer> OpenMuxer(const AVStream& from, const std::string& recording, AVIOContext* io) {
  AVFormatContext* raw = nullptr;
  if (const int r = avformat_alloc_output_context2(&raw, nullptr, "matroska", nullptr); r < 0) {
    return Failed("matroska", r);
  }
  AvMuxer muxer(raw);
  AVStream* to = avformat_new_stream(raw, nullptr);
  avcodec_parameters_copy(to->codecpar, from.codecpar);
  to->codecpar->codec_tag = 0;
  to->time_base = from.time_base;
  av_dict_set(&raw->metadata, "title", recording.c_str(), 0);
  av_dict_set(&to->metadata, "title", "left: employee, right: far end", 0);
  raw->pb = io;
  raw->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "cluster_time_limit", "2000", 0);
  const int r = avformat_write_header(raw, &options);
  av_dict_free(&options);
  if (r < 0) return Failed("header", r);
  return muxer;
}

}  // namespace

Result<Remuxed> Remux(int sealed, const std::string& recording, const SealedKey& key, int out) {
  auto reader = SealedFileReader::Open(sealed, recording, key);
  if (!reader) return reader.error();
  SealedFileReader& file = **reader;
  if (file.problem() != SealedProblem::kNone) return policy::BadInput(file.ProblemForPeople());
  Opened opened(file);
  const IoContext in_io(&opened, &Opened::Read, nullptr, nullptr);
  AVFormatContext* raw = avformat_alloc_context();
  raw->pb = in_io.get();
  raw->flags |= AVFMT_FLAG_CUSTOM_IO;
  if (avformat_open_input(&raw, "", av_find_input_format("matroska"), nullptr) < 0) {
    // Freed by the library.
    if (file.problem() != SealedProblem::kNone) return policy::BadInput(file.ProblemForPeople());
    return policy::BadInput("the recording holds no sound: it ended before its first second");
  }
  const AvDemuxer in(raw);
  if (raw->nb_streams != 1)
    return policy::BadInput("the recording does not hold one stream of sound");
  const AVStream& from = *raw->streams[0];
  const IoContext out_io(&out, nullptr, &WriteFile, &SeekFile);
  auto muxer = OpenMuxer(from, file.recording(), out_io.get());
  if (!muxer) return muxer.error();
  const AvPacket packet(av_packet_alloc());
  Remuxed done;
  // A damaged record ends the stream; the demuxer may complain of the rest of a cluster then.
  while (av_read_frame(raw, packet.get()) >= 0) {
    av_packet_rescale_ts(packet.get(), from.time_base, (*muxer)->streams[0]->time_base);
    packet->pos = -1;
    packet->stream_index = 0;
    const int64_t end = packet->pts + std::max<int64_t>(packet->duration, 0);
    done.length =
        std::max(done.length, std::chrono::milliseconds{av_rescale_q(
                                  end, (*muxer)->streams[0]->time_base, AVRational{1, 1000})});
    const int r = av_write_frame(muxer->get(), packet.get());
    av_packet_unref(packet.get());
    if (r < 0) return Failed("packet", r);
  }
  if (const int r = av_write_trailer(muxer->get()); r < 0) return Failed("end", r);
  avio_flush(out_io.get());
  if (out_io.get()->error < 0) return Failed("disk", out_io.get()->error);
  while (file.Next()) {
  }
  done.truncated = !file.complete();
  done.problem = file.ProblemForPeople();
  return done;
}

}  // namespace chaperone::capture
