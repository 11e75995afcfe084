// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidget>

#include "agent/tray/agent_link.h"
#include "agent/tray/outline.h"
#include "agent/tray/share_model.h"

namespace chaperone::tray {

// What is shared, since when and how well it is watched; who is watching; and a share that
// Chaperone does not see by itself can be told of here.
class SharingWindow : public QWidget {
  Q_OBJECT

 public:
  explicit SharingWindow(AgentLink& link, QWidget* parent = nullptr);

 protected:
  void showEvent(QShowEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  // The widgets of one share.
  struct Card {
    QString id;
    QWidget* box;
    QLabel* title;
    QLabel* what;
    QLabel* watched;
    QPushButton* stop;
  };

  QWidget* MakeAudience();
  QWidget* MakeByHand();
  Card MakeCard();
  void Update();
  void Place();
  void ShowCard(Card& card, const ShareCard& share);
  void FillChoices();
  void ShowChoice(int index);
  void Start();
  void Call(const QString& method, const QVariantList& arguments, const QString& thanks);
  void Tell(const QString& text);

  AgentLink& link_;
  std::vector<Card> cards_;
  std::vector<ShareChoice> choices_;
  Outline outline_;
  QTimer outline_ends_;
  bool placed_ = false;

  QLabel* headline_;
  QLabel* only_counted_;
  QVBoxLayout* card_layout_;
  QWidget* audience_box_;
  QLabel* audience_;
  QRadioButton* internal_;
  QRadioButton* external_;
  QComboBox* what_;
  QPushButton* start_;
  QLabel* feedback_;
  QWidget* unwatched_box_;
  QLabel* unwatched_;
};

}  // namespace chaperone::tray
