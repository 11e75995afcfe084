// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/arrival_clock.h"

#include <algorithm>

#include "capture/audio/audio_block.h"

namespace chaperone::capture {
namespace {

constexpr double kBin = 1.0;        // seconds
constexpr size_t kBins = 60;        // a minute: slow enough for jitter, fast enough for a warm room
constexpr double kEnoughSpan = 12;  // seconds before a slope is believed
constexpr double kMaxDrift = 500e-6;

double Seconds(int64_t samples) {
  return static_cast<double>(samples) / kSampleRate;
}

}  // namespace

void ArrivalClock::Add(int64_t samples, double time) {
  const double offset = time - Seconds(samples);
  if (bins_.empty() || time >= bins_.back().begin + kBin) {
    bins_.push_back({time, samples, offset});
    if (bins_.size() > kBins) bins_.pop_front();
    Fit();
    return;
  }
  Bin& bin = bins_.back();
  if (offset >= bin.offset) return;
  bin.offset = offset;
  bin.samples = samples;
  Fit();
}

void ArrivalClock::Fit() {
  // The youngest bin has seen too little to count, unless there is nothing else.
  const size_t count = bins_.size() > 2 ? bins_.size() - 1 : bins_.size();
  const auto end = bins_.begin() + static_cast<std::ptrdiff_t>(count);
  const double n = static_cast<double>(count);
  double mean_x = 0;
  double mean_y = 0;
  for (auto bin = bins_.begin(); bin != end; ++bin) {
    mean_x += Seconds(bin->samples) / n;
    mean_y += bin->offset / n;
  }
  const double span = Seconds(bins_[count - 1].samples - bins_.front().samples);
  if (span >= kEnoughSpan) {
    double xx = 0;
    double xy = 0;
    for (auto bin = bins_.begin(); bin != end; ++bin) {
      const double x = Seconds(bin->samples) - mean_x;
      xx += x * x;
      xy += x * (bin->offset - mean_y);
    }
    drift_ = std::clamp(xy / xx, -kMaxDrift, kMaxDrift);
  }
  reference_ = mean_x;
  offset_ = mean_y;
}

double ArrivalClock::TimeOf(int64_t sample) const {
  const double seconds = Seconds(sample);
  return seconds + offset_ + drift_ * (seconds - reference_);
}

void ArrivalClock::Shift(double seconds) {
  for (Bin& bin : bins_) bin.offset += seconds;
  offset_ += seconds;
}

void ArrivalClock::Restart() {
  bins_.clear();
}

}  // namespace chaperone::capture
