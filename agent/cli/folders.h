// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace chaperone::agent {

// CHAPERONE_CONFIG_DIR, else $XDG_CONFIG_HOME/chaperone, else ~/.config/chaperone. It may not
// exist.
std::filesystem::path UsualConfigFolder();
// CHAPERONE_STATE_DIR, else $XDG_STATE_HOME/chaperone, else ~/.local/state/chaperone.
std::filesystem::path UsualStateFolder();

}  // namespace chaperone::agent
