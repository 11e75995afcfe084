// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/share_rules.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "policy/rules/policy_file.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using chaperone::policy::ShareRule;

namespace {

// What real browsers held when the rules were written (Chromium 156, Firefox ESR 153).
const ResourceCounts kScreen{{"PIXMAP", 1}, {"GC", 3}, {"ShmSeg", 1}, {"XFixesCursorClient", 1}};
const ResourceCounts kWindow{{"PIXMAP", 1},
                             {"GC", 2},
                             {"ShmSeg", 1},
                             {"XFixesCursorClient", 1},
                             {"CompositeClientWindow", 1}};
const ResourceCounts kPicker{{"PIXMAP", 1}, {"GC", 3}, {"ShmSeg", 1}};
const ResourceCounts kBrowserItself{{"WINDOW", 8}, {"PIXMAP", 6}, {"GC", 8}, {"ShmSeg", 4}};

std::string RuleFor(std::string_view executable, const ResourceCounts& counts) {
  static const auto kRules = chaperone::policy::DefaultPolicy().share_rules;
  const ShareRule* rule = MatchingRule(kRules, executable, counts);
  return rule == nullptr ? "none" : rule->name;
}

ObservedShare Share(uint32_t id, pid_t pid = 10) {
  ObservedShare share;
  share.id = id;
  share.pid = pid;
  return share;
}

}  // namespace

TEST_CASE("share rules: the vendor's rules tell screen, window and picker apart") {
  CHECK(RuleFor("chromium", kScreen) == "chromium-screen");
  CHECK(RuleFor("chrome", kWindow) == "chromium-window");
  CHECK(RuleFor("firefox-esr", kScreen) == "firefox-screen");
  CHECK(RuleFor("firefox-esr", kWindow) == "firefox-window");
  CHECK(RuleFor("chromium", kPicker) == "none");
  CHECK(RuleFor("firefox-esr", kBrowserItself) == "none");
  CHECK(RuleFor("chromium", {}) == "none");
}

TEST_CASE("share rules: a program that no rule names is still seen capturing") {
  CHECK(RuleFor("softphone", kScreen) == "other-screen");
  CHECK(RuleFor("softphone", kWindow) == "other-window");
  CHECK(RuleFor("softphone", kBrowserItself) == "none");
}

TEST_CASE("share rules: a program whose name cannot be read fits every rule") {
  CHECK(RuleFor("", kScreen) != "none");
  CHECK(RuleFor("", kWindow) != "none");
}

TEST_CASE("share rules: one that names the program comes before one for any program") {
  ShareRule any{"any", "Another program", {}, {{"PIXMAP", 1}}, {}, "screen"};
  ShareRule named{"named", "Softphone", {"softphone"}, {{"PIXMAP", 1}}, {}, "screen"};
  const std::vector<ShareRule> rules{any, named};
  CHECK(MatchingRule(rules, "softphone", {{"PIXMAP", 1}})->name == "named");
  CHECK(MatchingRule(rules, "editor", {{"PIXMAP", 1}})->name == "any");
}

TEST_CASE("share rules: both bounds count, and a rule without a lower one never holds") {
  const std::vector<ShareRule> rules{{"r", "A", {}, {{"PIXMAP", 2}}, {{"WINDOW", 1}}, "screen"},
                                     {"loose", "A", {}, {}, {{"WINDOW", 0}}, "screen"}};
  CHECK(MatchingRule(rules, "a", {{"PIXMAP", 1}}) == nullptr);
  CHECK(MatchingRule(rules, "a", {{"PIXMAP", 2}}) == &rules[0]);
  CHECK(MatchingRule(rules, "a", {{"PIXMAP", 2}, {"WINDOW", 1}}) == &rules[0]);
  CHECK(MatchingRule(rules, "a", {{"PIXMAP", 2}, {"WINDOW", 2}}) == nullptr);
}

TEST_CASE("share memory: one missed poll ends nothing, two do") {
  ShareMemory memory;
  CHECK(memory.Update({Share(1)}).size() == 1);
  CHECK(memory.Update({}).size() == 1);
  CHECK(memory.Update({Share(1)}).size() == 1);
  CHECK(memory.Update({}).size() == 1);
  CHECK(memory.Update({}).empty());
  CHECK(memory.Update({}).empty());
}

TEST_CASE("share memory: a start counts at once, also while another is held") {
  ShareMemory memory;
  (void)memory.Update({Share(1)});
  const auto shares = memory.Update({Share(2)});
  REQUIRE(shares.size() == 2);
  CHECK(shares[0].id == 1);
  CHECK(shares[1].id == 2);
  CHECK(memory.Update({Share(2)}).size() == 1);
}

TEST_CASE("share memory: the same number in another process is another share") {
  ShareMemory memory;
  (void)memory.Update({Share(1, 10)});
  CHECK(memory.Update({Share(1, 11)}).size() == 2);
  CHECK(memory.Update({Share(1, 11)}).size() == 1);
}

TEST_CASE("share memory: news of a share that goes on is told") {
  ShareMemory memory;
  (void)memory.Update({Share(1)});
  ObservedShare known = Share(1);
  known.target = {ShareTarget::Kind::kWindow, {}, 77};
  CHECK(memory.Update({known}) == std::vector<ObservedShare>{known});
  CHECK(memory.Update({}) == std::vector<ObservedShare>{known});
}

TEST_CASE("share watch: says what it cannot see") {
  const auto unwatched = ListUnwatchedShares();
  const auto says = [&](std::string_view name, std::string_view part) {
    return std::any_of(unwatched.begin(), unwatched.end(), [&](const UnwatchedShares& shares) {
      return shares.name == name && shares.sentence.find(part) != std::string_view::npos;
    });
  };
  CHECK(says("browser_tab", "single browser tab"));
  CHECK(says("wayland", "Wayland"));
  CHECK(says("which_monitor", "monitors"));
}
