// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "policy/base/result.h"

namespace chaperone::capture {

inline constexpr int kVoiceRate = 48'000;

// A voice file as it is played: mono at kVoiceRate.
struct Voice {
  std::vector<float> samples;
  std::string sha256;  // of the file, hexadecimal

  std::chrono::milliseconds length() const {
    return std::chrono::milliseconds(samples.size() * 1000 / kVoiceRate);
  }
};

// Reads a WAV (PCM, 8-96 kHz, mono or stereo, 0.3 s to 2 min, not silent). kBadInput names the
// file, what is wrong and what is expected; kNotFound and kIo where it cannot be read. `sha256`:
// that it must have; "": any.
policy::Result<Voice> ReadVoice(const std::string& file, const std::string& sha256);

// The same sound at another rate.
policy::Result<std::vector<float>> Resampled(const std::vector<float>& samples, int from, int to);

}  // namespace chaperone::capture
