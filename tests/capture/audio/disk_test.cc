// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/capture/audio/recorder_program.h"

// chaperone-recorder on a disk that fills.
namespace chaperone::test {
namespace {

namespace to_recorder = agent::to_recorder;
namespace from_recorder = agent::from_recorder;

// A disk of 16 MiB, seen by this process alone and gone with it.
class SmallDisk {
 public:
  SmallDisk() {
    const uid_t uid = geteuid();
    const int spaces = CLONE_NEWNS | (uid == 0 ? 0 : CLONE_NEWUSER);
    if (unshare(spaces) != 0) FAIL("no mounts of this test's own: " << strerror(errno));
    if (uid != 0) std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1";
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("tmpfs", path().c_str(), "tmpfs", 0, "size=16m,mode=0700") != 0) {
      FAIL("no small disk can be mounted: " << strerror(errno));
    }
  }
  ~SmallDisk() { umount2(path().c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  std::string path() const { return folder_ / ""; }
  // Something else takes all but so much.
  void LeaveFree(size_t kilobytes) {
    std::ofstream ballast(path() + "ballast", std::ios::app);
    const std::vector<char> block(4096);
    while (Free() > kilobytes && ballast.write(block.data(), 4096).flush()) {
    }
  }

 private:
  size_t Free() const {
    struct statvfs disk {};
    return statvfs(path().c_str(), &disk) == 0 ? disk.f_bavail * disk.f_frsize / 1024 : 0;
  }
  TestFolder folder_;
};

void RecordOn(const SmallDisk& disk, RecorderProgram& recorder, int warn_mb, int stop_mb) {
  const agent::OwnedFd file(
      open((disk.path() + "v-1.sealed").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  recorder.Permit();
  recorder.Key();
  recorder.Say(
      to_recorder::Record{kRecordingId, "", "", {0, "mic", "headset.monitor"}, warn_mb, stop_mb},
      file.get());
  REQUIRE(recorder.Await<from_recorder::Started>());
  for (int i = 0; i < 2; ++i) REQUIRE(recorder.Await<from_recorder::Level>());
  CHECK(recorder.All<from_recorder::DiskLow>().empty());
}

TEST_CASE("recorder: where the disk fills it warns, then ends the recording in order") {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  SmallDisk disk;
  RecorderProgram recorder;
  RecordOn(disk, recorder, 9, 4);

  disk.LeaveFree(7 * 1024);
  const auto warned = recorder.Await<from_recorder::DiskLow>();
  REQUIRE(warned);
  CHECK_FALSE(warned->stop);
  CHECK((warned->free_mb >= 5 && warned->free_mb <= 7));
  for (int i = 0; i < 2; ++i) REQUIRE(recorder.Await<from_recorder::Level>());
  CHECK(recorder.All<from_recorder::DiskLow>().size() == 1);  // once

  disk.LeaveFree(3 * 1024);
  const auto stopped = recorder.Await<from_recorder::DiskLow>();
  REQUIRE(stopped);
  CHECK(stopped->stop);
  CHECK(stopped->free_mb < 4);
  const auto finished = recorder.Await<from_recorder::Finished>();
  REQUIRE(finished);
  CHECK(finished->length > std::chrono::seconds{4});

  const Sound sound = Export(disk.path() + "v-1.sealed", folder);
  CHECK_FALSE(sound.exported.truncated);
  CHECK(sound.exported.problem.empty());
  CHECK(ToneLevel(sound.left, 440, 1, sound.seconds() - 0.5) > -14);
}

TEST_CASE("recorder: a disk that is full at once is told of, and what was kept opens") {
  const SoundServer server;
  const TestFolder folder;
  const Tone employee("employee", 440, folder);
  SmallDisk disk;
  RecorderProgram recorder;
  RecordOn(disk, recorder, 0, 0);
  disk.LeaveFree(0);
  const auto failed = recorder.Await<from_recorder::Failed>();
  REQUIRE(failed);
  CAPTURE(failed->why);
  CHECK(failed->why.find("make room on the disk") != std::string::npos);
  CHECK(recorder.All<from_recorder::Finished>().empty());

  const Sound sound = Export(disk.path() + "v-1.sealed", folder);
  CHECK(sound.exported.truncated);
  CHECK(sound.seconds() > 1);
  CHECK(ToneLevel(sound.left, 440, 0.5, sound.seconds()) > -14);
}

}  // namespace
}  // namespace chaperone::test
