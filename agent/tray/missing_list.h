// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QVBoxLayout>
#include <QWidget>

#include "agent/tray/call_model.h"
#include "agent/tray/call_people.h"

namespace chaperone::tray {

// What is missing before the call may be recorded, each with the one action that mends it.
class MissingList : public QWidget {
  Q_OBJECT

 public:
  explicit MissingList(QWidget* parent = nullptr);

  void Show(const std::vector<Mending>& mendings, const CallNames& names);

 signals:
  void MendAsked(chaperone::tray::Mend mend, const QString& participant);

 private:
  QWidget* Row(const Mending& mending, const CallNames& names);

  QVBoxLayout* rows_;
  std::vector<Mending> shown_;
};

}  // namespace chaperone::tray
