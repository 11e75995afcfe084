// SPDX-License-Identifier: Apache-2.0
// Fresh dense pages: our reader beside Tesseract on the whole frame, CPU time and word recall.
//   OMP_THREAD_LIMIT=1 bench_reading_pages [--rounds N] [--missed] FOLDER PAGE...
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ocr/image_file.h"
#include "ocr/reader.h"
#include "tests/bench/page_score.h"

namespace chaperone::bench {
namespace {

double CpuMs() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// What `tesseract --psm 3` does, without the cost of starting it and loading the model.
class WholeFrame {
 public:
  WholeFrame() {
    if (api_.Init(nullptr, "eng", tesseract::OEM_LSTM_ONLY) != 0) {
      throw std::runtime_error("install tesseract-ocr-eng");
    }
    api_.SetPageSegMode(tesseract::PSM_AUTO);
  }

  std::vector<ocr::TextLine> Read(const ocr::ImageView& image) {
    // The library wants red first.
    std::vector<uint8_t> rgb;
    rgb.reserve(static_cast<size_t>(image.width) * static_cast<size_t>(image.height) * 3);
    for (int y = 0; y < image.height; ++y) {
      const uint8_t* pixel = image.row(y);
      for (int x = 0; x < image.width; ++x, pixel += 4) {
        rgb.insert(rgb.end(), {pixel[2], pixel[1], pixel[0]});
      }
    }
    api_.SetImage(rgb.data(), image.width, image.height, 3, image.width * 3);
    api_.SetSourceResolution(96);
    std::vector<ocr::TextLine> words;
    if (api_.Recognize(nullptr) != 0) return words;
    const std::unique_ptr<tesseract::ResultIterator> it(api_.GetIterator());
    if (it == nullptr) return words;
    do {
      const std::unique_ptr<char[]> text(it->GetUTF8Text(tesseract::RIL_WORD));
      if (text == nullptr) continue;
      int left = 0;
      int top = 0;
      int right = 0;
      int bottom = 0;
      it->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom);
      words.push_back({text.get(), {left, top, right - left, bottom - top}, 1});
    } while (it->Next(tesseract::RIL_WORD));
    api_.Clear();
    return words;
  }

 private:
  tesseract::TessBaseAPI api_;
};

// Lends the one recogniser to each fresh reader, so that loading the model is not counted.
class Lent : public ocr::Recogniser {
 public:
  explicit Lent(ocr::Recogniser& lender) : lender_(lender) {}
  policy::Result<std::vector<ocr::Reading>> Recognise(
      std::span<const ocr::LineImage> lines) override {
    return lender_.Recognise(lines);
  }

 private:
  ocr::Recogniser& lender_;
};

struct Ours {
  std::vector<ocr::TextLine> lines;
  double find_ms = 0;
};

Ours ReadFresh(ocr::Recogniser& recogniser, const ocr::ImageView& image) {
  Ours result;
  ocr::Reader reader(std::make_unique<Lent>(recogniser));
  const double start = CpuMs();
  if (const auto updated = reader.Update(image, {}); !updated.ok()) {
    throw std::runtime_error(updated.error().detail);
  }
  result.find_ms = CpuMs() - start;
  for (bool more = true; more;) {
    const policy::Result<bool> left = reader.ReadSome(16);
    if (!left.ok()) throw std::runtime_error(left.error().detail);
    more = *left;
  }
  result.lines = reader.Lines();
  return result;
}

struct Totals {
  double ours_ms = 0;
  double theirs_ms = 0;
  double ours_recall = 0;
  double theirs_recall = 0;
};

void Run(const std::string& folder, const std::vector<std::string>& pages, int rounds,
         bool show_missed) {
  policy::Result<std::unique_ptr<ocr::Recogniser>> made = ocr::MakeTesseractRecogniser("");
  if (!made.ok()) throw std::runtime_error(made.error().detail);
  ocr::Recogniser& recogniser = **made;
  std::unique_ptr<WholeFrame> baseline;
  if (rounds > 0) baseline = std::make_unique<WholeFrame>();
  std::printf("%-14s %6s %9s %9s %9s %7s %8s %8s\n", "page", "lines", "find ms", "ours ms",
              "psm3 ms", "ratio", "recall", "psm3");
  Totals totals;
  for (const std::string& page : pages) {
    const policy::Result<ocr::DecodedImage> image =
        ocr::ReadImageFile(folder + "/" + page + ".png");
    if (!image.ok()) throw std::runtime_error(image.error().detail);
    const std::vector<TruthWord> truth = LoadTruth(folder + "/" + page + ".tsv");
    std::vector<double> finding;
    std::vector<double> ours;
    std::vector<double> theirs{0};
    PageScore our_score;
    PageScore their_score;
    size_t lines = 0;
    for (int round = 0; round < std::max(rounds, 1); ++round) {
      double start = CpuMs();
      const Ours read = ReadFresh(recogniser, image->view());
      ours.push_back(CpuMs() - start);
      finding.push_back(read.find_ms);
      lines = read.lines.size();
      our_score = Score(truth, read.lines);
      if (baseline == nullptr) continue;
      if (round == 0) theirs.clear();
      start = CpuMs();
      const std::vector<ocr::TextLine> words = baseline->Read(image->view());
      theirs.push_back(CpuMs() - start);
      their_score = Score(truth, words);
    }
    std::printf("%-14s %6zu %9.2f %9.0f %9.0f %7.2f %8.4f %8.4f\n", page.c_str(), lines,
                Median(finding), Median(ours), Median(theirs), Median(ours) / Median(theirs),
                our_score.recall(), their_score.recall());
    if (show_missed) {
      for (const std::string& word : our_score.missed)
        std::printf("    missed: %s\n", word.c_str());
    }
    totals.ours_ms += Median(ours);
    totals.theirs_ms += Median(theirs);
    totals.ours_recall += our_score.recall() / static_cast<double>(pages.size());
    totals.theirs_recall += their_score.recall() / static_cast<double>(pages.size());
  }
  std::printf("%-14s %6s %9s %9.0f %9.0f %7.2f %8.4f %8.4f\n", "all", "", "", totals.ours_ms,
              totals.theirs_ms, totals.ours_ms / totals.theirs_ms, totals.ours_recall,
              totals.theirs_recall);
}

}  // namespace
}  // namespace chaperone::bench

int main(int argc, char** argv) {
  int rounds = 5;
  bool show_missed = false;
  std::vector<std::string> rest;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--rounds" && i + 1 < argc) {
      rounds = std::atoi(argv[++i]);
    } else if (argument == "--missed") {
      show_missed = true;
    } else {
      rest.emplace_back(argument);
    }
  }
  if (rest.size() < 2) {
    std::fprintf(stderr, "usage: bench_reading_pages [--rounds N] [--missed] FOLDER PAGE...\n");
    return 2;
  }
  try {
    chaperone::bench::Run(rest[0], {rest.begin() + 1, rest.end()}, rounds, show_missed);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_reading_pages: %s\n", e.what());
    return 4;
  }
  return 0;
}
