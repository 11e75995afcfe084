// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/recordings_export.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "agent/cli/agent_wait.h"
#include "agent/cli/command.h"
#include "agent/cli/print.h"
#include "agent/helper.h"
#include "agent/owned_fd.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

volatile sig_atomic_t interrupted = 0;

// So that no half export stays behind.
void NoticeInterruption() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

// Until the job is over; its last state.
policy::Result<json> ExportRecordingInto(int file, const std::string& recording,
                                         const std::string& reason, bool listen) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return client.error();
  const auto begun = (*client)->Call(request::ExportRecording{recording, reason, listen, file});
  if (!begun.ok()) return begun.error();
  const std::string job = begun->value("job", "");
  auto ended = WaitFor(
      **client, {request::ShowJob{job},
                 [](const json& reply) { return reply.value("state", "") == "running"; },
                 [](const json& reply) {
                   const std::chrono::milliseconds done(reply.value("length_ms", int64_t{0}));
                   return "decrypting: " + policy::FormatDuration(done) + " …";
                 },
                 [] { return interrupted != 0; }});
  if (!ended.ok()) return ended.error();
  if (ended->value("state", "") != "done") {
    const std::string problem = ended->value("problem", "");
    return policy::IoError("the recording could not be exported: " +
                           (problem.empty() ? "the agent does not say why; see its log" : problem));
  }
  return ended;
}

int TellProblem(const json& job) {
  const std::string problem = job.value("problem", "");
  if (job.value("truncated", false)) {
    std::cerr
        << "chaperone: the recorder ended before the recording did; all that was sealed until "
           "then is there\n";
  }
  if (problem.empty()) return kExitFine;
  std::cerr << "chaperone: " << problem << "; everything before it is there\n";
  return kExitNo;
}

}  // namespace

int ExportRecordingToFile(const std::string& recording, const std::string& reason,
                          const std::string& file, bool as_json) {
  const OwnedFd opened(
      open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (opened.get() < 0) {
    return Fail(policy::BadInput(file + ": cannot be made (" + std::strerror(errno) +
                                 "); expected the name of a file that is not there yet"));
  }
  NoticeInterruption();
  const auto job = ExportRecordingInto(opened.get(), recording, reason, false);
  if (!job.ok()) {
    unlink(file.c_str());
    return Fail(job.error());
  }
  json report = *job;
  report["file"] = file;
  report.erase("job");
  report.erase("state");
  if (!as_json && report.value("problem", "").empty()) report.erase("problem");
  Print(std::cout, report, as_json);
  return TellProblem(*job);
}

int PlayRecording(const std::string& recording, const std::string& reason) {
  constexpr int kPlayerFile = 3;
  // Before it is on record that somebody listened.
  if (const auto player = FindHelper("chaperone-recorder"); !player.ok()) {
    return Fail(player.error());
  }
  const int memory = memfd_create("recording", MFD_CLOEXEC);
  if (memory < 0) return Fail(policy::Unavailable("there is no memory file on this system"));
  const OwnedFd owned(memory);
  NoticeInterruption();
  const auto job = ExportRecordingInto(memory, recording, reason, true);
  if (!job.ok()) return Fail(job.error());
  TellProblem(*job);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  if (lseek(memory, 0, SEEK_SET) != 0) return Fail(policy::IoError("the export cannot be read"));
  // Descriptor 3 without close-on-exec; all others close.
  if (memory == kPlayerFile ? fcntl(memory, F_SETFD, 0) != 0 : dup2(memory, kPlayerFile) < 0) {
    return Fail(policy::IoError("the export cannot be handed to the player"));
  }
  return BecomeHelper("chaperone-recorder", {"play", std::to_string(kPlayerFile)});
}

}  // namespace chaperone::agent
