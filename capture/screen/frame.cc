// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/frame.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace chaperone::capture {
namespace {

// Since Linux 6.3; Debian 12's headers do not name it yet.
constexpr unsigned kNoExecSeal = 0x0008U;

int MakeMemoryFile() {
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int fd = memfd_create("chaperone-frame", kFlags | kNoExecSeal);
  if (fd >= 0 || errno != EINVAL) return fd;
  return memfd_create("chaperone-frame", kFlags);
}

policy::Error NoMemory(int width, int height) {
  return policy::Unavailable("no memory for a frame of " + std::to_string(width) + " x " +
                                 std::to_string(height) + " pixels: " + std::strerror(errno) +
                                 "; free some memory",
                             /*retryable=*/true);
}

}  // namespace

policy::Result<SharedFrame> SharedFrame::Create(int width, int height) {
  if (width <= 0 || height <= 0 || int64_t{width} * height > kMaxFramePixels) {
    return policy::BadInput("a frame of " + std::to_string(width) + " x " + std::to_string(height) +
                            " pixels cannot be held; expected 1 to " +
                            std::to_string(kMaxFramePixels) + " pixels");
  }
  const int fd = MakeMemoryFile();
  if (fd < 0) return NoMemory(width, height);
  SharedFrame frame(fd, nullptr, width, height);
  if (ftruncate(fd, static_cast<off_t>(frame.size())) != 0) return NoMemory(width, height);
  // The other side maps it too: a file that shrank under it would kill it with SIGBUS.
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return NoMemory(width, height);
  }
  void* data = mmap(nullptr, frame.size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return NoMemory(width, height);
  frame.data_ = static_cast<uint8_t*>(data);
  // No pixel may reach a core dump (domain.md, data minimisation).
  if (madvise(data, frame.size(), MADV_DONTDUMP) != 0) return NoMemory(width, height);
  return frame;
}

SharedFrame::SharedFrame(int fd, uint8_t* data, int width, int height)
    : fd_(fd), data_(data), width_(width), height_(height) {}

SharedFrame::SharedFrame(SharedFrame&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      data_(std::exchange(other.data_, nullptr)),
      width_(std::exchange(other.width_, 0)),
      height_(std::exchange(other.height_, 0)) {}

SharedFrame& SharedFrame::operator=(SharedFrame&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(data_, other.data_);
  std::swap(width_, other.width_);
  std::swap(height_, other.height_);
  return *this;
}

SharedFrame::~SharedFrame() {
  if (data_ != nullptr) munmap(data_, size());
  if (fd_ >= 0) close(fd_);
}

void SharedFrame::ReleasePages() {
  // Shared memory: the pages stay in the file, only our page tables forget them.
  if (data_ != nullptr) madvise(data_, size(), MADV_DONTNEED);
}

}  // namespace chaperone::capture
