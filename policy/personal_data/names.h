// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "policy/base/result.h"
#include "policy/personal_data/detect.h"

namespace chaperone::policy {

// Labels near the text and e-mail addresses in its row, all folded; the addresses in lower case.
struct NameSurroundings {
  std::string_view left;
  std::string_view above;
  std::string_view header;
  std::string_view emails;
};

// Finds people's names among the words of a folded text: the gazetteer says which words are names,
// the words' order and shape how sure that is, labels and e-mail addresses raise it.
class NameFinder {
 public:
  static Result<NameFinder> Create();
  NameFinder(NameFinder&&) noexcept;
  NameFinder& operator=(NameFinder&&) noexcept;
  ~NameFinder();

  // Adds the names in `text` to `matches`, whose stretches (sorted by start) are left alone.
  void Find(std::string_view text, const NameSurroundings& near, std::vector<Match>& matches) const;

  // Whether a folded text is a label of names: "Customer", "First name:".
  bool IsLabel(std::string_view text) const;

 private:
  struct Labels;
  explicit NameFinder(std::unique_ptr<const Labels> labels);
  std::unique_ptr<const Labels> labels_;
};

}  // namespace chaperone::policy
