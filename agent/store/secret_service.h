// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "agent/store/secret_bytes.h"
#include "policy/base/result.h"

namespace chaperone::agent {

using SecretAttributes = std::map<std::string, std::string>;

// The desktop's keyring (org.freedesktop.secrets on the session bus), spoken to directly: libsecret
// would cost 5.6 MB of resident memory and do the same calls. Blocks for at most ten seconds a
// call. Errors: kUnavailable (no session bus, no Secret Service), kLocked (unlocking needs the
// person), kNotFound. One thread at a time.
class SecretService {
 public:
  // `bus_address`: "" is this session's bus.
  static policy::Result<std::unique_ptr<SecretService>> Connect(
      const std::string& bus_address = "");
  ~SecretService();

  // The secret of the one item with these attributes and, unless it is "", this label.
  policy::Result<SecretBytes> Find(const SecretAttributes& attributes,
                                   const std::string& label = "");
  // Stores a new item in the default collection; never replaces one.
  policy::Result<void> Keep(const std::string& label, const SecretAttributes& attributes,
                            const SecretBytes& secret);

 private:
  struct Bus;
  explicit SecretService(std::unique_ptr<Bus> bus);
  std::unique_ptr<Bus> bus_;
};

}  // namespace chaperone::agent
