// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/smtp_sink.h"

#include <signal.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace chaperone::test {
namespace {

std::vector<std::string> FilesWith(const std::filesystem::path& folder, const char* ending) {
  std::vector<std::filesystem::path> names;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ending) names.push_back(file.path());
  }
  std::sort(names.begin(), names.end());
  std::vector<std::string> out;
  for (const auto& name : names) {
    std::ifstream in(name, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    out.push_back(text.str());
  }
  return out;
}

}  // namespace

SmtpSink::SmtpSink(std::filesystem::path folder, const std::vector<std::string>& options, int port)
    : folder_(std::move(folder)) {
  std::vector<std::string> command = {"/usr/bin/python3",    SMTP_SINK, "--folder",
                                      folder_.string(),      "--port",  std::to_string(port),
                                      "--until-stdin-closes"};
  command.insert(command.end(), options.begin(), options.end());
  child_ = std::make_unique<Child>(command, std::map<std::string, std::string>{}, "", true);
  const std::string line = child_->ReadLine();
  if (line.empty())
    throw std::runtime_error("the mail sink did not start: run installer/setup-dev");
  port_ = nlohmann::json::parse(line).at("port").get<int>();
}

std::vector<std::string> SmtpSink::Mails() const {
  return FilesWith(folder_, ".eml");
}

std::vector<std::string> SmtpSink::Envelopes() const {
  return FilesWith(folder_, ".json");
}

size_t SmtpSink::Attempts(const std::string& outcome) const {
  std::ifstream log(folder_ / "attempts.jsonl");
  size_t count = 0;
  for (std::string line; std::getline(log, line);) {
    if (nlohmann::json::parse(line).at("outcome") == outcome) ++count;
  }
  return count;
}

void SmtpSink::Stop() {
  child_->Stop(SIGTERM);
}

}  // namespace chaperone::test
