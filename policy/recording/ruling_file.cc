// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "policy/base/json_members.h"
#include "policy/recording/ruling.h"

// How questions and rulings are written and read: RULING_FORMAT.md.
namespace chaperone::policy {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxFile = size_t{16} * 1024;
constexpr size_t kMaxText = 1000;      // characters
constexpr size_t kMaxReference = 200;  // bytes, as all names
constexpr size_t kMaxList = 32;
constexpr std::string_view kQuestionFormat = "chaperone-question-1";
constexpr std::string_view kRulingFormat = "chaperone-ruling-1";
constexpr std::string_view kDomain = "chaperone.ruling.v1";

Error NotAFile(std::string_view kind, std::string_view what) {
  return BadInput(std::string(kind) + ": " + std::string(what) +
                  "; nothing was taken from it. Ask for the file as it was made");
}

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool IsOneLine(std::string_view text) {
  return text.size() <= kMaxReference && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

// Several lines, but nothing that a terminal would obey.
bool IsProse(std::string_view text) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  });
  return static_cast<size_t>(characters) <= kMaxText &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
         });
}

bool IsOrganisation(std::string_view text) {
  return !text.empty() && IsOneLine(text);
}

// Members that only questions and rulings have.
class Members : public JsonMembers {
 public:
  using JsonMembers::JsonMembers;

  WallTime Time(const char* name) {
    const auto time = UtcFromText(Text(name, IsOneLine));
    if (!time) Fail();
    return time.value_or(WallTime{});
  }
  // "": unknown, on purpose.
  LawfulBasis Basis(const char* name) {
    const std::string text = Text(name, IsOneLine);
    const LawfulBasis basis = LawfulBasisFromName(text);
    if (basis == LawfulBasis::kUnknown && text != LawfulBasisName(basis)) Fail();
    return basis;
  }
};

std::string EncodeRuling(const Ruling& ruling) {
  Json conditions = Json::array();
  for (const RulingCondition each : ruling.conditions) {
    conditions.push_back(RulingConditionName(each));
  }
  return WrittenJson(Json{{"id", ruling.id},
                          {"organisation", ruling.organisation},
                          {"question", ruling.question},
                          {"allowed", ruling.allowed},
                          {"purpose", ruling.purpose},
                          {"jurisdictions", ruling.jurisdictions},
                          {"basis", LawfulBasisName(ruling.basis)},
                          {"reference", ruling.reference},
                          {"special_condition", ruling.special_condition},
                          {"conditions", std::move(conditions)},
                          {"note", ruling.note},
                          {"champion", ruling.champion},
                          {"valid_from", FormatUtc(ruling.valid_from)},
                          {"valid_until", FormatUtc(ruling.valid_until)}},
                     -1);
}

std::optional<Ruling> DecodeRuling(std::string_view text) {
  const Json document = ParsedJson(text);
  Members members(document);
  const auto empty_or_id = [](std::string_view id) { return id.empty() || IsId(id); };
  Ruling ruling;
  ruling.id = members.Text("id", IsId);
  ruling.organisation = members.Text("organisation", IsOrganisation);
  ruling.question = members.Text("question", empty_or_id);
  ruling.allowed = members.Flag("allowed");
  ruling.purpose = members.Text("purpose", IsId);
  ruling.jurisdictions = members.Texts("jurisdictions", kMaxList, IsId);
  ruling.basis = members.Basis("basis");
  ruling.reference = members.Text("reference", IsOneLine);
  ruling.special_condition = members.Text("special_condition", empty_or_id);
  for (const std::string& name : members.Texts("conditions", kMaxList, IsOneLine)) {
    ruling.conditions.push_back(RulingConditionFromName(name));
  }
  ruling.note = members.Text("note", IsProse);
  ruling.champion = members.Text("champion", IsOneLine);
  ruling.valid_from = members.Time("valid_from");
  ruling.valid_until = members.Time("valid_until");
  if (!members.AllTaken() || ruling.jurisdictions.empty() ||
      ruling.valid_from >= ruling.valid_until) {
    return std::nullopt;
  }
  return ruling;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// The keys of whoever has this address. kRefused where there is none.
Result<std::vector<SigningPublicKey>> KeysOf(const std::string& champion,
                                             const std::vector<Champion>& champions) {
  std::vector<SigningPublicKey> keys;
  bool known = false;
  for (const Champion& each : champions) {
    if (Lower(each.email) != Lower(champion)) continue;
    known = true;
    if (const auto key = PublicKeyFromText(each.ruling_key)) {
      keys.push_back(*key);
    }
  }
  if (!keys.empty()) return keys;
  return Error{ErrorCode::kRefused, false,
               known ? "ruling: managed policy has no ruling_key for the champion it names, so it "
                       "opens nothing; ask IT to add the key"
                     : "ruling: it is not from a champion of the policy, so it opens nothing; ask "
                       "a champion that `chaperone policy show` names"};
}

}  // namespace

std::string EncodeQuestion(const Question& question) {
  return WrittenJson(Json{{"format", kQuestionFormat},
                          {"id", question.id},
                          {"organisation", question.organisation},
                          {"purpose", question.purpose},
                          {"jurisdictions", question.jurisdictions},
                          {"basis", LawfulBasisName(question.basis)},
                          {"reference", question.reference},
                          {"text", question.text},
                          {"asked_by", question.asked_by},
                          {"asked_at", FormatUtc(question.asked_at)}},
                     2) +
         "\n";
}

Result<Question> DecodeQuestion(std::string_view text) {
  if (text.size() > kMaxFile) return NotAFile("question", "it has more than 16 KiB");
  const Json document = ParsedJson(text);
  Members members(document);
  Question question;
  if (members.Text("format", IsOneLine) != kQuestionFormat) {
    return NotAFile("question", "it is not a question of Chaperone's");
  }
  question.id = members.Text("id", IsId);
  question.organisation = members.Text("organisation", IsOneLine);
  question.purpose = members.Text("purpose", IsId);
  question.jurisdictions = members.Texts("jurisdictions", kMaxList, IsId);
  question.basis = members.Basis("basis");
  question.reference = members.Text("reference", IsOneLine);
  question.text = members.Text("text", IsProse);
  question.asked_by = members.Text("asked_by", IsOneLine);
  question.asked_at = members.Time("asked_at");
  if (!members.AllTaken()) return NotAFile("question", "it is incomplete or has been changed");
  return question;
}

std::string SignRuling(const Ruling& ruling, const SigningSeed& seed) {
  const std::string text = EncodeRuling(ruling);
  return WrittenJson(Json{{"format", kRulingFormat},
                          {"ruling", text},
                          {"champion", ruling.champion},
                          {"signature", SignText(kDomain, text, seed)}},
                     2) +
         "\n";
}

Result<Ruling> VerifyRuling(std::string_view file, const std::vector<Champion>& champions,
                            std::string_view organisation) {
  if (file.size() > kMaxFile) return NotAFile("ruling", "the file has more than 16 KiB");
  const Json document = ParsedJson(file);
  Members members(document);
  const auto any = [](std::string_view) { return true; };
  if (members.Text("format", IsOneLine) != kRulingFormat) {
    return NotAFile("ruling", "the file is not a ruling of Chaperone's");
  }
  const std::string text = members.Text("ruling", any);
  const std::string champion = members.Text("champion", IsOneLine);
  const std::string signature = members.Text("signature", HasFormOfSignature);
  if (!members.AllTaken()) {
    return NotAFile("ruling", "the file is incomplete or has been changed");
  }
  if (organisation.empty()) {
    return Error{ErrorCode::kRefused, false,
                 "ruling: this machine's policy names no organisation that it could be for, so it "
                 "opens nothing; ask IT to set organisation in the managed policy"};
  }
  const auto keys = KeysOf(champion, champions);
  if (!keys.ok()) return keys.error();
  const bool signed_by_them = std::any_of(
      keys->begin(), keys->end(),
      [&](const SigningPublicKey& key) { return IsSignedBy(kDomain, text, signature, key); });
  if (!signed_by_them) {
    return Error{ErrorCode::kRefused, false,
                 "ruling: the signature is not that of the champion it names: it was changed or "
                 "signed with another key, so it opens nothing; ask the champion for it again"};
  }
  auto ruling = DecodeRuling(text);
  if (!ruling || ruling->champion != champion) {
    return NotAFile("ruling", "what was signed is not a ruling that this version can read");
  }
  if (ruling->organisation != organisation) {
    return Error{ErrorCode::kRefused, false,
                 "ruling: it was given for another organisation than the one in this machine's "
                 "policy, so it opens nothing; ask your own champion, or ask IT to look at "
                 "organisation in the managed policy"};
  }
  return std::move(*ruling);
}

}  // namespace chaperone::policy
