// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/recordings_recover.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

namespace chaperone::agent {
namespace {

struct RecordingsRecoverOptions {
  std::string archive;
  std::string key;
  std::string out;
};

int Recover(const RecordingsRecoverOptions& options) {
  return BecomeHelper("chaperone-recorder",
                      {"recover", "--key", options.key, options.archive, "--out", options.out});
}

}  // namespace

void AddRecordingsRecover(CLI::App& recordings, Invocation& invocation) {
  auto options = std::make_shared<RecordingsRecoverOptions>();

  CLI::App* recover = AddSubcommand(
      recordings, "recover",
      "Opens a recording of the firm's archive with the recovery key; needs no agent",
      "chaperone recordings recover v-4d1f-7.sealed --key recovery.key --out call.mka");
  recover->add_option("ARCHIVE", options->archive, "The sealed file, from the archive folder")
      ->required();
  recover->add_option("--key", options->key, "The secret half; only you may read the file")
      ->required();
  recover->add_option("--out", options->out, "A Matroska file that is not there yet")->required();
  recover->callback(
      [&invocation, options] { invocation.run = [options] { return Recover(*options); }; });

  CLI::App* make = AddSubcommand(
      recordings, "recovery-key",
      "Makes the firm's recovery key; prints the half for recovery_key of managed policy",
      "chaperone recordings recovery-key recovery.key");
  make->add_option("FILE", options->key, "A file that is not there yet, for the secret half")
      ->required();
  make->callback([&invocation, options] {
    invocation.run = [options] {
      return BecomeHelper("chaperone-recorder", {"recovery-key", options->key});
    };
  });
}

}  // namespace chaperone::agent
