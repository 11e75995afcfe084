// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "capture/audio/sealed_file.h"
#include "policy/base/result.h"

namespace chaperone::capture {

struct Remuxed {
  std::chrono::milliseconds length{};
  bool truncated = false;  // no end record
  std::string problem;     // with the sealed file, for people; all before it was written
};

// Opens a sealed recording and writes it as an ordinary Matroska file: with its duration, with cues
// to jump by, titled with the recording's id. `out` can be sought. Gaps are silence in it. What is
// damaged is named, and what stands before it is written; an error means that nothing could be.
policy::Result<Remuxed> Remux(int sealed, const std::string& recording, const SealedKey& key,
                              int out);

}  // namespace chaperone::capture
