// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "agent/language.h"

// What a cover says, and how large. Pure.
namespace chaperone::agent {

// The words as they are drawn on a cover.
struct CoverLabel {
  int scale = 1;       // of a cover's stripes and margins
  int first_word = 0;  // as far as it is shown where there is no room for all, in pixels
  const std::string_view* rows = nullptr;
  int height = 0;

  int width() const { return static_cast<int>(rows[0].size()); }
  // 0 for none, 15 for all of the ink; none beside the words.
  unsigned InkAt(int x, int y) const;
};

// Larger from a scale of one and a half on.
CoverLabel FindCoverLabel(Language language, double scale);

// The scale that the desktop has set: its Xft.dpi in the X server's resources (a file of lines
// "name: value") over the usual 96; 1 where it is not set or makes no sense.
double ScaleFromResources(std::string_view resources);

}  // namespace chaperone::agent
