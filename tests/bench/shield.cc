// SPDX-License-Identifier: Apache-2.0
// How soon something is covered on the root window: after the decision (ScreenWorker::Cover), and
// after the pixels of a record came up (grab, real reader, the session's decision, cover).
//   bench_shield READER RECORD.png [--picom] [ROUNDS]
#include <poll.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "agent/screen_worker.h"
#include "capture/screen/png_image.h"
#include "policy/session.h"
#include "tests/fakes/child.h"
#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

using namespace chaperone;  // NOLINT: a program of this product
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr int kWidth = 1920;
constexpr int kHeight = 1080;

double Milliseconds(steady_clock::duration d) {
  return std::chrono::duration<double, std::milli>(d).count();
}

void Print(const char* name, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](size_t percent) {
    return ms[std::min(ms.size() - 1, ms.size() * percent / 100)];
  };
  std::printf("%-36s n=%-4zu p50 %8.2f  p95 %8.2f  max %8.2f ms\n", name, ms.size(), at(50), at(95),
              ms.back());
}

// A window with a picture in it, and an eye on the root window.
class Desk {
 public:
  Desk(const test::XServer& server, const capture::PngImage& picture)
      : canvas_(server.display()), picture_(picture) {
    window_ = canvas_.Open({0, 0, kWidth, kHeight}, 0xffffff, true, "Case notes");
    pen_ = xcb_generate_id(canvas_.get());
    xcb_create_gc(canvas_.get(), pen_, window_, 0, nullptr);
  }
  void Clear() { canvas_.Fill(window_, {0, 0, kWidth, kHeight}, 0xffffff); }
  void Show() {
    xcb_put_image(canvas_.get(), XCB_IMAGE_FORMAT_Z_PIXMAP, window_, pen_,
                  static_cast<uint16_t>(picture_.width), static_cast<uint16_t>(picture_.height), 0,
                  0, 0, 24, static_cast<uint32_t>(picture_.pixels.size()), picture_.pixels.data());
    canvas_.Sync();
  }
  uint32_t RootPixel(int x, int y) {
    const capture::XcbOwned<xcb_get_image_reply_t> image(xcb_get_image_reply(
        canvas_.get(),
        xcb_get_image(canvas_.get(), XCB_IMAGE_FORMAT_Z_PIXMAP, canvas_.root(),
                      static_cast<int16_t>(x), static_cast<int16_t>(y), 1, 1, ~0U),
        nullptr));
    uint32_t pixel = 0;
    if (image) std::memcpy(&pixel, xcb_get_image_data(image.get()), 4);
    return pixel & 0xffffff;
  }
  // The edge of a cover, which no page has.
  bool CoveredAt(const policy::Rect& box) {
    return RootPixel(box.x, box.y) == 0xaab8c5 &&
           RootPixel(box.right() - 1, box.bottom() - 1) == 0xaab8c5;
  }
  // When it came to be so; ends the program when it does not.
  steady_clock::time_point WhenCovered(const policy::Rect& box, bool covered) {
    const auto end = steady_clock::now() + std::chrono::seconds(20);
    while (CoveredAt(box) != covered) {
      if (steady_clock::now() > end) {
        std::fprintf(stderr, "waited in vain for a cover to %s\n", covered ? "show" : "lift");
        std::exit(1);
      }
    }
    return steady_clock::now();
  }

 private:
  test::XCanvas canvas_;
  const capture::PngImage& picture_;
  xcb_window_t window_ = XCB_NONE;
  xcb_gcontext_t pen_ = XCB_NONE;
};

// The agent's decisions, without its bus and its store: what protects waits for neither.
class Session {
 public:
  explicit Session(agent::Channel<policy::Event>& events) : events_(events) {
    session_.policy = policy::DefaultPolicy();
    session_.policy.shield.mode = policy::ShieldMode::kCover;
    session_.policy.alerts.max_mails_per_hour = 1;
    Apply(policy::event::AgentStarted{"bench"});
    policy::Share share;
    share.target = policy::ShareTargetKind::kScreen;
    Apply(policy::event::ShareStarted{share});
    Apply(policy::event::AudienceAnswered{policy::Audience::kInternal});
  }
  const std::string& share() const { return session_.shares.front().id; }
  void set_worker(agent::ScreenWorker* worker) { worker_ = worker; }
  const std::vector<policy::Rect>& covers() const { return covers_; }
  bool has_read() const { return has_read_; }
  // Takes what has come within `time`.
  void Serve(milliseconds time) {
    pollfd p{events_.fd(), POLLIN, 0};
    if (poll(&p, 1, static_cast<int>(time.count())) <= 0) return;
    for (const policy::Event& event : events_.TakeAll()) Apply(event);
  }

 private:
  void Apply(const policy::Event& event) {
    const auto boot =
        std::chrono::duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
    policy::Step step = policy::Advance(std::move(session_), event,
                                        {policy::WallTime{boot}, policy::BootTime{boot}, "bench"});
    session_ = std::move(step.session);
    const auto* read = std::get_if<policy::event::ScreenRead>(&event);
    has_read_ |= read != nullptr && !read->behind;
    for (const policy::Effect& effect : step.effects) {
      const auto* cover = std::get_if<policy::effect::Cover>(&effect);
      if (cover == nullptr || worker_ == nullptr) continue;
      covers_ = cover->boxes;
      worker_->Cover(cover->boxes);
    }
  }

  agent::Channel<policy::Event>& events_;
  policy::Session session_;
  agent::ScreenWorker* worker_ = nullptr;
  std::vector<policy::Rect> covers_;
  bool has_read_ = false;
};

// A share that is watched, until all that stood on it has been read.
struct Watch {
  agent::Channel<policy::Event> events{1024};
  Session session{events};
  std::unique_ptr<agent::ScreenWorker> worker;

  Watch(const test::XServer& server, const std::string& reader) {
    agent::ReadingSettings settings;
    settings.configure.fingerprint_key.assign(32, 7);
    settings.may_cover = true;
    worker = std::make_unique<agent::ScreenWorker>(
        session.share(), [&server] { return capture::OpenScreen({}, server.display()); },
        [&server] { return agent::X11Shield::Open({}, server.display()); }, reader, settings,
        events);
    while (!session.has_read()) session.Serve(milliseconds{50});
    for (int i = 0; i < 5; ++i) session.Serve(milliseconds{100});
  }
};

void MeasureDecisions(const test::XServer& server, const std::string& reader, Desk& desk,
                      int rounds) {
  Watch watch(server, reader);
  std::vector<double> ms;
  const policy::Rect box{600, 400, 320, 40};
  for (int i = 0; i < rounds; ++i) {
    const auto start = steady_clock::now();
    watch.worker->Cover({box});
    ms.push_back(Milliseconds(desk.WhenCovered(box, true) - start));
    watch.worker->Cover({});
    desk.WhenCovered(box, false);
    watch.session.Serve(milliseconds{30});
  }
  Print("decision -> covered on the root", ms);
}

// Each time with a reader of its own: what it has read before it would know again at once.
void MeasureChanges(const test::XServer& server, const std::string& reader, Desk& desk,
                    int rounds) {
  std::vector<double> ms;
  for (int i = 0; i < rounds; ++i) {
    desk.Clear();
    Watch watch(server, reader);
    watch.session.set_worker(watch.worker.get());
    const auto start = steady_clock::now();
    desk.Show();
    while (watch.session.covers().empty()) watch.session.Serve(milliseconds{50});
    ms.push_back(Milliseconds(desk.WhenCovered(watch.session.covers().front(), true) - start));
  }
  Print("pixel change -> covered on the root", ms);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2 || sodium_init() < 0) {
    std::fprintf(stderr, "bench_shield READER RECORD.png [--picom] [ROUNDS]\n");
    return 2;
  }
  const bool picom = arguments.size() > 2 && arguments[2] == "--picom";
  const size_t last = picom ? 3 : 2;
  const int rounds = arguments.size() > last ? std::stoi(arguments[last]) : 40;
  const auto record = capture::ReadPng(arguments[1]);
  if (!record) {
    std::fprintf(stderr, "%s\n", record.error().detail.c_str());
    return 3;
  }
  const test::XServer server({kWidth, kHeight, true, {}});
  std::unique_ptr<test::Child> compositor;
  if (picom) {
    compositor = std::make_unique<test::Child>(
        std::vector<std::string>{"picom", "--backend", "xrender", "--config", "/dev/null"},
        std::map<std::string, std::string>{{"DISPLAY", server.display()}});
    std::this_thread::sleep_for(std::chrono::seconds(2));
  }
  std::puts(picom ? "under picom" : "without a compositor");
  Desk desk(server, *record);
  MeasureDecisions(server, arguments[0], desk, rounds * 5);
  MeasureChanges(server, arguments[0], desk, rounds);
  return 0;
}
