// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/card_form.h"

#include <catch2/catch.hpp>
#include <vector>

namespace chaperone::policy {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("card form: labels of two fields near each other are one") {
  for (const Lines& lines : {
           Lines{"Pay by card", "Card number", "1234 1234 1234 1234", "Expiry date", "MM / YY",
                 "CVC"},
           Lines{"CARD NUMBER *", "", "SECURITY CODE (3 digits)"},
           Lines{"Name on card", "Card number", "Expires", "CVV"},
           Lines{"Expiry date   CVV"},
           Lines{"Card number: 4929 1234", "MM/YY"},
           Lines{"Kartennummer", "Gültig bis", "Prüfnummer"},
           Lines{"KARTENPRÜFNUMMER", "Karteninhaber"},
           Lines{"Numéro de carte", "Date d'expiration", "Cryptogramme visuel"},
           Lines{"Cardholder name", "Dana Whitlock", "", "", "", "", "CVC2"},
       }) {
    INFO(lines.front());
    CHECK(LooksLikeCardForm(lines));
  }
}

TEST_CASE("card form: a page that speaks of cards is none") {
  for (const Lines& lines : {
           Lines{},
           Lines{"Card number"},
           Lines{"Card number", "Card number", "Card no."},
           Lines{"Expiry date", "Name on card"},
           Lines{"Please never send us your card number or the security code by e-mail."},
           Lines{"We ask for the card number only on our secure page.",
                 "The CVV is never stored by us or by our bank."},
           Lines{"Passport", "Expiry date", "31/12/2030", "Valid until"},
           Lines{"The new security code policy takes effect in May", "Expiry date"},
           Lines{"scvc", "card numbering", "expiryx"},
       }) {
    INFO((lines.empty() ? "no lines" : lines.front()));
    CHECK_FALSE(LooksLikeCardForm(lines));
  }
}

TEST_CASE("card form: fields far apart belong to different things") {
  Lines lines{"Card number"};
  lines.resize(1 + 7, "Statement of account");
  lines.emplace_back("CVV");
  CHECK(LooksLikeCardForm(lines));
  lines.insert(lines.begin() + 1, "Statement of account");
  CHECK_FALSE(LooksLikeCardForm(lines));
}

TEST_CASE("card form: any bytes are looked at without harm") {
  CHECK_FALSE(LooksLikeCardForm(Lines{std::string(100000, '\xff'), std::string("\0\xc3", 2),
                                      std::string(5000, ' '), "\xc3"}));
}

}  // namespace
}  // namespace chaperone::policy
