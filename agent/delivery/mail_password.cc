// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/mail_password.h"

#include <cstring>

#include "agent/store/private_file.h"
#include "agent/store/secret_service.h"

namespace chaperone::agent {

using policy::Error;
using policy::ErrorCode;
using policy::Result;

Result<SecretBytes> MailPassword(const policy::MailServer& server, const std::string& bus_address) {
  Result<SecretBytes> found = SecretBytes(0);
  if (!server.password_file.empty()) {
    found = ReadPrivateFile(server.password_file, 1024);
  } else if (!server.password_secret.empty()) {
    auto service = SecretService::Connect(bus_address);
    if (!service.ok()) return service.error();
    found = (*service)->Find({{"application", "chaperone"}}, server.password_secret);
    if (!found.ok() && found.error().code == ErrorCode::kNotFound) {
      return Error{ErrorCode::kNotFound, true,
                   "The desktop's keyring has no item \"" + server.password_secret +
                       "\" for Chaperone. Run: secret-tool store --label='" +
                       server.password_secret + "' application chaperone"};
    }
  }
  if (!found.ok()) return found;
  size_t size = found->size();
  while (size > 0 && (found->data()[size - 1] == '\n' || found->data()[size - 1] == '\r')) --size;
  SecretBytes out(size + 1);
  if (size > 0) std::memcpy(out.data(), found->data(), size);
  return out;
}

}  // namespace chaperone::agent
