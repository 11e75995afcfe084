// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/smtp.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "agent/delivery/mail_password.h"
#include "agent/delivery/mime.h"
#include "agent/delivery/smtp_dialogue.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::MailSecurity;
using policy::MailServer;
using policy::Result;

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// What libcurl's codes mean for people.
struct Meaning {
  CURLcode code;
  bool needs_attention;
  const char* text;
};
constexpr std::array<Meaning, 11> kMeanings = {{
    {CURLE_COULDNT_RESOLVE_HOST, false,
     "its name is not known here. Check the network and mail.host"},
    {CURLE_COULDNT_CONNECT, false, "no connection. Check the network, mail.host and mail.port"},
    {CURLE_OPERATION_TIMEDOUT, false, "it did not answer in time"},
    {CURLE_USE_SSL_FAILED, true,
     "it does not offer the encryption that the policy requires (mail.security), so nothing was "
     "sent"},
    {CURLE_PEER_FAILED_VERIFICATION, true,
     "its certificate is not trusted, so nothing was sent. Check mail.ca_file and mail.host"},
    {CURLE_SSL_CACERT_BADFILE, true,
     "mail.ca_file cannot be read. Check the path and its contents"},
    {CURLE_SSL_CONNECT_ERROR, true,
     "encryption could not be agreed on. Check mail.security and mail.port"},
    {CURLE_LOGIN_DENIED, true, "it refused the login. Check mail.username and the password"},
    {CURLE_GOT_NOTHING, false, "it closed the connection"},
    {CURLE_RECV_ERROR, false, "the connection broke"},
    {CURLE_SEND_ERROR, false, "the connection broke"},
}};

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "::1" ||
         (host.rfind("127.", 0) == 0 && host.find_first_not_of("0123456789.") == std::string::npos);
}

int Follow(CURL*, curl_infotype kind, char* data, size_t size, void* context) {
  auto& dialogue = *static_cast<SmtpDialogue*>(context);
  const std::string_view text(data, size);
  if (kind == CURLINFO_HEADER_OUT) dialogue.Sent(text);
  if (kind == CURLINFO_HEADER_IN) dialogue.Received(text);
  return 0;
}

struct Source {
  std::string_view left;
};

size_t Supply(char* buffer, size_t size, size_t count, void* context) {
  auto& source = *static_cast<Source*>(context);
  const size_t give = std::min(size * count, source.left.size());
  std::memcpy(buffer, source.left.data(), give);
  source.left.remove_prefix(give);
  return give;
}

std::string UrlFor(const MailServer& server) {
  const bool v6 = server.host.find(':') != std::string::npos;
  return std::string(server.security == MailSecurity::kTls ? "smtps://" : "smtp://") +
         (v6 ? "[" : "") + server.host + (v6 ? "]" : "") + ":" + std::to_string(server.port);
}

void Explain(CURLcode code, const SmtpDialogue& dialogue, const MailServer& server,
             SendResult& result) {
  const char* text = "the mail could not be sent";
  for (const Meaning& meaning : kMeanings) {
    if (meaning.code != code) continue;
    text = meaning.text;
    result.needs_attention = meaning.needs_attention;
  }
  result.error = "Mail server " + server.host + ": " + text + ".";
  const SmtpReply& last = dialogue.last();
  if (last.code >= 400) result.error += " It said: " + last.text;
  result.error += " Chaperone tries again.";
}

}  // namespace

Result<SmtpClient> SmtpClient::Create(MailServer server, SmtpOptions options) {
  if (server.host.empty()) {
    return policy::Unavailable(
        "No mail server is set (mail.host), so alerts wait in the outbox and reach nobody.");
  }
  if (server.host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789.-:_") != std::string::npos ||
      server.port < 1 || server.port > 65535) {
    return policy::BadInput("mail.host or mail.port is wrong; expected a host name and 1 to 65535");
  }
  if (SafeAddress(server.from).empty()) {
    return policy::BadInput("mail.from is wrong; expected one e-mail address");
  }
  if (server.security == MailSecurity::kUnknown) server.security = MailSecurity::kStartTls;
  if (server.security == MailSecurity::kNone && !IsLoopback(server.host) &&
      !options.plaintext_to_network) {
    return policy::BadInput(
        "mail.security = \"none\" would send alerts unencrypted over the network; expected "
        "\"starttls\" or \"tls\" for any host but this machine");
  }
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) return policy::Unavailable("libcurl does not start on this machine.");
  return SmtpClient(std::move(server), std::move(options));
}

SendResult SmtpClient::Send(const OutboxMail& mail) const {
  SendResult result{mail.message_id, {}, "", false};
  for (const RecipientState& to : mail.recipients) {
    if (to.state == DeliveryState::kWaiting) result.recipients.push_back({to.address, {}, ""});
  }
  const auto later = [&](std::string why, bool attention) {
    result.error = std::move(why);
    result.needs_attention = attention;
    return result;
  };
  Result<SecretBytes> password = MailPassword(server_, options_.bus_address);
  if (!server_.username.empty() && !password.ok()) {
    return later("Mail password: " + password.error().detail + " Chaperone tries again.", true);
  }

  const std::unique_ptr<CURL, CloseHandle> handle(curl_easy_init());
  if (!handle) return later("libcurl does not start. Chaperone tries again.", false);
  CURL* curl = handle.get();
  std::unique_ptr<curl_slist, FreeList> envelope;
  for (RecipientState& to : result.recipients) {
    if (SafeAddress(to.address).empty()) {
      to.state = DeliveryState::kRefused;
      to.reply = "not an e-mail address";
      result.error = "A champion's or deputy's address is not an e-mail address. Check the policy.";
      result.needs_attention = true;
      continue;
    }
    curl_slist* longer = curl_slist_append(envelope.get(), to.address.c_str());
    if (longer == nullptr) return later("Out of memory. Chaperone tries again.", false);
    (void)envelope.release();
    envelope.reset(longer);
  }
  if (!envelope) return result;

  SmtpDialogue dialogue;
  Source source{mail.text};
  const std::string url = UrlFor(server_);
  const auto timeout = static_cast<long>(std::max<int64_t>(1, server_.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // the environment does not change where mail goes
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, timeout);
  curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 3 * timeout);
  if (server_.security == MailSecurity::kStartTls) {
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  }
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!server_.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, server_.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  if (!server_.username.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, server_.username.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, reinterpret_cast<const char*>(password->data()));
    curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
    curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
  }
  const std::string from = "<" + server_.from + ">";
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, envelope.get());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Supply);
  curl_easy_setopt(curl, CURLOPT_READDATA, &source);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &Follow);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &dialogue);
  const CURLcode code = curl_easy_perform(curl);

  bool waits = false;
  for (RecipientState& to : result.recipients) {
    if (to.state != DeliveryState::kWaiting) continue;
    const auto own = dialogue.recipients().find(to.address);
    const SmtpReply rcpt = own == dialogue.recipients().end() ? SmtpReply{} : own->second;
    // Once the server has taken the message, whatever goes wrong afterwards is of no matter.
    const SmtpReply& decides = rcpt.accepted() ? dialogue.message() : rcpt;
    to.reply = decides.text;
    if (rcpt.accepted() && decides.accepted()) to.state = DeliveryState::kAccepted;
    if (decides.refused()) to.state = DeliveryState::kRefused;
    if (to.state == DeliveryState::kRefused) {
      result.error = "Mail server " + server_.host + " refused a mail to " + to.address +
                     " for good: " + decides.text + ". It is kept; tell the champion yourself.";
      result.needs_attention = true;
    }
    waits = waits || to.state == DeliveryState::kWaiting;
  }
  if (waits) Explain(code, dialogue, server_, result);
  return result;
}

}  // namespace chaperone::agent
