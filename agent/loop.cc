// SPDX-License-Identifier: Apache-2.0
#include "agent/loop.h"

#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "agent/clock.h"

namespace chaperone::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kRejoinBus{5};
// While something could not be put on record, or no one shows our notifications, it is tried this
// often.
constexpr seconds kRetryEvery{5};

int OpenSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGTERM, SIGINT, SIGHUP, SIGUSR2}) sigaddset(&set, s);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

uint64_t Random() {
  uint64_t value = 0;
  randombytes_buf(&value, sizeof value);
  return value;
}

}  // namespace

Loop::Loop(Agent& agent, Records& records, std::unique_ptr<Bus> bus, std::string display)
    : agent_(agent),
      records_(records),
      bus_(std::move(bus)),
      delivery_(sent_),
      watch_(std::move(display), agent.SettingsForWatch(), agent.watch_reports(), agent.events()),
      sound_(agent.state_folder(), agent.SettingsForSound(), agent.sound_reports()),
      signals_(OpenSignals()) {
  agent_.set_on_settings([this] {
    watch_.Set(agent_.SettingsForWatch());
    sound_.Set(agent_.SettingsForSound());
  });
}

Loop::~Loop() {
  agent_.set_on_settings({});
  agent_.SetDesktop(nullptr, nullptr);
}

policy::Result<void> Loop::JoinBus() {
  auto service = BusService::Create(*bus_, agent_);
  if (!service) return service.error();
  NotifierCallbacks callbacks;
  callbacks.answered = [this](const std::string& alert, policy::Answer answer) {
    agent_.Apply(policy::event::EmployeeAnswered{alert, answer, std::nullopt});
  };
  callbacks.audience_answered = [this](policy::Audience audience) {
    agent_.Apply(policy::event::AudienceAnswered{audience});
  };
  callbacks.offer_answered = [this](bool record) { agent_.OnOfferAnswered(record); };
  callbacks.status_changed = [this](const NotificationsStatus&) {
    if (service_) service_->EmitStatusChanged();
  };
  auto notifier = Notifier::Create(*bus_, std::move(callbacks), agent_.language());
  if (!notifier) return notifier.error();
  service_ = std::move(*service);
  notifier_ = std::move(*notifier);
  agent_.SetDesktop(notifier_.get(), service_.get());
  return {};
}

void Loop::LeaveBus() {
  agent_.SetDesktop(nullptr, nullptr);
  notifier_.reset();
  service_.reset();
  bus_.reset();
  bus_due_ = Clock::now() + kRejoinBus;
}

void Loop::ServeBus() {
  if (bus_) {
    if (const auto done = bus_->Process(); !done) {
      spdlog::warn("session bus lost: {}", done.error().detail);
      LeaveBus();
    }
    return;
  }
  if (Clock::now() < bus_due_) return;
  bus_due_ = Clock::now() + kRejoinBus;
  auto bus = Bus::Open();
  if (!bus) return;
  bus_ = std::move(*bus);
  if (!JoinBus()) LeaveBus();
}

void Loop::Deliver() {
  for (const SendResult& result : sent_.TakeAll()) {
    records_.outbox().Settle(result, ReadClock(), Random());
    agent_.OnMailSettled();
  }
  if (auto mail = records_.outbox().Claim(ReadClock())) {
    delivery_.Send(std::move(*mail), agent_.session().policy.mail);
  }
}

bool Loop::HandleSignals() {
  signalfd_siginfo info{};
  while (read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    if (info.ssi_signo == SIGUSR2) {
      replaced_ = true;
      spdlog::info("a newer version is installed: it takes over once nothing is open");
      continue;
    }
    if (info.ssi_signo != SIGHUP) return false;
    if (const auto reloaded = agent_.Handle(request::ReloadPolicy{}); !reloaded) {
      spdlog::error("the policy stays as it was: {}", reloaded.error().detail);
    }
  }
  return true;
}

int Loop::PollTimeout() {
  const policy::Now now = ReadClock();
  auto wait = milliseconds::max();
  const auto within = [&](milliseconds t) { wait = std::min(wait, std::max(t, milliseconds{0})); };
  if (const auto tick = policy::NextTick(agent_.session())) within(*tick - now.boot);
  if (const auto mail = records_.outbox().NextWake(now)) within(*mail);
  if (const auto desk = agent_.desk().patience()) within(*desk);
  if (const auto chores = agent_.chores_within()) within(*chores);
  if (const auto check = agent_.check().patience()) within(*check);
  const auto until = [&](Clock::time_point t) {
    within(std::chrono::ceil<milliseconds>(t - Clock::now()));
  };
  if (bus_) {
    if (const auto bus = bus_->poll_timeout()) within(*bus);
    if (const auto signal = service_ ? service_->due() : std::nullopt) until(*signal);
    if (notifier_ && !notifier_->status().working) until(retry_due_);
  } else {
    until(bus_due_);
  }
  if (agent_.session().ledger_failing || records_.locked()) until(retry_due_);
  if (const auto alive = manager_.due()) until(*alive);
  return wait == milliseconds::max() ? -1
                                     : static_cast<int>(std::min<int64_t>(wait.count(), 3'600'000));
}

policy::Result<AgentEnd> Loop::Run() {
  if (auto joined = JoinBus(); !joined) return joined.error();
  agent_.Start();
  manager_.Ready();
  for (;;) {
    Deliver();
    const int timeout = PollTimeout();
    std::vector<pollfd> fds{
        {signals_.get(), POLLIN, 0},
        {agent_.events().fd(), POLLIN, 0},
        {agent_.watch_reports().fd(), POLLIN, 0},
        {agent_.sound_reports().fd(), POLLIN, 0},
        {sent_.fd(), POLLIN, 0},
        {agent_.archived().fd(), POLLIN, 0},
        {agent_.check().fd(), POLLIN, 0},
        {bus_ ? bus_->poll_fd() : -1, static_cast<short>(bus_ ? bus_->poll_events() : 0), 0}};
    for (const int fd : agent_.desk().fds()) fds.push_back({fd, POLLIN, 0});
    poll(fds.data(), fds.size(), timeout);
    manager_.Alive(Clock::now());
    const bool asked = fds[0].revents != 0 && !HandleSignals();
    if (asked || (replaced_ && agent_.idle())) {
      manager_.Ending();
      agent_.Stop();
      return asked ? AgentEnd::kAsked : AgentEnd::kGivesWay;
    }
    for (const policy::Event& event : agent_.events().TakeAll()) agent_.Apply(event);
    if (auto report = agent_.watch_reports().Take()) agent_.OnWatchReport(*report);
    if (auto report = agent_.sound_reports().Take()) agent_.OnSoundReport(*report);
    agent_.desk().Serve();
    agent_.OnArchived();
    agent_.ServeCheck();
    ServeBus();
    if (Clock::now() >= retry_due_) {
      retry_due_ = Clock::now() + kRetryEvery;
      agent_.Retry();
      if (notifier_) notifier_->Retry(Clock::now());
    }
    agent_.DoChores();
    agent_.Apply(policy::event::Tick{});
    if (service_) service_->SendDue(Clock::now());
  }
}

}  // namespace chaperone::agent
