// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "agent/tray/agent_link.h"

namespace chaperone::tray {

// Lets the employee choose where, asks the agent for all that it keeps about them, and writes it
// there for their eyes only (0600), whole or not at all. One at a time.
class OwnDataExport : public QObject {
  Q_OBJECT

 public:
  enum class Form { kJson, kPdf };

  OwnDataExport(AgentLink& link, QWidget* window);

  void Ask(Form form);

 signals:
  // What came of it, as a sentence.
  void Told(const QString& sentence);

 private:
  void Fetch(Form form, const QString& path);
  void Write(Form form, const QString& path, const QByteArray& json);

  AgentLink& link_;
  QWidget* window_;
  bool busy_ = false;
};

}  // namespace chaperone::tray
