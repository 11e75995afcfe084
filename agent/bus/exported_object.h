// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <memory>
#include <string>
#include <utility>

#include "agent/bus/names.h"
#include "agent/bus/request.h"

namespace chaperone::agent {

// sdbus turns what a handler throws as sdbus::Error into an error reply; nothing else may be
// thrown.
[[noreturn]] void Throw(const policy::Error& error);
void CheckOrThrow(const policy::Result<void>& result);
template <class T>
T ValueOrThrow(policy::Result<T> result) {
  if (!result.ok()) Throw(result.error());
  return std::move(*result);
}
// The regular or memory file behind a descriptor: a pipe could make the agent wait for whoever
// reads it.
int RegularFileOrThrow(const sdbus::UnixFd& file);
// … that is empty and open for writing.
int EmptyFileOrThrow(const sdbus::UnixFd& file);

// The agent's object on the bus while its methods are registered. For the files of this folder.
class ExportedObject {
 public:
  ExportedObject(sdbus::IConnection& connection, AgentFace& face)
      : face_(face), object_(sdbus::createObject(connection, kObjectPath)) {}

  std::string Answer(const Request& request);

  // A method that takes what the handler takes and answers with a JSON document.
  template <class... Names, class Handler>
  void Register(const std::string& method, Handler handler, const Names&... inputs) {
    object_->registerMethod(method)
        .onInterface(kInterface)
        .withInputParamNames(std::string(inputs)...)
        .withOutputParamNames("reply")
        .implementedAs(std::move(handler));
  }
  // A method that takes nothing and makes this request.
  template <class R>
  void RegisterPlain(const std::string& method) {
    Register(method, [this] { return Answer(R{}); });
  }

  sdbus::IObject& object() { return *object_; }

 private:
  AgentFace& face_;
  std::unique_ptr<sdbus::IObject> object_;
};

// One part of the interface each; the object outlives its methods.
void RegisterGate(ExportedObject& exported);        // basis, consent, announcement, recording
void RegisterRulings(ExportedObject& exported);     // the champion's answers
void RegisterRecordings(ExportedObject& exported);  // what is kept, and for how long
void RegisterGlassBox(ExportedObject& exported);    // what the employee may know of the agent
void RegisterCheck(ExportedObject& exported);       // the look before something is shared

}  // namespace chaperone::agent
