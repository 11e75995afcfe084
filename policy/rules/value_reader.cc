// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/value_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "policy/rules/forms.h"

namespace chaperone::policy {
namespace {

// A name from the file as it may stand in a message: short, one line, printable.
std::string Shown(std::string_view name) {
  constexpr size_t kMost = 40;
  std::string shown;
  for (const char c : name.substr(0, kMost)) {
    shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  while (!shown.empty() && !ValidUtf8(shown)) shown.pop_back();  // cut inside a character
  return name.size() > kMost ? shown + "…" : shown;
}

std::string Joined(std::span<const std::string_view> names) {
  std::string joined;
  for (const std::string_view name : names) {
    if (!joined.empty()) joined += ", ";
    joined += name;
  }
  return joined;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string_view TypeWord(toml::node_type type) {
  switch (type) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time";
    case toml::node_type::date_time:
      return "a date and time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

// As JSON and as TOML.
std::string Quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      quoted.append("\\u00").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xfU]);
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string ListOf(std::span<const std::string_view> texts) {
  std::string list;
  for (const std::string_view text : texts) list += (list.empty() ? "" : ", ") + Quoted(text);
  return "[" + list + "]";
}

std::string NumbersFrom(int least, int most) {
  return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

std::string Plain(double number) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%g", number);
  return text.data();
}

}  // namespace

const TextForm kPlainText{"a text of one line with 1 to 200 characters", IsPlainText};
const TextForm kEmailAddress{"an e-mail address such as dpc@firm.example", IsEmailAddress};
const TextForm kDomainName{"a domain such as firm.example (without @)", IsDomainName};
const TextForm kHostName{"a host's name or address such as mail.firm.example", IsHostName};
const TextForm kAbsolutePath{"an absolute path such as /etc/chaperone/secret", IsAbsolutePath};
const TextForm kSlug{"a name of small letters, digits, - and _", IsSlug};
const TextForm kProcessName{"a program's file name without its folder, such as firefox-esr",
                            IsProcessName};

const TextForm kProgram{
    "a program's file name such as firefox-esr, or its absolute path", [](std::string_view text) {
      return text.starts_with('/') ? kAbsolutePath.valid(text) : IsProcessName(text);
    }};

const TextForm kProse{"a text of 1 to 2000 characters", IsProse};
const TextForm kLanguage{"a language such as en or de-AT", IsLanguage};
const TextForm kHotkey{"modifiers and a key such as Control+Alt+P", IsHotkey};
const TextForm kKey{"64 hexadecimal digits", IsKey};
const TextForm kFirmsKey{"64 hexadecimal digits of a key of your own", IsFirmsKey};

void Reading::Complain(size_t line, std::string_view key, std::string_view what,
                       std::string_view expected) {
  if (errors_.size() >= kMostErrors) {
    ++unlisted_;
    return;
  }
  std::string error = name_ + ":" + std::to_string(line) + ": ";
  if (!key.empty()) error.append(key).append(": ");
  error.append(what);
  if (!expected.empty()) error.append("; expected ").append(expected);
  errors_.push_back(std::move(error));
}

void Reading::Warn(size_t line, std::string_view key, std::string_view what) {
  warnings_.push_back(name_ + ":" + std::to_string(line) + ": " + std::string(key) + ": " +
                      std::string(what));
}

std::string Reading::ErrorText() const {
  std::string text;
  for (const std::string& error : errors_) {
    if (!text.empty()) text += '\n';
    text += error;
  }
  if (unlisted_ > 0) {
    text += "\n" + name_ + ": and " + std::to_string(unlisted_) + " more errors";
  }
  return text;
}

std::string_view Nearest(std::string_view word, std::span<const std::string_view> known) {
  constexpr size_t kMost = 64;
  if (word.empty() || word.size() > kMost) return {};
  std::string_view nearest;
  size_t least = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const size_t distance = EditDistance(word, candidate);
    if (distance < least && distance < candidate.size()) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

void Value::Text(std::string& out, const TextForm& form) const {
  if (Describes()) return Describe(ValueType::kText, form.expected, out.empty() ? "" : Quoted(out));
  std::string text;
  if (ReadText(text, form)) Keep(out, std::move(text));
}

void Value::Texts(std::vector<std::string>& out, const TextForm& form) const {
  if (Describes()) {
    return Describe(ValueType::kTexts, "a list, each " + std::string(form.expected), Listed(out));
  }
  std::vector<std::string> read;
  const bool is_array = EachElement("an array of texts", [&](const Value& element) {
    std::string text;
    if (element.ReadText(text, form)) read.push_back(std::move(text));
  });
  if (is_array) Keep(out, std::move(read));
}

void Value::ManagedText(std::string& out, const TextForm& form) const {
  if (Describes()) {
    keys_->back().managed_only = true;
    return Text(out, form);
  }
  std::string text;
  if (ReadText(text, form) && IsManaged()) Keep(out, std::move(text));
}

bool Value::IsManaged() const {
  switch (reading_->source()) {
    case Reading::Source::kManaged:
      return true;
    case Reading::Source::kUser:
      Complain("counts only where a user cannot change it",
               "it in a file of the managed policy, /etc/chaperone/managed.d");
      return false;
    case Reading::Source::kUnknown:
      break;
  }
  reading_->Warn(line(), key_,
                 "has no effect here: it counts only in the managed policy, "
                 "/etc/chaperone/managed.d");
  return false;
}

void Value::Date(WallTime& out) const {
  const std::string expected = "a date without quotes such as 2027-03-31";
  if (Describes()) return Describe(ValueType::kDate, expected, "");
  const auto* date = node_->as_date();
  if (date == nullptr) return ComplainType(expected);
  const std::chrono::year_month_day day{std::chrono::year{date->get().year},
                                        std::chrono::month{date->get().month},
                                        std::chrono::day{date->get().day}};
  if (!day.ok() || day.year() < std::chrono::year{1970}) return Complain("is no date", expected);
  Keep(out, WallTime{std::chrono::sys_days{day}});
}

void Value::Flag(bool& out) const {
  if (Describes()) return Describe(ValueType::kFlag, "true or false", out ? "true" : "false");
  if (const auto* flag = node_->as_boolean())
    Keep(out, flag->get());
  else
    ComplainType("true or false");
}

void Value::Number(double& out, double least, double most) const {
  const std::string expected = "a number from " + Plain(least) + " to " + Plain(most);
  if (Describes()) {
    Describe(ValueType::kNumber, expected, Plain(out));
    keys_->back().least = least;
    keys_->back().most = most;
    return;
  }
  double number = 0;
  if (const auto* fraction = node_->as_floating_point()) {
    number = fraction->get();
  } else if (const auto* whole = node_->as_integer()) {
    number = static_cast<double>(whole->get());
  } else {
    return ComplainType(expected);
  }
  // Written so that NaN is out of range too.
  if (!(number >= least && number <= most))
    return Complain(Plain(number) + " is out of range", expected);
  Keep(out, number);
}

void Value::Whole(int& out, int least, int most) const {
  if (Describes()) return DescribeWhole(out, least, most);
  int whole = 0;
  if (ReadWhole(whole, least, most)) out = whole;
}

bool Value::ReadWhole(int& out, int least, int most) const {
  const std::string expected = NumbersFrom(least, most);
  const auto* whole = node_->as_integer();
  if (whole == nullptr) {
    ComplainType(expected);
    return false;
  }
  const int64_t number = whole->get();
  if (number < least || number > most) {
    Complain(std::to_string(number) + " is out of range", expected);
    return false;
  }
  reading_->Set(key_, line());
  out = static_cast<int>(number);
  return true;
}

void Value::Counts(std::map<std::string, int>& out, int least, int most) const {
  if (Describes()) {
    DescribeWhole(0, least, most);
    return Describe(ValueType::kCounts, "a table of names, each with " + NumbersFrom(least, most),
                    "");
  }
  const toml::table* table = AsTable();
  if (table == nullptr) return;
  std::map<std::string, int> counts;
  for (const auto& [name, node] : *table) {
    const Value value(node, Path(name.str()), *reading_);
    if (!IsPlainText(name.str())) value.Complain("is not a resource type", kPlainText.expected);
    int count = 0;
    if (value.ReadWhole(count, least, most)) counts.emplace(name.str(), count);
  }
  Keep(out, std::move(counts));
}

void Value::Describe(ValueType type, std::string_view expected, std::string preset) const {
  PolicyKey& key = keys_->back();
  key.type = type;
  key.expected = expected;
  key.preset = key.required ? "" : std::move(preset);
}

void Value::DescribeWhole(int64_t preset, int least, int most) const {
  Describe(ValueType::kWhole, NumbersFrom(least, most), std::to_string(preset));
  keys_->back().least = least;
  keys_->back().most = most;
}

void Value::DescribeChoice(std::span<const std::string_view> names,
                           std::span<const std::string_view> chosen) const {
  Describe(ValueType::kChoice, "one of: " + Joined(names),
           chosen.empty() ? "" : Quoted(chosen.front()));
  keys_->back().choices.assign(names.begin(), names.end());
}

void Value::DescribeChoices(std::span<const std::string_view> names,
                            std::span<const std::string_view> chosen) const {
  Describe(ValueType::kChoices, "a list of some of: " + Joined(names), ListOf(chosen));
  keys_->back().choices.assign(names.begin(), names.end());
}

std::string Value::Listed(const std::vector<std::string>& texts) {
  return ListOf(std::vector<std::string_view>(texts.begin(), texts.end()));
}

bool Value::ReadText(std::string& out, const TextForm& form) const {
  const auto* text = node_->as_string();
  if (text == nullptr) {
    ComplainType(form.expected);
    return false;
  }
  // The text itself is not repeated: it may be somebody's, or a secret in the wrong place.
  if (!form.valid(text->get())) {
    Complain(text->get().empty() ? "is empty" : "is not what is expected here", form.expected);
    return false;
  }
  out = text->get();
  return true;
}

size_t Value::ReadName(std::span<const std::string_view> names) const {
  const std::string expected = "one of: " + Joined(names);
  const auto* text = node_->as_string();
  if (text == nullptr) {
    ComplainType(expected);
    return names.size();
  }
  const auto found = std::find(names.begin(), names.end(), std::string_view(text->get()));
  if (found == names.end()) {
    std::string what = "\"" + Shown(text->get()) + "\" is not known";
    const std::string_view nearest = Nearest(text->get(), names);
    if (!nearest.empty()) what.append("; did you mean \"").append(nearest).append("\"?");
    Complain(what, expected);
    return names.size();
  }
  return static_cast<size_t>(found - names.begin());
}

const toml::table* Value::AsTable() const {
  const toml::table* table = node_->as_table();
  if (table == nullptr) ComplainType("a table");
  return table;
}

size_t Value::LineOf(const toml::key& key, const toml::node& node) {
  const size_t line = key.source().begin.line;
  return line != 0 ? line : node.source().begin.line;
}

std::string Value::Path(std::string_view name) const {
  return key_.empty() ? Shown(name) : key_ + "." + Shown(name);
}

void Value::Complain(std::string_view what, std::string_view expected) const {
  reading_->Complain(line(), key_, what, expected);
}

void Value::ComplainType(std::string_view expected) const {
  Complain("is " + std::string(TypeWord(node_->type())), expected);
}

void Value::ComplainUnknown(std::string_view name, size_t line,
                            std::span<const std::string_view> names) const {
  std::string what = "unknown key";
  const std::string_view nearest = Nearest(name, names);
  if (!nearest.empty()) what.append("; did you mean \"").append(nearest).append("\"?");
  reading_->Complain(line, Path(name), what, "one of: " + Joined(names));
}

void Value::ComplainMissing(std::string_view name) const {
  reading_->Complain(line(), Path(name), "is missing", "this key in every such table");
}

}  // namespace chaperone::policy
