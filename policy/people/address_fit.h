// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "policy/people/identity.h"

namespace chaperone::policy {

// How an e-mail's local part fits a name. It contradicts where any word of it is neither of the
// name nor one that anybody's address may hold ("info", "family").
enum class Fits : uint8_t { kContradicts, kSaysNothing, kPartly, kWholly };
Fits FitOf(std::string_view local_part, const NameParts& name);

// "tom.reed" of "tom.reed @example.com"
std::string_view LocalPart(std::string_view email);

}  // namespace chaperone::policy
