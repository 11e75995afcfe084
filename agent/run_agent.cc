// SPDX-License-Identifier: Apache-2.0
#include "agent/run_agent.h"

#include <pwd.h>
#include <signal.h>
#include <sodium.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/delivery/mail.h"
#include "agent/delivery/mail_files.h"
#include "agent/helper.h"
#include "agent/language.h"
#include "agent/loop.h"
#include "agent/records.h"
#include "agent/sandbox.h"
#include "agent/store/fingerprint_key_file.h"
#include "agent/version.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::Result;

// Threads inherit the mask, so this comes before the first of them. A mail server that hangs up
// must not end us.
void PrepareSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGTERM, SIGINT, SIGHUP, SIGUSR2}) sigaddset(&set, s);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

// Typed fields only, to standard error: journald adds the rest. The threads of the screens write,
// too.
void PrepareLog() {
  auto log = spdlog::stderr_logger_mt("chaperone");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  log->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(log));
}

MailIdentity WhoWeAre(const policy::Policy& policy) {
  MailIdentity identity;
  identity.organisation = policy.organisation;
  if (const passwd* user = getpwuid(getuid())) identity.user = user->pw_name;
  std::array<char, HOST_NAME_MAX + 1> host{};
  if (gethostname(host.data(), host.size() - 1) == 0) identity.host = host.data();
  return identity;
}

// The firm's key from managed policy, so that champions recognise a person across staff; else one
// of this machine. While the vault is locked there is none but a passing one: fingerprints then
// hold for this run only.
Result<std::vector<uint8_t>> FingerprintKey(const policy::Policy& policy, const Records& records) {
  if (!policy.fingerprint_key_file.empty()) return ReadFingerprintKey(policy.fingerprint_key_file);
  std::vector<uint8_t> key(kFingerprintKeySize);
  if (const auto derived = records.DeriveKey("fingerprint")) {
    key.assign(derived->data(), derived->data() + derived->size());
  } else {
    randombytes_buf(key.data(), key.size());
  }
  return key;
}

// In which language programs shall speak, as POSIX has it: the first of these that says something.
std::string MessagesLocale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

}  // namespace

Result<AgentEnd> RunAgentService(const AgentSetup& setup) {
  if (auto kept = KeepMemoryPrivate(); !kept) return kept.error();
  if (sodium_init() < 0) return policy::Unavailable("libsodium does not start on this machine");
  PrepareSignals();
  PrepareLog();

  auto loaded = setup.load_policy();
  if (!loaded) return loaded.error();
  const policy::Policy& policy = loaded->policy;
  for (const std::string& w : MailFileWarnings(policy.mail)) spdlog::warn("policy: {}", w);
  auto reader = FindHelper("chaperone-reader");
  if (!reader) return reader.error();
  auto recorder = FindHelper("chaperone-recorder");
  // Screens are watched all the same.
  if (!recorder) spdlog::warn("calls cannot be recorded: {}", recorder.error().detail);
  auto bus = Bus::Open();
  if (!bus) return bus.error();
  auto store = Store::Open(setup.state_folder, ReadClock());
  if (!store) return store.error();

  Records records(**store, AllowedKeys(setup.state_folder, policy.file_vault_allowed),
                  ComposerFor(WhoWeAre(policy)));
  auto key = FingerprintKey(policy, records);
  if (!key) return key.error();

  AgentWiring wiring;
  wiring.reader_program = *reader;
  wiring.recorder_program = recorder ? *recorder : std::string();
  wiring.state_folder = setup.state_folder;
  wiring.user = WhoWeAre(policy).user;
  wiring.fingerprint_key = std::move(*key);
  wiring.load_policy = setup.load_policy;
  wiring.open_source = [display = wiring.display](const capture::ShareTarget& target) {
    return capture::OpenScreen(target, display);
  };
  wiring.language = LanguageOf(MessagesLocale());
  wiring.open_shield = [display = wiring.display,
                        language = wiring.language](const capture::ShareTarget& target) {
    return X11Shield::Open(target, display, language);
  };
  Agent agent(std::move(wiring), std::move(*loaded), records);
  Loop loop(agent, records, std::move(*bus), "");
  spdlog::info("agent started version={} pid={}", kVersion, getpid());
  auto ran = loop.Run();
  spdlog::info("agent ends");
  return ran;
}

}  // namespace chaperone::agent
