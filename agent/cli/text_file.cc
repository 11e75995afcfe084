// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "agent/bus/recording_fields.h"

namespace chaperone::agent {

policy::Result<std::string> ReadSmallFile(const std::string& file, std::istream& in, size_t most) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) {
      return policy::BadInput(file + ": cannot be read (" + std::strerror(errno) +
                              "); expected a text file, or - for standard input");
    }
  }
  std::istream& from = file == "-" ? in : opened;
  std::string text(most + 1, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (from.bad() || (from.fail() && !from.eof())) {
    return policy::BadInput(file + ": cannot be read; expected a text file");
  }
  text.resize(static_cast<size_t>(from.gcount()));
  if (text.size() > most) {
    return policy::BadInput(file + ": is longer than " + std::to_string(most) +
                            " bytes; expected less");
  }
  return text;
}

policy::Result<std::string> TextArgument(const std::string& argument, std::istream& in,
                                         size_t most) {
  if (argument == "-") return ReadSmallFile(argument, in, most);
  if (argument.size() > 1 && argument.front() == '@') {
    return ReadSmallFile(argument.substr(1), in, most);
  }
  return argument;
}

policy::Result<std::string> QuestionArgument(const std::string& argument, std::istream& in) {
  constexpr size_t kMaxBytes = 4000;  // 1000 characters
  auto text = TextArgument(argument, in, kMaxBytes);
  if (!text.ok()) return text;
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  if (auto fine = CheckQuestionText(*text); !fine.ok()) return fine.error();
  return text;
}

}  // namespace chaperone::agent
