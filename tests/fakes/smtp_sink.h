// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/fakes/child.h"

namespace chaperone::test {

// tests/fakes/smtp_sink.py, running: a real SMTP server on a port that the system chose.
class SmtpSink {
 public:
  SmtpSink(std::filesystem::path folder, const std::vector<std::string>& options, int port = 0);

  int port() const { return port_; }
  std::string ca() const { return (folder_ / "certificate.pem").string(); }
  std::vector<std::string> Mails() const;             // as they came over the wire, in order
  std::vector<std::string> Envelopes() const;         // one line of JSON for each mail
  size_t Attempts(const std::string& outcome) const;  // "accepted", "refused", "died_in_data"
  void Stop();

 private:
  std::filesystem::path folder_;
  int port_ = 0;
  std::unique_ptr<Child> child_;
};

}  // namespace chaperone::test
