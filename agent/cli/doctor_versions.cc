// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/doctor_versions.h"

#include <curl/curl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/utsname.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

#include "agent/cli/ask_program.h"
#include "agent/cli/json_field.h"
#include "agent/helper.h"
#include "agent/version.h"

namespace chaperone::agent {
namespace {

constexpr std::string_view kDigits = "0123456789.";

// The first number with dots that stands in words: "0.1.0" of "chaperone-reader 0.1.0".
std::string NumberAfter(std::string_view words, std::string_view name) {
  const size_t at = words.find(name);
  if (at == std::string_view::npos) return {};
  words.remove_prefix(at + name.size());
  const size_t begin = words.find_first_of("0123456789");
  if (begin == std::string_view::npos) return {};
  words.remove_prefix(begin);
  return std::string(words.substr(0, words.find_first_not_of(kDigits)));
}

std::string Answer(const std::string& program) {
  const ProgramAnswer answer = AskProgram(program, "--version", std::chrono::seconds(10));
  return answer.fine() ? answer.words : std::string();
}

std::string AnswerOfHelper(const std::string& name) {
  setenv("OMP_THREAD_LIMIT", "1", 1);  // as the agent starts it
  const auto program = FindHelper(name);
  return program.ok() ? Answer(*program) : std::string();
}

std::string OsRelease(const std::string& name) {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name + "=")) continue;
    std::string value = line.substr(name.size() + 1);
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

struct Other {
  std::string name;
  std::string version;
};

// "chaperone-reader is 0.1.0", of those that are there and differ.
std::string Differing(const std::vector<Other>& others, const std::string& own) {
  std::string differing;
  for (const Other& other : others) {
    if (other.version.empty() || other.version == own) continue;
    differing += (differing.empty() ? "" : ", ") + other.name + " is " + other.version;
  }
  return differing;
}

}  // namespace

Versions AskVersions(const SessionView& session) {
  Versions versions;
  versions.program = kVersion;
  if (session.status.has_value()) versions.agent = Field(*session.status, "version", std::string());
  const std::string reader = AnswerOfHelper("chaperone-reader");
  versions.reader = NumberAfter(reader, "chaperone-reader ");
  versions.tesseract = NumberAfter(reader, "Tesseract ");
  versions.recorder = NumberAfter(AnswerOfHelper("chaperone-recorder"), "chaperone-recorder ");
  versions.tray = NumberAfter(AnswerOfHelper("chaperone-tray"), "chaperone-tray ");
  versions.sqlite = sqlite3_libversion();
  versions.sodium = sodium_version_string();
  versions.curl = curl_version_info(CURLVERSION_NOW)->version;
  utsname system{};
  if (uname(&system) == 0) versions.kernel = NumberAfter(system.release, "");
  versions.distribution = OsRelease("ID");
  versions.distribution_version = OsRelease("VERSION_ID");
  return versions;
}

DoctorResults CheckVersions(const SessionView& session) {
  constexpr const char* kSubject = "versions";
  const Versions v = AskVersions(session);
  DoctorResults results;
  const std::string own = "this is " + v.program + ", ";
  const std::string helpers =
      Differing({{"chaperone-reader", v.reader}, {"chaperone-recorder", v.recorder}}, v.program);
  if (!helpers.empty()) {
    results.push_back({Level::kFail, kSubject, "helper_differs", own + helpers,
                       "install it again: apt install --reinstall chaperone-agent"});
  }
  if (const auto agent = Differing({{"the running agent", v.agent}}, v.program); !agent.empty()) {
    results.push_back({Level::kWarn, kSubject, "agent_differs", own + agent,
                       "close calls, shares and recordings, and it becomes the new version by "
                       "itself; or: systemctl --user restart chaperone-agent"});
  }
  if (const auto tray = Differing({{"chaperone-tray", v.tray}}, v.program); !tray.empty()) {
    results.push_back({Level::kWarn, kSubject, "tray_differs", own + tray,
                       "install both packages in the same version, then log out and in"});
  }
  if (results.empty()) {
    results.push_back(
        {Level::kOk, kSubject, "same", "all of Chaperone that is here is " + v.program, ""});
  }
  std::string libraries = "SQLite " + v.sqlite + ", libsodium " + v.sodium + ", libcurl " + v.curl;
  if (!v.tesseract.empty()) libraries += ", Tesseract " + v.tesseract;
  libraries += ", Linux " + v.kernel;
  if (!v.distribution.empty()) libraries += ", " + v.distribution + " " + v.distribution_version;
  results.push_back({Level::kOk, "libraries", "listed", std::move(libraries), ""});
  return results;
}

}  // namespace chaperone::agent
