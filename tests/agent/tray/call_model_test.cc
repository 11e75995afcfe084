// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/call_model.h"

#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

AgentStatus Call(const char* phase, const char* purpose = "complaints",
                 std::vector<MissingItem> missing = {}) {
  AgentStatus s;
  s.call = QStringLiteral("c1");
  s.gate.phase = QLatin1String(phase);
  s.gate.purpose = QLatin1String(purpose);
  s.gate.missing = std::move(missing);
  return s;
}

MissingItem Item(const char* what, const char* participant = "") {
  return {QLatin1String(what), QLatin1String(participant), QString()};
}

Mend MendOf(const MissingItem& item, const char* phase = "closed") {
  return MendingsOf(Call(phase, "complaints", {item}).gate).at(0).mend;
}

}  // namespace

TEST_CASE("call: where it stands is told from the gate") {
  CHECK(StageOf(std::nullopt) == CallStage::kNoAgent);
  CHECK(StageOf(AgentStatus{}) == CallStage::kNoCall);
  CHECK(StageOf(Call("closed", "")) == CallStage::kNotAsked);
  CHECK(StageOf(Call("closed", "complaints",
                     {Item("consent", "p1"), Item("announcement", "p1")})) == CallStage::kMissing);
  CHECK(StageOf(Call("ready_to_announce", "complaints", {Item("announcement", "p1")})) ==
        CallStage::kToAnnounce);
  CHECK(StageOf(Call("announcing")) == CallStage::kAnnouncing);
  AgentStatus ready = Call("ready");
  ready.gate.may = true;
  CHECK(StageOf(ready) == CallStage::kReady);
  CHECK(StageOf(Call("opening")) == CallStage::kRecording);
  CHECK(StageOf(Call("paused")) == CallStage::kRecording);
  CHECK(StageOf(Call("closing")) == CallStage::kClosing);
  CHECK(StageOf(Call("private")) == CallStage::kPrivate);
}

TEST_CASE("call: a gate that says neither yes nor why is not taken for a yes") {
  CHECK(StageOf(Call("closed")) == CallStage::kMissing);
  CHECK(NextStepOf(CallStage::kMissing, true, false) == NextStep::kNone);
}

TEST_CASE("call: each missing thing has the one action that mends it") {
  CHECK(MendOf(Item("participants")) == Mend::kAddPerson);
  CHECK(MendOf(Item("purpose")) == Mend::kChoosePurpose);
  CHECK(MendOf(Item("basis_not_here")) == Mend::kChooseBasis);
  CHECK(MendOf(Item("reference")) == Mend::kWriteReference);
  CHECK(MendOf(Item("special_category")) == Mend::kChooseCondition);
  CHECK(MendOf(Item("consent", "p1")) == Mend::kGiveConsent);
  CHECK(MendOf(Item("objection", "p1")) == Mend::kTakeObjectionBack);
  CHECK(MendOf(Item("ruling")) == Mend::kAskChampion);
  CHECK(MendOf(Item("ruling_condition", "p1")) == Mend::kIdentify);
  CHECK(MendOf(Item("ruling_condition")) == Mend::kNone);
  CHECK(MendOf(Item("ruling_says_no")) == Mend::kNone);
  CHECK(MendOf(Item("record")) == Mend::kNone);
  CHECK(MendOf(Item("moon_phase")) == Mend::kNone);
}

TEST_CASE("call: a champion who was asked is not asked again") {
  CHECK(MendOf(Item("ruling"), "consulting") == Mend::kNone);
}

TEST_CASE("call: one announcement is for everybody, a yes is each one's own") {
  const auto mendings = MendingsOf(Call("closed", "complaints",
                                        {Item("consent", "p1"), Item("consent", "p2"),
                                         Item("announcement", "p1"), Item("announcement", "p2")})
                                       .gate);
  REQUIRE(mendings.size() == 3);
  CHECK(mendings[0].participant == QStringLiteral("p1"));
  CHECK(mendings[1].participant == QStringLiteral("p2"));
  CHECK(mendings[2] ==
        Mending{QStringLiteral("everybody has to hear the announcement"), Mend::kAnnounce, {}});
}

TEST_CASE("call: the main button is the next step") {
  CHECK(NextStepOf(CallStage::kNoAgent, true, true) == NextStep::kNone);
  CHECK(NextStepOf(CallStage::kNoCall, false, false) == NextStep::kStartCall);
  CHECK(NextStepOf(CallStage::kNoCall, true, true) == NextStep::kStartAndRecord);
  CHECK(NextStepOf(CallStage::kNotAsked, true, true) == NextStep::kSetGround);
  CHECK(NextStepOf(CallStage::kNotAsked, false, false) == NextStep::kNone);
  CHECK(NextStepOf(CallStage::kToAnnounce, true, false) == NextStep::kRecord);
  CHECK(NextStepOf(CallStage::kToAnnounce, true, true) == NextStep::kSetGround);
  CHECK(NextStepOf(CallStage::kReady, true, false) == NextStep::kRecord);
  CHECK(NextStepOf(CallStage::kAnnouncing, true, true) == NextStep::kNone);
  CHECK(NextStepOf(CallStage::kRecording, true, true) == NextStep::kShowRecording);
  CHECK(NextStepOf(CallStage::kPrivate, true, true) == NextStep::kEndCall);
}

}  // namespace chaperone::tray
