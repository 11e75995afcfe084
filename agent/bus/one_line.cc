// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/one_line.h"

#include <algorithm>
#include <string_view>

#include "policy/ledger/entry.h"

namespace chaperone::agent {
namespace {

// Control characters of ASCII and Latin-1, and Unicode's two line ends.
bool HasControl(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    const std::string_view rest = text.substr(i);
    if (c == 0xc2 && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xa0) return true;
    if (rest.starts_with("\u2028") || rest.starts_with("\u2029")) return true;
  }
  return false;
}

}  // namespace

policy::Result<void> CheckOneLine(const std::string& field, const std::string& text, int most) {
  const std::string start = field + ": ";
  if (!policy::IsUtf8(text)) return policy::BadInput(start + "is not UTF-8; expected UTF-8 text");
  if (HasControl(text)) {
    return policy::BadInput(start + "has a line end or control character; expected plain text");
  }
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  });
  if (characters > most) {
    return policy::BadInput(start + "has " + std::to_string(characters) +
                            " characters; expected at most " + std::to_string(most));
  }
  return {};
}

}  // namespace chaperone::agent
