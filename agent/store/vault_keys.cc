// SPDX-License-Identifier: Apache-2.0
#include "agent/store/vault_keys.h"

#include <sodium.h>

#include <cstring>
#include <utility>

#include "agent/store/orphan_key.h"
#include "agent/store/private_file.h"
#include "agent/store/secret_service.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::Result;

Error NotFound(const std::string& where) {
  return {ErrorCode::kNotFound, false, "The vault key is not in " + where + "."};
}

class ServiceKeys final : public VaultKeys {
 public:
  explicit ServiceKeys(std::string bus_address) : bus_address_(std::move(bus_address)) {}

  Result<SecretBytes> Find(const std::string& key_id) override {
    auto service = SecretService::Connect(bus_address_);
    if (!service.ok()) return service.error();
    return (*service)->Find(Attributes(key_id));
  }

  Result<void> Keep(const std::string& key_id, const SecretBytes& key) override {
    auto service = SecretService::Connect(bus_address_);
    if (!service.ok()) return service.error();
    Result<void> kept = (*service)->Keep("Chaperone vault key", Attributes(key_id), key);
    if (!kept.ok()) return kept;
    // What cannot be read back would lock everything that is sealed with it.
    const Result<SecretBytes> again = (*service)->Find(Attributes(key_id));
    if (!again.ok()) return again.error();
    if (again->size() != key.size() || sodium_memcmp(again->data(), key.data(), key.size()) != 0) {
      return policy::Unavailable("The desktop's keyring gave back another key than it was given.");
    }
    return {};
  }

 private:
  static SecretAttributes Attributes(const std::string& key_id) {
    return {{"application", "chaperone"}, {"purpose", "vault"}, {"key_id", key_id}};
  }

  std::string bus_address_;
};

// "chaperone-vault-key 1 ID HEX\n"
class FileKey final : public VaultKeys {
 public:
  explicit FileKey(std::filesystem::path file) : file_(std::move(file)) {}

  Result<SecretBytes> Find(const std::string& key_id) override {
    Result<SecretBytes> text = ReadPrivateFile(file_, 256);
    if (!text.ok()) return text;
    const std::string start = "chaperone-vault-key 1 " + key_id + " ";
    const size_t expected = start.size() + 2 * kVaultKeySize + 1;
    if (text->size() != expected || std::memcmp(text->data(), start.data(), start.size()) != 0) {
      return NotFound(file_.string());
    }
    SecretBytes key(kVaultKeySize);
    size_t length = 0;
    if (sodium_hex2bin(key.data(), key.size(),
                       reinterpret_cast<const char*>(text->data()) + start.size(),
                       2 * kVaultKeySize, nullptr, &length, nullptr) != 0 ||
        length != kVaultKeySize) {
      return policy::BadInput(file_.string() + " is damaged: expected 64 hexadecimal digits.");
    }
    return key;
  }

  bool Exists() const {
    std::error_code failed;
    return std::filesystem::exists(std::filesystem::symlink_status(file_, failed));
  }

  Result<void> Keep(const std::string& key_id, const SecretBytes& key) override {
    if (Exists()) return OrphanKey(file_);
    const std::string start = "chaperone-vault-key 1 " + key_id + " ";
    SecretBytes text(start.size() + 2 * key.size() + 1);
    std::memcpy(text.data(), start.data(), start.size());
    sodium_bin2hex(reinterpret_cast<char*>(text.data()) + start.size(), 2 * key.size() + 1,
                   key.data(), key.size());
    text.data()[text.size() - 1] = '\n';
    return WriteNewPrivateFile(file_, text.span());
  }

 private:
  std::filesystem::path file_;
};

class ServiceThenFile final : public VaultKeys {
 public:
  ServiceThenFile(std::unique_ptr<VaultKeys> service, std::filesystem::path file)
      : service_(std::move(service)), file_(std::move(file)) {}

  Result<SecretBytes> Find(const std::string& key_id) override {
    Result<SecretBytes> in_file = file_.Find(key_id);
    // A damaged or exposed file is told, not walked around.
    if (in_file.ok() || in_file.error().code != ErrorCode::kNotFound) return in_file;
    return service_->Find(key_id);
  }

  Result<void> Keep(const std::string& key_id, const SecretBytes& key) override {
    // A key in the keyring beside the file would be a second one.
    if (file_.Exists()) return file_.Keep(key_id, key);
    Result<void> kept = service_->Keep(key_id, key);
    return kept.ok() ? kept : file_.Keep(key_id, key);
  }

 private:
  std::unique_ptr<VaultKeys> service_;
  FileKey file_;
};

}  // namespace

std::unique_ptr<VaultKeys> SecretServiceKeys(std::string bus_address) {
  return std::make_unique<ServiceKeys>(std::move(bus_address));
}

std::unique_ptr<VaultKeys> FileKeys(std::filesystem::path file) {
  return std::make_unique<FileKey>(std::move(file));
}

std::unique_ptr<VaultKeys> AllowedKeys(const std::filesystem::path& folder, bool file_vault_allowed,
                                       std::string bus_address) {
  auto service = SecretServiceKeys(std::move(bus_address));
  if (!file_vault_allowed) return service;
  return std::make_unique<ServiceThenFile>(std::move(service), folder / "vault.key");
}

}  // namespace chaperone::agent
