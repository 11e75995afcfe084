// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

namespace chaperone::policy {

// Whether these lines, as read from the screen from top to bottom, hold a form that asks for a
// payment card: labels of two different fields of a card near each other, one of them the number or
// the security code. A page that merely speaks of cards is none. Pure; linear in the length of the
// text.
bool LooksLikeCardForm(std::span<const std::string> lines);

}  // namespace chaperone::policy
