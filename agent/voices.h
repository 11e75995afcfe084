// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "policy/base/result.h"
#include "policy/recording/recording_rules.h"

// The voice files of announcements: the firm's own, or made by espeak-ng and kept in the state
// folder under the hash of what they say, so that another wording never sounds like the one before.
namespace chaperone::agent {

// The WAV that speaks the announcement's text, or its re-statement: absolute, may not exist yet.
std::filesystem::path VoiceFileOf(const std::filesystem::path& state_folder,
                                  const policy::AnnouncementText& text);
std::filesystem::path RestatementFileOf(const std::filesystem::path& state_folder,
                                        const policy::AnnouncementText& text);

// SHA-256 (hexadecimal) of each voice that we made ourselves, by its path.
using VoiceHashes = std::map<std::string, std::string>;

// Speaks what `made` does not hold yet and adds its hash. What an earlier run left in the folder is
// spoken anew: anybody with access to it could have put another sound there. Runs espeak-ng (a
// tenth of a second for each); any thread. Everything that can be made is made; the error is of the
// first that cannot, and what failed is not in `made`.
policy::Result<void> MakeVoices(const std::filesystem::path& state_folder,
                                const policy::RecordingRules& rules, VoiceHashes& made);

}  // namespace chaperone::agent
