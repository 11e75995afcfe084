// SPDX-License-Identifier: Apache-2.0
#include "agent/store/secret_service.h"

#include <sdbus-c++/sdbus-c++.h>
#include <sodium.h>

#include <functional>
#include <vector>

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::Result;

constexpr const char* kName = "org.freedesktop.secrets";
constexpr const char* kRoot = "/org/freedesktop/secrets";
constexpr const char* kServiceInterface = "org.freedesktop.Secret.Service";
constexpr const char* kCollectionInterface = "org.freedesktop.Secret.Collection";
constexpr const char* kItemInterface = "org.freedesktop.Secret.Item";
// The agent's thread waits, and nothing is watched meanwhile: whoever asks asks again later.
constexpr auto kKeyringPatience = std::chrono::seconds(2);
constexpr const char* kUnlockAdvice =
    "The desktop's keyring is locked, so Chaperone's records cannot be opened. Alerts go on and "
    "wait in memory. Unlock the keyring (log in anew, or open \"Passwords and Keys\").";

// Session, parameters, value, content type: the Secret struct of the specification.
using Secret =
    sdbus::Struct<sdbus::ObjectPath, std::vector<uint8_t>, std::vector<uint8_t>, std::string>;

Error Locked() {
  return {ErrorCode::kLocked, true, kUnlockAdvice};
}

Error Translate(const sdbus::Error& error) {
  if (error.getName() == "org.freedesktop.Secret.Error.IsLocked") return Locked();
  return policy::Unavailable(
      "The desktop's keyring (Secret Service) does not answer: " + error.getName() +
          ". Chaperone keeps its vault key there. Start a keyring such as gnome-keyring or "
          "KeePassXC, or let the policy set allow_file under [vault].",
      true);
}

}  // namespace

struct SecretService::Bus {
  std::unique_ptr<sdbus::IConnection> connection;
  sdbus::ObjectPath session;

  std::unique_ptr<sdbus::IProxy> At(const std::string& path) const {
    return sdbus::createProxy(*connection, kName, path);
  }

  // Whether the objects are open now; asks the service to open them where that needs no person.
  bool Unlock(const std::vector<sdbus::ObjectPath>& objects) const {
    std::vector<sdbus::ObjectPath> opened;
    sdbus::ObjectPath prompt;
    At(kRoot)
        ->callMethod("Unlock")
        .onInterface(kServiceInterface)
        .withArguments(objects)
        .storeResultsTo(opened, prompt);
    return prompt == "/" && opened.size() == objects.size();
  }

  std::string LabelOf(const sdbus::ObjectPath& item) const {
    return At(item)->getProperty("Label").onInterface(kItemInterface).get<std::string>();
  }
};

SecretService::SecretService(std::unique_ptr<Bus> bus) : bus_(std::move(bus)) {}
SecretService::~SecretService() = default;

Result<std::unique_ptr<SecretService>> SecretService::Connect(const std::string& bus_address) {
  try {
    auto bus = std::make_unique<Bus>();
    bus->connection = bus_address.empty()
                          ? sdbus::createSessionBusConnection()
                          : sdbus::createSessionBusConnectionWithAddress(bus_address);
    bus->connection->setMethodCallTimeout(kKeyringPatience);
    sdbus::Variant unused;
    // "plain": the secret crosses the bus's socket unsealed. Whoever could read it there could as
    // well ask the keyring for it.
    bus->At(kRoot)
        ->callMethod("OpenSession")
        .onInterface(kServiceInterface)
        .withArguments(std::string("plain"), sdbus::Variant(std::string()))
        .storeResultsTo(unused, bus->session);
    return std::unique_ptr<SecretService>(new SecretService(std::move(bus)));
  } catch (const sdbus::Error& error) {
    return Translate(error);
  }
}

Result<SecretBytes> SecretService::Find(const SecretAttributes& attributes,
                                        const std::string& label) {
  try {
    std::vector<sdbus::ObjectPath> open;
    std::vector<sdbus::ObjectPath> locked;
    bus_->At(kRoot)
        ->callMethod("SearchItems")
        .onInterface(kServiceInterface)
        .withArguments(attributes)
        .storeResultsTo(open, locked);
    const auto wanted = [&](const sdbus::ObjectPath& item) {
      return label.empty() || bus_->LabelOf(item) == label;
    };
    for (const sdbus::ObjectPath& item : locked) {
      if (!wanted(item)) continue;
      if (!bus_->Unlock({item})) return Locked();
      open.push_back(item);
    }
    for (const sdbus::ObjectPath& item : open) {
      if (!wanted(item)) continue;
      Secret secret;
      bus_->At(item)
          ->callMethod("GetSecret")
          .onInterface(kItemInterface)
          .withArguments(bus_->session)
          .storeResultsTo(secret);
      std::vector<uint8_t>& value = std::get<2>(secret);
      SecretBytes out = SecretBytes::CopyOf(value);
      sodium_memzero(value.data(), value.size());
      return out;
    }
    // A locked collection may hide its items altogether; then "not found" would be a guess.
    sdbus::ObjectPath collection;
    bus_->At(kRoot)
        ->callMethod("ReadAlias")
        .onInterface(kServiceInterface)
        .withArguments(std::string("default"))
        .storeResultsTo(collection);
    if (collection != "/" &&
        bus_->At(collection)->getProperty("Locked").onInterface(kCollectionInterface).get<bool>() &&
        !bus_->Unlock({collection})) {
      return Locked();
    }
    return Error{ErrorCode::kNotFound, false, "The desktop's keyring does not hold this secret."};
  } catch (const sdbus::Error& error) {
    return Translate(error);
  }
}

Result<void> SecretService::Keep(const std::string& label, const SecretAttributes& attributes,
                                 const SecretBytes& secret) {
  try {
    sdbus::ObjectPath collection;
    bus_->At(kRoot)
        ->callMethod("ReadAlias")
        .onInterface(kServiceInterface)
        .withArguments(std::string("default"))
        .storeResultsTo(collection);
    if (collection == "/") {
      return policy::Unavailable(
          "The desktop's keyring has no default collection, so Chaperone cannot keep its vault key "
          "there. Create one (\"Passwords and Keys\", new keyring, set as default).",
          true);
    }
    if (bus_->At(collection)->getProperty("Locked").onInterface(kCollectionInterface).get<bool>() &&
        !bus_->Unlock({collection})) {
      return Locked();
    }
    const std::map<std::string, sdbus::Variant> properties = {
        {"org.freedesktop.Secret.Item.Label", sdbus::Variant(label)},
        {"org.freedesktop.Secret.Item.Attributes", sdbus::Variant(attributes)}};
    std::vector<uint8_t> value(secret.data(), secret.data() + secret.size());
    Secret message{bus_->session, {}, value, "application/octet-stream"};
    sdbus::ObjectPath item;
    sdbus::ObjectPath prompt;
    bus_->At(collection)
        ->callMethod("CreateItem")
        .onInterface(kCollectionInterface)
        .withArguments(properties, message, false)
        .storeResultsTo(item, prompt);
    sodium_memzero(value.data(), value.size());
    sodium_memzero(std::get<2>(message).data(), std::get<2>(message).size());
    if (item == "/") return Locked();
    return {};
  } catch (const sdbus::Error& error) {
    return Translate(error);
  }
}

}  // namespace chaperone::agent
