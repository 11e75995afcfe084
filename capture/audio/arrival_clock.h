// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>

namespace chaperone::capture {

// When a stream's samples were made, told by when they arrive. Delay on the way only ever adds, so
// the line goes under the arrivals: least squares over the earliest of each second of the last
// minute. Its slope is the drift of the stream's clock against ours. Pure.
class ArrivalClock {
 public:
  // `samples`: of the stream until then; `time` in seconds.
  void Add(int64_t samples, double time);
  bool empty() const { return bins_.empty(); }
  // When the sample with this number was made, in seconds.
  double TimeOf(int64_t sample) const;
  // Seconds that pass for each second of samples, less one: 100e-6 is a stream 100 ppm slow.
  double drift() const { return drift_; }
  // From now on everything comes so much later (samples were lost) or earlier.
  void Shift(double seconds);
  // Another stream of the same clock: only its drift is remembered.
  void Restart();

 private:
  struct Bin {
    double begin = 0;
    int64_t samples = 0;
    double offset = 0;  // the smallest of `time - samples / rate` in it
  };
  void Fit();

  std::deque<Bin> bins_;
  double drift_ = 0;
  double offset_ = 0;     // of the line, at …
  double reference_ = 0;  // … this many seconds of samples
};

}  // namespace chaperone::capture
