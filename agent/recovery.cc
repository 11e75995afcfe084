// SPDX-License-Identifier: Apache-2.0
#include "agent/recovery.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "agent/owned_fd.h"
#include "capture/audio/locked_memory.h"

namespace chaperone::agent {
namespace {

using policy::BadInput;
using policy::Result;

constexpr size_t kPublic = crypto_box_PUBLICKEYBYTES;
constexpr size_t kSecret = crypto_box_SECRETKEYBYTES;
constexpr size_t kMaxJson = size_t{4} << 20;

policy::Error CannotOpen(const std::string& file) {
  return BadInput(file + " cannot be opened: " + std::strerror(errno));
}

std::string Hex(std::span<const uint8_t> bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

// All of the digits, nothing else, exactly so many bytes.
bool FromHex(std::string_view text, std::span<uint8_t> into) {
  size_t got = 0;
  return text.size() == into.size() * 2 &&
         sodium_hex2bin(into.data(), into.size(), text.data(), text.size(), nullptr, &got,
                        nullptr) == 0 &&
         got == into.size();
}

// The secret half, in locked memory.
Result<capture::LockedMemory> ReadSecret(const std::string& file) {
  const OwnedFd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return CannotOpen(file);
  struct stat what {};
  if (fstat(fd.get(), &what) != 0 || !S_ISREG(what.st_mode)) return BadInput(file + " is no file");
  if ((what.st_mode & 077) != 0) {
    return BadInput(file + " can be read by others; a recovery key must be its owner's alone: " +
                    "chmod 600 " + file);
  }
  auto memory = capture::LockedMemory::Create(kSecret * 4);
  if (!memory) return memory.error();
  const auto text = memory->as<char>().subspan(kSecret);
  ssize_t got = read(fd.get(), text.data(), text.size());
  while (got > 0 && (text[static_cast<size_t>(got) - 1] == '\n')) --got;
  const std::string_view digits(text.data(), got > 0 ? static_cast<size_t>(got) : 0);
  if (!FromHex(digits, memory->as<uint8_t>().first(kSecret))) {
    return BadInput(file + " is not a recovery key: 64 hexadecimal digits are expected, as " +
                    "`chaperone-recorder recovery-key FILE` writes them");
  }
  return memory;
}

struct Note {
  std::string recording;
  std::array<uint8_t, kPublic> recovery_key{};
  std::array<uint8_t, sizeof(capture::SealedKey) + crypto_box_SEALBYTES> sealed_key{};
};

Result<Note> ReadNote(const std::string& file) {
  const OwnedFd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) {
    return BadInput(file + " cannot be opened: " + std::strerror(errno) +
                    "; it belongs beside the sealed recording and holds its key");
  }
  std::string text(kMaxJson, '\0');
  size_t size = 0;
  for (ssize_t n = 1; n > 0 && size < text.size();
       size += static_cast<size_t>(std::max<ssize_t>(n, 0)))
    n = read(fd.get(), text.data() + size, text.size() - size);
  text.resize(size);
  const policy::Error bad = BadInput(file +
                                     " is not what was archived with a recording: it was "
                                     "changed, or belongs to a later version of Chaperone");
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto member = [&](const char* name) -> std::string {
    if (!json.is_object() || !json.contains(name) || !json[name].is_string()) return "";
    return json[name].get<std::string>();
  };
  if (member("format") != "chaperone-recovery-1") return bad;
  Note note;
  note.recording = member("recording");
  if (note.recording.empty() || !FromHex(member("recovery_key"), note.recovery_key) ||
      !FromHex(member("sealed_key"), note.sealed_key)) {
    return bad;
  }
  return note;
}

}  // namespace

Result<std::string> MakeRecoveryKey(const std::string& file) {
  auto memory = capture::LockedMemory::Create(kSecret * 4);
  if (!memory) return memory.error();
  std::array<uint8_t, kPublic> public_half{};
  uint8_t* const secret = memory->data();
  crypto_box_keypair(public_half.data(), secret);
  char* const text = memory->as<char>().data() + kSecret;
  sodium_bin2hex(text, kSecret * 2 + 1, secret, kSecret);
  text[kSecret * 2] = '\n';
  const OwnedFd fd(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.valid()) {
    return errno == EEXIST
               ? BadInput(file +
                          " exists already; a recovery key is never overwritten, since "
                          "recordings could not be recovered any more: choose another name")
               : CannotOpen(file);
  }
  if (write(fd.get(), text, kSecret * 2 + 1) != static_cast<ssize_t>(kSecret * 2 + 1) ||
      fsync(fd.get()) != 0) {
    unlink(file.c_str());
    return policy::IoError(file + " could not be written: " + std::strerror(errno));
  }
  return Hex(public_half);
}

Result<capture::Remuxed> RecoverRecording(const std::string& sealed, const std::string& key_file,
                                          const std::string& out) {
  constexpr std::string_view kEnding = ".sealed";
  if (!sealed.ends_with(kEnding)) {
    return BadInput(sealed + " is not an archived recording: its name would end in .sealed");
  }
  auto secret = ReadSecret(key_file);
  if (!secret) return secret.error();
  const std::string note_file = sealed.substr(0, sealed.size() - kEnding.size()) + ".recovery.json";
  const auto note = ReadNote(note_file);
  if (!note) return note.error();
  std::array<uint8_t, kPublic> public_half{};
  crypto_scalarmult_base(public_half.data(), secret->data());
  if (public_half != note->recovery_key) {
    return BadInput(
        "this recording was sealed to another recovery key: " + Hex(note->recovery_key) + "; " +
        key_file + " is the secret half of " + Hex(public_half));
  }
  auto opened = capture::LockedMemory::Create(sizeof(capture::SealedKey));
  if (!opened) return opened.error();
  if (crypto_box_seal_open(opened->data(), note->sealed_key.data(), note->sealed_key.size(),
                           public_half.data(), secret->data()) != 0) {
    return BadInput(note_file +
                    ": the sealed key was changed, the recording cannot be opened with it");
  }
  const OwnedFd in(open(sealed.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.valid()) return CannotOpen(sealed);
  const OwnedFd to(open(out.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!to.valid()) {
    return errno == EEXIST ? BadInput(out + " exists already; choose another name")
                           : CannotOpen(out);
  }
  auto& key = *reinterpret_cast<capture::SealedKey*>(opened->data());
  auto done = capture::Remux(in.get(), note->recording, key, to.get());
  if (!done) {
    unlink(out.c_str());
    return policy::Error{done.error().code, false, sealed + ": " + done.error().detail};
  }
  return done;
}

}  // namespace chaperone::agent
