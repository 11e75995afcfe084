// SPDX-License-Identifier: Apache-2.0
// What it costs to keep a frame of a 1080p screen up to date and to look for shares: CPU of this
// process and of the X server, beside a plain comparison with a second copy.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "capture/activity/share_watch.h"
#include "capture/screen/changes.h"
#include "capture/screen/screen_source.h"
#include "policy/rules/policy_file.h"
#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

using namespace chaperone;  // NOLINT: a program of this product
using std::chrono::steady_clock;

namespace {

constexpr int kWidth = 1920;
constexpr int kHeight = 1080;

double OwnCpuMilliseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double ResidentMegabytes() {
  long pages = 0;
  long resident = 0;
  if (FILE* f = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(f, "%ld %ld", &pages, &resident) != 2) resident = 0;
    std::fclose(f);
  }
  return static_cast<double>(resident) * 4096 / 1e6;
}

// Runs `prepare` unmeasured and `work` measured, `rounds` times.
void Measure(const char* name, const test::XServer* server, int rounds,
             const std::function<void(int)>& prepare, const std::function<void()>& work) {
  double own = 0;
  double theirs = 0;
  std::vector<double> wall;
  for (int i = 0; i < rounds; ++i) {
    prepare(i);
    const double own_before = OwnCpuMilliseconds();
    const double theirs_before = server != nullptr ? server->CpuMilliseconds() : 0;
    const auto start = steady_clock::now();
    work();
    wall.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - start).count());
    own += OwnCpuMilliseconds() - own_before;
    theirs += server != nullptr ? server->CpuMilliseconds() - theirs_before : 0;
  }
  std::sort(wall.begin(), wall.end());
  std::printf("%-44s %8.3f %8.3f %8.3f\n", name, own / rounds, theirs / rounds,
              wall[wall.size() / 2]);
}

void MeasureGrabs(const test::XServer& server) {
  test::XCanvas canvas(server.display());
  auto opened = capture::OpenScreen({}, server.display());
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().detail.c_str());
    std::exit(4);
  }
  capture::ScreenSource& source = **opened;
  const auto grab = [&] { (void)source.Grab(); };
  const auto draw = [&](const policy::Rect& area) {
    return [&canvas, area](int i) {
      canvas.Fill(canvas.root(), area, static_cast<uint32_t>(i) * 7919 + 1);
    };
  };
  Measure(
      "grab: nothing changed", &server, 300, [](int) {}, grab);
  Measure("grab: a caret (2 x 18)", &server, 300, draw({700, 500, 2, 18}), grab);
  Measure("grab: a line of text (600 x 20)", &server, 300, draw({300, 500, 600, 20}), grab);
  Measure("grab: a table scrolled (1200 x 700)", &server, 100, draw({300, 200, 1200, 700}), grab);
  Measure("grab: all of it (1920 x 1080)", &server, 100, draw({0, 0, kWidth, kHeight}), grab);
}

void MeasureComparing() {
  std::vector<uint8_t> pixels(size_t{kWidth} * kHeight * 4);
  std::vector<uint8_t> copy = pixels;
  const capture::ImageView view{pixels.data(), kWidth, kHeight, size_t{kWidth} * 4};
  capture::ChangeDetector detector(kWidth, kHeight);
  const policy::Rect all{0, 0, kWidth, kHeight};
  size_t found = 0;
  Measure(
      "compare: all by tile hashes", nullptr, 200, [](int) {},
      [&] {
        found += detector.Update(view, {&all, 1}).size();
      });
  Measure(
      "compare: all with a second copy (baseline)", nullptr, 200, [](int) {},
      [&] { found += std::memcmp(pixels.data(), copy.data(), pixels.size()) != 0 ? 1U : 0U; });
  if (found != 1) std::puts("(the comparison is wrong)");
}

void MeasurePolls(const test::XServer& server) {
  std::vector<std::unique_ptr<test::XCanvas>> clients;
  for (int i = 0; i < 25; ++i) {
    clients.push_back(std::make_unique<test::XCanvas>(server.display()));
    for (int w = 0; w < 4; ++w) clients.back()->Open({i * 20, w * 50, 100, 40}, 1);
  }
  auto watch = capture::ShareWatch::Create(server.display(), policy::DefaultPolicy().share_rules);
  if (!watch) {
    std::fprintf(stderr, "%s\n", watch.error().detail.c_str());
    std::exit(4);
  }
  Measure(
      "poll for shares, 25 other connections", &server, 200, [](int) {},
      [&] { (void)(*watch)->Poll(); });
}

}  // namespace

int main() {
  const test::XServer server({kWidth, kHeight, false, {}});
  std::printf("%-44s %8s %8s %8s\n", "ms each", "own CPU", "X's CPU", "wall p50");
  MeasureComparing();
  MeasureGrabs(server);
  std::printf("resident after grabbing: %.1f MB\n", ResidentMegabytes());
  MeasurePolls(server);
  return 0;
}
