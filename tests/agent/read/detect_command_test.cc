// SPDX-License-Identifier: Apache-2.0
#include "agent/read/detect_command.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace chaperone::agent {
namespace {

using Json = nlohmann::json;

struct Outcome {
  int code = -1;
  std::vector<Json> lines;
  std::string out;
  std::string err;
};

Outcome Detect(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), "detect");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Outcome outcome;
  outcome.code = RunDetect(static_cast<int>(argv.size()), argv.data(), in, out, err);
  outcome.out = out.str();
  outcome.err = err.str();
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) {
    Json parsed = Json::parse(line, nullptr, false);
    if (!parsed.is_discarded()) outcome.lines.push_back(std::move(parsed));
  }
  return outcome;
}

std::string Line(const std::string& text) {
  return Json{{"id", "1"}, {"text", text}}.dump() + "\n";
}

std::string SubjectOfFirst(const Outcome& outcome) {
  REQUIRE(outcome.lines.size() == 1);
  REQUIRE(outcome.lines[0]["findings"].size() >= 1);
  return outcome.lines[0]["findings"][0]["subject"];
}

// A file of this test, gone at its end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : path_(std::filesystem::temp_directory_path() /
              ("chaperone-detect-test-" + std::to_string(getpid()))) {
    std::ofstream(path_) << content;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST_CASE("detect command: answers as the contract says") {
  const Outcome outcome = Detect({}, Line("Contact emma.k@example.com today"));
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  REQUIRE(outcome.lines.size() == 1);
  CHECK(outcome.lines[0]["id"] == "1");
  const Json& finding = outcome.lines[0]["findings"][0];
  CHECK(finding["kind"] == "email");
  CHECK(finding["start"] == 8);
  CHECK(finding["end"] == 26);
  CHECK(finding["score"] == 0.98);
  CHECK(finding["rule"] == "contact.email");
  CHECK(finding["subject"] == "third_party");
}

TEST_CASE("detect command: counts code points, also over several lines") {
  const Outcome outcome = Detect({}, Line("é🎉\nemma.k@example.com"));
  REQUIRE(outcome.lines.size() == 1);
  CHECK(outcome.lines[0]["findings"][0]["start"] == 3);
  CHECK(outcome.lines[0]["findings"][0]["end"] == 21);
}

TEST_CASE("detect command: a bad line gets an error, the rest goes on, exit 3") {
  const Outcome outcome = Detect(
      {}, "nonsense\n[1]\n{\"id\":\"a\"}\n{\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"\xff\"}\n" +
              Line("Tom Reed"));
  CHECK(outcome.code == 3);
  REQUIRE(outcome.lines.size() == 6);
  for (size_t i = 0; i < 5; ++i) CHECK(outcome.lines[i].contains("error"));
  CHECK(outcome.lines[0]["id"].is_null());
  CHECK(outcome.lines[2]["id"] == "a");
  CHECK(outcome.lines[5]["findings"].size() == 1);
}

TEST_CASE("detect command: errors never quote what was on the line") {
  const Outcome outcome = Detect({}, "Tom Reed tom.reed@example.com\n");
  CHECK(outcome.code == 3);
  CHECK((outcome.out + outcome.err).find("Reed") == std::string::npos);
}

TEST_CASE("detect command: a line nested without end is an error, the next one goes on") {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  const Outcome outcome =
      Detect({}, "{\"id\":" + deep + ",\"text\":\"x\"}\n" + "{\"id\":\"a\",\"text\":\"\\\"[[\"}\n");
  CHECK(outcome.code == 3);
  REQUIRE(outcome.lines.size() == 2);
  CHECK(outcome.lines[0].contains("error"));
  CHECK(outcome.lines[1].contains("findings"));
}

TEST_CASE("detect command: brackets in a text are no nesting") {
  const Outcome outcome = Detect({}, Line(std::string(1000, '[')));
  CHECK(outcome.code == 0);
}

TEST_CASE("detect command: a value that is not UTF-8 is refused and not quoted") {
  for (const char* option : {"--customer", "--identifier", "--representative", "--staff"}) {
    const Outcome outcome = Detect({option, "Fenwick\xff\xfe"}, Line("x"));
    CHECK(outcome.code == 3);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find(option) != std::string::npos);
    CHECK(outcome.err.find("Fenwick") == std::string::npos);
  }
}

TEST_CASE("detect command: an argument that was not expected is not quoted") {
  const Outcome outcome = Detect({"Orla Fenwick"}, Line("x"));
  CHECK(outcome.code == 2);
  CHECK_FALSE(outcome.err.empty());
  CHECK(outcome.err.find("Fenwick") == std::string::npos);
}

TEST_CASE("detect command: knows the people it is told of") {
  CHECK(SubjectOfFirst(Detect({}, Line("Tom Reed"))) == "third_party");
  CHECK(SubjectOfFirst(Detect({"--customer", "Tom Reed"}, Line("Reed, Tom"))) == "customer");
  CHECK(SubjectOfFirst(Detect({"--representative", "Tom Reed"}, Line("Tom Reed"))) ==
        "representative");
  CHECK(SubjectOfFirst(Detect({"--staff", "Tom Reed"}, Line("Tom Reed"))) == "staff");
  CHECK(SubjectOfFirst(Detect({"--identifier", "+447700900123"}, Line("07700 900123"))) ==
        "customer");
  CHECK(SubjectOfFirst(Detect({"--identifier", "@acme.test"}, Line("t@acme.test"))) == "customer");
  CHECK(SubjectOfFirst(Detect({"--staff-domain", "firm.example"}, Line("t@firm.example"))) ==
        "staff");
  CHECK(SubjectOfFirst(Detect({"--customer", "Ann Hale", "--customer", "Tom Reed"},
                              Line("Tom Reed"))) == "customer");
}

TEST_CASE("detect command: takes values from files and from standard input") {
  const TemporaryFile names("Ann Hale\r\n\nTom Reed\n");
  CHECK(SubjectOfFirst(Detect({"--customer", "@" + names.path()}, Line("Tom Reed"))) == "customer");
  CHECK(SubjectOfFirst(Detect({"--customer", "-"}, "Tom Reed\n" + Line("Tom Reed"))) == "customer");
  const Outcome missing = Detect({"--customer", "@/nowhere/names"}, "");
  CHECK(missing.code == 3);
  CHECK(missing.err.find("--customer @FILE") != std::string::npos);
  CHECK(Detect({"--customer", "-"}, "").code == 3);
}

TEST_CASE("detect command: min-score leaves out what is less sure") {
  const std::string text = Line("07700 900123");
  CHECK(Detect({"--min-score", "0.5"}, text).lines[0]["findings"].size() == 1);
  CHECK(Detect({"--min-score", "0.95"}, text).lines[0]["findings"].empty());
  CHECK(Detect({"--min-score", "2"}, text).code == 2);
  CHECK(Detect({"--min-score", "nan"}, text).code == 2);
}

TEST_CASE("detect command: a policy tells domains, staff and threshold") {
  const TemporaryFile policy("[organisation]\nname = \"Firm\"\n");
  const Outcome outcome = Detect({"--policy", policy.path() + ".absent"}, "");
  CHECK(outcome.code == 3);
  CHECK(outcome.err.find("cannot be read") != std::string::npos);
  const TemporaryFile broken("this is no TOML = = =\n");
  const Outcome bad = Detect({"--policy", broken.path()}, "");
  CHECK(bad.code == 3);
  CHECK(bad.err.find(broken.path() + ":1") != std::string::npos);
}

TEST_CASE("detect command: usage errors are exit 2, help is exit 0 with an example") {
  CHECK(Detect({"--no-such-option"}, "").code == 2);
  CHECK(Detect({"--customer"}, "").code == 2);
  const Outcome directory = Detect({"--directory", "x.dir"}, Line("Tom Reed"));
  CHECK(directory.code == 2);
  CHECK(directory.out.empty());
  CHECK(directory.err.find("--directory") != std::string::npos);
  const Outcome help = Detect({"--help"}, "");
  CHECK(help.code == 0);
  CHECK(help.out.find("Example:") != std::string::npos);
}

}  // namespace
}  // namespace chaperone::agent
