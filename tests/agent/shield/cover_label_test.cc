// SPDX-License-Identifier: Apache-2.0
#include "agent/shield/cover_label.h"

#include <catch2/catch.hpp>

namespace chaperone::agent {

namespace {

bool Blank(const CoverLabel& label, int x) {
  for (int y = 0; y < label.height; ++y) {
    if (label.InkAt(x, y) != 0) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("language: that of the locale, English where there is none of ours") {
  for (const char* locale : {"de", "de_AT.UTF-8", "de@euro", "de.UTF-8"}) {
    INFO(locale);
    CHECK(LanguageOf(locale) == Language::kGerman);
  }
  for (const char* locale : {"", "C", "C.UTF-8", "en_GB.UTF-8", "fr_FR", "den", "POSIX", "en_DE"}) {
    INFO(locale);
    CHECK(LanguageOf(locale) == Language::kEnglish);
  }
}

TEST_CASE("cover label: twice as large on a screen of fine pixels, and whole in each size") {
  CHECK(FindCoverLabel(Language::kGerman, 1).rows != FindCoverLabel(Language::kEnglish, 1).rows);
  for (const Language language : {Language::kEnglish, Language::kGerman}) {
    const CoverLabel small = FindCoverLabel(language, 1.25);
    const CoverLabel large = FindCoverLabel(language, 2);
    CHECK(small.scale == 1);
    CHECK(large.scale == 2);
    CHECK(large.width() > 1.8 * small.width());
    CHECK(large.height > 1.8 * small.height);
    for (const CoverLabel& label : {small, large}) {
      for (int y = 0; y < label.height; ++y) {
        CHECK(static_cast<int>(label.rows[y].size()) == label.width());
      }
      // Cut after its first word, it ends in no letter and no other begins.
      CHECK_FALSE(Blank(label, label.first_word - 1));
      for (int x = 0; x < 5 * label.scale; ++x) CHECK(Blank(label, label.first_word + x));
      CHECK_FALSE(Blank(label, label.width() - 1));
    }
  }
}

TEST_CASE("cover label: beside the words there is no ink") {
  const CoverLabel label = FindCoverLabel(Language::kEnglish, 1);
  CHECK(label.InkAt(-1, 0) == 0);
  CHECK(label.InkAt(0, -1) == 0);
  CHECK(label.InkAt(label.width(), 0) == 0);
  CHECK(label.InkAt(0, label.height) == 0);
}

TEST_CASE("cover label: the scale is that of the desktop's resources") {
  CHECK(ScaleFromResources("Xcursor.size:\t24\nXft.dpi:\t192\nXft.hinting:\t1\n") == 2);
  CHECK(ScaleFromResources("Xft.dpi: 144") == 1.5);
  CHECK(ScaleFromResources("Xft.dpi:96\n") == 1);
  for (const char* odd :
       {"", "Xft.dpi:", "Xft.dpi:\t", "Xft.dpi: many\n", "Xft.dpi: -192\n", "Xft.dpi: 1e99\n",
        "Xft.dpi: nan\n", "*Xft.dpi: 192\n", "Xft.dpi: 12\n"}) {
    INFO(odd);
    CHECK(ScaleFromResources(odd) == 1);
  }
}

}  // namespace chaperone::agent
