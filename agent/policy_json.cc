// SPDX-License-Identifier: Apache-2.0
#include "agent/policy_json.h"

#include "agent/bus/recording_fields.h"

namespace chaperone::agent {
namespace {

using nlohmann::ordered_json;
using policy::Policy;

template <class T, class Row>
ordered_json List(const std::vector<T>& things, const Row& row) {
  ordered_json list = ordered_json::array();
  for (const T& thing : things) list.push_back(row(thing));
  return list;
}

ordered_json MailToJson(const policy::MailServer& mail) {
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

ordered_json RuleToJson(const policy::ShareRule& rule) {
  return {{"name", rule.name},           {"application", rule.application},
          {"processes", rule.processes}, {"at_least", rule.at_least},
          {"at_most", rule.at_most},     {"target", rule.target}};
}

const char* ConsentRuleName(policy::ConsentRule rule) {
  switch (rule) {
    case policy::ConsentRule::kNone:
      return "none";
    case policy::ConsentRule::kNotice:
      return "notice";
    case policy::ConsentRule::kActive:
      return "active";
    case policy::ConsentRule::kUnknown:
      break;
  }
  return "unknown";
}

ordered_json ProfileToJson(const policy::JurisdictionProfile& p) {
  return {{"name", p.name},
          {"title", p.title},
          {"bases",
           List(p.bases,
                [](policy::LawfulBasis b) { return ordered_json(policy::LawfulBasisName(b)); })},
          {"consent", ConsentRuleName(p.consent)},
          {"full_restatement", p.full_restatement},
          {"read_aloud_allowed", p.read_aloud_allowed}};
}

ordered_json PurposeToJson(const policy::RecordingPurpose& p) {
  return {{"name", p.name},
          {"title", p.title},
          {"basis", policy::LawfulBasisName(p.basis)},
          {"reference", p.reference},
          {"retention_class", p.retention_class},
          {"special_category", p.special_category},
          {"needs_ruling", p.needs_ruling}};
}

ordered_json AnnouncementToJson(const policy::AnnouncementText& a) {
  return {{"language", a.language},
          {"version", a.version},
          {"text", a.text},
          {"restatement", a.restatement},
          {"voice_file", a.voice_file},
          {"restatement_file", a.restatement_file},
          {"voice_sha256", a.voice_sha256},
          {"voice", a.voice}};
}

ordered_json RecordingToJson(const policy::RecordingRules& r) {
  return {{"jurisdiction", r.jurisdiction},
          {"language", r.language},
          {"public_authority", r.public_authority},
          {"read_aloud_allowed", r.read_aloud_allowed},
          {"min_coverage_percent", r.min_coverage_percent},
          {"min_gain_db", r.min_gain_db},
          {"profiles", List(r.profiles, ProfileToJson)},
          {"purposes", List(r.purposes, PurposeToJson)},
          {"assessments", List(r.assessments,
                               [](const policy::Assessment& a) {
                                 return ordered_json{{"reference", a.reference},
                                                     {"version", a.version},
                                                     {"review_by", DateText(a.review_by)},
                                                     {"purposes", a.purposes}};
                               })},
          {"announcements", List(r.announcements, AnnouncementToJson)},
          {"special_category_conditions", r.special_category_conditions},
          {"pause_hotkey", r.pause_hotkey},
          {"card_watch", r.card_watch},
          {"remind_paused_s", r.remind_paused.count()},
          {"recovery_key", r.recovery_key},
          {"archive_folder", r.archive_folder},
          {"rulings_folder", r.rulings_folder},
          {"warn_free_mb", r.warn_free_mb},
          {"stop_free_mb", r.stop_free_mb},
          {"softphones", r.softphones},
          {"allowed_recorders", r.allowed_recorders}};
}

}  // namespace

ordered_json PolicyToJson(const Policy& p) {
  return {
      {"organisation", p.organisation},
      {"champions", List(p.champions,
                         [](const policy::Champion& c) {
                           return ordered_json{{"name", c.name},
                                               {"email", c.email},
                                               {"deputies", c.deputies},
                                               {"ruling_key", c.ruling_key}};
                         })},
      {"mail", MailToJson(p.mail)},
      {"people",
       {{"own_domains", p.own_domains},
        {"staff", List(p.staff,
                       [](const policy::KnownPerson& s) {
                         return ordered_json{{"name", s.name}, {"identifiers", s.identifiers}};
                       })}}},
      {"detection",
       {{"min_score", p.detection.min_score},
        {"ignored_kinds", List(p.detection.ignored_kinds,
                               [](policy::Kind k) { return ordered_json(KindName(k)); })}}},
      {"sampling",
       {{"min_interval_ms", p.sampling.min_interval.count()},
        {"share_poll_ms", p.sampling.share_poll.count()},
        {"idle_poll_ms", p.sampling.idle_poll.count()},
        {"behind_after_ms", p.sampling.behind_after.count()}}},
      {"sharing", {{"employee_may_stop", EmployeeStopsName(p.sharing.employee_may_stop)}}},
      {"alerts",
       {{"mode", AlertModeName(p.alerts.mode)},
        {"min_score", p.alerts.min_score},
        {"closes_after_ms", p.alerts.closes_after.count()},
        {"merge_within_ms", p.alerts.merge_within.count()},
        {"max_mails_per_hour", p.alerts.max_mails_per_hour},
        {"notify_employee", p.alerts.notify_employee},
        {"max_snooze_s", p.alerts.max_snooze.count()},
        {"retention_class", p.alert_retention_class}}},
      {"shield", {{"mode", ShieldModeName(p.shield.mode)}, {"padding_px", p.shield.padding}}},
      {"share_rules", List(p.share_rules, RuleToJson)},
      {"retention", List(p.retention,
                         [](const policy::RetentionClass& c) {
                           return ordered_json{{"name", c.name}, {"keep_days", c.keep.count()}};
                         })},
      {"recording", RecordingToJson(p.recording)},
      {"vault", {{"allow_file", p.file_vault_allowed}}},
      {"fingerprint", {{"key_file", p.fingerprint_key_file}}},
  };
}

}  // namespace chaperone::agent
