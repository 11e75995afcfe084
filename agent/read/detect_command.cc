// SPDX-License-Identifier: Apache-2.0
#include "agent/read/detect_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "agent/read/context_options.h"
#include "policy/personal_data/page.h"
#include "policy/personal_data/text.h"

namespace chaperone::agent {
namespace {

using Json = nlohmann::ordered_json;
using policy::LocatedFinding;
using policy::Result;
using policy::ScreenLine;

constexpr const char* kExample =
    R"(Reads JSON Lines {"id": "...", "text": "..."} from standard input and writes one line for each, in
order. Offsets count Unicode code points; "end" is exclusive. A bad line gets an "error", the rest
goes on, and the exit code is 3.

Example:
  echo '{"id": "1", "text": "Mail tom.reed@example.com"}' | chaperone detect --staff-domain firm.example
)";

// A text without a layout: each of its lines stands below the one before, all characters equally
// wide, as in a terminal.
struct TextPage {
  std::vector<ScreenLine> lines;
  std::vector<size_t> starts;  // of each line, in bytes of the text
};

TextPage PageOf(const std::string& text) {
  constexpr int kWidth = 8;
  constexpr int kHeight = 16;
  constexpr int kPitch = 20;
  TextPage page;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = text.substr(start, end - start);
    const size_t points = policy::CodePointCounter(line).At(line.size());
    const int row = static_cast<int>(std::min<size_t>(page.lines.size(), 50'000'000));
    const int width = static_cast<int>(std::min<size_t>(points, 100'000'000)) * kWidth;
    page.lines.push_back({line, {0, row * kPitch, width, kHeight}, 1.0});
    page.starts.push_back(start);
    start = end + 1;
  }
  return page;
}

// The parsed form of a deep line would be freed by recursion; no line that is right is deeper than
// one.
constexpr int kDeepest = 64;

bool DeeperThan(const std::string& json, int deepest) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

// Reads one line of input into id and text. On failure `answer` holds the id, where there is one,
// and says what is wrong; it never quotes the line.
bool ParseLine(const std::string& line, Json& answer, std::string& text) {
  answer["id"] = nullptr;
  if (DeeperThan(line, kDeepest)) {
    answer["error"] = "nested too deeply; expected {\"id\": \"...\", \"text\": \"...\"}";
    return false;
  }
  const Json input = Json::parse(line, nullptr, false);
  if (input.is_discarded()) {
    answer["error"] = "not JSON in UTF-8; expected {\"id\": \"...\", \"text\": \"...\"}";
    return false;
  }
  if (!input.is_object()) {
    answer["error"] = "not an object; expected {\"id\": \"...\", \"text\": \"...\"}";
    return false;
  }
  const auto id = input.find("id");
  if (id != input.end() && (id->is_string() || id->is_number_integer())) answer["id"] = *id;
  if (answer["id"].is_null()) {
    answer["error"] = "\"id\" is missing or no string; expected a string";
    return false;
  }
  const auto given = input.find("text");
  if (given == input.end() || !given->is_string()) {
    answer["error"] = "\"text\" is missing or no string; expected a string";
    return false;
  }
  text = given->get<std::string>();
  return true;
}

Json FindingsOf(const std::string& text, const ReadingContext& context,
                policy::PageUnderstanding& understanding) {
  const TextPage page = PageOf(text);
  std::vector<LocatedFinding> found =
      understanding.Locate(page.lines, context.people, context.rules);
  Json findings = Json::array();
  policy::CodePointCounter points(text);
  for (const LocatedFinding& located : found) {
    const policy::Finding& finding = located.finding;
    const size_t base = page.starts[located.line];
    Json one;
    one["kind"] = policy::KindName(finding.kind);
    one["start"] = points.At(base + located.start);
    one["end"] = points.At(base + located.end);
    one["score"] = std::round(finding.score * 1000) / 1000;
    one["rule"] = finding.rule;
    one["subject"] = policy::SubjectName(finding.subject);
    if (!finding.country.empty()) one["country"] = finding.country;
    if (finding.person != 0) one["person"] = finding.person;
    findings.push_back(std::move(one));
  }
  return findings;
}

}  // namespace

int RunDetect(int argc, char** argv, std::istream& in, std::ostream& out, std::ostream& err) {
  CLI::App app("Finds personal data in text, and whose it is", "chaperone detect");
  app.footer(kExample);
  ContextOptions options;
  AddContextOptions(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ExitOfUsage(app, error, out, err);
  }
  const Result<ReadingContext> context = ResolveContext(options, in);
  if (!context) {
    err << "chaperone detect: " << context.error().detail << '\n';
    return ExitCodeOf(context.error());
  }
  const Result<policy::Detectors> detectors = policy::Detectors::Create();
  if (!detectors) {
    err << "chaperone detect: " << detectors.error().detail << '\n';
    return ExitCodeOf(detectors.error());
  }
  policy::PageUnderstanding understanding(*detectors);
  bool all_good = true;
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    Json answer;
    std::string text;
    if (ParseLine(line, answer, text)) {
      answer["findings"] = FindingsOf(text, *context, understanding);
    } else {
      all_good = false;
    }
    out << answer.dump() << '\n';
    if (!out) {
      err << "chaperone detect: the output cannot be written; findings after this are missing\n";
      return 4;
    }
  }
  out.flush();
  return all_good ? 0 : 3;
}

}  // namespace chaperone::agent
