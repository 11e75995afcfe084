// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace chaperone::agent {

// A field of an agent's reply; `otherwise` where it is not there or of another type: the agent that
// answers may be of another version.
template <class T>
T Field(const nlohmann::json& reply, const char* name, T otherwise) {
  const auto at = reply.is_object() ? reply.find(name) : reply.end();
  if (at == reply.end()) return otherwise;
  try {
    return at->template get<T>();
  } catch (const nlohmann::json::type_error&) {
    return otherwise;
  }
}

}  // namespace chaperone::agent
