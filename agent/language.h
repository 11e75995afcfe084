// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chaperone::agent {

// In which language the employee is spoken to by what is not the tray: notifications and covers.
enum class Language { kEnglish, kGerman };

// That of a locale ("de_AT.UTF-8"); English where we lack it.
inline Language LanguageOf(std::string_view locale) {
  const std::string_view name = locale.substr(0, locale.find_first_of("_.@"));
  return name == "de" ? Language::kGerman : Language::kEnglish;
}

}  // namespace chaperone::agent
