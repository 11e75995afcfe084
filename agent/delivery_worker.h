// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "agent/channel.h"
#include "agent/delivery/smtp.h"

namespace chaperone::agent {

// Sends mails on the thread "delivery", one at a time, so that a slow server holds up nothing else.
class DeliveryWorker {
 public:
  explicit DeliveryWorker(Channel<SendResult>& results);
  // Waits a moment for a mail that is being sent, not for ever: an attempt that is cut off is made
  // again.
  ~DeliveryWorker();
  DeliveryWorker(const DeliveryWorker&) = delete;
  DeliveryWorker& operator=(const DeliveryWorker&) = delete;

  // Any thread. The result comes by the channel, also where no server can be spoken to at all.
  void Send(OutboxMail mail, policy::MailServer server);

 private:
  struct Shared;
  // Shared with the thread, which may outlive this by the length of a time-out while the program
  // ends.
  std::shared_ptr<Shared> shared_;
};

}  // namespace chaperone::agent
