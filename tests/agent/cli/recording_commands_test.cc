// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/agent/cli/machine.h"

namespace chaperone::agent {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

json Gate(const std::string& phase, const std::string& sentence = "") {
  json missing = json::array();
  if (!sentence.empty()) {
    missing.push_back({{"what", "basis"}, {"participant", "p1"}, {"sentence", sentence}});
  }
  return {{"may", missing.empty()}, {"phase", phase},          {"missing", missing},
          {"trouble", ""},          {"announcement", nullptr}, {"recording", nullptr}};
}

TEST_CASE("recording: what is typed about the gate arrives as its request") {
  Machine machine;
  machine.agent.reply = Gate("closed", "No basis is on record.");
  CHECK(machine
            .Run({"basis", "set", "--purpose", "complaints", "--basis", "public_task",
                  "--reference", "Care Act 2014", "--unsure"})
            .exit_code == 0);
  const auto& basis = machine.Last<request::SetBasis>().basis;
  CHECK(basis.purpose == "complaints");
  CHECK(basis.basis == policy::LawfulBasis::kPublicTask);
  CHECK(basis.reference == "Care Act 2014");
  CHECK(basis.unsure);
  const Finished shown = machine.Run({"basis", "show"});
  CHECK(shown.exit_code == 0);
  CHECK(Has(shown.out, "phase: closed\n"));
  CHECK(Has(shown.out, "  - p1: No basis is on record.\n"));
  CHECK(machine.Run({"call", "consent", "p1"}).exit_code == 0);
  CHECK(machine.Last<request::GiveConsent>().participant == "p1");
  CHECK(machine.Run({"call", "withdraw", "p2"}).exit_code == 0);
  CHECK(machine.Last<request::WithdrawConsent>().participant == "p2");
  CHECK(machine.Run({"call", "object", "p1", "--taken-back"}).exit_code == 0);
  CHECK(machine.Last<request::Object>().taken_back);
  CHECK(machine.Run({"call", "private"}).exit_code == 0);
  machine.Last<request::MakePrivate>();
  CHECK(machine.Run({"record", "pause", "--card"}).exit_code == 0);
  CHECK(machine.Last<request::PauseRecording>().reason == policy::RecordingGapReason::kPauseCard);
  CHECK(machine.Run({"record", "pause"}).exit_code == 0);
  CHECK(machine.Last<request::PauseRecording>().reason == policy::RecordingGapReason::kPauseByHand);
  CHECK(machine.Run({"call", "start", "--customer", "Wren Abernathy", "--jurisdiction", "de"})
            .exit_code == 0);
  CHECK(machine.Last<request::StartCall>().participants.at(0).jurisdiction == "de");
}

TEST_CASE("recording: the gate is told to people in few lines, to programs in full") {
  Machine machine;
  json gate = Gate("paused", "p1 objects to the recording.");
  gate["announcement"] = {{"at", "2026-11-23T20:40:50Z"},
                          {"participants", {"p1"}},
                          {"receipt", "n-1"},
                          {"text_hash", "5de21c45"}};
  gate["recording"] = {{"id", "v-1"}, {"paused", "pause_card"}, {"microphone_db", -200.0}};
  machine.agent.reply = gate;
  const Finished shown = machine.Run({"record", "status"});
  CHECK(shown.out ==
        "phase: paused (card)\nmay record: no\nmissing:\n  - p1 objects to the recording.\n"
        "told: p1 at 2026-11-23T20:40:50Z (n-1)\nrecording:\n  id: v-1\n  microphone: silent\n");
  CHECK(json::parse(machine.Run({"record", "status", "--json"}).out) == gate);

  machine.agent.reply = {{"recording", gate}, {"open_alerts", 0}};
  const Finished status = machine.Run({"status"});
  CHECK(Has(status.out, "recording:\n"));
  CHECK(Has(status.out, "  phase: paused (card)\n"));
  CHECK_FALSE(Has(status.out, "text hash"));
  machine.agent.reply = {{"recording", Gate("no_call", "no call is open")}};
  CHECK(machine.Run({"status"}).out == "recording: no call\n");
}

TEST_CASE("recording: a list of recordings fits a table; programs get all of it") {
  Machine machine;
  const json recordings = {{"recordings",
                            {{{"id", "v-1"},
                              {"basis", "legitimate_interests"},
                              {"delete_after", "2027-05-22T20:40:54Z"},
                              {"hold", {{"owner", "legal"}, {"reason", "litigation"}}},
                              {"state", "complete"}}}}};
  machine.agent.reply = recordings;
  CHECK(machine.Run({"recordings", "list"}).out ==
        "recordings:\n  id   delete after          hold   state\n"
        "  v-1  2027-05-22T20:40:54Z  legal  complete\n");
  CHECK(json::parse(machine.Run({"recordings", "list", "--json"}).out) == recordings);
}

TEST_CASE("recording: may answers with its exit code") {
  Machine machine;
  machine.agent.reply = Gate("closed", "No basis is on record.");
  CHECK(machine.Run({"record", "may"}).exit_code == 1);
  machine.agent.reply = Gate("ready");
  CHECK(machine.Run({"record", "may"}).exit_code == 0);
}

TEST_CASE("recording: start waits until it records, or says what is missing") {
  Machine machine;
  const std::string last = GENERATE("recording", "closed");
  int asked = 0;
  machine.agent.answer = [&](const Request& request) -> policy::Result<json> {
    if (std::holds_alternative<request::StartRecording>(request)) return Gate("announcing");
    const std::vector<std::string> phases = {"announcing", "opening", last};
    const std::string phase = phases.at(std::min<size_t>(static_cast<size_t>(asked++), 2));
    return Gate(phase, phase == "closed" ? "They object." : "");
  };
  const Finished started = machine.Run({"record", "start"});
  CHECK(asked == 3);
  CHECK(started.exit_code == (last == "recording" ? 0 : 1));
  CHECK(Has(started.err, "p1: They object.") == (last == "closed"));
}

TEST_CASE("recording: an announcement without a receipt of its own is none, exit 1") {
  Machine machine;
  const bool told = GENERATE(true, false);
  bool begun = false;
  machine.agent.answer = [&](const Request& request) -> policy::Result<json> {
    json gate = Gate("ready_to_announce");
    gate["announcement"] = {{"receipt", begun && told ? "n-2" : "n-1"}};
    if (std::holds_alternative<request::Announce>(request)) begun = true;
    return gate;
  };
  const Finished announced = machine.Run({"announce", "--language", "en"});
  CHECK(begun);
  CHECK(announced.exit_code == (told ? 0 : 1));
  CHECK(Has(announced.out, "n-2") == told);
  CHECK(Has(announced.err, "has no receipt") == !told);
}

TEST_CASE("recording: an export is a private new file, and gone where it fails") {
  Machine machine;
  const std::string file = (machine.folder.path() / "call.mka").string();
  const std::vector<std::string> line = {"recordings", "export", "v-1", "--reason",
                                         "complaint",  "--out",  file};
  int asked = 0;
  std::string end = "done";
  machine.agent.answer = [&](const Request& request) -> policy::Result<json> {
    if (const auto* dump = std::get_if<request::ExportRecording>(&request)) {
      CHECK_FALSE(dump->listen);
      if (write(dump->file, "sound\n", 6) != 6) return policy::IoError("not written");
      return json{{"job", "j-1"}};
    }
    CHECK(std::get<request::ShowJob>(request).job == "j-1");
    return json{{"job", "j-1"},
                {"state", asked++ == 0 ? "running" : end},
                {"length_ms", 65000},
                {"truncated", false},
                {"problem", end == "done" ? "" : "the key is gone"}};
  };
  SECTION("it is written, and never over another") {
    const Finished exported = machine.Run(line);
    CHECK(exported.exit_code == 0);
    CHECK(Has(exported.out, "length: 1 min 5 s"));
    CHECK(testing::ReadFile(file) == "sound\n");
    CHECK(std::filesystem::status(file).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    machine.agent.last.reset();
    const Finished again = machine.Run(line);
    CHECK(again.exit_code == 3);
    CHECK(Has(again.err, "not there yet"));
    CHECK_FALSE(machine.agent.last.has_value());
    CHECK(testing::ReadFile(file) == "sound\n");
  }
  SECTION("it fails") {
    end = "failed";
    const Finished failed = machine.Run(line);
    CHECK(failed.exit_code == 4);
    CHECK(Has(failed.err, "the key is gone"));
    CHECK_FALSE(std::filesystem::exists(file));
  }
}

TEST_CASE("recording: nothing is deleted where nobody can be asked, but with --yes") {
  Machine machine;
  const Finished asked = machine.Run({"recordings", "delete", "v-1", "--reason", "erasure"}, "y\n");
  CHECK(asked.exit_code == 3);
  CHECK_FALSE(machine.agent.last.has_value());
  CHECK(machine.Run({"recordings", "delete", "v-1", "--reason", "erasure", "--yes"}).exit_code ==
        0);
  CHECK(machine.Last<request::DeleteRecording>().reason == "erasure");
  CHECK(machine
            .Run({"recordings", "hold", "v-1", "--owner", "legal", "--reason", "litigation",
                  "--review-by", "2027-01-31"})
            .exit_code == 0);
  CHECK(policy::FormatUtc(machine.Last<request::HoldRecording>().hold.review_by) ==
        "2027-01-31T00:00:00Z");
  CHECK(machine.Run({"retention", "sweep", "--dry-run"}).exit_code == 0);
  CHECK(machine.Last<request::SweepRetention>().dry_run);
}

TEST_CASE("recording: a deletion that waits for the archive says so, and has no receipt yet") {
  Machine machine;
  machine.agent.reply = {{"recording", "v-1"},
                         {"receipt", nullptr},
                         {"pending", "the archive's copy in /srv/archive waits to be deleted"}};
  const Finished deleted =
      machine.Run({"recordings", "delete", "v-1", "--reason", "erasure", "--yes"});
  CHECK(deleted.exit_code == 0);
  CHECK(Has(deleted.out, "receipt: none\n"));
  CHECK(Has(deleted.out, "pending: the archive's copy in /srv/archive waits"));
  CHECK(machine.Run({"recordings", "release", "v-1", "--owner", "legal", "--reason", "settled"})
            .exit_code == 0);
  CHECK(machine.Last<request::ReleaseRecording>().owner == "legal");
}

TEST_CASE("recording: a question and a ruling are read from a file or from standard input") {
  Machine machine;
  CHECK(machine.Run({"consult", "ask", "--text", "-"}, "May we?\nReally?\n").exit_code == 0);
  CHECK(machine.Last<request::AskChampion>().text == "May we?\nReally?");
  CHECK(machine.Run({"consult", "import", "-"}, "{\"a\": 1}\n").exit_code == 0);
  CHECK(machine.Last<request::ImportRuling>().file == "{\"a\": 1}\n");
  machine.agent.last.reset();
  CHECK(machine.Run({"consult", "ask", "--text", ""}).exit_code == 3);
  CHECK(machine.Run({"consult", "import", "/nonexistent/ruling.json"}).exit_code == 3);
  CHECK(machine.Run({"consult", "import", "-"}, std::string(20000, 'a')).exit_code == 3);
  CHECK_FALSE(machine.agent.last.has_value());
}

}  // namespace
}  // namespace chaperone::agent
