// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/base/time.h"

// Reads checked values out of a TOML tree. Internal to policy/rules: the one place, with
// policy_file.cc, that knows the TOML library.
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

// The nearest of `known` for "did you mean", or "" where none is near.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> known);

class Value;

enum class Presence { kOptional, kRequired, kForbidden };

// One row of a schema: a key and what it does to the thing that is being read.
template <class T>
struct Key {
  std::string_view name;
  void (*read)(const Value& value, T& into);
  Presence presence = Presence::kOptional;
};

// A value in the tree with the path that leads to it. Every reader leaves `out` alone when it
// complains.
class Value {
 public:
  Value(const toml::node& node, std::string key, Reading& reading)
      : node_(node), key_(std::move(key)), reading_(reading) {}

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
    int count = 0;
    if (ReadWhole(count, least, most)) out = Duration(count);
  }
  // One of a table's names.
  template <class E>
  void OneOf(E& out, std::span<const std::pair<std::string_view, E>> table) const {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : table) names.push_back(name);
    const size_t at = ReadName(names);
    if (at < table.size()) Keep(out, table[at].second);
  }
  // One of a table's names; all but `open` are taken from managed texts alone, as ManagedText.
  template <class E>
  void ManagedOneOf(E& out, std::span<const std::pair<std::string_view, E>> table, E open) const {
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
    for (const auto& [name, value] : table) names.push_back(name);
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
        row->read(Value(node, Path(name.str()), reading_), out);
      } else {
        ComplainUnknown(name.str(), LineOf(name, node), offered);
      }
    }
  }
  // An array of such tables: replaces what was there.
  template <class T>
  void Tables(std::vector<T>& out, std::span<const Key<T>> schema) const {
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
  void NamedTables(std::vector<T>& out, std::span<const Key<T>> schema) const {
    NamedTables(out, schema, [](const T& one) { return one.name; });
  }
  template <class T, class NameOf>
  void NamedTables(std::vector<T>& out, std::span<const Key<T>> schema,
                   const NameOf& name_of) const {
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
      reading_.Set(key_ + "." + own_name, element.line());
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
  size_t line() const { return node_.source().begin.line; }
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
    const toml::array* array = node_.as_array();
    if (array == nullptr) {
      ComplainType(expected);
      return false;
    }
    size_t number = 0;
    for (const toml::node& element : *array) {
      ++number;
      read(Value(element, key_ + "[" + std::to_string(number) + "]", reading_));
    }
    return true;
  }
  void ComplainType(std::string_view expected) const;
  template <class T>
  void Keep(T& out, T value) const {
    reading_.Set(key_, line());
    out = std::move(value);
  }

  const toml::node& node_;
  std::string key_;
  Reading& reading_;
};

}  // namespace chaperone::policy
