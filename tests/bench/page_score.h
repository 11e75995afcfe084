// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ocr/text_line.h"

namespace chaperone::bench {

struct TruthWord {
  std::string text;
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

// The words that stand whole on a page rendered by pages/render.py; cut-off ones are left out.
// Throws std::runtime_error where the file is missing or no such file.
std::vector<TruthWord> LoadTruth(const std::string& tsv_path);

// How many of the words were read, letter for letter, at their place. A word read twice counts
// once. Typographic quotes and dashes are as good as plain ones.
struct PageScore {
  size_t words = 0;
  size_t hits = 0;
  std::vector<std::string> missed;  // and what was read there instead; of invented pages only

  double recall() const {
    return words == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(words);
  }
};

PageScore Score(const std::vector<TruthWord>& truth, const std::vector<ocr::TextLine>& lines);

}  // namespace chaperone::bench
