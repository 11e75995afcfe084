// SPDX-License-Identifier: Apache-2.0
#include "agent/read/scan_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <istream>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "agent/read/context_options.h"
#include "ocr/image_file.h"
#include "ocr/reader.h"
#include "policy/personal_data/page.h"

namespace chaperone::agent {
namespace {

using Json = nlohmann::ordered_json;
using policy::LocatedFinding;
using policy::Result;
using policy::ScreenLine;

constexpr const char* kExample =
    R"(Reads pictures of screens (PNG, JPEG, WebP, TIFF, BMP, PNM) and writes one JSON line for each: the lines
of text with their boxes, the personal data found and whose it is, and whether it would raise an alert.
"cpu_ms" is what reading and understanding cost, without decoding the file; "unreadable" lists areas that
are crowded beyond any text. What was read is shown with --show-text only.

Example:
  chaperone scan --customer "Rosalind Whitfield" --fail-on-alert screen.png
)";

struct ScanOptions {
  ContextOptions context;
  std::vector<std::string> images;
  std::string reader = "tesseract";
  bool show_text = false;
  bool fail_on_alert = false;
};

double CpuMs() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double Rounded(double value, double steps) {
  return std::round(value * steps) / steps;
}

Json BoxOf(const policy::Rect& box) {
  return Json::array({box.x, box.y, box.width, box.height});
}

// Replaces this process by itself with the limit set; returns only where that failed.
void StartAgainWithOneThread(std::ostream& err) {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(file, argument, '\0');) arguments.push_back(argument);
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  if (!arguments.empty() && setenv("OMP_THREAD_LIMIT", "1", 1) == 0) {
    execv("/proc/self/exe", pointers.data());
  }
  err << "chaperone scan: the program cannot start itself again with OMP_THREAD_LIMIT=1 ("
      << std::strerror(errno) << "); set it in the environment and try once more\n";
}

bool LimitedToOneThread() {
  const char* limit = std::getenv("OMP_THREAD_LIMIT");
  return limit != nullptr && std::string_view(limit) == "1";
}

class Scanner {
 public:
  Scanner(std::unique_ptr<ocr::Recogniser> recogniser, const policy::Detectors& detectors,
          const ReadingContext& context, bool show_text)
      : reader_(std::move(recogniser)),
        understanding_(detectors),
        context_(context),
        show_text_(show_text) {}

  Result<Json> Scan(const std::string& path) {
    std::error_code unreadable;
    const std::filesystem::file_status status = std::filesystem::status(path, unreadable);
    if (std::filesystem::is_other(status)) {  // reading a pipe or a device may never end
      return policy::BadInput(path +
                              ": a pipe or device, no file; expected a picture saved as a file");
    }
    const Result<ocr::DecodedImage> image = ocr::ReadImageFile(path);
    if (!image) return image.error();
    const double start = CpuMs();
    reader_.Forget();
    if (Result<void> read = ReadAll(image->view()); !read) return read.error();
    std::vector<ScreenLine> lines;
    for (ocr::TextLine& line : reader_.Lines()) {
      lines.push_back({std::move(line.text), line.box, line.confidence});
    }
    const std::vector<LocatedFinding> found =
        understanding_.Locate(lines, context_.people, context_.rules);
    const double cost = CpuMs() - start;

    const size_t third_parties = ThirdPartiesOf(found);
    Json json;
    json["image"] = path;
    json["width"] = image->width;
    json["height"] = image->height;
    json["cpu_ms"] = Rounded(cost, 10);
    json["lines"] = LinesOf(lines);
    json["findings"] = FindingsOf(lines, found);
    json["alert"] = third_parties > 0;
    json["third_parties"] = third_parties;
    for (const policy::Rect& area : reader_.unreadable()) json["unreadable"].push_back(BoxOf(area));
    reader_.Forget();
    return json;
  }

 private:
  Result<void> ReadAll(const ocr::ImageView& image) {
    constexpr size_t kLinesAtOnce = 32;
    if (Result<void> updated = reader_.Update(image, {}); !updated) return updated;
    for (;;) {
      const Result<bool> more = reader_.ReadSome(kLinesAtOnce);
      if (!more) return more.error();
      if (!*more) return {};
    }
  }

  Json LinesOf(const std::vector<ScreenLine>& lines) const {
    Json all = Json::array();
    for (const ScreenLine& line : lines) {
      Json one;
      one["box"] = BoxOf(line.box);
      one["confidence"] = Rounded(line.confidence, 1000);
      if (show_text_) one["text"] = line.text;
      all.push_back(std::move(one));
    }
    return all;
  }

  Json FindingsOf(const std::vector<ScreenLine>& lines,
                  const std::vector<LocatedFinding>& found) const {
    Json all = Json::array();
    for (const LocatedFinding& located : found) {
      const policy::Finding& finding = located.finding;
      Json one;
      one["kind"] = policy::KindName(finding.kind);
      one["box"] = BoxOf(finding.box);
      one["score"] = Rounded(finding.score, 1000);
      one["rule"] = finding.rule;
      one["subject"] = policy::SubjectName(finding.subject);
      if (!finding.country.empty()) one["country"] = finding.country;
      if (finding.person != 0) one["person"] = finding.person;
      if (show_text_) {
        one["text"] = lines[located.line].text.substr(located.start, located.end - located.start);
      }
      all.push_back(std::move(one));
    }
    return all;
  }

  // How many people's data would raise an alert; data of nobody in particular counts as one more
  // person only where no other is known.
  size_t ThirdPartiesOf(const std::vector<LocatedFinding>& found) const {
    std::set<uint32_t> people;
    for (const LocatedFinding& located : found) {
      const policy::Finding& finding = located.finding;
      if (!policy::IsThirdParty(finding.subject)) continue;
      if (finding.score < context_.alerts.min_score) continue;
      people.insert(finding.person);
    }
    return people.size() > 1 && people.contains(0) ? people.size() - 1 : people.size();
  }

  ocr::Reader reader_;
  policy::PageUnderstanding understanding_;
  const ReadingContext& context_;
  bool show_text_;
};

void AddScanOptions(CLI::App& app, ScanOptions& options) {
  app.footer(kExample);
  AddContextOptions(app, options.context);
  app.add_option("IMAGE", options.images, "Pictures to read")->required();
  app.add_option("--reader", options.reader, "Recogniser: tesseract (lstm is to come)")
      ->check(CLI::IsMember({"tesseract", "lstm"}));
  app.add_flag("--show-text", options.show_text, "Write the text that was read, too");
  app.add_flag("--fail-on-alert", options.fail_on_alert,
               "Exit with 1 where an alert would be raised");
}

int Complain(const policy::Error& error, std::ostream& err) {
  err << "chaperone scan: " << error.detail << '\n';
  return ExitCodeOf(error);
}

}  // namespace

int RunScan(int argc, char** argv, std::istream& in, std::ostream& out, std::ostream& err) {
  CLI::App app("Reads pictures of screens and finds personal data on them", "chaperone scan");
  ScanOptions options;
  AddScanOptions(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ExitOfUsage(app, error, out, err);
  }
  if (options.reader == "lstm") {
    err << "chaperone scan: --reader lstm: the fast reader is not built yet; use --reader "
           "tesseract\n";
    return 2;
  }
  if (!LimitedToOneThread()) {
    StartAgainWithOneThread(err);
    return 4;
  }
  const Result<ReadingContext> context = ResolveContext(options.context, in);
  if (!context) return Complain(context.error(), err);
  const Result<policy::Detectors> detectors = policy::Detectors::Create();
  if (!detectors) return Complain(detectors.error(), err);
  Result<std::unique_ptr<ocr::Recogniser>> recogniser = ocr::MakeTesseractRecogniser("");
  if (!recogniser) return Complain(recogniser.error(), err);

  Scanner scanner(std::move(*recogniser), *detectors, *context, options.show_text);
  bool any_alert = false;
  int worst = 0;
  for (const std::string& path : options.images) {
    Result<Json> outcome = scanner.Scan(path);
    if (!outcome) {
      static_cast<void>(Complain(outcome.error(), err));
      const bool machine = outcome.error().code == policy::ErrorCode::kUnavailable;
      worst = std::max(worst, machine ? 4 : 3);
      continue;
    }
    any_alert = any_alert || outcome->at("alert").get<bool>();
    out << outcome->dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    if (!out.flush()) {
      err << "chaperone scan: the output cannot be written; pictures after this are missing\n";
      return 4;
    }
  }
  if (worst != 0) return worst;
  return any_alert && options.fail_on_alert ? 1 : 0;
}

}  // namespace chaperone::agent
