// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/doctor_bundle.h"
#include "agent/cli/doctor_report.h"
#include "agent/cli/print.h"
#include "agent/store/private_file.h"

namespace chaperone::agent {
namespace {

struct DoctorOptions {
  bool json = false;
  std::string bundle;
};

void PrintForPeople(const DoctorResults& results) {
  for (const DoctorResult& r : results) {
    const std::string_view level = LevelName(r.level);
    std::cout << level << std::string(6 - level.size(), ' ') << r.subject.text() << ": " << r.found
              << '\n';
    if (!r.to_do.empty() && r.level != Level::kOk) std::cout << "      → " << r.to_do << '\n';
  }
}

// The exit code says whether the file is written; what is lacking stands in it.
int WriteBundle(const DoctorOptions& options) {
  const std::string text = SupportBundle(ExamineMachine()).dump(2) + "\n";
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto written = WriteNewPrivateFile(options.bundle, {bytes, text.size()});
  if (!written.ok()) return Fail(written.error());
  if (options.json) {
    Print(std::cout, {{"bundle", options.bundle}, {"bytes", text.size()}}, true);
  } else {
    std::cout << options.bundle
              << ": read it before you send it; it begins with what it holds and what it does "
                 "not.\n";
  }
  return kExitFine;
}

int Examine(const DoctorOptions& options) {
  if (!options.bundle.empty()) return WriteBundle(options);
  const DoctorReport report = ExamineMachine();
  if (options.json) {
    Print(std::cout, ToJson(report), true);
  } else {
    PrintForPeople(report.results);
  }
  return report.lacking() ? kExitLacking : kExitFine;
}

}  // namespace

void AddDoctor(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      AddSubcommand(app, "doctor",
                    "Checks display, share watch, shield, bus, agent, versions, clock, disk, keys, "
                    "reader, mail, sound, recorder and policy, and says what to do",
                    "chaperone doctor --bundle support.json");
  auto options = std::make_shared<DoctorOptions>();
  command->add_option("--bundle", options->bundle,
                      "Writes a new file for the help desk, readable by you alone: what was found, "
                      "versions, counts, which policy keys are set; nothing of anybody");
  command->add_flag("--json", options->json, "One JSON document");
  command->callback(
      [&invocation, options] { invocation.run = [options] { return Examine(*options); }; });
}

}  // namespace chaperone::agent
