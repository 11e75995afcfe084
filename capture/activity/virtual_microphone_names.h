// SPDX-License-Identifier: Apache-2.0
#pragma once

// Properties of kVirtualMicrophone on the sound server, so that whoever comes later knows what to
// put back.
namespace chaperone::capture {

inline constexpr const char* kMicrophoneProperty = "chaperone.microphone";  // the source behind it
inline constexpr const char* kStreamProperty = "chaperone.stream";  // moved there; its index

}  // namespace chaperone::capture
