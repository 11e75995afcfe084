// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/print.h"

#include <catch2/catch.hpp>
#include <sstream>

namespace chaperone::agent {
namespace {

using nlohmann::json;

std::string Printed(const json& document, bool as_json = false) {
  std::ostringstream out;
  Print(out, document, as_json);
  return out.str();
}

TEST_CASE("print: fields, lists and what is absent") {
  CHECK(
      Printed({{"call", nullptr}, {"open", true}, {"head", ""}, {"n", 3}, {"ids", {"p1", "p2"}}}) ==
      "call: none\nhead: none\nids: p1, p2\nn: 3\nopen: yes\n");
  CHECK(Printed({{"shares", json::array()}}) == "shares: none\n");
  CHECK(Printed({{"mail", {{"waiting", 2}}}}) == "mail:\n  waiting: 2\n");
}

TEST_CASE("print: a list of things is a table whose columns fit, the id first") {
  CHECK(Printed({{"alerts",
                  {{{"application", "Chromium"}, {"id", "a"}},
                   {{"application", "Zoë"},
                    {"id", "bbbb"},
                    {"kinds", {{"email", 2}, {"phone", 1}}}}}}}) ==
        "alerts:\n"
        "  id    application  kinds\n"
        "  a     Chromium     \n"
        "  bbbb  Zoë          email 2, phone 1\n");
}

TEST_CASE("print: things that no screen is wide enough for stand one under the other") {
  const std::string hash(64, 'a');
  const json receipts = {{{"id", "n-1"}, {"text_hash", hash}, {"voice_hash", hash}},
                         {{"id", "n-2"}, {"text_hash", hash}, {"voice_hash", hash}}};
  CHECK(Printed({{"receipts", receipts}}) ==
        "receipts:\n"
        "  id: n-1\n  text hash: " +
            hash + "\n  voice hash: " + hash + "\n\n" + "  id: n-2\n  text hash: " + hash +
            "\n  voice hash: " + hash + "\n");
}

TEST_CASE("print: a number stands with its unit, a day without an hour, and silence as such") {
  CHECK(Printed({{"length_ms", 65000}}) == "length: 1 min 5 s\n");
  CHECK(Printed({{"gain_db", -6.4}}) == "gain: -6 dB\n");
  CHECK(Printed({{"far_end_db", -200}}) == "far end: silent\n");
  CHECK(Printed({{"review_by", "2027-01-31T00:00:00Z"}}) == "review by: 2027-01-31\n");
}

TEST_CASE("print: nothing in a reply can steer the terminal") {
  CHECK(Printed({{"name", "a\x1b[31m\nb"}}) == "name: a?[31m?b\n");
  CHECK(Printed({{"name", "a\x1b"}}, true) == "{\"name\":\"a\\u001b\"}\n");
}

}  // namespace
}  // namespace chaperone::agent
