// SPDX-License-Identifier: Apache-2.0
#include "agent/read/scan_command.h"

#include <algorithm>
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

struct Ran {
  int code = 0;
  std::vector<Json> lines;
  std::string out;
  std::string err;
};

Ran Scan(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "scan");
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Ran ran;
  ran.code = RunScan(static_cast<int>(pointers.size()), pointers.data(), in, out, err);
  ran.out = out.str();
  ran.err = err.str();
  std::istringstream written(ran.out);
  for (std::string line; std::getline(written, line);) {
    if (!line.empty() && line[0] == '{') ran.lines.push_back(Json::parse(line));
  }
  return ran;
}

std::string Page(const std::string& name) {
  return std::string(CHAPERONE_PAGES) + "/" + name + ".png";
}

size_t CountKind(const Json& findings, const std::string& kind) {
  return static_cast<size_t>(std::count_if(findings.begin(), findings.end(),
                                           [&](const Json& f) { return f.at("kind") == kind; }));
}

}  // namespace

TEST_CASE("scan: a page of other people's records gives boxes, findings and an alert") {
  const Ran ran = Scan({Page("crm")});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  REQUIRE(ran.lines.size() == 1);
  const Json& page = ran.lines[0];
  CHECK(page.at("image") == Page("crm"));
  CHECK(page.at("width") == 1920);
  CHECK(page.at("height") == 1080);
  CHECK(page.at("cpu_ms") > 0);
  CHECK(page.at("lines").size() > 300);
  CHECK(page.at("alert") == true);
  CHECK(page.at("third_parties") > 30);
  CHECK(CountKind(page.at("findings"), "email") > 40);
  CHECK(CountKind(page.at("findings"), "phone") > 40);
  for (const Json& finding : page.at("findings")) {
    const Json& box = finding.at("box");
    REQUIRE(box.size() == 4);
    CHECK(box[0].get<int>() + box[2].get<int>() <= 1920);
    CHECK(box[1].get<int>() + box[3].get<int>() <= 1080);
    CHECK(finding.at("subject") == "third_party");
  }
}

TEST_CASE("scan: text is written on request only") {
  const Ran without = Scan({Page("settings")});
  CHECK(without.out.find("Sign in") == std::string::npos);
  CHECK(without.out.find("\"text\"") == std::string::npos);
  const Ran with = Scan({"--show-text", Page("settings")});
  CHECK(with.out.find("Sign in to continue") != std::string::npos);
  for (const Json& finding : with.lines.at(0).at("findings"))
    CHECK_FALSE(finding.at("text").empty());
}

TEST_CASE("scan: an alert is the answer no, where asked for") {
  CHECK(Scan({"--fail-on-alert", Page("settings")}).code == 1);
  CHECK(Scan({Page("settings")}).code == 0);
}

TEST_CASE("scan: a bad picture is named, the others are done all the same") {
  const std::string broken =
      (std::filesystem::temp_directory_path() / "chaperone-scan-broken.png").string();
  std::ofstream(broken, std::ios::binary) << "\x89PNG\r\n\x1a\n and then nothing";
  const Ran ran = Scan({broken, "/nonexistent.png", Page("settings")});
  std::filesystem::remove(broken);
  CHECK(ran.code == 3);
  CHECK(ran.lines.size() == 1);
  CHECK(ran.err.find(broken) != std::string::npos);
  CHECK(ran.err.find("/nonexistent.png") != std::string::npos);
}

TEST_CASE("scan: usage errors are told apart") {
  CHECK(Scan({}).code == 2);
  CHECK(Scan({"--no-such-option", Page("crm")}).code == 2);
  const Ran lstm = Scan({"--reader", "lstm", Page("crm")});
  CHECK(lstm.code == 2);
  CHECK(lstm.err.find("not built yet; use --reader tesseract") != std::string::npos);
  CHECK(Scan({"--help"}).code == 0);
  CHECK(Scan({"--policy", "/nonexistent.toml", Page("crm")}).code == 3);
}

}  // namespace chaperone::agent
