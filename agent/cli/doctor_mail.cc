// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>

#include <memory>

#include "agent/cli/doctor_check.h"
#include "agent/delivery/mail_password.h"

namespace chaperone::agent {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

std::string Place(const policy::MailServer& mail) {
  const bool v6 = mail.host.find(':') != std::string::npos;
  return (v6 ? "[" + mail.host + "]" : mail.host) + ":" + std::to_string(mail.port);
}

// Connects, greets and shakes hands; sends no mail and no password.
DoctorResult Greet(const policy::MailServer& mail) {
  const std::unique_ptr<CURL, CloseHandle> handle(curl_easy_init());
  CURL* curl = handle.get();
  if (curl == nullptr)
    return {Level::kFail, "mail server", "no_curl", "libcurl does not start",
            "install the package libcurl4 again"};
  const bool tls = mail.security == policy::MailSecurity::kTls;
  const std::string url = (tls ? "smtps://" : "smtp://") + Place(mail);
  std::string words(CURL_ERROR_SIZE, '\0');
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words.data());
  if (mail.security != policy::MailSecurity::kNone) {
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  }
  if (!mail.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, mail.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  const CURLcode code = curl_easy_perform(curl);
  words.resize(words.find('\0') == std::string::npos ? words.size() : words.find('\0'));
  const std::string security(MailSecurityName(mail.security));
  if (code == CURLE_OK) {
    return {Level::kOk, "mail server", "answers", Place(mail) + " answers (" + security + ")", ""};
  }
  return {
      Level::kFail, "mail server", "does_not_answer",
      Place(mail) + " (" + security + "): " + (words.empty() ? curl_easy_strerror(code) : words) +
          ": alerts would wait",
      "check mail.host, mail.port, mail.security and mail.ca_file in the policy, and the network"};
}

}  // namespace

DoctorResults CheckMail(const policy::Policy& policy) {
  DoctorResults results;
  size_t addresses = 0;
  for (const policy::Champion& champion : policy.champions)
    addresses += 1 + champion.deputies.size();
  if (addresses > 0) {
    results.push_back({Level::kOk,
                       "champions",
                       "named",
                       std::to_string(policy.champions.size()) + " named, " +
                           std::to_string(addresses) + " addresses",
                       "try the way to them: chaperone champion test",
                       {{"champions", static_cast<int64_t>(policy.champions.size())},
                        {"addresses", static_cast<int64_t>(addresses)}}});
  }
  // Neither named: the policy's own warnings have said so.
  if (policy.mail.host.empty()) return results;
  results.push_back(Greet(policy.mail));
  const bool in_file = !policy.mail.password_file.empty();
  if (in_file || !policy.mail.password_secret.empty()) {
    const auto password = MailPassword(policy.mail, "");
    results.push_back(
        password.ok()
            ? DoctorResult{Level::kOk, "mail password", "readable",
                           in_file ? "its file can be read" : "it is in the keyring", ""}
            : DoctorResult{Level::kFail, "mail password", "not_readable", password.error().detail,
                           in_file ? "give this user a private copy of it (mode 0600), or mend "
                                     "mail.password_file"
                                   : "put it into this user's keyring, or mend "
                                     "mail.password_secret"});
  }
  return results;
}

}  // namespace chaperone::agent
