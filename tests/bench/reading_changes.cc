// SPDX-License-Identifier: Apache-2.0
// What a small change costs: one typed line, a table scrolled by one row, nothing changed; and what
// the reader weighs. CPU time, median over the rounds.
//   OMP_THREAD_LIMIT=1 bench_reading_changes [--rounds N] FOLDER
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ocr/image_file.h"
#include "ocr/reader.h"

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

// "VmHWM" and the like of this process, in MB.
double MemoryMb(const char* field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(field, 0) == 0) return std::atof(line.c_str() + std::strlen(field) + 1) / 1024;
  }
  throw std::runtime_error("/proc/self/status has no such field");
}

ocr::DecodedImage Load(const std::string& path) {
  policy::Result<ocr::DecodedImage> image = ocr::ReadImageFile(path);
  if (!image.ok()) throw std::runtime_error(image.error().detail);
  return std::move(*image);
}

std::unique_ptr<ocr::Reader> MakeReader() {
  auto recogniser = ocr::MakeTesseractRecogniser("");
  if (!recogniser.ok()) throw std::runtime_error(recogniser.error().detail);
  return std::make_unique<ocr::Reader>(std::move(*recogniser));
}

// Bands of rows that differ, as a screen source reports them.
std::vector<ocr::Rect> Changes(const ocr::DecodedImage& a, const ocr::DecodedImage& b) {
  constexpr int kBandRows = 32;
  const size_t row = static_cast<size_t>(a.width) * 4;
  std::vector<ocr::Rect> bands;
  for (int top = 0; top < a.height; top += kBandRows) {
    const int rows = std::min(kBandRows, a.height - top);
    const size_t start = static_cast<size_t>(top) * row;
    if (std::memcmp(&a.pixels[start], &b.pixels[start], static_cast<size_t>(rows) * row) != 0) {
      bands.push_back({0, top, a.width, rows});
    }
  }
  return bands;
}

size_t Read(ocr::Reader& reader, const ocr::DecodedImage& image,
            const std::vector<ocr::Rect>& changed) {
  if (const auto updated = reader.Update(image.view(), changed); !updated.ok()) {
    throw std::runtime_error(updated.error().detail);
  }
  const size_t lines = reader.unread();
  for (bool more = true; more;) {
    const policy::Result<bool> left = reader.ReadSome(16);
    if (!left.ok()) throw std::runtime_error(left.error().detail);
    more = *left;
  }
  return lines;
}

void Compare(const char* name, const std::string& from, const std::string& to, int rounds) {
  const ocr::DecodedImage before = Load(from);
  const ocr::DecodedImage after = Load(to);
  const std::vector<ocr::Rect> changed = Changes(before, after);
  const std::unique_ptr<ocr::Reader> reader = MakeReader();
  std::vector<double> first;
  std::vector<double> back;
  size_t lines = 0;
  for (int round = 0; round < rounds; ++round) {
    reader->Forget();
    Read(*reader, before, {});
    double start = CpuMs();
    lines = Read(*reader, after, changed);
    first.push_back(CpuMs() - start);
    start = CpuMs();
    Read(*reader, before, changed);
    back.push_back(CpuMs() - start);
  }
  std::printf("%-28s %8.2f ms for %zu lines; back to what was seen %8.2f ms\n", name, Median(first),
              lines, Median(back));
}

void Run(const std::string& folder, int rounds) {
  Compare("one line typed", folder + "/form.png", folder + "/form_typed.png", rounds);
  Compare("one row scrolled", folder + "/crm.png", folder + "/crm_scrolled.png", rounds);
  Compare("another page", folder + "/crm.png", folder + "/dark.png", 1);
}

void Weigh(const std::string& folder) {
  std::printf("resident at start            %8.1f MB\n", MemoryMb("VmRSS:"));
  const std::unique_ptr<ocr::Reader> reader = MakeReader();
  std::printf("with recogniser              %8.1f MB\n", MemoryMb("VmRSS:"));
  for (const char* page : {"crm", "mail", "form", "dark", "sheet", "settings"}) {
    const ocr::DecodedImage image = Load(folder + "/" + page + ".png");
    const std::vector<ocr::Rect> everything{{0, 0, image.width, image.height}};
    Read(*reader, image, everything);
    reader->Settle();
    Read(*reader, image, {});
  }
  std::printf("after six pages              %8.1f MB\n", MemoryMb("VmRSS:"));
  std::printf("at most (with decoding PNG)  %8.1f MB\n", MemoryMb("VmHWM:"));
}

}  // namespace
}  // namespace chaperone::bench

int main(int argc, char** argv) {
  int rounds = 5;
  std::string folder;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--rounds" && i + 1 < argc) {
      rounds = std::max(1, std::atoi(argv[++i]));
    } else {
      folder = argv[i];
    }
  }
  if (folder.empty()) {
    std::fprintf(stderr, "usage: bench_reading_changes [--rounds N] FOLDER\n");
    return 2;
  }
  try {
    chaperone::bench::Weigh(folder);
    chaperone::bench::Run(folder, rounds);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_reading_changes: %s\n", e.what());
    return 4;
  }
  return 0;
}
