// SPDX-License-Identifier: Apache-2.0
#include "tests/real/sound_server.h"

#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace chaperone::test {
namespace {

std::string MakeFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "chaperone-sound-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  return path;
}

}  // namespace

TestFolder::TestFolder() : path_(MakeFolder()) {}
TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

bool Eventually(const std::function<bool()>& condition, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return true;
}

std::string Output(const std::vector<std::string>& command) {
  Child child(command);
  std::string all;
  for (std::string line = child.ReadLine(); !line.empty(); line = child.ReadLine()) {
    all += line + "\n";
  }
  const int status = child.Stop(0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(command.front() + " failed: is it installed? Run installer/setup-dev");
  }
  return all;
}

SoundServer::SoundServer() : folder_(MakeFolder()) {
  address_ = "unix:" + folder_ + "/native";
  const auto sink = [](const std::string& name) {
    return "module-null-sink sink_name=" + name + " rate=48000 channels=1 channel_map=mono";
  };
  std::vector<std::string> command{"pulseaudio",        "-n",
                                   "--daemonize=no",    "--exit-idle-time=-1",
                                   "--use-pid-file=no", "--log-target=file:" + folder_ + "/log"};
  for (const std::string& module :
       {"module-native-protocol-unix auth-anonymous=1 socket=" + folder_ + "/native",
        sink("headset"), sink("employee"),
        std::string("module-remap-source source_name=mic master=employee.monitor channels=1 "
                    "channel_map=mono master_channel_map=mono remix=no")}) {
    command.emplace_back("-L");
    command.push_back(module);
  }
  setenv("PULSE_SERVER", address_.c_str(), 1);
  daemon_ = std::make_unique<Child>(
      command, std::map<std::string, std::string>{{"XDG_RUNTIME_DIR", folder_},
                                                  {"PULSE_RUNTIME_PATH", folder_},
                                                  {"HOME", folder_},
                                                  {"XDG_CONFIG_HOME", folder_}});
  const bool up =
      Eventually([&] { return std::filesystem::exists(folder_ + "/native"); }) &&
      Eventually([&] { return Pactl("list short sources").find("mic\t") != std::string::npos; });
  if (!up) {
    throw std::runtime_error("PulseAudio did not start: is it installed? Run installer/setup-dev");
  }
  Pactl("set-default-sink headset");
  Pactl("set-default-source mic");
}

SoundServer::~SoundServer() {
  daemon_->Stop(SIGTERM);
  unsetenv("PULSE_SERVER");
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void SoundServer::Kill() {
  daemon_->Stop(SIGKILL);
}

std::string SoundServer::Pactl(const std::string& arguments) const {
  std::vector<std::string> command{"pactl", "--server=" + address_};
  std::istringstream words(arguments);
  for (std::string word; words >> word;) command.push_back(word);
  Child child(command, {{"LC_ALL", "C"}});
  std::string all;
  // An empty line ends ReadLine()'s word on more: a list's entries are read by "short".
  for (std::string line = child.ReadLine(); !line.empty(); line = child.ReadLine()) {
    all += line + "\n";
  }
  child.Stop(0);
  return all;
}

}  // namespace chaperone::test
