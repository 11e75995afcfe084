// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include "agent/tray/agent_link.h"
#include "agent/tray/alert_feed.h"
#include "agent/tray/alert_model.h"
#include "agent/tray/outline.h"

namespace chaperone::tray {

// The alerts, what is known of each and what can be done; one window for all of them. It comes by
// itself without the keyboard, stays above other windows and off what is shared where it can, and
// goes by itself when nothing needs a look any more and nobody has used it.
class AlertWindow : public QWidget {
  Q_OBJECT

 public:
  AlertWindow(AgentLink& link, AlertFeed& feed, QWidget* parent = nullptr);
  ~AlertWindow() override;

  // Something needs a look. Not by the employee's wish: nothing they do with mouse or keyboard at
  // this moment is meant for this window.
  void ComeByItself();

 protected:
  void showEvent(QShowEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void MakeHead(QVBoxLayout* layout);
  void MakeDetails(QVBoxLayout* layout);
  void MakeActions(QVBoxLayout* layout);
  void MakeQuestion(QVBoxLayout* layout);
  void MakeHistory(QVBoxLayout* layout);
  QLabel* AddDetail(QGridLayout* grid, const QString& question);
  QPushButton* AddAction(const QString& text, const QString& hint);

  void Update();
  void Select(const QString& alert);
  const AlertInfo* Selected() const;  // null for none
  void AskForDetails();
  void ShowDetails();
  void FillSnoozeMenu();
  void UpdateOutline();
  void HoldClicks();
  void Stay(bool stay);
  void Place();

  void Answer(const QString& answer, const QString& why);
  void Snooze(int seconds);
  void Cover(bool cover);
  void SendQuestion();
  void OpenQuestion(bool open);
  void Tell(const QString& text);

  AgentLink& link_;
  AlertFeed& feed_;
  AlertList list_;
  AlertInfo details_;  // of the selected alert, as far as known
  QString selected_;
  Outline outline_;
  QTimer outline_ends_;
  QTimer goes_by_itself_;
  bool came_by_itself_ = false;
  bool placed_ = false;

  QLabel* picture_;
  QLabel* headline_;
  QListWidget* open_rows_;
  QLabel* more_;
  QWidget* details_box_;
  QLabel* what_;
  QLabel* whose_;
  QLabel* where_;
  QLabel* when_;
  QLabel* answer_;
  QWidget* actions_;
  QPushButton* hidden_;
  QPushButton* customer_;
  QPushButton* colleague_;
  QPushButton* false_alarm_;
  QPushButton* show_places_;
  QPushButton* cover_;
  QPushButton* snooze_;
  QPushButton* ask_;
  QWidget* question_box_;
  QLineEdit* question_;
  QLabel* feedback_;
  QToolButton* earlier_;
  QListWidget* closed_rows_;
};

}  // namespace chaperone::tray
