// SPDX-License-Identifier: Apache-2.0
#include "agent/store/batch.h"

#include <algorithm>
#include <array>

namespace chaperone::agent {
namespace {

constexpr std::array<std::string_view, 9> kReasonNames = {
    "unknown", "opened",   "closed",           "correction",    "merged",
    "test",    "question", "foreign_recorder", "alert_question"};

std::string FitText(std::string text) {
  if (!policy::IsUtf8(text)) {
    for (char& c : text) {
      if (static_cast<uint8_t>(c) >= 0x80) c = '?';
    }
  }
  if (text.size() <= policy::kMaxLedgerString) return text;
  size_t end = policy::kMaxLedgerString;
  while (end > 0 && static_cast<uint8_t>(text[end]) >> 6 == 2) --end;
  return text.substr(0, end);
}

std::string FitName(std::string name) {
  name.resize(std::min<size_t>(name.size(), 64));
  for (char& c : name) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    if (!fine) c = '_';
  }
  return name.empty() ? "_" : name;
}

}  // namespace

std::string_view MailReasonName(policy::MailReason reason) {
  const auto i = static_cast<size_t>(reason);
  return i < kReasonNames.size() ? kReasonNames[i] : kReasonNames[0];
}

NewEntry EntryFor(const policy::effect::Record& record) {
  NewEntry entry;
  entry.type = FitName(record.type);
  for (const auto& [name, value] : record.fields) {
    if (entry.fields.size() == policy::kMaxLedgerFields) break;
    entry.fields[FitName(name)] = FitText(value);
  }
  entry.alert = record.alert;
  entry.recording = record.recording;
  return entry;
}

std::vector<MailDraft> DraftsFor(const policy::effect::Mail& mail,
                                 const std::vector<policy::Champion>& champions,
                                 const std::string& sender) {
  std::vector<MailDraft> drafts;
  for (const policy::Champion& champion : champions) {
    MailDraft draft{champion.email, {champion.email}, sender,     mail.reason,
                    mail.alerts,    mail.question,    mail.facts, mail.words};
    for (const std::string& deputy : champion.deputies) {
      if (std::find(draft.recipients.begin(), draft.recipients.end(), deputy) ==
          draft.recipients.end()) {
        draft.recipients.push_back(deputy);
      }
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

}  // namespace chaperone::agent
