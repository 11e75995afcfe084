// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/folders.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace chaperone::agent {
namespace {

std::filesystem::path Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::filesystem::path Home() {
  std::filesystem::path home = Variable("HOME");
  if (home.is_absolute()) return home;
  const passwd* user = getpwuid(getuid());
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : "/";
}

std::filesystem::path Folder(const char* own, const char* xdg, const char* below_home) {
  std::filesystem::path chosen = Variable(own);
  if (!chosen.empty()) return chosen;
  // The XDG specification has relative paths ignored.
  const std::filesystem::path base = Variable(xdg);
  return (base.is_absolute() ? base : Home() / below_home) / "chaperone";
}

}  // namespace

std::filesystem::path UsualConfigFolder() {
  return Folder("CHAPERONE_CONFIG_DIR", "XDG_CONFIG_HOME", ".config");
}

std::filesystem::path UsualStateFolder() {
  return Folder("CHAPERONE_STATE_DIR", "XDG_STATE_HOME", ".local/state");
}

}  // namespace chaperone::agent
