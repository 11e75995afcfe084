// SPDX-License-Identifier: Apache-2.0
// Build tool, a filter: reads the gazetteer's lists as `tail -n +1 FILE…` prints them, writes the
// table's source.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "policy/personal_data/gazetteer_table.h"
#include "policy/personal_data/text.h"

namespace chaperone::policy {
namespace {

using Words = std::map<std::string, WordClass>;

std::string Key(std::string_view word) {
  std::string key;
  for (const char c : Fold(word).text) {
    if (IsLetter(c) || c == '_' || c == '-' || c == ' ') key.push_back(ToLower(c));
  }
  return key;
}

// The lists by file name, each as its lines.
using Lists = std::map<std::string, std::vector<std::string>>;

Lists ReadLists(std::istream& in) {
  Lists lists;
  std::vector<std::string>* list = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("==> ", 0) == 0 && line.size() > 8) {
      const std::string path = line.substr(4, line.size() - 8);
      list = &lists[path.substr(path.rfind('/') + 1)];
    } else if (list && !line.empty()) {
      list->push_back(line);
    }
  }
  return lists;
}

// Calls use(field) for a list: by line, or by white space.
template <class Use>
void ForEach(const Lists& lists, const std::string& name, bool by_line, Use use) {
  const auto list = lists.find(name);
  if (list == lists.end() || list->second.empty()) {
    std::cerr << "gazetteer_compiler: " << name << " is missing or holds no words\n";
    std::exit(1);
  }
  for (const std::string& line : list->second) {
    if (by_line) {
      use(line);
      continue;
    }
    std::istringstream words(line);
    for (std::string word; words >> word;) use(word);
  }
}

// A name of several parts ("De la Cruz", "Anna-Maria") counts as its parts of four letters or more.
void AddName(Words& words, const std::string& name, Usual WordClass::*role, Usual usual) {
  std::string key = Key(name);
  std::replace(key.begin(), key.end(), '-', ' ');
  std::istringstream parts(key);
  const bool several = key.find(' ') != std::string::npos;
  for (std::string part; parts >> part;) {
    if (part.size() < (several ? 4u : 2u)) continue;
    Usual& have = words[part].*role;
    have = std::max(have, usual);
  }
}

Words Collect(const Lists& lists) {
  Words words;
  ForEach(lists, "surnames_us.txt", true, [&](const std::string& line) {
    AddName(words, line, &WordClass::surname, Usual::kRare);
  });
  for (const char* file : {"surnames_uk.txt", "surnames_world.txt", "surnames_more.txt"}) {
    ForEach(lists, file, true, [&](const std::string& line) {
      AddName(words, line, &WordClass::surname, Usual::kCommon);
    });
  }
  ForEach(lists, "given_names_us.csv", true, [&](const std::string& line) {
    const size_t comma = line.find(',');
    const long births = comma == std::string::npos ? 0 : std::atol(line.c_str() + comma + 1);
    if (births <= 0) return;  // the heading
    AddName(words, line.substr(0, comma), &WordClass::given,
            births >= 50000  ? Usual::kCommon
            : births >= 3000 ? Usual::kKnown
                             : Usual::kRare);
  });
  for (const char* file : {"given_names_world.txt", "given_names_more.txt"}) {
    ForEach(lists, file, true, [&](const std::string& line) {
      AddName(words, line, &WordClass::given, Usual::kKnown);
    });
  }
  const struct {
    const char* file;
    bool WordClass::*flag;
    bool value;
  } flags[] = {{"common_words.txt", &WordClass::word, true},
               {"mostly_names.txt", &WordClass::word, false},
               {"also_words.txt", &WordClass::word, true},
               {"ui_words.txt", &WordClass::never, true},
               {"places.txt", &WordClass::place, true}};
  for (const auto& flag : flags) {
    ForEach(lists, flag.file, false,
            [&](const std::string& word) { words[Key(word)].*flag.flag = flag.value; });
  }
  ForEach(lists, "uk_postcode_districts.csv", true, [&](const std::string& line) {
    std::string town = Key(std::string_view(line).substr(line.find(',') + 1));
    std::replace(town.begin(), town.end(), ' ', '_');
    std::replace(town.begin(), town.end(), '-', '_');
    if (town.size() >= 4) words[town].place = true;
  });
  return words;
}

int Run(const Lists& lists, std::ostream& out) {
  std::vector<std::pair<uint64_t, uint8_t>> entries;
  for (const auto& [word, word_class] : Collect(lists)) {
    entries.emplace_back(gazetteer::Hash(word), gazetteer::Pack(word_class));
  }
  std::sort(entries.begin(), entries.end());
  std::vector<uint32_t> districts;
  ForEach(lists, "uk_postcode_districts.csv", true, [&](const std::string& line) {
    const std::string_view district = std::string_view(line).substr(0, line.find(','));
    if (district.size() <= 4) districts.push_back(gazetteer::PackDistrict(district));
  });
  std::sort(districts.begin(), districts.end());

  out << "// Written by gazetteer_compiler.\n#include \"policy/personal_data/gazetteer_table.h\"\n"
         "namespace chaperone::policy::gazetteer {\n";
  const auto write = [&](const char* name, const std::vector<uint32_t>& values) {
    out << "const uint32_t " << name << "[] = {";
    for (size_t i = 0; i < values.size(); ++i) out << (i % 16 == 0 ? "\n" : "") << values[i] << ',';
    out << "};\n";
  };
  std::vector<uint32_t> packed;
  std::vector<uint32_t> buckets(gazetteer::kBucketCount + 1);
  for (const auto& [hash, bits] : entries) {
    packed.push_back(gazetteer::Tag(hash) << 8 | bits);
    ++buckets[gazetteer::Bucket(hash) + 1];
  }
  for (size_t i = 1; i < buckets.size(); ++i) buckets[i] += buckets[i - 1];
  write("kEntries", packed);
  write("kBuckets", buckets);
  write("kDistricts", districts);
  out << "const size_t kDistrictCount = " << districts.size() << ";\n}\n";
  out.flush();
  return out ? 0 : 1;
}

}  // namespace
}  // namespace chaperone::policy

int main() {
  return chaperone::policy::Run(chaperone::policy::ReadLists(std::cin), std::cout);
}
