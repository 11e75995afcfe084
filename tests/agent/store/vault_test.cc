// SPDX-License-Identifier: Apache-2.0
#include "agent/store/vault.h"

#include <sdbus-c++/sdbus-c++.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "agent/store/orphan_key.h"
#include "agent/store/secret_service.h"
#include "tests/agent/store/state.h"
#include "tests/fakes/keyring.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using test::At;
using test::MakeBatch;
using test::TemporaryFolder;

const Bytes kPayload = {'p', 'a', 'y', 'l', 'o', 'a', 'd'};

TEST_CASE("vault: what is sealed is unsealed only with its key, in its place, unchanged") {
  const TemporaryFolder folder;
  const auto keys = FileKeys(folder.path() / "key");
  const auto other_keys = FileKeys(folder.path() / "other");
  const auto vault = Vault::Create(*keys);
  const auto other = Vault::Create(*other_keys);
  REQUIRE(vault.ok());
  REQUIRE(other.ok());
  const Sealed sealed = vault->Seal(kPayload, "record 1");
  CHECK(*vault->Unseal(sealed, "record 1") == kPayload);
  CHECK_FALSE(vault->Unseal(sealed, "record 2").ok());
  CHECK_FALSE(other->Unseal(sealed, "record 1").ok());
  for (size_t i = 0; i < sealed.wrapped_key.size(); ++i) {
    Sealed changed = sealed;
    changed.wrapped_key[i] ^= 1;
    REQUIRE_FALSE(vault->Unseal(changed, "record 1").ok());
  }
  for (size_t i = 0; i < sealed.box.size(); ++i) {
    Sealed changed = sealed;
    changed.box[i] ^= 1;
    REQUIRE_FALSE(vault->Unseal(changed, "record 1").ok());
  }
  CHECK_FALSE(vault->Unseal({}, "record 1").ok());
  CHECK_FALSE(vault->Unseal({sealed.wrapped_key, {}}, "record 1").ok());
  CHECK(vault->Unseal(vault->Seal({}, "empty"), "empty")->empty());
  CHECK(vault->Seal(kPayload, "record 1").box != sealed.box);
}

TEST_CASE("vault: a key file keeps its key and takes no second one") {
  const TemporaryFolder folder;
  const auto keys = FileKeys(folder.path() / "vault.key");
  const auto vault = Vault::Create(*keys);
  REQUIRE(vault.ok());
  const Sealed sealed = vault->Seal(kPayload, "x");
  CHECK(*Vault::Open(*keys, vault->key_id())->Unseal(sealed, "x") == kPayload);
  CHECK_FALSE(Vault::Create(*keys).ok());
  CHECK(Vault::Open(*keys, "0000000000000000").error().code == ErrorCode::kLocked);
}

TEST_CASE("store: a key that is gone locks it; no other key is made") {
  const TemporaryFolder folder;
  const auto key_file = folder.path() / "vault.key";
  {
    const auto store = test::OpenStore(folder.path());
    REQUIRE(store->Commit(MakeBatch("a-1", policy::MailReason::kOpened), At(1)).ok());
  }
  std::filesystem::rename(key_file, folder.path() / "aside");
  auto store = Store::Open(folder.path(), At(2));
  REQUIRE(store.ok());
  const auto keys = FileKeys(key_file);
  const auto unlocked = (*store)->Unlock(*keys);
  REQUIRE_FALSE(unlocked.ok());
  CHECK(unlocked.error().code == ErrorCode::kLocked);
  CHECK(unlocked.error().detail.find("no new key is made") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(key_file));
  CHECK((*store)->locked());

  // The ledger can be written and checked; what must be sealed or unsealed has to wait.
  Batch plain;
  plain.entries.push_back({"share.started", {}, std::nullopt});
  CHECK((*store)->Commit(plain, At(3)).ok());
  CHECK((*store)->VerifyLedger({})->ok());
  CHECK((*store)->Commit(MakeBatch("a-2", policy::MailReason::kOpened), At(4)).error().code ==
        ErrorCode::kLocked);
  CHECK((*store)->ListAlerts(0).error().code == ErrorCode::kLocked);

  std::filesystem::rename(folder.path() / "aside", key_file);
  REQUIRE((*store)->Unlock(*keys).ok());
  CHECK((*store)->ListAlerts(0)->size() == 1);
}

TEST_CASE("store: a key without its records is neither used nor joined by a second one") {
  const bool emptied = GENERATE(false, true);
  const TemporaryFolder folder;
  const auto key_file = folder.path() / "vault.key";
  const auto database = folder.path() / "chaperone.db";
  CHECK_FALSE(HasOrphanKey(folder.path()));
  { test::OpenStore(folder.path()); }
  CHECK_FALSE(HasOrphanKey(folder.path()));
  std::filesystem::rename(database, folder.path() / "aside");
  if (emptied) {
    std::ofstream(database).flush();
    std::filesystem::permissions(database, std::filesystem::perms{0600});
  }
  CHECK(HasOrphanKey(folder.path()));
  const auto key_before = std::filesystem::last_write_time(key_file);
  // With and without a keyring at hand: neither gets a second key.
  const test::Keyring keyring;
  {
    auto store = Store::Open(folder.path(), At(2));
    REQUIRE(store.ok());
    for (const std::string& bus : {keyring.address(), std::string("unix:path=/nonexistent")}) {
      const auto keys = AllowedKeys(folder.path(), true, bus);
      const auto unlocked = (*store)->Unlock(*keys);
      REQUIRE_FALSE(unlocked.ok());
      CHECK(unlocked.error().code == ErrorCode::kLocked);
      CHECK(unlocked.error().detail.find("The records are gone") != std::string::npos);
      CHECK(unlocked.error().detail.find("move vault.key away") != std::string::npos);
    }
    CHECK((*store)->locked());
  }
  CHECK(HasOrphanKey(folder.path()));
  CHECK(std::filesystem::last_write_time(key_file) == key_before);
  auto service = SecretService::Connect(keyring.address());
  REQUIRE(service.ok());
  CHECK((*service)->Find({{"application", "chaperone"}}).error().code == ErrorCode::kNotFound);

  // Either way out opens the store.
  const bool restored = GENERATE(false, true);
  if (restored) {
    for (const char* left : {"chaperone.db", "chaperone.db-wal", "chaperone.db-shm"}) {
      std::filesystem::remove(folder.path() / left);
    }
    std::filesystem::rename(folder.path() / "aside", database);
  } else {
    std::filesystem::rename(key_file, folder.path() / "vault.key.old");
  }
  CHECK_FALSE(HasOrphanKey(folder.path()));
  auto store = Store::Open(folder.path(), At(3));
  REQUIRE(store.ok());
  const auto keys = FileKeys(key_file);
  CHECK((*store)->Unlock(*keys).ok());
}

TEST_CASE("store: a wrong key under the right name is told, not used") {
  const TemporaryFolder folder;
  { test::OpenStore(folder.path()); }
  const auto key_file = folder.path() / "vault.key";
  std::string text;
  {
    std::ifstream in(key_file);
    std::getline(in, text);
  }
  text[text.size() - 1] = text.back() == '0' ? '1' : '0';
  std::ofstream(key_file) << text << "\n";
  auto store = Store::Open(folder.path(), At(2));
  const auto keys = FileKeys(key_file);
  const auto unlocked = (*store)->Unlock(*keys);
  REQUIRE_FALSE(unlocked.ok());
  CHECK(unlocked.error().code == ErrorCode::kLocked);
  CHECK((*store)->locked());
}

TEST_CASE("secret service: the vault key is kept in a real keyring and found again") {
  const test::Keyring keyring;
  const TemporaryFolder folder;
  const auto keys = AllowedKeys(folder.path(), false, keyring.address());
  {
    auto store = Store::Open(folder.path(), At(1));
    REQUIRE(store.ok());
    const auto unlocked = (*store)->Unlock(*keys);
    INFO((unlocked.ok() ? "" : unlocked.error().detail));
    REQUIRE(unlocked.ok());
    REQUIRE((*store)->Commit(MakeBatch("a-1", policy::MailReason::kOpened), At(1)).ok());
  }
  CHECK_FALSE(std::filesystem::exists(folder.path() / "vault.key"));
  auto store = Store::Open(folder.path(), At(2));
  REQUIRE((*store)->Unlock(*keys).ok());
  CHECK((*store)->FindAlert("a-1").ok());
}

TEST_CASE("secret service: a locked keyring is a locked store that says what to do") {
  test::Keyring keyring;
  const TemporaryFolder folder;
  const auto keys = AllowedKeys(folder.path(), false, keyring.address());
  {
    auto store = Store::Open(folder.path(), At(1));
    REQUIRE((*store)->Unlock(*keys).ok());
  }
  keyring.Lock();
  auto store = Store::Open(folder.path(), At(2));
  const auto unlocked = (*store)->Unlock(*keys);
  REQUIRE_FALSE(unlocked.ok());
  CHECK(unlocked.error().code == ErrorCode::kLocked);
  CHECK(unlocked.error().retryable);
  CHECK(unlocked.error().detail.find("Unlock the keyring") != std::string::npos);
  // Leave by policy to use a file is no leave to start a second key.
  const auto with_file = AllowedKeys(folder.path(), true, keyring.address());
  CHECK((*store)->Unlock(*with_file).error().code == ErrorCode::kLocked);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "vault.key"));
}

TEST_CASE("secret service: where there is none, only policy lets a file take its place") {
  const test::PrivateBus bus;
  const TemporaryFolder folder;
  auto store = Store::Open(folder.path(), At(1));
  REQUIRE(store.ok());
  const auto strict = AllowedKeys(folder.path(), false, bus.address());
  const auto refused = (*store)->Unlock(*strict);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kUnavailable);
  CHECK(refused.error().detail.find("allow_file under [vault]") != std::string::npos);
  const auto allowed = AllowedKeys(folder.path(), true, bus.address());
  CHECK((*store)->Unlock(*allowed).ok());
  CHECK(std::filesystem::exists(folder.path() / "vault.key"));
}

TEST_CASE("secret service: no bus at all is an error that says so") {
  const char* before = getenv("DBUS_SESSION_BUS_ADDRESS");
  const std::string kept = before == nullptr ? "" : before;
  REQUIRE(setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1) == 0);
  const auto service = SecretService::Connect();
  if (before == nullptr) {
    unsetenv("DBUS_SESSION_BUS_ADDRESS");
  } else {
    setenv("DBUS_SESSION_BUS_ADDRESS", kept.c_str(), 1);
  }
  REQUIRE_FALSE(service.ok());
  CHECK(service.error().code == ErrorCode::kUnavailable);
}

TEST_CASE("secret service: one that never answers costs seconds, not the shares of that time") {
  const test::PrivateBus bus;
  const auto silent = sdbus::createSessionBusConnectionWithAddress(bus.address());
  silent->requestName("org.freedesktop.secrets");  // and nobody ever reads its messages
  const auto service = SecretService::Connect(bus.address());
  REQUIRE_FALSE(service.ok());
  CHECK(service.error().code == ErrorCode::kUnavailable);
  CHECK(service.error().retryable);
}

TEST_CASE("secret service: a secret is told apart by its label") {
  const test::Keyring keyring;
  auto service = SecretService::Connect(keyring.address());
  REQUIRE(service.ok());
  const SecretAttributes attributes = {{"application", "chaperone"}};
  const std::array<uint8_t, 2> one = {'1', 'a'};
  const std::array<uint8_t, 2> two = {'2', 'b'};
  REQUIRE((*service)->Keep("first", attributes, SecretBytes::CopyOf(one)).ok());
  REQUIRE((*service)->Keep("second", attributes, SecretBytes::CopyOf(two)).ok());
  CHECK((*service)->Find(attributes, "second")->span()[0] == '2');
  CHECK((*service)->Find(attributes, "first")->span()[1] == 'a');
  CHECK((*service)->Find(attributes, "third").error().code == ErrorCode::kNotFound);
}

}  // namespace
}  // namespace chaperone::agent
