// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// What tests paint, as 0xRRGGBB.
namespace chaperone::capture {

inline constexpr uint32_t kRed = 0xff0000;
inline constexpr uint32_t kGreen = 0x00ff00;
inline constexpr uint32_t kOdd = 0x123456;  // each channel its own

}  // namespace chaperone::capture
