// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/page_score.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace chaperone::bench {
namespace {

std::string Plain(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSame{{{"\u2018", "'"},
                                                                                {"\u2019", "'"},
                                                                                {"\u201c", "\""},
                                                                                {"\u201d", "\""},
                                                                                {"\u2013", "-"},
                                                                                {"\u2014", "-"}}};
  for (const auto& [fancy, plain] : kSame) {
    for (size_t at = text.find(fancy); at != std::string::npos; at = text.find(fancy)) {
      text.replace(at, fancy.size(), plain);
    }
  }
  return text;
}

struct Line {
  policy::Rect box;
  std::string text;
  std::vector<std::string> words;
};

bool Holds(const policy::Rect& box, const TruthWord& word) {
  constexpr double kSlack = 3;
  const double x = word.left + word.width / 2;
  const double y = word.top + word.height / 2;
  return x >= box.x - kSlack && x <= box.right() + kSlack && y >= box.y - kSlack &&
         y <= box.bottom() + kSlack;
}

}  // namespace

std::vector<TruthWord> LoadTruth(const std::string& tsv_path) {
  std::ifstream file(tsv_path);
  if (!file) throw std::runtime_error(tsv_path + ": cannot be opened; run pages/render.py");
  std::vector<TruthWord> words;
  for (std::string row; std::getline(file, row);) {
    std::istringstream columns(row);
    std::string kind;
    TruthWord word;
    std::getline(columns, kind, '\t');
    std::getline(columns, word.text, '\t');
    if (!(columns >> word.left >> word.top >> word.width >> word.height)) {
      throw std::runtime_error(tsv_path + ": a line is not as pages/render.py writes it");
    }
    word.text = Plain(word.text);
    if (kind == "word") words.push_back(word);
  }
  if (words.empty()) throw std::runtime_error(tsv_path + ": no words in it");
  return words;
}

PageScore Score(const std::vector<TruthWord>& truth, const std::vector<ocr::TextLine>& lines) {
  std::vector<Line> read;
  for (const ocr::TextLine& line : lines) {
    Line words{line.box, Plain(line.text), {}};
    std::istringstream text(words.text);
    for (std::string word; text >> word;) words.words.push_back(word);
    read.push_back(words);
  }
  PageScore score;
  score.words = truth.size();
  for (const TruthWord& word : truth) {
    bool hit = false;
    std::string instead;
    for (Line& line : read) {
      if (!Holds(line.box, word)) continue;
      instead += " | " + line.text;
      const auto found = std::find(line.words.begin(), line.words.end(), word.text);
      if (found == line.words.end()) continue;
      line.words.erase(found);
      hit = true;
      break;
    }
    if (hit) {
      ++score.hits;
    } else {
      score.missed.push_back(word.text + instead);
    }
  }
  return score;
}

}  // namespace chaperone::bench
