// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/mail_files.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

std::string Write(const std::filesystem::path& file, const std::string& text, int mode) {
  std::ofstream(file) << text;
  std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
  return file.string();
}

TEST_CASE("mail files: nothing is said of a policy that names none, or files that are right") {
  const test::TemporaryFolder folder;
  policy::MailServer mail;
  CHECK(MailFileWarnings(mail).empty());
  mail.ca_file = Write(folder.path() / "ca.pem", "-----BEGIN CERTIFICATE-----\n", 0644);
  mail.password_file = Write(folder.path() / "password", "canary-7\n", 0600);
  CHECK(MailFileWarnings(mail).empty());
}

TEST_CASE("mail files: what is not there, or may be read by others, is told without its text") {
  const test::TemporaryFolder folder;
  policy::MailServer mail;
  mail.ca_file = folder.path() / "absent.pem";
  mail.password_file = folder.path() / "absent";
  auto warnings = MailFileWarnings(mail);
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].find("mail.ca_file: " + mail.ca_file + " cannot be used (No such") == 0);
  CHECK(warnings[1].find("mail.password_file: " + mail.password_file + " does not exist") == 0);

  mail.ca_file = Write(folder.path() / "empty.pem", "", 0644);
  mail.password_file = Write(folder.path() / "open", "canary-7\n", 0644);
  warnings = MailFileWarnings(mail);
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].find("it is empty") != std::string::npos);
  CHECK(warnings[1].find("chmod 600") != std::string::npos);
  CHECK(warnings[1].find("canary") == std::string::npos);
}

}  // namespace
}  // namespace chaperone::agent
