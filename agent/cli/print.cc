// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/print.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "policy/base/time.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

bool IsDuration(const std::string& name, const json& value) {
  return name.ends_with("_ms") && value.is_number_integer();
}
// A day that something is due by, which the replies give as the midnight it begins with.
bool IsDay(const std::string& name, const json& value) {
  return name.ends_with("_by") && value.is_string() &&
         value.get_ref<const std::string&>().ends_with("T00:00:00Z");
}
bool IsLoudness(const std::string& name, const json& value) {
  return name.ends_with("_db") && value.is_number();
}

// A field's name as people read it: the unit stands with the number.
std::string Label(std::string name) {
  for (const char* unit : {"_ms", "_db"}) {
    if (name.ends_with(unit)) name.resize(name.size() - 3);
  }
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string Scalar(const json& value);

std::string Value(const std::string& name, const json& value) {
  if (IsDuration(name, value)) {
    return policy::FormatDuration(std::chrono::milliseconds(value.get<int64_t>()));
  }
  if (IsLoudness(name, value)) {
    constexpr double kSilence = -100;
    const double level = value.get<double>();
    if (level <= kSilence) return "silent";
    return std::to_string(static_cast<int>(std::lround(level))) + " dB";
  }
  if (IsDay(name, value)) return value.get<std::string>().substr(0, std::strlen("2027-01-31"));
  return Scalar(value);
}

// Columns, as the terminal counts them for the scripts that we print.
size_t Width(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

std::string Joined(const json& list) {
  std::string text;
  for (const auto& [key, value] : list.items()) {
    if (!text.empty()) text += ", ";
    if (list.is_object()) text += Label(key) + " ";
    text += Value(key, value);
  }
  return text.empty() ? "none" : text;
}

std::string Scalar(const json& value) {
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    return text.empty() ? "none" : text;
  }
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_null()) return "none";
  if (value.is_structured()) return Joined(value);
  return value.dump();
}

bool IsListOfThings(const json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const json& e) { return e.is_object(); });
}

bool IsListOfSentences(const json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const json& e) {
           return e.is_string() && e.get_ref<const std::string&>().find(' ') != std::string::npos;
         });
}

constexpr size_t kMaxTableWidth = 120;

void PrintFields(std::ostream& out, const json& object, const std::string& indent);

// As a table where that fits the screen, else one thing under the other.
void PrintThings(std::ostream& out, const json& rows, const std::string& indent) {
  std::vector<std::string> columns;
  for (const json& row : rows) {
    for (const auto& [name, value] : row.items()) {
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    }
  }
  // What a thing is called comes first.
  std::stable_partition(columns.begin(), columns.end(),
                        [](const std::string& name) { return name == "id" || name == "name"; });
  std::vector<std::vector<std::string>> cells(1);
  for (const std::string& name : columns) cells[0].push_back(Label(name));
  for (const json& row : rows) {
    cells.emplace_back();
    for (const std::string& name : columns) {
      cells.back().push_back(row.contains(name) ? Value(name, row.at(name)) : "");
    }
  }
  std::vector<size_t> widths(columns.size());
  for (const auto& line : cells) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], Width(line[i]));
  }
  const size_t width = std::accumulate(widths.begin(), widths.end(), indent.size()) +
                       2 * (columns.size() - std::min<size_t>(columns.size(), 1));
  if (width > kMaxTableWidth) {
    for (const json& row : rows) {
      if (&row != &rows.front()) out << '\n';
      PrintFields(out, row, indent);
    }
    return;
  }
  for (const auto& line : cells) {
    out << indent;
    for (size_t i = 0; i < line.size(); ++i) {
      out << line[i];
      if (i + 1 < line.size()) out << std::string(widths[i] - Width(line[i]) + 2, ' ');
    }
    out << '\n';
  }
}

void PrintFields(std::ostream& out, const json& object, const std::string& indent) {
  for (const auto& [name, value] : object.items()) {
    out << indent << Label(name) << ':';
    if (IsListOfThings(value)) {
      out << '\n';
      PrintThings(out, value, indent + "  ");
    } else if (IsListOfSentences(value)) {
      out << '\n';
      for (const json& sentence : value) out << indent << "  - " << Scalar(sentence) << '\n';
    } else if (value.is_object() && !value.empty()) {
      out << '\n';
      PrintFields(out, value, indent + "  ");
    } else {
      out << ' ' << Value(name, value) << '\n';
    }
  }
}

}  // namespace

void Print(std::ostream& out, const json& document, bool as_json) {
  if (as_json) {
    out << document.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  } else if (IsListOfThings(document)) {
    PrintThings(out, document, "");
  } else if (document.is_object()) {
    PrintFields(out, document, "");
  } else {
    out << Scalar(document) << '\n';
  }
}

}  // namespace chaperone::agent
