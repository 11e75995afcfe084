// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_json.h"

namespace chaperone::agent {
namespace {

using json = nlohmann::ordered_json;
using policy::Policy;

template <class T, class Row>
json List(const std::vector<T>& things, const Row& row) {
  json list = json::array();
  for (const T& thing : things) list.push_back(row(thing));
  return list;
}

json MailToJson(const policy::MailServer& mail) {
  return {{"host", mail.host},
          {"port", mail.port},
          {"security", MailSecurityName(mail.security)},
          {"username", mail.username},
          {"password_file", mail.password_file},
          {"password_secret", mail.password_secret},
          {"from", mail.from},
          {"ca_file", mail.ca_file},
          {"timeout_s", mail.timeout.count()}};
}

json RuleToJson(const policy::ShareRule& rule) {
  return {{"name", rule.name},           {"application", rule.application},
          {"processes", rule.processes}, {"at_least", rule.at_least},
          {"at_most", rule.at_most},     {"target", rule.target}};
}

}  // namespace

json PolicyToJson(const Policy& p) {
  return {
      {"organisation", p.organisation},
      {"champions",
       List(p.champions,
            [](const policy::Champion& c) {
              return json{{"name", c.name}, {"email", c.email}, {"deputies", c.deputies}};
            })},
      {"mail", MailToJson(p.mail)},
      {"people",
       {{"own_domains", p.own_domains},
        {"staff", List(p.staff,
                       [](const policy::KnownPerson& s) {
                         return json{{"name", s.name}, {"identifiers", s.identifiers}};
                       })}}},
      {"detection",
       {{"min_score", p.detection.min_score},
        {"ignored_kinds",
         List(p.detection.ignored_kinds, [](policy::Kind k) { return json(KindName(k)); })}}},
      {"sampling",
       {{"min_interval_ms", p.sampling.min_interval.count()},
        {"share_poll_ms", p.sampling.share_poll.count()},
        {"idle_poll_ms", p.sampling.idle_poll.count()},
        {"behind_after_ms", p.sampling.behind_after.count()}}},
      {"alerts",
       {{"min_score", p.alerts.min_score},
        {"closes_after_ms", p.alerts.closes_after.count()},
        {"merge_within_ms", p.alerts.merge_within.count()},
        {"max_mails_per_hour", p.alerts.max_mails_per_hour},
        {"notify_employee", p.alerts.notify_employee},
        {"retention_class", p.alert_retention_class}}},
      {"share_rules", List(p.share_rules, RuleToJson)},
      {"retention", List(p.retention,
                         [](const policy::RetentionClass& c) {
                           return json{{"name", c.name}, {"keep_days", c.keep.count()}};
                         })},
      {"vault", {{"allow_file", p.file_vault_allowed}}},
      {"fingerprint", {{"key_file", p.fingerprint_key_file}}},
  };
}

}  // namespace chaperone::agent
