// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "capture/activity/pulse_server.h"
#include "policy/base/result.h"

// Moving recording streams, and taking away what we added to the sound server.
namespace chaperone::capture {

// A recording stream as the server has it at this moment.
struct StreamPlace {
  std::string source;  // "" while it is not known
  bool muted = false;
  bool corked = false;
  double volume_db = 0;
};
// kNotFound when there is no such stream (the call is over).
policy::Result<StreamPlace> PlaceOf(PulseServer& server, uint32_t stream);

// Moves it and makes sure, by reading back for up to 1.5 s, that it arrived.
policy::Result<void> MoveStream(PulseServer& server, uint32_t stream, const std::string& source);

// CleanUpSound() on a connection that is there.
policy::Result<int> PutSoundRight(PulseServer& server);

}  // namespace chaperone::capture
