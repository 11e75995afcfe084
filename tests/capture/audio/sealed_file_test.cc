// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/sealed_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <random>

namespace chaperone::capture {
namespace {

using Bytes = std::vector<uint8_t>;

const SealedKey kKey{1, 2, 3};
constexpr size_t kHead = 8 + 1 + 1 + 3 + 16 + 24;  // with an id of three bytes

Bytes Content(uint8_t of) {
  return Bytes(size_t{100} + of, of);
}
size_t RecordSize(uint8_t of) {
  return 8 + Content(of).size() + 17;
}

class MemoryFile {
 public:
  MemoryFile() : fd(memfd_create("sealed", MFD_CLOEXEC)) {}
  explicit MemoryFile(const Bytes& bytes) : MemoryFile() {
    REQUIRE(write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    lseek(fd, 0, SEEK_SET);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(fd); }
  Bytes All() const {
    Bytes out(static_cast<size_t>(lseek(fd, 0, SEEK_END)));
    REQUIRE(pread(fd, out.data(), out.size(), 0) == static_cast<ssize_t>(out.size()));
    return out;
  }
  const int fd;
};

Bytes Sealed(int records, bool finish, const std::string& id = "v-1", const SealedKey& key = kKey) {
  const MemoryFile file;
  auto writer = SealedFileWriter::Begin(file.fd, id, key);
  REQUIRE(writer.ok());
  for (int i = 0; i < records; ++i) REQUIRE(writer->Append(Content(static_cast<uint8_t>(i))).ok());
  if (finish) REQUIRE(writer->Finish().ok());
  CHECK(writer->bytes() == file.All().size());
  return file.All();
}

struct Read {
  int records = 0;
  bool complete = false;
  SealedProblem problem = SealedProblem::kNone;
  uint32_t at = 0;
  bool operator==(const Read&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Read& r) {
  return out << r.records << (r.complete ? " complete" : " open") << " problem "
             << static_cast<int>(r.problem) << " at " << r.at;
}
Read ReadAll(const Bytes& bytes, const SealedKey& key = kKey, const std::string& id = "v-1") {
  const MemoryFile file(bytes);
  auto reader = SealedFileReader::Open(file.fd, id, key);
  REQUIRE(reader.ok());
  Read out;
  while (const auto content = (*reader)->Next()) {
    const Bytes expected = Content(static_cast<uint8_t>(out.records));
    CHECK(Bytes(content->begin(), content->end()) == expected);
    ++out.records;
  }
  out.complete = (*reader)->complete();
  out.problem = (*reader)->problem();
  out.at = (*reader)->record();
  CHECK((*reader)->ProblemForPeople().empty() == (out.problem == SealedProblem::kNone));
  return out;
}

TEST_CASE("sealed file: what was written is read, and known to be complete") {
  CHECK(ReadAll(Sealed(5, true)) == Read{5, true, SealedProblem::kNone, 6});
}

TEST_CASE("sealed file: one without its end is truncated, not damaged") {
  CHECK(ReadAll(Sealed(5, false)) == Read{5, false, SealedProblem::kNone, 5});
  CHECK(ReadAll(Sealed(0, false)) == Read{0, false, SealedProblem::kNone, 0});
}

TEST_CASE("sealed file: neither the content nor the key stands in it") {
  const Bytes bytes = Sealed(5, true);
  const Bytes content = Content(4);
  CHECK(std::search(bytes.begin(), bytes.end(), content.begin(), content.begin() + 16) ==
        bytes.end());
  CHECK(std::search(bytes.begin(), bytes.end(), kKey.begin(), kKey.end()) == bytes.end());
}

TEST_CASE("sealed file: a wrong key is named as one") {
  CHECK(ReadAll(Sealed(3, true), SealedKey{9}).problem == SealedProblem::kWrongKey);
}

TEST_CASE("sealed file: another recording's file is named as one") {
  CHECK(ReadAll(Sealed(3, true, "v-2")).problem == SealedProblem::kWrongFile);
}

TEST_CASE("sealed file: something else is named as that") {
  CHECK(ReadAll({}).problem == SealedProblem::kNotSealed);
  CHECK(ReadAll(Bytes(5000, 'x')).problem == SealedProblem::kNotSealed);
  Bytes later = Sealed(1, true);
  later[8] = 2;
  CHECK(ReadAll(later).problem == SealedProblem::kVersion);
}

TEST_CASE("sealed file: cut anywhere, it yields all whole records and says where it ends") {
  const Bytes whole = Sealed(3, true);
  size_t end = kHead;
  std::vector<size_t> ends;
  for (uint8_t i = 0; i < 3; ++i) ends.push_back(end += RecordSize(i));
  for (size_t cut = kHead; cut < whole.size(); ++cut) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
    const auto kept = static_cast<int>(
        std::count_if(ends.begin(), ends.end(), [&](size_t at) { return at <= cut; }));
    const bool between = cut == kHead || std::find(ends.begin(), ends.end(), cut) != ends.end();
    CHECK(ReadAll(part) == Read{kept, false,
                                between ? SealedProblem::kNone : SealedProblem::kCutRecord,
                                static_cast<uint32_t>(kept)});
  }
  for (size_t cut = 0; cut < kHead; ++cut) {
    CHECK(ReadAll(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut))).problem ==
          SealedProblem::kNotSealed);
  }
}

TEST_CASE("sealed file: a flipped bit is found in its record, wherever it is") {
  const Bytes whole = Sealed(3, true);
  for (size_t at = 0; at < whole.size(); ++at) {
    Bytes flipped = whole;
    flipped[at] ^= static_cast<uint8_t>(1U << (at % 8));
    const Read read = ReadAll(flipped);
    CAPTURE(at, read);
    CHECK_FALSE((read.complete && read.problem == SealedProblem::kNone));
    CHECK(read.problem != SealedProblem::kNone);
    size_t end = kHead;
    int before = 0;
    for (uint8_t i = 0; i < 3 && (end += RecordSize(i)) <= at; ++i) ++before;
    CHECK(read.records == (at < kHead ? 0 : before));
  }
}

Bytes Record(const Bytes& whole, uint8_t index) {
  size_t begin = kHead;
  for (uint8_t i = 0; i < index; ++i) begin += RecordSize(i);
  const auto at = whole.begin() + static_cast<std::ptrdiff_t>(begin);
  return {at, at + static_cast<std::ptrdiff_t>(RecordSize(index))};
}
Bytes Rebuilt(const Bytes& whole, const std::vector<Bytes>& records) {
  Bytes out(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kHead));
  for (const Bytes& record : records) out.insert(out.end(), record.begin(), record.end());
  return out;
}

TEST_CASE("sealed file: reordered, doubled and missing records are named") {
  const Bytes whole = Sealed(4, true);
  const auto r = [&](uint8_t i) { return Record(whole, i); };
  CHECK(ReadAll(Rebuilt(whole, {r(0), r(2), r(1), r(3)})) ==
        Read{1, false, SealedProblem::kMisplaced, 1});
  CHECK(ReadAll(Rebuilt(whole, {r(0), r(0), r(1)})) ==
        Read{1, false, SealedProblem::kMisplaced, 1});
  CHECK(ReadAll(Rebuilt(whole, {r(0), r(1), r(3)})) ==
        Read{2, false, SealedProblem::kMisplaced, 2});
}

TEST_CASE("sealed file: a record of another file, or renumbered, does not pass") {
  const Bytes whole = Sealed(3, true);
  const Bytes other = Sealed(3, true);  // same key and id, another stream
  CHECK(ReadAll(Rebuilt(whole, {Record(whole, 0), Record(other, 1), Record(whole, 2)})) ==
        Read{1, false, SealedProblem::kChanged, 1});
  Bytes renumbered = Record(whole, 2);
  renumbered[0] = 1;
  CHECK(ReadAll(Rebuilt(whole, {Record(whole, 0), renumbered})) ==
        Read{1, false, SealedProblem::kChanged, 1});
}

TEST_CASE("sealed file: what was added after the end is named, the recording stays complete") {
  Bytes whole = Sealed(2, true);
  whole.push_back(0);
  CHECK(ReadAll(whole) == Read{2, true, SealedProblem::kAfterEnd, 3});
}

TEST_CASE("sealed file: a length as large as the world is refused before it is believed") {
  Bytes whole = Sealed(1, true);
  for (size_t i = 4; i < 8; ++i) whole[kHead + i] = 0xff;
  CHECK(ReadAll(whole) == Read{0, false, SealedProblem::kChanged, 0});
}

TEST_CASE("sealed file: a full disk is an error, and what was written before is whole") {
  const MemoryFile file;
  REQUIRE(fcntl(file.fd, F_GETFD) >= 0);
  auto writer = SealedFileWriter::Begin(file.fd, "v-1", kKey);
  REQUIRE(writer.ok());
  REQUIRE(writer->Append(Content(0)).ok());
  const int read_only = open(("/proc/self/fd/" + std::to_string(file.fd)).c_str(), O_RDONLY);
  REQUIRE(dup2(read_only, file.fd) == file.fd);
  close(read_only);
  CHECK_FALSE(writer->Append(Content(1)).ok());
  lseek(file.fd, 0, SEEK_SET);
  CHECK(ReadAll(file.All()) == Read{1, false, SealedProblem::kNone, 1});
}

}  // namespace
}  // namespace chaperone::capture
