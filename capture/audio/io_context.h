// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sodium.h>

extern "C" {
#include <libavformat/avio.h>
#include <libavutil/mem.h>
}

// libav's input and output through functions of ours. Included by sources only.
namespace chaperone::capture {

class IoContext {
 public:
  using Read = int (*)(void* opaque, uint8_t* into, int size);
  using Write = int (*)(void* opaque, uint8_t* bytes, int size);
  using Seek = int64_t (*)(void* opaque, int64_t offset, int whence);

  IoContext(void* opaque, Read read, Write write, Seek seek)
      : io_(avio_alloc_context(static_cast<uint8_t*>(av_malloc(kBuffer)), kBuffer,
                               write != nullptr ? 1 : 0, opaque, read, write, seek)) {}
  IoContext(const IoContext&) = delete;
  IoContext& operator=(const IoContext&) = delete;
  ~IoContext() {
    sodium_memzero(io_->buffer, static_cast<size_t>(io_->buffer_size));
    av_freep(&io_->buffer);
    avio_context_free(&io_);
  }
  AVIOContext* get() const { return io_; }

 private:
  static constexpr int kBuffer = 65536;
  AVIOContext* io_;
};

}  // namespace chaperone::capture
