// SPDX-License-Identifier: Apache-2.0
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "capture/audio/sealed_file.h"

// Any file at all: the reader ends, and hands out nothing that the key did not seal.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::capture;
  const int fd = memfd_create("sealed", MFD_CLOEXEC);
  if (write(fd, data, size) != static_cast<ssize_t>(size)) std::abort();
  lseek(fd, 0, SEEK_SET);
  const SealedKey key{1, 2, 3};
  if (auto reader = SealedFileReader::Open(fd, "", key); reader.ok()) {
    while ((*reader)->Next()) {
    }
    if ((*reader)->complete() && (*reader)->record() == 0) std::abort();
    if ((*reader)->ProblemForPeople().size() > 1000) std::abort();
  }
  close(fd);
  return 0;
}
