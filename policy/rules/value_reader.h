// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "policy/base/time.h"
#include "policy/rules/policy_key.h"

// Reads checked values out of a TOML tree, and describes what may stand there. Internal to
// policy/rules: the one place, with policy_file.cc, that knows the TOML library.
namespace chaperone::policy {

// What reading one text has found: its errors, and which keys it sets on which line.
class Reading {
 public:
  // Whose text it is: some keys count only in what a user cannot change.
  enum class Source { kUnknown, kUser, kManaged };

  explicit Reading(std::string name, Source source = Source::kUnknown)
      : name_(std::move(name)), source_(source) {}

  // "NAME:LINE: KEY: what; expected …". After kMostErrors only the number goes on.
  void Complain(size_t line, std::string_view key, std::string_view what,
                std::string_view expected);
  // What is right but has no effect: "NAME:LINE: KEY: what".
  void Warn(size_t line, std::string_view key, std::string_view what);
  // A list counts as one key: what stands inside an element is not noted.
  void Set(std::string key, size_t line) {
    if (key.find('[') == std::string::npos) lines_.insert_or_assign(std::move(key), line);
  }

  const std::string& name() const { return name_; }
  Source source() const { return source_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const std::map<std::string, size_t>& lines() const { return lines_; }
  bool ok() const { return errors_.empty(); }
  std::string ErrorText() const;

 private:
  static constexpr size_t kMostErrors = 50;
  std::string name_;
  Source source_;
  std::vector<std::string> errors_;
  std::vector<std::string> warnings_;
  size_t unlisted_ = 0;
  std::map<std::string, size_t> lines_;
};

// What a text must look like, and how to say so.
struct TextForm {
  std::string_view expected;
  bool (*valid)(std::string_view text);
};
extern const TextForm kPlainText;     // one line, 1..200 characters
extern const TextForm kEmailAddress;  // name@domain
extern const TextForm kDomainName;    // a.example
extern const TextForm kHostName;      // a domain, one label, or an IP address
extern const TextForm kAbsolutePath;  // /…
extern const TextForm kSlug;          // small letters, digits, - and _
extern const TextForm kProgram;       // kProcessName or kAbsolutePath
extern const TextForm kProcessName;   // a file's name without a folder
extern const TextForm kProse;         // 1..2000 characters, lines allowed
extern const TextForm kLanguage;      // BCP 47
extern const TextForm kHotkey;        // Modifiers+Key
extern const TextForm kKey;           // 32 bytes in hexadecimal
extern const TextForm kFirmsKey;      // the same, and of no key whose private half is published

// The nearest of `known` for "did you mean", or "" where none is near.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> known);

class Value;

enum class Presence { kOptional, kRequired, kForbidden };

// One row of a schema: a key, a sentence for those who set it, and what it does to the thing that
// is being read.
template <class T>
struct Key {
  std::string_view name;
  std::string_view help;
  void (*read)(const Value& value, T& into);
  Presence presence = Presence::kOptional;
};

// A text by which a table of a list is known; several together are joined by a slash.
template <class T>
struct NameKey {
  std::string_view key;
  std::string T::*text;
};

// A value in the tree with the path that leads to it. Every reader leaves `out` alone when it
// complains. Or, made of a list of keys, no value but the question what may stand there: then every
// reader leaves `out` alone, which is the default, and notes what it would take.
class Value {
 public:
  Value(const toml::node& node, std::string key, Reading& reading)
      : node_(&node), key_(std::move(key)), reading_(&reading) {}
  // The last of `keys` is the one that is described; those of tables add theirs.
  Value(std::string key, std::vector<PolicyKey>& keys) : key_(std::move(key)), keys_(&keys) {}

  void Text(std::string& out, const TextForm& form) const;
  void Texts(std::vector<std::string>& out, const TextForm& form) const;
  // Taken from managed texts alone: an error in the user's own, without effect elsewhere.
  void ManagedText(std::string& out, const TextForm& form) const;
  // A local date: its first moment in UTC.
  void Date(WallTime& out) const;
  void Flag(bool& out) const;
  void Number(double& out, double least, double most) const;
  void Whole(int& out, int least, int most) const;
  void Counts(std::map<std::string, int>& out, int least, int most) const;
  template <class Duration>
  void Time(Duration& out, int least, int most) const {
    if (Describes()) {
      DescribeWhole(out.count(), least, most);
      keys_->back().unit = UnitOf<Duration>();
      return;
    }
    int count = 0;
    if (ReadWhole(count, least, most)) out = Duration(count);
  }
  // One of a table's names.
  template <class E>
  void OneOf(E& out, std::span<const std::pair<std::string_view, E>> table) const {
    std::vector<std::string_view> names;
    std::vector<std::string_view> chosen;
    for (const auto& [name, value] : table) {
      names.push_back(name);
      if (value == out) chosen.push_back(name);
    }
    if (Describes()) return DescribeChoice(names, chosen);
    const size_t at = ReadName(names);
    if (at < table.size()) Keep(out, table[at].second);
  }
  // One of a table's names; all but `open` are taken from managed texts alone, as ManagedText.
  template <class E>
  void ManagedOneOf(E& out, std::span<const std::pair<std::string_view, E>> table, E open) const {
    if (Describes()) {
      OneOf(out, table);
      keys_->back().managed_only = true;
      for (const auto& [name, value] : table) {
        if (value == open) keys_->back().open_choice = name;
      }
      return;
    }
    E read = open;
    std::vector<std::string_view> names;
    for (const auto& [name, value] : table) names.push_back(name);
    const size_t at = ReadName(names);
    if (at < table.size()) read = table[at].second;
    if (at < table.size() && (read == open || IsManaged())) Keep(out, std::move(read));
  }
  template <class E>
  void SomeOf(std::vector<E>& out, std::span<const std::pair<std::string_view, E>> table) const {
    std::vector<std::string_view> names;
    std::vector<std::string_view> chosen;
    for (const auto& [name, value] : table) {
      names.push_back(name);
      if (std::find(out.begin(), out.end(), value) != out.end()) chosen.push_back(name);
    }
    if (Describes()) return DescribeChoices(names, chosen);
    std::vector<E> read;
    if (EachElement("an array of names", [&](const Value& element) {
          const size_t at = element.ReadName(names);
          if (at < table.size()) read.push_back(table[at].second);
        })) {
      Keep(out, std::move(read));
    }
  }
  // A table whose keys the schema names; anything else in it is an error.
  template <class T>
  void Keys(T& out, std::span<const Key<T>> schema) const {
    if (Describes()) return DescribeKeys(ValueType::kTable, key_, out, schema);
    const toml::table* table = AsTable();
    if (table == nullptr) return;
    std::vector<std::string_view> offered;
    for (const Key<T>& row : schema) {
      if (row.presence != Presence::kForbidden) offered.push_back(row.name);
      if (row.presence == Presence::kRequired && !table->contains(row.name)) {
        ComplainMissing(row.name);
      }
    }
    for (const auto& [name, node] : *table) {
      const auto row =
          std::find_if(schema.begin(), schema.end(),
                       [&, text = name.str()](const Key<T>& each) { return each.name == text; });
      if (row != schema.end()) {
        row->read(Value(node, Path(name.str()), *reading_), out);
      } else {
        ComplainUnknown(name.str(), LineOf(name, node), offered);
      }
    }
  }
  // An array of such tables: replaces what was there.
  template <class T>
  void Tables(std::vector<T>& out, std::span<const Key<T>> schema) const {
    if (Describes()) {
      T one{};
      return DescribeKeys(ValueType::kTables, key_ + "[]", one, schema);
    }
    std::vector<T> read;
    if (EachElement("an array of tables", [&](const Value& element) {
          T one{};
          element.Keys(one, schema);
          read.push_back(std::move(one));
        })) {
      Keep(out, std::move(read));
    }
  }
  // The same, but an element with a name that is there already replaces that one, and others are
  // added.
  template <class T>
  void NamedTables(std::vector<T>& out, std::span<const Key<T>> schema,
                   std::initializer_list<NameKey<T>> names = {{"name", &T::name}}) const {
    const auto name_of = [&](const T& one) {
      std::string name;
      for (const NameKey<T>& each : names)
        name.append(name.empty() ? "" : "/").append(one.*each.text);
      return name;
    };
    if (Describes()) {
      PolicyKey& list = keys_->back();
      for (const NameKey<T>& each : names) list.merged_by.emplace_back(each.key);
      std::vector<std::string> there;
      std::transform(out.begin(), out.end(), std::back_inserter(there), name_of);
      list.preset = Listed(there);
      T one{};
      return DescribeKeys(ValueType::kTables, key_ + "[]", one, schema);
    }
    std::vector<std::string> seen;
    EachElement("an array of tables", [&](const Value& element) {
      T one{};
      element.Keys(one, schema);
      const std::string own_name = name_of(one);
      for (const std::string& name : seen) {
        if (!name.empty() && name == own_name)
          element.Complain("has a name that is used above", "another name");
      }
      seen.push_back(own_name);
      reading_->Set(key_ + "." + own_name, element.line());
      for (T& there : out) {
        if (name_of(there) != own_name) continue;
        there = std::move(one);
        return;
      }
      out.push_back(std::move(one));
    });
  }
  // For keys that must never be in a policy file; `expected` says where they belong.
  void Forbid(std::string_view what, std::string_view expected) const { Complain(what, expected); }

 private:
  bool Describes() const { return keys_ != nullptr; }
  template <class Duration>
  static constexpr std::string_view UnitOf() {
    if constexpr (std::is_same_v<Duration, std::chrono::milliseconds>) return "ms";
    if constexpr (std::is_same_v<Duration, std::chrono::seconds>) return "s";
    if constexpr (std::is_same_v<Duration, std::chrono::days>) return "days";
  }
  void Describe(ValueType type, std::string_view expected, std::string preset) const;
  void DescribeWhole(int64_t preset, int least, int most) const;
  void DescribeChoice(std::span<const std::string_view> names,
                      std::span<const std::string_view> chosen) const;
  void DescribeChoices(std::span<const std::string_view> names,
                       std::span<const std::string_view> chosen) const;
  template <class T>
  void DescribeKeys(ValueType type, const std::string& path, T& out,
                    std::span<const Key<T>> schema) const {
    // The root of all is no key itself.
    if (!keys_->empty()) keys_->back().type = type;
    for (const Key<T>& row : schema) {
      if (row.presence == Presence::kForbidden) continue;
      std::string key = path;
      key.append(path.empty() ? "" : ".").append(row.name);
      PolicyKey& described = keys_->emplace_back();
      described.key = key;
      described.help = row.help;
      described.required = row.presence == Presence::kRequired;
      row.read(Value(std::move(key), *keys_), out);
    }
  }
  // As JSON.
  static std::string Listed(const std::vector<std::string>& texts);

  size_t line() const { return node_->source().begin.line; }
  static size_t LineOf(const toml::key& key, const toml::node& node);
  std::string Path(std::string_view name) const;
  void Complain(std::string_view what, std::string_view expected) const;
  void ComplainUnknown(std::string_view name, size_t line,
                       std::span<const std::string_view> names) const;
  void ComplainMissing(std::string_view name) const;
  const toml::table* AsTable() const;
  bool ReadText(std::string& out, const TextForm& form) const;
  bool ReadWhole(int& out, int least, int most) const;
  bool IsManaged() const;  // complains or warns where not
  size_t ReadName(std::span<const std::string_view> names) const;
  template <class Read>
  bool EachElement(std::string_view expected, const Read& read) const {
    const toml::array* array = node_->as_array();
    if (array == nullptr) {
      ComplainType(expected);
      return false;
    }
    size_t number = 0;
    for (const toml::node& element : *array) {
      ++number;
      read(Value(element, key_ + "[" + std::to_string(number) + "]", *reading_));
    }
    return true;
  }
  void ComplainType(std::string_view expected) const;
  template <class T>
  void Keep(T& out, T value) const {
    reading_->Set(key_, line());
    out = std::move(value);
  }

  const toml::node* node_ = nullptr;
  std::string key_;
  Reading* reading_ = nullptr;
  std::vector<PolicyKey>* keys_ = nullptr;
};

}  // namespace chaperone::policy
