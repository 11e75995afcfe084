// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/policy_choices.h"

#include <QJsonArray>
#include <algorithm>

#include "agent/tray/agent_status.h"
#include "agent/tray/safe_text.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {

const PurposeChoice* PolicyChoices::Find(const QString& purpose) const {
  const auto it = std::find_if(purposes.begin(), purposes.end(),
                               [&](const PurposeChoice& p) { return p.name == purpose; });
  return it == purposes.end() ? nullptr : &*it;
}

PolicyChoices ParsePolicyChoices(const QJsonObject& reply) {
  PolicyChoices choices;
  for (const auto& v : reply[u"purposes"].toArray()) {
    const QJsonObject o = v.toObject();
    PurposeChoice purpose{SafeLine(o, "name"),
                          SafeLine(o, "title"),
                          SafeLine(o, "basis"),
                          SafeLine(o, "reference"),
                          o[u"special_category"].toBool(),
                          o[u"needs_ruling"].toBool()};
    if (purpose.title.isEmpty()) purpose.title = purpose.name;
    if (!purpose.name.isEmpty()) choices.purposes.push_back(std::move(purpose));
  }
  for (const auto& v : reply[u"profiles"].toArray()) {
    const QJsonObject o = v.toObject();
    PlaceChoice place{SafeLine(o, "name"), PlaceWords(SafeLine(o, "title")),
                      ParseStrings(o[u"bases"])};
    if (place.title.isEmpty()) place.title = place.name;
    if (!place.name.isEmpty()) choices.places.push_back(std::move(place));
  }
  choices.place = SafeLine(reply, "jurisdiction");
  choices.bases = ParseStrings(reply[u"bases"]);
  choices.languages = ParseStrings(reply[u"languages"]);
  choices.special_conditions = ParseStrings(reply[u"special_category_conditions"]);
  const QJsonObject effective = reply[u"effective"].toObject();
  choices.own_domains = ParseStrings(effective[u"people"].toObject()[u"own_domains"]);
  choices.read_aloud_allowed = effective[u"recording"].toObject()[u"read_aloud_allowed"].toBool();
  return choices;
}

}  // namespace chaperone::tray
