// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "policy/base/geometry.h"

namespace chaperone::policy {

// More boxes than this become one: a page full of small covers hides no less and is harder to bear.
inline constexpr size_t kMostCovers = 16;

// What has to be covered so that none of `boxes` shows: each with `padding` pixels around it, those
// that nearly touch as one. In a fixed order, so that the same boxes give the same covers; no two
// of them overlap. Coordinates may be below zero: the frame's edges are not known here.
std::vector<Rect> CoversFor(const std::vector<Rect>& boxes, int padding);

}  // namespace chaperone::policy
