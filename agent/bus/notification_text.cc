// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/notification_text.h"

#include <array>

namespace chaperone::agent {
namespace {

using policy::Kind;

// All that is said in one language. "%" is the place of a number or a name.
struct Phrases {
  std::array<std::string_view, policy::kKindCount> kinds;  // by the numbers of policy::Kind
  std::string_view of_one, of_many, alerts;
  std::string_view on_it, shared_by, hide_it, newest;
  std::string_view hidden, is_customer, colleague, false_alarm, resolve;
  std::string_view audience, audience_body, internal, external, audience_command;
  std::string_view offer, offer_in, offer_body, record, not_now, record_command;
};

constexpr Phrases kEnglishPhrases = {
    {
        "personal data",
        "name",
        "e-mail address",
        "phone number",
        "postal address",
        "postcode",
        "date of birth",
        "National Insurance number",
        "NHS number",
        "taxpayer reference",
        "passport number",
        "driving licence number",
        "bank account",
        "IBAN",
        "payment card number",
        "social security number",
        "vehicle registration",
        "IP address",
        "online handle",
        "personal web page",
        "national identity number",
        "tax number",
        "passport number",
        "driving licence number",
        "customer reference",
        "employee number",
        "health data",
        "password or key",
    },
    "Another person's data is on your shared screen",
    "% other people's data is on your shared screen",
    "% alerts: other people's data is on your shared screen",
    "On it: %.",
    " Shared by %.",
    " Hide it now.",
    " This is the newest; the others wait behind it.",
    "I have hidden it",
    "It is the customer",
    "It is a colleague",
    "False alarm",
    "Then answer with: chaperone alerts resolve % --as hidden",
    "Who is watching your screen?",
    "You share your screen while no call is open. Until you answer, the people who watch count as "
    "unknown.",
    "Internal",
    "External",
    "Answer with: chaperone share audience internal, or external",
    "You are in a call. Record it?",
    "You are in a call (%). Record it?",
    "Nothing is recorded until you say so, a basis is on record and everyone was told.",
    "Record…",
    "Not now",
    "To record it: chaperone record start",
};

constexpr Phrases kGermanPhrases = {
    {
        "personenbezogene Daten",
        "Name",
        "E-Mail-Adresse",
        "Telefonnummer",
        "Anschrift",
        "Postleitzahl",
        "Geburtsdatum",
        "britische Sozialversicherungsnummer",
        "NHS-Nummer",
        "britische Steuernummer",
        "Passnummer",
        "Führerscheinnummer",
        "Bankkonto",
        "IBAN",
        "Kartennummer",
        "US-Sozialversicherungsnummer",
        "Kfz-Kennzeichen",
        "IP-Adresse",
        "Online-Name",
        "persönliche Webseite",
        "Ausweisnummer",
        "Steuernummer",
        "Passnummer",
        "Führerscheinnummer",
        "Kundennummer",
        "Personalnummer",
        "Gesundheitsdaten",
        "Passwort oder Schlüssel",
    },
    "Auf Ihrem geteilten Bildschirm stehen Daten einer anderen Person",
    "Auf Ihrem geteilten Bildschirm stehen Daten von % anderen Personen",
    "% Warnungen: Auf Ihrem geteilten Bildschirm stehen Daten anderer Personen",
    "Zu sehen: %.",
    " Geteilt mit %.",
    " Verbergen Sie sie jetzt.",
    " Dies ist die neueste; die anderen warten dahinter.",
    "Jetzt verborgen",
    "Kundin oder Kunde",
    "Kollegin oder Kollege",
    "Fehlalarm",
    "Antworten Sie dann mit: chaperone alerts resolve % --as hidden",
    "Wer sieht Ihrem Bildschirm zu?",
    "Sie teilen Ihren Bildschirm, und kein Gespräch ist offen. Bis Sie antworten, gilt als "
    "unbekannt, wer zusieht.",
    "Nur Kolleginnen und Kollegen",
    "Auch Leute von außen",
    "Antworten Sie mit: chaperone share audience internal, oder external",
    "Sie sind in einem Gespräch. Aufzeichnen?",
    "Sie sind in einem Gespräch (%). Aufzeichnen?",
    "Nichts wird aufgezeichnet, bevor Sie es sagen, eine Rechtsgrundlage protokolliert ist und "
    "alle "
    "Bescheid wissen.",
    "Aufzeichnen …",
    "Jetzt nicht",
    "Zum Aufzeichnen: chaperone record start",
};

const Phrases& In(Language language) {
  return language == Language::kGerman ? kGermanPhrases : kEnglishPhrases;
}

std::string Filled(std::string_view phrase, const std::string& value) {
  const size_t place = phrase.find('%');
  return std::string(phrase.substr(0, place)) + value + std::string(phrase.substr(place + 1));
}

std::string KindList(const policy::Alert& alert, Language language) {
  std::string list;
  for (const auto& [kind, count] : alert.kinds) {
    if (count == 0) continue;
    if (!list.empty()) list += ", ";
    list += KindWords(kind, language);
    if (count > 1) list += " (" + std::to_string(count) + ")";
  }
  return list.empty() ? std::string(KindWords({}, language)) : list;
}

}  // namespace

std::string_view KindWords(Kind kind, Language language) {
  const auto& words = In(language).kinds;
  const auto at = static_cast<size_t>(kind);
  return at < words.size() ? words[at] : words[0];
}

NotificationText AlertText(const policy::Alert& alert, Language language) {
  const Phrases& say = In(language);
  NotificationText text;
  text.title = alert.third_parties > 1 ? Filled(say.of_many, std::to_string(alert.third_parties))
                                       : std::string(say.of_one);
  text.body = Filled(say.on_it, KindList(alert, language));
  if (!alert.application.empty()) text.body += Filled(say.shared_by, alert.application);
  text.body += say.hide_it;
  text.actions = {
      {std::string(AnswerName(policy::Answer::kHidden)), std::string(say.hidden)},
      {std::string(AnswerName(policy::Answer::kIsCustomer)), std::string(say.is_customer)},
      {std::string(AnswerName(policy::Answer::kColleague)), std::string(say.colleague)},
      {std::string(AnswerName(policy::Answer::kFalseAlarm)), std::string(say.false_alarm)}};
  text.without_actions = Filled(say.resolve, alert.id);
  return text;
}

NotificationText AlertsText(const std::vector<policy::Alert>& standing, Language language) {
  NotificationText text = AlertText(standing.back(), language);
  if (standing.size() == 1) return text;
  text.title = Filled(In(language).alerts, std::to_string(standing.size()));
  text.body += In(language).newest;
  return text;
}

NotificationText AudienceText(Language language) {
  const Phrases& say = In(language);
  return {std::string(say.audience),
          std::string(say.audience_body),
          {{std::string(AudienceName(policy::Audience::kInternal)), std::string(say.internal)},
           {std::string(AudienceName(policy::Audience::kExternal)), std::string(say.external)}},
          std::string(say.audience_command)};
}

NotificationText OfferText(const std::string& application, Language language) {
  const Phrases& say = In(language);
  NotificationText text;
  text.title = application.empty() ? std::string(say.offer) : Filled(say.offer_in, application);
  text.body = say.offer_body;
  text.actions = {{kOfferAccepted, std::string(say.record)},
                  {kOfferDeclined, std::string(say.not_now)}};
  text.without_actions = say.record_command;
  return text;
}

NotificationText PlainNotice(std::string text) {
  return {"Chaperone", std::move(text), {}, ""};
}

}  // namespace chaperone::agent
