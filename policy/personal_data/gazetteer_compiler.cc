// SPDX-License-Identifier: Apache-2.0
// Build tool: gazetteer_compiler FOLDER OUT.cc writes the gazetteer's table from its lists.
#include <algorithm>
#include <fstream>
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

// Calls use(field) for the words of a file: by white space, or by line (first comma-separated
// field).
template <class Use>
void ForEach(const std::string& path, bool by_line, Use use) {
  std::ifstream file(path);
  if (!file) {
    std::cerr << path << ": cannot be read\n";
    std::exit(1);
  }
  size_t count = 0;
  if (by_line) {
    for (std::string line; std::getline(file, line); ++count) use(line);
  } else {
    for (std::string word; file >> word; ++count) use(word);
  }
  if (count == 0) {
    std::cerr << path << ": holds no words\n";
    std::exit(1);
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

Words Collect(const std::string& folder) {
  Words words;
  ForEach(folder + "/surnames_us.txt", true, [&](const std::string& line) {
    AddName(words, line, &WordClass::surname, Usual::kRare);
  });
  for (const char* file : {"/surnames_uk.txt", "/surnames_world.txt"}) {
    ForEach(folder + file, true, [&](const std::string& line) {
      AddName(words, line, &WordClass::surname, Usual::kCommon);
    });
  }
  ForEach(folder + "/given_names_us.csv", true, [&](const std::string& line) {
    const size_t comma = line.find(',');
    const long births = comma == std::string::npos ? 0 : std::atol(line.c_str() + comma + 1);
    if (births <= 0) return;  // the heading
    AddName(words, line.substr(0, comma), &WordClass::given,
            births >= 50000  ? Usual::kCommon
            : births >= 3000 ? Usual::kKnown
                             : Usual::kRare);
  });
  ForEach(folder + "/given_names_world.txt", true,
          [&](const std::string& line) { AddName(words, line, &WordClass::given, Usual::kKnown); });
  const struct {
    const char* file;
    bool WordClass::*flag;
    bool value;
  } flags[] = {{"/common_words.txt", &WordClass::word, true},
               {"/mostly_names.txt", &WordClass::word, false},
               {"/also_words.txt", &WordClass::word, true},
               {"/ui_words.txt", &WordClass::never, true},
               {"/places.txt", &WordClass::place, true}};
  for (const auto& flag : flags) {
    ForEach(folder + flag.file, false,
            [&](const std::string& word) { words[Key(word)].*flag.flag = flag.value; });
  }
  ForEach(folder + "/uk_postcode_districts.csv", true, [&](const std::string& line) {
    std::string town = Key(std::string_view(line).substr(line.find(',') + 1));
    std::replace(town.begin(), town.end(), ' ', '_');
    std::replace(town.begin(), town.end(), '-', '_');
    if (town.size() >= 4) words[town].place = true;
  });
  return words;
}

int Run(const std::string& folder, const std::string& out_path) {
  std::vector<std::pair<uint64_t, uint8_t>> entries;
  for (const auto& [word, word_class] : Collect(folder)) {
    entries.emplace_back(gazetteer::Hash(word), gazetteer::Pack(word_class));
  }
  std::sort(entries.begin(), entries.end());
  std::vector<uint32_t> districts;
  ForEach(folder + "/uk_postcode_districts.csv", true, [&](const std::string& line) {
    const std::string_view district = std::string_view(line).substr(0, line.find(','));
    if (district.size() <= 4) districts.push_back(gazetteer::PackDistrict(district));
  });
  std::sort(districts.begin(), districts.end());

  std::ofstream out(out_path);
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
  out.close();
  return out ? 0 : 1;
}

}  // namespace
}  // namespace chaperone::policy

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: gazetteer_compiler FOLDER OUT.cc\n";
    return 2;
  }
  return chaperone::policy::Run(argv[1], argv[2]);
}
