// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery_worker.h"

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace chaperone::agent {
namespace {

SendResult SendNow(const OutboxMail& mail, policy::MailServer server) {
  auto client = SmtpClient::Create(std::move(server));
  if (client) return client->Send(mail);
  SendResult result;
  result.message_id = mail.message_id;
  for (const RecipientState& r : mail.recipients) {
    if (r.state == DeliveryState::kWaiting) result.recipients.push_back(r);
  }
  result.error = client.error().detail;
  result.needs_attention = true;
  return result;
}

constexpr std::chrono::seconds kPatienceAtEnd{2};

}  // namespace

struct DeliveryWorker::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::pair<OutboxMail, policy::MailServer>> jobs;
  Channel<SendResult>* results = nullptr;  // null once the owner is gone
  bool stop = false;
  bool ended = false;
};

DeliveryWorker::DeliveryWorker(Channel<SendResult>& results) : shared_(std::make_shared<Shared>()) {
  shared_->results = &results;
  std::thread thread([shared = shared_] {
    std::unique_lock lock(shared->mutex);
    for (;;) {
      shared->changed.wait(lock, [&] { return shared->stop || !shared->jobs.empty(); });
      if (shared->stop) break;
      const auto [mail, server] = std::move(shared->jobs.front());
      shared->jobs.pop_front();
      lock.unlock();
      SendResult result = SendNow(mail, server);
      lock.lock();
      if (shared->results != nullptr) shared->results->Push(std::move(result));
    }
    shared->ended = true;
    shared->changed.notify_all();
  });
  pthread_setname_np(thread.native_handle(), "delivery");
  thread.detach();
}

DeliveryWorker::~DeliveryWorker() {
  std::unique_lock lock(shared_->mutex);
  shared_->stop = true;
  shared_->changed.notify_all();
  shared_->changed.wait_for(lock, kPatienceAtEnd, [&] { return shared_->ended; });
  shared_->results = nullptr;
}

void DeliveryWorker::Send(OutboxMail mail, policy::MailServer server) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->jobs.emplace_back(std::move(mail), std::move(server));
  }
  shared_->changed.notify_all();
}

}  // namespace chaperone::agent
