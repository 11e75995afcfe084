// SPDX-License-Identifier: Apache-2.0
// chaperone-reader: where text is born and dies. Serves the agent, and does the work of `chaperone
// detect` and `chaperone scan`.
#include <sodium.h>

#include <cstring>
#include <iostream>
#include <string>

#include "agent/helper.h"
#include "agent/read/detect_command.h"
#include "agent/read/scan_command.h"
#include "agent/reader_service.h"
#include "agent/sandbox.h"
#include "agent/version.h"
#include "ocr/recogniser.h"

namespace chaperone::agent {
namespace {

constexpr const char* kUsage =
    "usage: chaperone-reader serve|check|detect|scan\n"
    "This program is started by chaperone; `chaperone detect` and `chaperone scan` use it.\n";

// 4: the machine lacks something; the message says what.
constexpr int kLacking = 4;

int Complain(const policy::Error& error) {
  std::cerr << "chaperone-reader: " << error.detail << "\n";
  return kLacking;
}

int Serve() {
  MessagePipe pipe{OwnedFd{kHelperSocket}};
  const auto fail = [&](const policy::Error& error) {
    // The agent hears of it by the same way; should nobody listen, standard error is left.
    [[maybe_unused]] const auto sent =
        pipe.Send(Encode(FromReader{from_reader::Failed{error.detail}}));
    return Complain(error);
  };
  auto recogniser = ocr::MakeTesseractRecogniser("");
  if (!recogniser) return fail(recogniser.error());
  auto detectors = policy::Detectors::Create();
  if (!detectors) return fail(detectors.error());
#ifndef CHAPERONE_SANITIZED  // the sanitizers' own run time needs what the sandbox takes away
  if (auto entered = EnterSandbox(); !entered) return fail(entered.error());
#endif
  return ReaderService(std::move(pipe), std::move(*recogniser), std::move(*detectors)).Run();
}

// For `chaperone doctor`: is the model there, does the sandbox work?
int Check() {
  if (auto recogniser = ocr::MakeTesseractRecogniser(""); !recogniser)
    return Complain(recogniser.error());
  if (auto detectors = policy::Detectors::Create(); !detectors) return Complain(detectors.error());
#ifndef CHAPERONE_SANITIZED
  if (auto entered = EnterSandbox(); !entered) return Complain(entered.error());
#endif
  std::cout << "ok\n";
  return 0;
}

int Main(int argc, char** argv) {
  if (auto kept = KeepMemoryPrivate(); !kept) return Complain(kept.error());
  if (sodium_init() < 0) return Complain(policy::Unavailable("libsodium does not start"));
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "serve") return Serve();
  if (command == "check" || command == "--check") return Check();
  if (command == "detect") return RunDetect(argc - 1, argv + 1, std::cin, std::cout, std::cerr);
  if (command == "scan") return RunScan(argc - 1, argv + 1, std::cin, std::cout, std::cerr);
  if (command == "--version") {
    std::cout << "chaperone-reader " << kVersion << "\nTesseract " << ocr::TesseractVersion()
              << "\n";
    return 0;
  }
  const bool help = command == "--help" || command == "-h";
  (help ? std::cout : std::cerr) << kUsage;
  return help ? 0 : 2;
}

}  // namespace
}  // namespace chaperone::agent

int main(int argc, char** argv) {
  return chaperone::agent::Main(argc, argv);
}
