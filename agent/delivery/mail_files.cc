// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/mail_files.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "agent/store/private_file.h"

namespace chaperone::agent {

std::vector<std::string> MailFileWarnings(const policy::MailServer& mail) {
  std::vector<std::string> warnings;
  if (!mail.ca_file.empty()) {
    std::ifstream file(mail.ca_file);
    if (!file || file.peek() == std::ifstream::traits_type::eof()) {
      const std::string why = file.is_open() ? "it is empty" : std::strerror(errno);
      warnings.push_back("mail.ca_file: " + mail.ca_file + " cannot be used (" + why +
                         "): no server is trusted and alerts wait; expected certificates in PEM");
    }
  }
  if (!mail.password_file.empty()) {
    const auto password = ReadPrivateFile(mail.password_file, 1024);
    if (!password.ok()) {
      warnings.push_back("mail.password_file: " + password.error().detail +
                         " Until then alerts wait.");
    }
  }
  return warnings;
}

}  // namespace chaperone::agent
