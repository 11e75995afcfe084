// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/base/result.h"

namespace chaperone::capture {

// Makes the WAV that speaks `text`, by espeak-ng; `voice` "" is the language's own. The file
// appears whole or not at all. kUnavailable where espeak-ng is not installed or does not know the
// language.
policy::Result<void> SpeakToFile(const std::string& text, const std::string& language,
                                 const std::string& voice, const std::string& file);

}  // namespace chaperone::capture
