// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "tests/agent/store/state.h"
#include "tests/fakes/child.h"

namespace chaperone::test {

// A session bus of its own that starts nothing by itself.
class PrivateBus {
 public:
  PrivateBus();
  const std::string& address() const { return address_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Child> daemon_;
  std::string address_;
};

// A real gnome-keyring with an unlocked login collection on a bus of its own.
class Keyring {
 public:
  Keyring();
  const std::string& address() const { return bus_.address(); }
  void Lock();  // what closing the lid does on a careful desktop

 private:
  PrivateBus bus_;
  std::unique_ptr<Child> daemon_;
};

}  // namespace chaperone::test
