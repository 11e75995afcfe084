// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::policy {

// No exception: what is not JSON is a discarded value, of which nothing can be taken.
inline nlohmann::json ParsedJson(std::string_view text) {
  return nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
}
// Never throws: bytes that are not UTF-8 are replaced.
inline std::string WrittenJson(const nlohmann::json& document, int indent) {
  return document.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Takes an object's members one by one. After the first that is not as expected it is failed, and
// so it is where one is left over: a member that is not understood may be a condition.
class JsonMembers {
 public:
  // `object` must outlive this.
  explicit JsonMembers(const nlohmann::json& object)
      : object_(object), failed_(!object.is_object()) {}

  std::string Text(const char* name, bool (*valid)(std::string_view)) {
    const nlohmann::json* member = Take(name);
    const auto* text = member == nullptr ? nullptr : member->get_ptr<const std::string*>();
    if (text == nullptr || !valid(*text)) return Fail();
    return *text;
  }
  bool Flag(const char* name) {
    const nlohmann::json* member = Take(name);
    if (member == nullptr || !member->is_boolean()) return !Fail().empty();
    return member->get<bool>();
  }
  // 1 to what every reader of JSON holds exactly (RFC 8259, 6): 2^53 - 1.
  uint64_t Number(const char* name) {
    constexpr uint64_t kMost = (uint64_t{1} << 53U) - 1;
    const nlohmann::json* member = Take(name);
    const bool fits = member != nullptr && member->is_number_unsigned() &&
                      member->get<uint64_t>() >= 1 && member->get<uint64_t>() <= kMost;
    if (!fits) Fail();
    return fits ? member->get<uint64_t>() : 0;
  }
  std::vector<std::string> Texts(const char* name, size_t most, bool (*valid)(std::string_view)) {
    std::vector<std::string> texts;
    for (const nlohmann::json* each : List(name, most)) {
      const auto* text = each->get_ptr<const std::string*>();
      if (text == nullptr || !valid(*text)) Fail();
      if (!failed_) texts.push_back(*text);
    }
    return texts;
  }
  // Its elements, of whatever kind.
  std::vector<const nlohmann::json*> List(const char* name, size_t most) {
    std::vector<const nlohmann::json*> elements;
    const nlohmann::json* member = Take(name);
    if (member == nullptr || !member->is_array() || member->size() > most) {
      Fail();
      return elements;
    }
    for (const nlohmann::json& each : *member) elements.push_back(&each);
    return elements;
  }
  std::string Fail() {
    failed_ = true;
    return {};
  }
  bool AllTaken() const { return !failed_ && taken_ == object_.size(); }

 private:
  const nlohmann::json* Take(const char* name) {
    const auto found = failed_ ? object_.end() : object_.find(name);
    if (found == object_.end()) {
      failed_ = true;
      return nullptr;
    }
    ++taken_;
    return &*found;
  }

  const nlohmann::json& object_;
  size_t taken_ = 0;
  bool failed_ = false;
};

}  // namespace chaperone::policy
