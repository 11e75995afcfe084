// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/exported_object.h"

namespace chaperone::agent {

void RegisterGlassBox(ExportedObject& exported) {
  exported.RegisterPlain<request::ShowPolicy>("ShowPolicy");
  exported.RegisterPlain<request::ListMails>("ListMails");
  exported.RegisterPlain<request::ListGaps>("ListGaps");
  exported.RegisterPlain<request::ListAccess>("ListAccess");
  exported.RegisterPlain<request::ListRemembered>("ListRemembered");
  exported.RegisterPlain<request::ForgetRemembered>("ForgetRemembered");
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
