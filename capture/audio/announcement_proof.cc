// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/announcement_proof.h"

extern "C" {
#include <libavutil/tx.h>
}

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace chaperone::capture {
namespace {

constexpr size_t kSegment = kProofRate;
constexpr size_t kShortest = kProofRate * 3 / 10;  // a shorter rest belongs to the segment before
constexpr size_t kWindow = 32768;                  // in which a segment is looked for
constexpr size_t kBins = kWindow / 2 + 1;
constexpr size_t kEarly = kProofRate / 2;  // how much before its time the window begins
constexpr size_t kHeld = 2 * kWindow;
constexpr int kAgreement = kProofRate / 40;  // 25 ms: jitter of two clocks and of a late start
// Noise and other speech peak at 4 to 6 times the mean square; the voice at 20 and more.
constexpr double kSure = 9;
// The telephone's band, and how much of the loudness of each frequency is taken away, so that
// vowels do not drown the rest.
constexpr double kLowest = 250;
constexpr double kHighest = 3400;
constexpr float kWhitening = -0.35F;      // of |x|^2
constexpr double kFaintest = 1e-6;        // -60 dB: no speech
constexpr double kFaintestShare = 0.003;  // -25 dB under the loudest second

double Energy(std::span<const float> samples) {
  return std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0);
}

}  // namespace

struct AnnouncementProof::Transform {
  AVTXContext* there = nullptr;
  AVTXContext* back = nullptr;
  av_tx_fn go = nullptr;
  av_tx_fn come = nullptr;

  bool Start() {
    const float scale = 1;
    return av_tx_init(&there, &go, AV_TX_FLOAT_RDFT, 0, kWindow, &scale, 0) >= 0 &&
           av_tx_init(&back, &come, AV_TX_FLOAT_RDFT, 1, kWindow, &scale, 0) >= 0;
  }
  ~Transform() {
    av_tx_uninit(&there);
    av_tx_uninit(&back);
  }
};

policy::Result<std::unique_ptr<AnnouncementProof>> AnnouncementProof::Create(const Voice& voice) {
  auto samples = Resampled(voice.samples, kVoiceRate, kProofRate);
  if (!samples) return samples.error();
  constexpr size_t kPadded = kBins * 2 + 14;  // whole cache lines, as the transform wants them
  auto memory = LockedMemory::Create((kHeld + 3 * kPadded) * sizeof(float));
  if (!memory) return memory.error();
  std::unique_ptr<AnnouncementProof> made(
      new AnnouncementProof(std::move(*samples), std::move(*memory)));
  const std::span<float> all = made->memory_.as<float>();
  made->captured_ = all.subspan(0, kHeld);
  made->window_ = all.subspan(kHeld, kPadded);
  made->spectrum_ = all.subspan(kHeld + kPadded, kPadded);
  made->voice_spectrum_ = all.subspan(kHeld + 2 * kPadded, kPadded);
  made->held_ = kEarly;  // silence, as it were
  if (!made->transform_->Start()) return policy::IoError("out of memory");
  made->Split();
  return made;
}

AnnouncementProof::AnnouncementProof(std::vector<float> voice, LockedMemory memory)
    : voice_(std::move(voice)),
      memory_(std::move(memory)),
      transform_(std::make_unique<Transform>()) {}

AnnouncementProof::~AnnouncementProof() = default;

void AnnouncementProof::Split() {
  for (size_t begin = 0; begin < voice_.size(); begin += kSegment) {
    const size_t length = std::min(kSegment, voice_.size() - begin);
    if (length < kShortest && !segments_.empty()) {
      segments_.back().length += length;
    } else {
      segments_.push_back({begin, length, false, false, 0, 0, 0});
    }
  }
  double loudest = 0;
  for (Segment& segment : segments_) {
    segment.energy = Energy(std::span(voice_).subspan(segment.begin, segment.length));
    loudest = std::max(loudest, segment.energy / static_cast<double>(segment.length));
  }
  for (Segment& segment : segments_) {
    const double power = segment.energy / static_cast<double>(segment.length);
    segment.speech = power > std::max(kFaintest, kFaintestShare * loudest);
  }
}

void AnnouncementProof::Hear(std::span<const float> captured) {
  while (!captured.empty()) {
    const size_t count = std::min(captured.size(), captured_.size() - held_);
    std::copy_n(captured.begin(), count, captured_.begin() + static_cast<ptrdiff_t>(held_));
    held_ += count;
    captured = captured.subspan(count);
    if (held_ == captured_.size() && !Work()) return;  // beyond the voice's end: of no interest
  }
}

bool AnnouncementProof::Work() {
  if (next_ >= segments_.size()) return false;
  Segment& segment = segments_[next_];
  // Both counts begin kEarly before the play did.
  if (segment.begin > begin_) {
    const size_t past = std::min(segment.begin - begin_, held_);
    std::move(captured_.begin() + static_cast<ptrdiff_t>(past),
              captured_.begin() + static_cast<ptrdiff_t>(held_), captured_.begin());
    std::fill_n(captured_.begin() + static_cast<ptrdiff_t>(held_ - past), past, 0.0F);
    held_ -= past;
    begin_ += past;
  }
  if (begin_ != segment.begin || held_ < kWindow) {
    if (!finished_) return false;
    if (begin_ != segment.begin) held_ = 0;
  }
  if (segment.speech) Compare(segment);
  ++next_;
  return true;
}

void AnnouncementProof::Finish() {
  finished_ = true;
  while (Work()) {
  }
  std::fill(captured_.begin(), captured_.end(), 0.0F);
}

void AnnouncementProof::Compare(Segment& segment) {
  using Complex = std::complex<float>;
  const auto speech = std::span(voice_).subspan(segment.begin, segment.length);
  const size_t there = std::min(held_, kWindow);
  std::fill(window_.begin(), window_.end(), 0.0F);
  std::copy_n(speech.begin(), speech.size(), window_.begin());
  transform_->go(transform_->there, voice_spectrum_.data(), window_.data(), sizeof(float));
  std::fill(window_.begin(), window_.end(), 0.0F);
  std::copy_n(captured_.begin(), there, window_.begin());
  transform_->go(transform_->there, spectrum_.data(), window_.data(), sizeof(float));

  auto* spectrum = reinterpret_cast<Complex*>(spectrum_.data());
  const auto* other = reinterpret_cast<const Complex*>(voice_spectrum_.data());
  const auto lowest = static_cast<size_t>(kLowest * kWindow / kProofRate);
  const auto highest = static_cast<size_t>(kHighest * kWindow / kProofRate);
  for (size_t k = 0; k < kBins; ++k) {
    const Complex a = spectrum[k];
    const Complex b = other[k];
    // By hand: the operator minds infinities, which costs more than the transform.
    const Complex both(a.real() * b.real() + a.imag() * b.imag(),
                       a.imag() * b.real() - a.real() * b.imag());
    const float power = both.real() * both.real() + both.imag() * both.imag();
    const bool counts = k >= lowest && k <= highest && power > 1e-20F;
    spectrum[k] = counts ? both * std::pow(power, kWhitening) : Complex{};
  }
  transform_->come(transform_->back, window_.data(), spectrum_.data(), sizeof(Complex));

  const auto likeness = window_.subspan(0, kWindow - segment.length);
  const auto peak = std::max_element(likeness.begin(), likeness.end());
  const double mean = std::sqrt(Energy(likeness) / static_cast<double>(likeness.size()));
  const auto at = static_cast<size_t>(peak - likeness.begin());
  segment.sure = mean > 0 && static_cast<double>(*peak) >= kSure * mean;
  segment.lag = static_cast<int>(at) - static_cast<int>(kEarly);
  segment.projected = 0;
  for (size_t i = 0; i < speech.size() && at + i < there; ++i) {
    segment.projected += static_cast<double>(captured_[at + i]) * static_cast<double>(speech[i]);
  }
  std::fill(window_.begin(), window_.end(), 0.0F);
}

std::vector<const AnnouncementProof::Segment*> AnnouncementProof::Agreeing() const {
  std::vector<const Segment*> best;
  for (const Segment& leader : segments_) {
    std::vector<const Segment*> with;
    for (const Segment& other : segments_) {
      const bool counts = leader.sure && other.sure && leader.speech && other.speech;
      if (counts && std::abs(other.lag - leader.lag) <= kAgreement) with.push_back(&other);
    }
    if (with.size() > best.size()) best = std::move(with);
  }
  return best;
}

AnnouncementProof::Score AnnouncementProof::score() const {
  Score score;
  const std::vector<const Segment*> met = Agreeing();
  score.segments_met = static_cast<int>(met.size());
  size_t missing = 0;
  for (const Segment& segment : segments_) {
    if (!segment.speech) continue;
    ++score.segments;
    if (std::find(met.begin(), met.end(), &segment) == met.end()) missing += segment.length;
  }
  if (met.empty()) return score;
  double projected = 0;
  double energy = 0;
  for (const Segment* segment : met) {
    projected += segment->projected;
    energy += segment->energy;
  }
  score.gain_db = std::max(-200.0, 20 * std::log10(std::max(projected / energy, 1e-10)));
  score.injected = std::chrono::milliseconds((voice_.size() - missing) * 1000 / size_t{kProofRate});
  return score;
}

}  // namespace chaperone::capture
