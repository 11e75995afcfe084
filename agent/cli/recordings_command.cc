// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/bus/participant_fields.h"
#include "agent/bus/recording_fields.h"
#include "agent/cli/command.h"
#include "agent/cli/recordings_export.h"
#include "agent/cli/recordings_recover.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

struct RecordingsOptions {
  bool json = false;
  bool yes = false;
  std::string recording;
  std::string reason;
  std::string file;
  std::string owner;
  std::string review_by;
};

const CLI::Validator& IsWord() {
  static const CLI::Validator check(
      [](const std::string& given) { return IsReason(given) ? "" : kReasonExpected; }, "", "");
  return check;
}

const CLI::Validator& IsDate() {
  static const CLI::Validator check(
      [](const std::string& given) { return DateFromText(given).has_value() ? "" : kDateExpected; },
      "", "");
  return check;
}

// `recordings show` has the rest.
json Shortened(json recording) {
  for (const char* field : {"archived", "basis", "call", "gaps", "retention_class"}) {
    recording.erase(field);
  }
  if (const auto hold = recording.find("hold"); hold != recording.end() && hold->is_object()) {
    *hold = hold->value("owner", "");
  }
  return recording;
}

int Delete(const RecordingsOptions& options) {
  if (!options.yes) {
    if (isatty(STDIN_FILENO) == 0) {
      return Fail(policy::BadInput(
          "recordings delete: nobody can be asked here; expected --yes where it is meant"));
    }
    std::cerr << "Delete this recording for ever? Its key is destroyed first. [y/N] " << std::flush;
    std::string line;
    if (!std::getline(std::cin, line) || (line != "y" && line != "yes")) {
      std::cerr << "chaperone: nothing was deleted\n";
      return kExitNo;
    }
  }
  return AskAgent(request::DeleteRecording{options.recording, options.reason}, options.json);
}

int Hold(const RecordingsOptions& options) {
  const auto day = DateFromText(options.review_by);
  if (!day.has_value()) return kExitUsage;  // IsDate() has spoken
  return AskAgent(request::HoldRecording{options.recording, {options.owner, options.reason, *day}},
                  options.json);
}

}  // namespace

void AddRecordings(CLI::App& app, Invocation& invocation) {
  CLI::App* recordings = AddSubcommand(app, "recordings", "The recordings that are kept, sealed",
                                       "chaperone recordings list");
  recordings->require_subcommand(1);
  auto options = std::make_shared<RecordingsOptions>();
  const auto add = [&](const char* name, const char* description, const char* example,
                       const std::function<int(const RecordingsOptions&)>& run) {
    CLI::App* command = AddSubcommand(*recordings, name, description, example);
    command->callback(
        [&invocation, options, run] { invocation.run = [options, run] { return run(*options); }; });
    return command;
  };
  const auto with_json = [&](CLI::App* command) {
    command->add_flag("--json", options->json, "One JSON document");
  };
  const auto of_one = [&](CLI::App* command) {
    command->add_option("RECORDING", options->recording, "As `recordings list` names it")
        ->required();
  };
  const auto reason = [&](CLI::App* command, const char* description) {
    command->add_option("--reason", options->reason, description)->required()->check(IsWord());
  };

  with_json(add("list", "All recordings, newest first", "chaperone recordings list --json",
                [](const RecordingsOptions& o) {
                  return AskForList(request::ListRecordings{}, o.json, Shortened);
                }));

  CLI::App* show = add("show", "One recording: gaps, receipts, who was told",
                       "chaperone recordings show v-4d1f-7", [](const RecordingsOptions& o) {
                         return AskAgent(request::ShowRecording{o.recording}, o.json);
                       });
  of_one(show);
  with_json(show);

  CLI::App* play =
      add("play", "Plays a recording from memory; on record first",
          "chaperone recordings play v-4d1f-7 --reason complaint",
          [](const RecordingsOptions& o) { return PlayRecording(o.recording, o.reason); });
  of_one(play);
  reason(play, "Why it is listened to, in one word");

  CLI::App* dump =
      add("export", "Decrypts a recording into a new file; on record first",
          "chaperone recordings export v-4d1f-7 --reason subject_access --out call.mka",
          [](const RecordingsOptions& o) {
            return ExportRecordingToFile(o.recording, o.reason, o.file, o.json);
          });
  of_one(dump);
  reason(dump, "Why it leaves, in one word");
  dump->add_option("--out", options->file, "A Matroska file that is not there yet")->required();
  with_json(dump);

  CLI::App* remove = add("delete", "Destroys a recording's key, then its file; leaves a receipt",
                         "chaperone recordings delete v-4d1f-7 --reason erasure", Delete);
  of_one(remove);
  reason(remove, "Why, in one word");
  remove->add_flag("--yes", options->yes, "Do not ask");
  with_json(remove);

  CLI::App* hold = add("hold", "A legal hold: the schedule does not delete it",
                       "chaperone recordings hold v-4d1f-7 --owner legal --reason litigation "
                       "--review-by 2027-01-31",
                       Hold);
  of_one(hold);
  hold->add_option("--owner", options->owner, "Who holds it: a role or login name, in one word")
      ->required()
      ->check(IsWord());
  reason(hold, "Why, in one word");
  hold->add_option("--review-by", options->review_by, "When it is looked at again: 2027-01-31")
      ->required()
      ->check(IsDate());
  with_json(hold);

  CLI::App* release =
      add("release", "Ends a legal hold; the schedule holds again",
          "chaperone recordings release v-4d1f-7 --owner legal --reason settled",
          [](const RecordingsOptions& o) {
            return AskAgent(request::ReleaseRecording{o.recording, o.owner, o.reason}, o.json);
          });
  of_one(release);
  release
      ->add_option("--owner", options->owner, "Who holds it, where it is not you: you act for them")
      ->check(IsWord());
  reason(release, "Why, in one word");
  with_json(release);

  AddRecordingsRecover(*recordings, invocation);
}

}  // namespace chaperone::agent
