// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "agent/cli/doctor_check.h"

namespace chaperone::agent {

// Which versions are at work here; "" : not there, or it does not say.
struct Versions {
  std::string program;  // this one
  std::string agent;    // the running one
  std::string reader;
  std::string recorder;
  std::string tray;
  std::string sqlite;
  std::string sodium;
  std::string curl;
  std::string tesseract;
  std::string kernel;
  std::string distribution;          // "debian"
  std::string distribution_version;  // "12"
};
Versions AskVersions(const SessionView& session);

}  // namespace chaperone::agent
