// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "policy/recording/ruling.h"

// Whatever the bytes: no crash, a ruling or question that is read means the same when written anew,
// and a refusal says why.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::policy;
  constexpr const char* kFirm = "Example Lending Ltd";
  static const SigningSeed seed{1, 2, 3};
  static const std::vector<Champion> champions = {
      {"Dana Whitlock", "dana@lending.example", {}, PublicKeyText(PublicKeyOf(seed))}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<Ruling> ruling = VerifyRuling(text, champions, kFirm);
  if (ruling.ok()) {
    const Result<Ruling> again = VerifyRuling(SignRuling(*ruling, seed), champions, kFirm);
    if (!again.ok() || *again != *ruling) std::abort();
  } else if (ruling.error().detail.empty()) {
    std::abort();
  }
  const Result<Question> question = DecodeQuestion(text);
  if (question.ok()) {
    const Result<Question> again = DecodeQuestion(EncodeQuestion(*question));
    if (!again.ok() || *again != *question) std::abort();
  }
  return 0;
}
