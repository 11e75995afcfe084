// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::policy {

enum class ValueType : uint8_t {
  kUnknown,
  kText,
  kTexts,
  kWhole,
  kNumber,
  kFlag,
  kDate,
  kChoice,
  kChoices,
  kCounts,  // whole numbers by name
  kTable,
  kTables,
};
std::string_view ValueTypeName(ValueType type);  // "text" … "tables"

// One key that a policy text may have. The same row that reads the key describes it, so that type,
// range and choices are those of the parser.
struct PolicyKey {
  std::string key;   // "alerts.min_score"; of a list of tables, in each of them: "champions[].name"
  std::string help;  // one sentence
  bool required = false;  // in its table
  ValueType type = ValueType::kUnknown;
  std::string expected;                // "a whole number from 1 to 65535"
  std::optional<double> least;         // of numbers, and of counts
  std::optional<double> most;          //
  std::string unit;                    // of times: "ms", "s" or "days"
  std::vector<std::string> choices;    //
  bool managed_only = false;           // counts in the managed policy alone
  std::string open_choice;             // … but for this one, which counts anywhere
  std::vector<std::string> merged_by;  // of a list whose tables replace those of the same name
  std::string preset;                  // what holds without a file, as JSON; "" : nothing does

  bool operator==(const PolicyKey&) const = default;
};

// Every key in the order of the schema, tables before what stands in them.
const std::vector<PolicyKey>& PolicyKeys();

}  // namespace chaperone::policy
