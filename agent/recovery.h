// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "capture/audio/remux.h"
#include "policy/base/result.h"

// Recordings that outlive their laptop: each key is also sealed to the firm's recovery key, in a
// file beside the archived recording.
namespace chaperone::agent {

// Makes an X25519 key pair: the secret half into `file`, which must not exist and is readable by
// its owner alone. Gives the public half for the policy: 64 hexadecimal digits.
policy::Result<std::string> MakeRecoveryKey(const std::string& file);

// Opens the archived recording `sealed` (its ID.recovery.json stands beside ID.sealed) with the
// secret half in `key_file`, and writes it to `out`, which must not exist. Errors name the file and
// say what to do.
policy::Result<capture::Remuxed> RecoverRecording(const std::string& sealed,
                                                  const std::string& key_file,
                                                  const std::string& out);

}  // namespace chaperone::agent
