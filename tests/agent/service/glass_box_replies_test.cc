// SPDX-License-Identifier: Apache-2.0
#include "agent/glass_box_replies.h"

#include <catch2/catch.hpp>

namespace chaperone::agent {
namespace {

using nlohmann::json;

policy::LedgerEntry Entry(int second, const std::string& type,
                          std::map<std::string, policy::FieldValue> fields = {}) {
  policy::LedgerEntry entry;
  entry.at.wall = policy::WallTime{std::chrono::seconds{second}};
  entry.type = type;
  entry.fields = std::move(fields);
  return entry;
}

policy::LedgerEntry Gap(int second, const std::string& type, const std::string& reason) {
  return Entry(second, "coverage." + type, {{"share", std::string("s-1")}, {"reason", reason}});
}

// As the ledger gives them: newest first.
json Gaps(const std::vector<policy::LedgerEntry>& oldest_first, size_t most = 500) {
  GapHistory history(most);
  for (auto it = oldest_first.rbegin(); it != oldest_first.rend(); ++it) {
    if (!history.Add(*it)) break;
  }
  return history.reply();
}

TEST_CASE("glass box: the policy in force says where it comes from and what may be chosen") {
  policy::Policy policy;
  policy.organisation = "Example Lending Ltd";
  policy.champions.push_back({"Dana Whitlock", "dana.whitlock@lending.example", {}});
  policy.recording.jurisdiction = "uk";
  policy.recording.language = "en";
  policy::RecordingPurpose purpose;
  purpose.name = "complaints";
  purpose.basis = policy::LawfulBasis::kLegitimateInterests;
  policy.recording.purposes.push_back(purpose);
  for (const char* language : {"de", "en", "de"}) {
    policy.recording.announcements.push_back({});
    policy.recording.announcements.back().language = language;
  }
  const json reply =
      PolicyReply(policy, {{"/usr/share/chaperone/a.toml", PolicyLevel::kVendor},
                           {"/etc/chaperone/managed.d/b.toml", PolicyLevel::kManaged}});
  CHECK(reply["files"][0] == json{{"path", "/usr/share/chaperone/a.toml"}, {"level", "vendor"}});
  CHECK(reply["files"][1]["level"] == "managed");
  CHECK(reply["champions"] == json{"Dana Whitlock"});
  CHECK(reply["languages"] == json{"en", "de"});
  CHECK(reply["jurisdiction"] == "uk");
  CHECK(reply["purposes"][0]["name"] == "complaints");
  CHECK(reply["purposes"][0]["basis"] == "legitimate_interests");
  CHECK(reply["bases"].size() == 7);
  CHECK(reply["effective"]["organisation"] == "Example Lending Ltd");
  CHECK(reply["alerts"] == reply["effective"]["alerts"]);
}

TEST_CASE("glass box: a mail is its envelope, and sent only when the last one has it") {
  OutboxMail mail;
  mail.message_id = "<1@lending.example>";
  mail.reason = policy::MailReason::kOpened;
  mail.recipients = {{"dana.whitlock@lending.example", DeliveryState::kAccepted, "250 ok"}};
  mail.alerts = {"a-1"};
  mail.text = "words";
  mail.queued_at = policy::WallTime{std::chrono::seconds{10}};
  CHECK(MailReply(mail)["state"] == "waiting");
  CHECK(MailReply(mail)["sent_at"].is_null());
  mail.state = DeliveryState::kAccepted;
  mail.settled_at = policy::WallTime{std::chrono::seconds{70}};
  CHECK(MailReply(mail) == json{{"id", "<1@lending.example>"},
                                {"about", "opened"},
                                {"alerts", {"a-1"}},
                                {"recipients", {"dana.whitlock@lending.example"}},
                                {"created_at", "1970-01-01T00:00:10Z"},
                                {"sent_at", "1970-01-01T00:01:10Z"},
                                {"state", "sent"}});
  mail.state = DeliveryState::kRefused;
  CHECK(MailReply(mail)["state"] == "refused");
  CHECK(MailReply(mail)["sent_at"].is_null());
}

TEST_CASE("glass box: a count says its day and what it counts, and nothing that it has not") {
  policy::AlertCount alert;
  alert.day = std::chrono::sys_days{std::chrono::year{2026} / 11 / 27};
  alert.counted = policy::Counted::kAlert;
  alert.audience = policy::Audience::kExternal;
  alert.subject = policy::Subject::kThirdParty;
  alert.number = 4;
  policy::AlertCount kind = alert;
  kind.counted = policy::Counted::kKind;
  kind.kind = policy::Kind::kIban;
  policy::AlertCount mail = alert;
  mail.counted = policy::Counted::kMail;
  mail.number = 7;
  const policy::WallTime gone = alert.day + std::chrono::days{30};
  const auto reply = CountsReply({{alert, gone}, {kind, gone}, {mail, gone}});
  CHECK(reply.at("alerts") == 4);
  CHECK(reply.at("mails") == 7);
  CHECK(reply.at("returned") == 0);
  CHECK(reply.at("alert_counts") == nlohmann::json::parse(R"([
          {"day": "2026-11-27", "counted": "alert", "kind": null, "audience": "external",
           "subject": "third_party", "number": 4, "delete_after": "2026-12-27T00:00:00Z"},
          {"day": "2026-11-27", "counted": "kind", "kind": "iban", "audience": "external",
           "subject": "third_party", "number": 4, "delete_after": "2026-12-27T00:00:00Z"},
          {"day": "2026-11-27", "counted": "mail", "kind": null, "audience": null,
           "subject": null, "number": 7, "delete_after": "2026-12-27T00:00:00Z"}])"));
  CHECK(WeekReply({}).at("sentence") == "monitoring only: 0 this week would have been alerts");
}

TEST_CASE("glass box: a gap lasts until it is closed, and one that goes on has no end") {
  const json gaps =
      Gaps({Entry(1, "agent.started"), Gap(10, "gap_opened", "reader_behind"),
            Gap(20, "gap_closed", "reader_behind"), Gap(30, "gap_opened", "reader_behind")});
  REQUIRE(gaps.size() == 2);
  CHECK(gaps[0] == json{{"share", "s-1"},
                        {"reason", "reader_behind"},
                        {"since", "1970-01-01T00:00:30Z"},
                        {"until", nullptr}});
  CHECK(gaps[1]["until"] == "1970-01-01T00:00:20Z");
}

TEST_CASE("glass box: a gap that a crash cut short lasts until the agent started again") {
  const json gaps =
      Gaps({Gap(10, "gap_opened", "display_lost"), Entry(50, "agent.started"),
            Gap(60, "gap_opened", "display_lost"), Gap(61, "gap_closed", "display_lost")});
  REQUIRE(gaps.size() == 2);
  CHECK(gaps[0]["until"] == "1970-01-01T00:01:01Z");
  CHECK(gaps[1]["until"] == "1970-01-01T00:00:50Z");
}

TEST_CASE("glass box: an entry that was written late tells when it happened; the list has an end") {
  policy::LedgerEntry late = Gap(90, "gap_opened", "reader_behind");
  late.late = policy::Now{};
  late.late->wall = policy::WallTime{std::chrono::seconds{5}};
  const json gaps = Gaps({Gap(1, "gap_opened", "display_lost"), late}, 1);
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0]["since"] == "1970-01-01T00:00:05Z");
}

TEST_CASE("glass box: an access says who, what and why; the schedule is nobody") {
  const auto text = [](const char* t) { return policy::FieldValue(std::string(t)); };
  CHECK(AccessReply(Entry(1, "recording.listened",
                          {{"recording", text("v-1")},
                           {"user", text("imogen")},
                           {"reason", text("complaint")}})) == json{{"at", "1970-01-01T00:00:01Z"},
                                                                    {"what", "played"},
                                                                    {"of", "v-1"},
                                                                    {"who", "imogen"},
                                                                    {"reason", "complaint"}});
  const json erased = AccessReply(
      Entry(2, "alert.erased", {{"alert", text("a-1")}, {"reason", text("retention")}}));
  CHECK(erased["what"] == "deleted");
  CHECK(erased["who"] == "system");
  const json ruled = AccessReply(
      Entry(3, "consult.ruling", {{"ruling", text("r-1")}, {"purpose", text("sales")}}));
  CHECK(ruled["who"] == "champion");
  CHECK(ruled["of"] == "r-1");
  for (const std::string& type : AccessTypes()) CHECK(AccessReply(Entry(4, type)).is_object());
}

}  // namespace
}  // namespace chaperone::agent
