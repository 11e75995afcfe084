// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/signed_policy.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "agent/cli/policy_folders.h"
#include "tests/agent/cli/program.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::PolicyBundle;

constexpr policy::SigningSeed kFirm{1, 2, 3};
constexpr policy::SigningSeed kStranger{4, 5, 6};
const std::string kFirmKey = policy::PublicKeyText(policy::PublicKeyOf(kFirm));
const std::string kStrangerKey = policy::PublicKeyText(policy::PublicKeyOf(kStranger));

std::string Bundle(uint64_t version, int port, const policy::SigningSeed& seed = kFirm) {
  policy::PolicyText text;
  text.name = "10-firm.toml";
  text.toml = "[mail]\nport = " + std::to_string(port) + "\n";
  return *policy::SignPolicyBundle({version, policy::WallTime{}, {text}}, seed);
}

// No file can grow above it: a full disk that the test can make. Returns the one before.
rlim_t FileSizeLimit(rlim_t most) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = most;
  setrlimit(RLIMIT_FSIZE, &limit);
  return before;
}

// A machine, in a folder.
struct Machine {
  TemporaryFolder root;
  PolicyFolders folders{
      root.path() / "vendor",
      root.path() / "recommended.d",
      root.path() / "user" / "policy.toml",
      root.path() / "etc" / "managed.d",
      {root.path() / "etc" / "policy.pub", root.path() / "lib" / "policy", geteuid()}};
  const SignedPolicyPlace& place = folders.signed_policy;

  void Write(const std::filesystem::path& path, const std::string& text) const {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  policy::Result<PolicyInstallation> Install(const std::string& file,
                                             const std::string& trust = "") const {
    return InstallPolicy(place, file, trust);
  }
  int Port() const {
    const auto loaded = LoadPolicy(folders);
    INFO((loaded.ok() ? "" : loaded.error().detail));
    REQUIRE(loaded.ok());
    return loaded->policy.mail.port;
  }
  std::string Trouble() const {
    const auto loaded = LoadPolicy(folders);
    return loaded.ok() ? "" : loaded.error().detail;
  }
};

TEST_CASE(
    "signed policy: the first bundle needs the firm's key; from then on it is the managed policy") {
  const Machine machine;
  machine.Write(machine.folders.managed / "10-firm.toml", "[mail]\nport = 1\n");
  CHECK(machine.Port() == 1);
  const auto without = machine.Install(Bundle(5, 2));
  REQUIRE_FALSE(without.ok());
  CHECK(without.error().code == ErrorCode::kRefused);
  CHECK(Has(without.error().detail, "--trust"));
  CHECK(machine.Port() == 1);

  const auto first = machine.Install(Bundle(5, 2), kFirmKey);
  REQUIRE(first.ok());
  CHECK(first->first);
  CHECK(first->changed);
  const auto loaded = LoadPolicy(machine.folders);
  REQUIRE(loaded.ok());
  CHECK(loaded->policy.mail.port == 2);
  CHECK(loaded->bundle_version == 5);
  CHECK(loaded->files.back() == PolicyFile{machine.place.bundle().string(), PolicyLevel::kManaged});
  CHECK(loaded->origins.at("mail.port").name == machine.place.bundle().string() + "#10-firm.toml");
  // What is not signed has no effect, and that is said of each file by its name.
  const std::string file = (machine.folders.managed / "10-firm.toml").string();
  CHECK(Has(loaded->warnings.front(), file + ": has no effect: it is not signed"));

  const auto second = machine.Install(Bundle(6, 3));
  REQUIRE(second.ok());
  CHECK_FALSE(second->first);
  CHECK(machine.Port() == 3);
}

TEST_CASE("signed policy: a user's text decides nothing that the bundle fixes") {
  const Machine machine;
  REQUIRE(machine.Install(Bundle(1, 2), kFirmKey).ok());
  machine.Write(machine.folders.user, "[mail]\nport = 9\n");
  const auto loaded = LoadPolicy(machine.folders);
  REQUIRE(loaded.ok());
  CHECK(loaded->policy.mail.port == 2);
  CHECK(Has(loaded->warnings.front(),
            machine.folders.user.string() +
                ":2: mail.port: has no effect: " + machine.place.bundle().string()));
}

TEST_CASE(
    "signed policy: a stranger's bundle, another key and a changed file are refused, and nothing "
    "changes") {
  const Machine machine;
  REQUIRE(machine.Install(Bundle(5, 2), kFirmKey).ok());
  for (const auto& [file, trust] :
       std::vector<std::pair<std::string, std::string>>{{Bundle(6, 3, kStranger), ""},
                                                        {Bundle(6, 3, kStranger), kStrangerKey},
                                                        {Bundle(6, 3), kStrangerKey}}) {
    const auto refused = machine.Install(file, trust);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::kRefused);
    CHECK(machine.Port() == 2);
  }
  std::string changed = Bundle(6, 3);
  changed.replace(changed.find("port = 3"), 8, "port = 4");
  CHECK_FALSE(machine.Install(changed).ok());
  CHECK_FALSE(machine.Install("").ok());
  CHECK(machine.Port() == 2);
}

TEST_CASE(
    "signed policy: an older version is never taken, not after the bundle was removed either") {
  const Machine machine;
  REQUIRE(machine.Install(Bundle(5, 2), kFirmKey).ok());
  REQUIRE(machine.Install(Bundle(7, 3)).ok());
  const auto older = machine.Install(Bundle(6, 4));
  REQUIRE_FALSE(older.ok());
  CHECK(older.error().code == ErrorCode::kRefused);
  CHECK(Has(older.error().detail, "this machine has had 7"));
  const auto same = machine.Install(Bundle(7, 4));
  REQUIRE_FALSE(same.ok());
  CHECK(Has(same.error().detail, "under the same version"));
  const auto again = machine.Install(Bundle(7, 3));
  REQUIRE(again.ok());
  CHECK_FALSE(again->changed);

  std::filesystem::remove(machine.place.bundle());
  CHECK(Has(machine.Trouble(), "is gone"));
  CHECK_FALSE(machine.Install(Bundle(6, 4)).ok());
  REQUIRE(machine.Install(Bundle(7, 3)).ok());
  CHECK(machine.Port() == 3);
  // Put there by hand, past the installation.
  machine.Write(machine.place.bundle(), Bundle(6, 4));
  CHECK(Has(machine.Trouble(), "is version 6, but this machine has had 7"));
}

TEST_CASE(
    "signed policy: damage to what is installed is an error with what to do, never no policy") {
  const Machine machine;
  machine.Write(machine.folders.managed / "10-firm.toml", "[mail]\nport = 1\n");
  REQUIRE(machine.Install(Bundle(5, 2), kFirmKey).ok());
  const std::string good = testing::ReadFile(machine.place.bundle());
  machine.Write(machine.place.bundle(), good.substr(0, good.size() / 2));
  CHECK(Has(machine.Trouble(), machine.place.bundle().string()));
  CHECK(Has(machine.Trouble(), "chaperone policy install"));
  REQUIRE(machine.Install(Bundle(5, 2)).ok());
  CHECK(machine.Port() == 2);
  machine.Write(machine.place.floor(), "seven\n");
  CHECK(Has(machine.Trouble(), "floor: is damaged"));
  machine.Write(machine.place.floor(), "5\n");
  std::filesystem::remove(machine.place.keys);
  CHECK(Has(machine.Trouble(), "the firm's key is gone"));
  machine.Write(machine.place.keys, kStrangerKey + "\n");
  CHECK(Has(machine.Trouble(), "no trusted key of the firm signed it"));
  machine.Write(machine.place.keys, kStrangerKey + "\n" + kFirmKey + "\n");
  CHECK(machine.Port() == 2);
}

TEST_CASE(
    "signed policy: a bundle with an error in its policy is refused with file, line and key") {
  const Machine machine;
  policy::PolicyText text;
  text.name = "10-firm.toml";
  text.toml = "\n[mail]\nprot = 1\n";
  const auto refused = machine.Install(*policy::SignPolicyBundle({1, {}, {text}}, kFirm), kFirmKey);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBadInput);
  CHECK(refused.error().detail.starts_with("10-firm.toml:3: mail.prot"));
  CHECK_FALSE(std::filesystem::exists(machine.place.keys));
  CHECK_FALSE(std::filesystem::exists(machine.place.bundle()));
}

TEST_CASE("signed policy: a key without a bundle changes nothing, and says so") {
  const Machine machine;
  machine.Write(machine.folders.managed / "10-firm.toml", "[mail]\nport = 1\n");
  machine.Write(machine.place.keys, kFirmKey + "\n");
  const auto loaded = LoadPolicy(machine.folders);
  REQUIRE(loaded.ok());
  CHECK(loaded->policy.mail.port == 1);
  CHECK(Has(loaded->warnings.front(), "no signed policy is installed yet"));
}

TEST_CASE(
    "signed policy: killed at any moment of an installation, the one before or the new one holds") {
  constexpr int kTries = 24;
  for (int i = 0; i < kTries; ++i) {
    const Machine machine;
    REQUIRE(machine.Install(Bundle(5, 2), kFirmKey).ok());
    const std::string next = Bundle(6, 3);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      (void)InstallPolicy(machine.place, next, "").ok();
      _exit(0);
    }
    usleep(static_cast<useconds_t>(i) * 250);
    kill(child, SIGKILL);
    REQUIRE(waitpid(child, nullptr, 0) == child);
    const int port = machine.Port();
    CHECK((port == 2 || port == 3));
    REQUIRE(machine.Install(next).ok());
    CHECK(machine.Port() == 3);
    CHECK(testing::ReadFile(machine.place.floor()) == "6\n");
  }
}

TEST_CASE("signed policy: where it cannot be written, the one before holds") {
  const Machine machine;
  REQUIRE(machine.Install(Bundle(5, 2), kFirmKey).ok());
  const rlim_t before = FileSizeLimit(0);
  const auto full = machine.Install(Bundle(6, 3));
  FileSizeLimit(before);
  REQUIRE_FALSE(full.ok());
  CHECK(Has(full.error().detail, "bundle.json: cannot be written"));
  CHECK(machine.Port() == 2);
  REQUIRE(machine.Install(Bundle(6, 3)).ok());
}

TEST_CASE(
    "firm's files: one that another user can change is refused with its name, never half applied") {
  if (geteuid() != 0) {
    WARN("not tested: only root can give files away");
    return;
  }
  const Machine machine;
  const auto managed = machine.folders.managed / "10-firm.toml";
  machine.Write(managed, "[mail]\nport = 1\n");
  CHECK(machine.Port() == 1);
  constexpr uid_t kSomebody = 1000;
  REQUIRE(chown(managed.c_str(), kSomebody, kSomebody) == 0);
  CHECK(Has(machine.Trouble(), managed.string() + ": belongs to user 1000"));
  REQUIRE(chown(managed.c_str(), 0, kSomebody) == 0);
  REQUIRE(chmod(managed.c_str(), 0664) == 0);
  CHECK(Has(machine.Trouble(), managed.string() + ": can be written by a group of users"));
  REQUIRE(chmod(managed.c_str(), 0646) == 0);
  CHECK(Has(machine.Trouble(), managed.string() + ": can be written by everybody"));
  REQUIRE(chmod(managed.c_str(), 0644) == 0);
  CHECK(machine.Port() == 1);

  // Through a link, too; and a folder of theirs.
  const auto theirs = machine.root.path() / "theirs.toml";
  machine.Write(theirs, "[mail]\nport = 2\n");
  REQUIRE(chown(theirs.c_str(), kSomebody, kSomebody) == 0);
  std::filesystem::create_symlink(theirs, machine.folders.managed / "20-link.toml");
  CHECK(Has(machine.Trouble(), "20-link.toml: belongs to user 1000"));
  std::filesystem::remove(machine.folders.managed / "20-link.toml");
  REQUIRE(chmod(machine.folders.managed.c_str(), 0777) == 0);
  CHECK(Has(machine.Trouble(), machine.folders.managed.string() + ": can be written by everybody"));
  REQUIRE(chmod(machine.folders.managed.c_str(), 0755) == 0);

  REQUIRE(machine.Install(Bundle(5, 2), kFirmKey).ok());
  for (const auto& file :
       {machine.place.keys, machine.place.bundle(), machine.place.floor(), machine.place.folder}) {
    REQUIRE(chown(file.c_str(), kSomebody, kSomebody) == 0);
    CHECK(Has(machine.Trouble(), file.string() + ": belongs to user 1000"));
    REQUIRE(chown(file.c_str(), 0, 0) == 0);
  }
  CHECK(machine.Port() == 2);
  // The user's own file is the user's.
  machine.Write(machine.folders.user, "[mail]\ntimeout_s = 9\n");
  REQUIRE(chown(machine.folders.user.c_str(), kSomebody, kSomebody) == 0);
  CHECK(LoadPolicy(machine.folders)->policy.mail.timeout == std::chrono::seconds(9));
}

TEST_CASE("signed policy: what everybody must read is readable whatever the umask") {
  const Machine machine;
  const mode_t before = umask(077);
  const bool installed = machine.Install(Bundle(5, 2), kFirmKey).ok();
  umask(before);
  REQUIRE(installed);
  for (const auto& [path, mode] :
       std::vector<std::pair<std::filesystem::path, unsigned>>{{machine.place.keys, 0644U},
                                                               {machine.place.bundle(), 0644U},
                                                               {machine.place.floor(), 0644U},
                                                               {machine.place.folder, 0755U}}) {
    struct stat about {};
    REQUIRE(stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777U) == mode);
  }
}

// A policy desk: the firm's key, and a policy.
struct PolicyDesk {
  TemporaryFolder folder;
  std::string key = (folder.path() / "firm.key").string();
  std::string toml = Write(folder, "10-firm.toml", "organisation = \"Example Lending Ltd\"\n");
  std::string out = (folder.path() / "firm-policy.json").string();
  std::string public_key;

  PolicyDesk() {
    const Finished made = Chaperone({"policy", "new-key", key, "--json"});
    REQUIRE(made.exit_code == 0);
    public_key = json::parse(made.out).at("policy_key");
  }
};

TEST_CASE("policy sign and verify: what is signed verifies with the firm's key alone") {
  const PolicyDesk desk;
  const Finished made =
      Chaperone({"policy", "sign", "--key", desk.key, "--out", desk.out, desk.toml, "--json"});
  INFO(made.err);
  REQUIRE(made.exit_code == 0);
  const json report = json::parse(made.out);
  CHECK(report.at("version") > 20260101000000);
  CHECK(report.at("files") == json::array({"10-firm.toml"}));
  // Whoever carries it to the machines reads it.
  CHECK(std::filesystem::status(desk.out).permissions() == std::filesystem::perms{0644});
  const Finished fine =
      Chaperone({"policy", "verify", desk.out, "--key", desk.public_key, "--json"});
  REQUIRE(fine.exit_code == 0);
  CHECK(json::parse(fine.out).at("version") == report.at("version"));
  const Finished print =
      Chaperone({"policy", "verify", desk.out, "--key", desk.public_key, "--print"});
  CHECK(Has(print.out, "organisation = \"Example Lending Ltd\"\n"));
  CHECK(Chaperone({"policy", "verify", desk.out, "--key", kStrangerKey}).exit_code == 1);
  const std::string cut = Write(desk.folder, "cut.json", testing::ReadFile(desk.out).substr(0, 40));
  CHECK(Chaperone({"policy", "verify", cut, "--key", desk.public_key}).exit_code == 3);
  // None is replaced, and nothing wrong is signed.
  const Finished again =
      Chaperone({"policy", "sign", "--key", desk.key, "--out", desk.out, desk.toml});
  CHECK(again.exit_code == 3);
  const std::string bad = Write(desk.folder, "20-bad.toml", "[alerts]\nmin_score = 2\n");
  const std::string other = (desk.folder.path() / "other.json").string();
  const Finished wrong =
      Chaperone({"policy", "sign", "--key", desk.key, "--out", other, desk.toml, bad});
  CHECK(wrong.exit_code == 3);
  CHECK(Has(wrong.err, "20-bad.toml:2: alerts.min_score"));
  CHECK_FALSE(std::filesystem::exists(other));
}

TEST_CASE("policy sign: a key that others can read signs nothing") {
  const PolicyDesk desk;
  REQUIRE(chmod(desk.key.c_str(), 0644) == 0);
  const Finished made =
      Chaperone({"policy", "sign", "--key", desk.key, "--out", desk.out, desk.toml});
  CHECK(made.exit_code == 3);
  CHECK(Has(made.err, "chmod 600"));
}

}  // namespace
}  // namespace chaperone::agent
