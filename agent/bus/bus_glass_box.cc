// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/exported_object.h"
#include "agent/bus/recording_fields.h"

namespace chaperone::agent {

void RegisterGlassBox(ExportedObject& exported) {
  exported.RegisterPlain<request::ShowPolicy>("ShowPolicy");
  exported.RegisterPlain<request::ListMails>("ListMails");
  exported.RegisterPlain<request::ListGaps>("ListGaps");
  exported.RegisterPlain<request::ListAccess>("ListAccess");
  exported.RegisterPlain<request::ListRemembered>("ListRemembered");
  exported.RegisterPlain<request::ForgetRemembered>("ForgetRemembered");
  exported.Register(
      "ListAlertCounts",
      [&exported](const std::string& since) {
        request::ListAlertCounts list;
        if (!since.empty()) {
          const auto day = DateFromText(since);
          if (!day) Throw(policy::BadInput(std::string("since: ") + kDateExpected));
          list.since = std::chrono::floor<std::chrono::days>(*day);
        }
        return exported.Answer(list);
      },
      "since");
  exported.RegisterPlain<request::SuggestBasis>("SuggestBasis");
  exported.Register(
      "ExportOwnData",
      [&exported](const sdbus::UnixFd& file) {
        return exported.Answer(request::ExportOwnData{EmptyFileOrThrow(file)});
      },
      "file");
}

void RegisterCheck(ExportedObject& exported) {
  exported.RegisterPlain<request::CheckScreen>("CheckScreen");
  exported.Register(
      "ShowCheck",
      [&exported](const std::string& check) { return exported.Answer(request::ShowCheck{check}); },
      "check");
  exported.object()
      .registerSignal("CheckChanged")
      .onInterface(kInterface)
      .withParameters<std::string>("check");
}

}  // namespace chaperone::agent
