// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/smtp.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "agent/delivery/mail.h"
#include "agent/store/secret_service.h"
#include "tests/agent/store/state.h"
#include "tests/fakes/keyring.h"
#include "tests/fakes/smtp_sink.h"

// Against a real SMTP server (aiosmtpd) on the loopback.
namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::MailSecurity;
using policy::MailServer;
using test::SmtpSink;
using test::TemporaryFolder;

const std::vector<std::string> kStartTlsAndLogin = {"--tls", "starttls",   "--user",
                                                    "agent", "--password", "p ss:wörd"};

std::filesystem::path PasswordFile(const TemporaryFolder& folder, const std::string& password) {
  const auto file = folder.path() / "password";
  std::ofstream(file) << password << "\n";
  REQUIRE(chmod(file.c_str(), 0600) == 0);
  return file;
}

MailServer ServerAt(const SmtpSink& sink, MailSecurity security) {
  MailServer server;
  server.host = "127.0.0.1";
  server.port = sink.port();
  server.security = security;
  server.from = "chaperone@firm.example";
  if (security != MailSecurity::kNone) server.ca_file = sink.ca();
  server.timeout = std::chrono::seconds{5};
  return server;
}

OutboxMail MailTo(std::vector<std::string> addresses) {
  MailDraft draft{addresses.front(),
                  addresses,
                  "chaperone@firm.example",
                  policy::MailReason::kOpened,
                  {test::MakeAlert("a-1")}};
  MailPlace place{"<fixed@firm.example>", std::nullopt, {}, true, test::At(1)};
  OutboxMail mail;
  mail.message_id = place.message_id;
  mail.champion = draft.champion;
  mail.sender = draft.sender;
  for (const std::string& address : addresses) mail.recipients.push_back({address, {}, ""});
  mail.text = ComposeMail(draft, place, {"Firm", "j.doe", "ws-017"});
  return mail;
}

SendResult Send(const MailServer& server, const OutboxMail& mail, const SmtpOptions& options = {}) {
  const auto client = SmtpClient::Create(server, options);
  if (!client.ok()) FAIL(client.error().detail);
  return client->Send(mail);
}

TEST_CASE("smtp: a mail goes through STARTTLS and login, byte for byte") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), kStartTlsAndLogin);
  MailServer server = ServerAt(sink, MailSecurity::kStartTls);
  server.username = "agent";
  server.password_file = PasswordFile(folder, "p ss:wörd").string();
  const OutboxMail mail = MailTo({"dpc@firm.example", "deputy@firm.example"});
  const SendResult result = Send(server, mail);
  INFO(result.error);
  REQUIRE(result.recipients.size() == 2);
  CHECK(result.recipients[0].state == DeliveryState::kAccepted);
  CHECK(result.recipients[1].state == DeliveryState::kAccepted);
  CHECK(result.error.empty());
  REQUIRE(sink.Mails().size() == 1);
  CHECK(sink.Mails()[0] == mail.text);
  const auto envelope = nlohmann::json::parse(sink.Envelopes()[0]);
  CHECK(envelope["tls"] == true);
  CHECK(envelope["authenticated"] == true);
  CHECK(envelope["from"] == "chaperone@firm.example");
  CHECK(envelope["to"] == nlohmann::json({"dpc@firm.example", "deputy@firm.example"}));
}

TEST_CASE("smtp: TLS from the first byte works as well, and so does none to this machine") {
  const TemporaryFolder tls_folder;
  const SmtpSink tls(tls_folder.path(), {"--tls", "tls"});
  CHECK(Send(ServerAt(tls, MailSecurity::kTls), MailTo({"dpc@firm.example"})).error.empty());
  CHECK(tls.Mails().size() == 1);
  const TemporaryFolder plain_folder;
  const SmtpSink plain(plain_folder.path(), {});
  CHECK(Send(ServerAt(plain, MailSecurity::kNone), MailTo({"dpc@firm.example"})).error.empty());
  CHECK(plain.Mails().size() == 1);
}

TEST_CASE("smtp: a server without the required encryption is sent nothing") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--tls", "none"});
  for (const MailSecurity security : {MailSecurity::kStartTls, MailSecurity::kTls}) {
    MailServer server = ServerAt(sink, security);
    server.ca_file = "";
    const SendResult result = Send(server, MailTo({"dpc@firm.example"}));
    CHECK(result.recipients[0].state == DeliveryState::kWaiting);
    CHECK(result.needs_attention);
    CHECK_FALSE(result.error.empty());
  }
  CHECK(sink.Mails().empty());
}

TEST_CASE("smtp: a certificate that is not trusted, or of another name, ends the attempt") {
  const TemporaryFolder folder;
  const TemporaryFolder other_folder;
  const SmtpSink sink(folder.path(), {"--tls", "starttls"});
  const SmtpSink other(other_folder.path(), {"--tls", "starttls"});
  MailServer server = ServerAt(sink, MailSecurity::kStartTls);
  server.ca_file = other.ca();
  SendResult result = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(result.recipients[0].state == DeliveryState::kWaiting);
  CHECK(result.error.find("certificate") != std::string::npos);
  server.ca_file = "";  // the system's authorities do not know it either
  result = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(result.recipients[0].state == DeliveryState::kWaiting);
  CHECK(sink.Mails().empty());
  // The same certificate shown by another host.
  const SmtpSink elsewhere(folder.path(), {"--tls", "starttls", "--host", "127.0.0.2"});
  server = ServerAt(elsewhere, MailSecurity::kStartTls);
  server.host = "127.0.0.2";
  result = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(result.recipients[0].state == DeliveryState::kWaiting);
  CHECK(result.error.find("certificate") != std::string::npos);
  CHECK(sink.Mails().empty());
}

TEST_CASE("smtp: a refused login waits and says what to look at; no password in the words") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), kStartTlsAndLogin);
  MailServer server = ServerAt(sink, MailSecurity::kStartTls);
  server.username = "agent";
  server.password_file = PasswordFile(folder, "not-the-one").string();
  SendResult result = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(result.recipients[0].state == DeliveryState::kWaiting);
  CHECK(result.needs_attention);
  CHECK(result.error.find("password") != std::string::npos);
  CHECK(result.error.find("not-the-one") == std::string::npos);
  // A password that others can read is not even tried.
  REQUIRE(chmod(server.password_file.c_str(), 0644) == 0);
  result = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(result.error.find("chmod 600") != std::string::npos);
  server.password_file = (folder.path() / "absent").string();
  result = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(result.recipients[0].state == DeliveryState::kWaiting);
  CHECK(sink.Mails().empty());
}

TEST_CASE("smtp: the password can come from a real keyring, by its label") {
  const test::Keyring keyring;
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), kStartTlsAndLogin);
  const std::string password = "p ss:wörd";
  auto service = SecretService::Connect(keyring.address());
  REQUIRE(service.ok());
  REQUIRE((*service)
              ->Keep("mail", {{"application", "chaperone"}},
                     SecretBytes::CopyOf(
                         {reinterpret_cast<const uint8_t*>(password.data()), password.size()}))
              .ok());
  MailServer server = ServerAt(sink, MailSecurity::kStartTls);
  server.username = "agent";
  server.password_secret = "mail";
  CHECK(Send(server, MailTo({"dpc@firm.example"}), {false, keyring.address()}).error.empty());
  CHECK(sink.Mails().size() == 1);
  server.password_secret = "another";
  const SendResult result = Send(server, MailTo({"dpc@firm.example"}), {false, keyring.address()});
  CHECK(result.error.find("secret-tool store --label='another'") != std::string::npos);
}

TEST_CASE("smtp: one bad address does not keep the mail from the others") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(),
                      {"--reject", "gone@firm.example", "--defer", "busy@firm.example"});
  const SendResult result =
      Send(ServerAt(sink, MailSecurity::kNone),
           MailTo({"gone@firm.example", "dpc@firm.example", "busy@firm.example"}));
  REQUIRE(result.recipients.size() == 3);
  CHECK(result.recipients[0].state == DeliveryState::kRefused);
  CHECK(result.recipients[0].reply.find("550") == 0);
  CHECK(result.recipients[1].state == DeliveryState::kAccepted);
  CHECK(result.recipients[2].state == DeliveryState::kWaiting);
  CHECK(result.recipients[2].reply.find("450") == 0);
  REQUIRE(sink.Mails().size() == 1);
  CHECK(nlohmann::json::parse(sink.Envelopes()[0])["to"] == nlohmann::json({"dpc@firm.example"}));
}

TEST_CASE("smtp: when nobody is taken, each recipient has an own end") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(),
                      {"--reject", "gone@firm.example", "--defer", "busy@firm.example"});
  const MailServer server = ServerAt(sink, MailSecurity::kNone);
  CHECK(Send(server, MailTo({"gone@firm.example"})).recipients[0].state == DeliveryState::kRefused);
  CHECK(Send(server, MailTo({"busy@firm.example"})).recipients[0].state == DeliveryState::kWaiting);
  CHECK(sink.Mails().empty());
}

TEST_CASE("smtp: 4xx after the message waits, 5xx is final") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {"--refuse", "1", "--refuse-with", "451 4.3.0 not now"});
  const MailServer server = ServerAt(sink, MailSecurity::kNone);
  const SendResult later = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(later.recipients[0].state == DeliveryState::kWaiting);
  CHECK(later.error.find("451 4.3.0 not now") != std::string::npos);
  CHECK(Send(server, MailTo({"dpc@firm.example"})).recipients[0].state == DeliveryState::kAccepted);
  const TemporaryFolder never_folder;
  const SmtpSink never(never_folder.path(), {"--refuse", "-1", "--refuse-with", "554 5.7.1 no"});
  const SendResult refused =
      Send(ServerAt(never, MailSecurity::kNone), MailTo({"dpc@firm.example"}));
  CHECK(refused.recipients[0].state == DeliveryState::kRefused);
  CHECK(refused.error.find("tell the champion yourself") != std::string::npos);
}

TEST_CASE("smtp: a server that dies in DATA, is slow, or is not there leaves the mail waiting") {
  const TemporaryFolder folder;
  SmtpSink sink(folder.path(), {"--die-in-data", "1"});
  MailServer server = ServerAt(sink, MailSecurity::kNone);
  CHECK(Send(server, MailTo({"dpc@firm.example"})).recipients[0].state == DeliveryState::kWaiting);
  CHECK(sink.Attempts("died_in_data") == 1);
  sink.Stop();
  const SendResult gone = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(gone.recipients[0].state == DeliveryState::kWaiting);
  CHECK(gone.error.find("no connection") != std::string::npos);
  CHECK_FALSE(gone.needs_attention);
  const TemporaryFolder slow_folder;
  const SmtpSink slow(slow_folder.path(), {"--slow", "30"});
  server = ServerAt(slow, MailSecurity::kNone);
  server.timeout = std::chrono::seconds{1};
  const SendResult late = Send(server, MailTo({"dpc@firm.example"}));
  CHECK(late.recipients[0].state == DeliveryState::kWaiting);
  CHECK(late.error.find("in time") != std::string::npos);
}

TEST_CASE("smtp: settings that contradict themselves are refused before anything is sent") {
  const auto code = [](const MailServer& server, const SmtpOptions& options = {}) {
    const auto client = SmtpClient::Create(server, options);
    return client.ok() ? ErrorCode::kUnknown : client.error().code;
  };
  MailServer server;
  server.from = "chaperone@firm.example";
  CHECK(code(server) == ErrorCode::kUnavailable);
  server.host = "mail.firm.example";
  CHECK(code(server) == ErrorCode::kUnknown);
  server.security = MailSecurity::kNone;
  CHECK(code(server) == ErrorCode::kBadInput);
  CHECK(code(server, {true, ""}) == ErrorCode::kUnknown);
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "::1"}) {
    server.host = host;
    CHECK(code(server) == ErrorCode::kUnknown);
  }
  for (const char* host : {"127.evil.example", "a/b", "a b", "user@host"}) {
    server.host = host;
    CHECK(code(server) == ErrorCode::kBadInput);
  }
  server.host = "localhost";
  server.from = "x\r\nRCPT TO:<v@evil.example>";
  CHECK(code(server) == ErrorCode::kBadInput);
}

TEST_CASE("smtp: an address that would smuggle a command is refused, the others are served") {
  const TemporaryFolder folder;
  const SmtpSink sink(folder.path(), {});
  const SendResult result =
      Send(ServerAt(sink, MailSecurity::kNone),
           MailTo({"dpc@firm.example", "x@firm.example>\r\nRCPT TO:<v@evil.example"}));
  CHECK(result.recipients[0].state == DeliveryState::kAccepted);
  CHECK(result.recipients[1].state == DeliveryState::kRefused);
  CHECK(sink.Envelopes()[0].find("evil") == std::string::npos);
}

}  // namespace
}  // namespace chaperone::agent
