// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/page.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "policy/people/identity.h"
#include "policy/personal_data/text.h"

namespace chaperone::policy {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
// How far a label may stand from its value, in heights of the value's line.
constexpr int kLabelGapLeft = 24;
constexpr int kLabelGapAbove = 2;

bool OverlapInY(const Rect& a, const Rect& b) {
  const int overlap = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  return overlap * 2 >= std::max(1, std::min(a.height, b.height));
}

// One column: they overlap, or start at the same edge.
bool SameColumn(const Rect& a, const Rect& b) {
  return std::min(a.right(), b.right()) > std::max(a.x, b.x) ||
         std::abs(a.x - b.x) <= std::min(a.height, b.height);
}

// Where the value stands within its line, as if all its characters were equally wide.
// `points` counts the line's characters, `all` in number; asked in rising order a line costs one
// pass.
Rect BoxWithin(const ScreenLine& line, CodePointCounter& points, int64_t all, size_t start,
               size_t end) {
  const auto from = static_cast<int64_t>(points.At(start));
  const auto to = static_cast<int64_t>(points.At(end));
  const int left = line.box.x + static_cast<int>(line.box.width * from / all);
  const int right = line.box.x + static_cast<int>((line.box.width * to + all - 1) / all);
  return {left, line.box.y, std::max(right - left, 1), line.box.height};
}

std::array<uint64_t, 2> HashOf(std::initializer_list<std::string_view> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 16);
  for (const std::string_view part : parts) {
    const uint64_t size = part.size();  // so that "ab","c" is not "a","bc"
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), size);
  }
  std::array<uint64_t, 2> hash{};
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), 16);
  return hash;
}

}  // namespace

// Who stands beside whom. All indices are of the page's lines.
struct PageUnderstanding::Layout {
  struct Near {
    uint32_t left = kNone;
    uint32_t above = kNone;
    uint32_t header = kNone;
    std::string emails;
  };
  std::vector<Near> near;

  Layout(const std::vector<ScreenLine>& lines, const std::vector<bool>& is_label)
      : near(lines.size()), lines_(lines) {
    order_.resize(lines.size());
    std::iota(order_.begin(), order_.end(), 0u);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](uint32_t a, uint32_t b) { return lines[a].box.y < lines[b].box.y; });
    for (const ScreenLine& line : lines) tallest_ = std::max(tallest_, line.box.height);
    for (size_t i = 0; i < order_.size(); ++i) Place(i, is_label);
  }

 private:
  const Rect& Box(uint32_t line) const { return lines_[line].box; }

  void Place(size_t position, const std::vector<bool>& is_label) {
    const uint32_t line = order_[position];
    const Rect& box = Box(line);
    Near& mine = near[line];
    for (size_t i = position; i-- > 0;) {  // upwards
      const uint32_t other = order_[i];
      if (Box(other).y + tallest_ < box.y - kLabelGapAbove * box.height) break;
      Consider(line, other, mine);
    }
    for (size_t i = position + 1; i < order_.size(); ++i) {  // the rest of the row
      const uint32_t other = order_[i];
      if (Box(other).y >= box.bottom()) break;
      Consider(line, other, mine);
    }
    // The nearest known label above in the same column heads it, however far up.
    for (auto label = labels_.rbegin(); label != labels_.rend(); ++label) {
      const Rect& other = Box(*label);
      if (other.bottom() <= box.y + box.height / 2 && SameColumn(other, box)) {
        mine.header = *label;
        break;
      }
    }
    if (is_label[line]) labels_.push_back(line);
  }

  void Consider(uint32_t line, uint32_t other, Near& mine) const {
    const Rect& box = Box(line);
    const Rect& there = Box(other);
    if (OverlapInY(box, there)) {
      const size_t at = lines_[other].text.find('@');
      if (at != std::string::npos && mine.emails.size() < 400) {
        mine.emails += lines_[other].text.substr(at > 400 ? at - 400 : 0, 800);
        mine.emails += ' ';
      }
      const bool before = there.right() <= box.x + box.height / 2 &&
                          box.x - there.right() <= kLabelGapLeft * box.height;
      if (before && (mine.left == kNone || there.right() > Box(mine.left).right())) {
        mine.left = other;
      }
      return;
    }
    const int gap = box.y - there.bottom();
    if (gap >= -box.height / 2 && gap <= kLabelGapAbove * box.height && there.y < box.y &&
        SameColumn(box, there) &&
        (mine.above == kNone || there.bottom() > Box(mine.above).bottom())) {
      mine.above = other;
    }
  }

  const std::vector<ScreenLine>& lines_;
  std::vector<uint32_t> order_;  // by y
  std::vector<uint32_t> labels_;
  int tallest_ = 0;
};

PageUnderstanding::PageUnderstanding(const Detectors& detectors,
                                     std::span<const uint8_t> fingerprint_key)
    : detectors_(detectors), index_(KnownPeople{}) {
  if (fingerprint_key.empty()) return;
  key_.resize(crypto_generichash_KEYBYTES);
  crypto_generichash(key_.data(), key_.size(), fingerprint_key.data(), fingerprint_key.size(),
                     nullptr, 0);
}

bool PageUnderstanding::IsLabel(const ScreenLine& line) {
  if (!LooksLikeLabel(line.text)) return false;
  Remembered& remembered = remembered_[HashOf({line.text})];
  remembered.used = true;
  if (!remembered.label) remembered.label = detectors_.IsKnownLabel(line.text);
  return *remembered.label;
}

const PageUnderstanding::Remembered& PageUnderstanding::Look(const ScreenLine& line,
                                                             const Surroundings& near) {
  const Key key = HashOf({line.text, near.left, near.above, near.header, near.emails});
  const auto [found, is_new] = remembered_.try_emplace(key);
  Remembered& remembered = found->second;
  remembered.used = true;
  if (!is_new) return remembered;
  remembered.matches = detectors_.Detect(line.text, near);
  for (const Match& match : remembered.matches) {
    remembered.fingerprints.push_back(FingerprintOf(
        match.kind, std::string_view(line.text).substr(match.start, match.end - match.start)));
  }
  return remembered;
}

void PageUnderstanding::Forget() {
  for (auto it = remembered_.begin(); it != remembered_.end();) {
    if (it->second.used) {
      it->second.used = false;
      ++it;
    } else {
      it = remembered_.erase(it);
    }
  }
}

Fingerprint PageUnderstanding::FingerprintOf(Kind kind, std::string_view value) const {
  Fingerprint fingerprint{};
  if (key_.empty()) return fingerprint;
  const std::string message = std::string(KindName(kind)) + '\0' + Normalised(kind, value);
  std::array<uint8_t, crypto_generichash_BYTES> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                     key_.data(), key_.size());
  std::copy_n(digest.begin(), fingerprint.size(), fingerprint.begin());
  return fingerprint;
}

std::vector<LocatedFinding> PageUnderstanding::Locate(const std::vector<ScreenLine>& lines,
                                                      const KnownPeople& people,
                                                      const DetectionRules& rules) {
  if (!(people == people_)) {
    people_ = people;
    index_ = PeopleIndex(people);
  }
  std::vector<bool> is_label(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) is_label[i] = IsLabel(lines[i]);
  const Layout layout(lines, is_label);

  const auto text_of = [&](uint32_t line) -> std::string_view {
    return line == kNone ? std::string_view() : std::string_view(lines[line].text);
  };
  std::vector<const Remembered*> seen(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    const Layout::Near& near = layout.near[i];
    // Only a label matters, so only a label makes a line new when it changes.
    const auto label = [&](uint32_t line) {
      return LooksLikeLabel(text_of(line)) ? text_of(line) : std::string_view();
    };
    seen[i] =
        &Look(lines[i], {label(near.left), label(near.above), label(near.header), near.emails});
  }

  std::vector<bool> has_right(lines.size());
  for (const Layout::Near& near : layout.near) {
    if (near.left != kNone) has_right[near.left] = true;
  }
  std::vector<Sighting> sightings;
  std::vector<Passage> passages;
  std::vector<Fingerprint> fingerprints;  // of the sightings
  for (uint32_t i = 0; i < lines.size(); ++i) {
    const auto nothing_found = [&](uint32_t line) {
      return line != kNone && seen[line]->matches.empty() && LooksLikeLabel(lines[line].text);
    };
    const Layout::Near& near = layout.near[i];
    const uint32_t label = nothing_found(near.left)    ? near.left
                           : nothing_found(near.above) ? near.above
                                                       : near.header;
    const std::string_view text = lines[i].text;
    CodePointCounter points(text);
    const auto all = seen[i]->matches.empty() ? size_t{0} : CodePointCounter(text).At(text.size());
    const size_t found_before = sightings.size();
    for (size_t m = 0; m < seen[i]->matches.size(); ++m) {
      const Match& match = seen[i]->matches[m];
      if (match.score < rules.min_score) continue;
      sightings.push_back(
          {match, text.substr(match.start, match.end - match.start), text.substr(0, match.start),
           text.substr(match.end), text_of(label), i, lines[i].box.x,
           BoxWithin(lines[i], points, std::max<int64_t>(static_cast<int64_t>(all), 1), match.start,
                     match.end)});
      fingerprints.push_back(seen[i]->fingerprints[m]);
    }
    if (sightings.size() > found_before || text.empty()) continue;
    const bool doubtful =
        std::any_of(seen[i]->matches.begin(), seen[i]->matches.end(),
                    [](const Match& match) { return match.kind == Kind::kPersonName; });
    const bool labelled = nothing_found(near.left) || (near.above != kNone && is_label[near.above]);
    passages.push_back({text, lines[i].box, is_label[i], has_right[i], labelled, doubtful});
  }
  const std::vector<Attribution> attributions = Attribute(sightings, passages, index_);

  std::vector<LocatedFinding> located;
  for (size_t i = 0; i < sightings.size(); ++i) {
    const Sighting& s = sightings[i];
    if (std::find(rules.ignored_kinds.begin(), rules.ignored_kinds.end(), s.match.kind) !=
        rules.ignored_kinds.end()) {
      continue;
    }
    located.push_back(
        {{s.match.kind, attributions[i].subject, s.box, s.match.score, std::string(s.match.rule),
          std::string(s.match.country), fingerprints[i], attributions[i].person},
         s.line,
         s.match.start,
         s.match.end});
  }
  Forget();
  return located;
}

std::vector<Finding> PageUnderstanding::Find(const std::vector<ScreenLine>& lines,
                                             const KnownPeople& people,
                                             const DetectionRules& rules) {
  std::vector<Finding> findings;
  for (LocatedFinding& located : Locate(lines, people, rules)) {
    findings.push_back(std::move(located.finding));
  }
  return findings;
}

}  // namespace chaperone::policy
