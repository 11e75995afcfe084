// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/agent/bus/private_bus.h"

// The real program, as the tests of the command line run it.
namespace chaperone::agent {

using nlohmann::json;
using testing::Finished;
using testing::TemporaryFolder;

// Runs the program in an empty home, on no bus and no display unless they are given.
inline Finished Chaperone(std::vector<std::string> arguments,
                          std::map<std::string, std::string> environment = {},
                          const std::string& input = "") {
  const TemporaryFolder home;
  arguments.insert(arguments.begin(), CHAPERONE);
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"HOME", home.path().string()},
           {"XDG_CONFIG_HOME", ""},
           {"XDG_STATE_HOME", ""},
           {"DISPLAY", ""},
           {"WAYLAND_DISPLAY", ""},
           {"DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"}}) {
    environment.emplace(name, value);
  }
  return testing::Run(arguments, environment, input);
}

inline std::string Write(const TemporaryFolder& folder, const std::string& name,
                         const std::string& text) {
  const auto path = folder.path() / name;
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

inline bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace chaperone::agent
