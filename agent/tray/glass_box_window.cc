// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/glass_box_window.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>
#include <memory>

#include "agent/tray/plain_label.h"
#include "agent/tray/safe_text.h"

namespace chaperone::tray {
namespace {

constexpr QSize kSize(1000, 640);
constexpr int kLoadSoonMs = 2000;  // what changes all the time is asked for no more often
constexpr int kVerifyPatienceMs = 120'000;

}  // namespace

GlassBoxWindow::GlassBoxWindow(AgentLink& link, QWidget* parent)
    : QWidget(parent),
      link_(link),
      export_(link, this),
      pages_(new QListWidget),
      stack_(new QStackedWidget),
      entries_(PlainLabel()),
      head_(PlainLabel()),
      verdict_(PlainLabel()),
      verify_(new QPushButton(tr("&Check the whole record"))),
      told_(PlainLabel()) {
  setWindowTitle(tr("Glass box: what Chaperone keeps about you"));
  const QStringList names = {
      tr("What is kept about me"), tr("What left this computer"), tr("Who looked"),
      tr("What was not watched"),  tr("The rules in force"),      tr("Proof")};
  pages_->addItems(names);
  pages_->setAccessibleName(tr("Pages"));
  pages_->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
  pages_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
  pages_->setMinimumWidth(pages_->sizeHintForColumn(0) + 2 * pages_->frameWidth() + 16);
  pages_->setSpacing(2);
  for (int page = 0; page < kProof; ++page) {
    tables_[static_cast<size_t>(page)] = new TablesPage(names[page]);
    stack_->addWidget(tables_[static_cast<size_t>(page)]);
  }
  stack_->addWidget(MakeProof());

  auto* middle = new QHBoxLayout;
  middle->addWidget(pages_);
  middle->addWidget(stack_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(middle, 1);
  layout->addWidget(MakeFooter());

  load_soon_.setSingleShot(true);
  load_soon_.setInterval(kLoadSoonMs);
  connect(&load_soon_, &QTimer::timeout, this, &GlassBoxWindow::Load);
  connect(&link_, &AgentLink::StatusChanged, this, [this] {
    if (!load_soon_.isActive()) load_soon_.start();
  });
  connect(pages_, &QListWidget::currentRowChanged, this, [this](int page) {
    stack_->setCurrentIndex(page);
    Load();
  });
  connect(&export_, &OwnDataExport::Told, this, [this](const QString& sentence) {
    told_->setText(sentence);
    told_->setVisible(true);
    // A copy was taken: that is on record, too.
    Load();
  });
  resize(kSize);
  pages_->setCurrentRow(kKept);
  pages_->setFocus();
}

QWidget* GlassBoxWindow::MakeProof() {
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(16, 12, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(PlainLabel(
      tr("Whatever Chaperone did is on record here, each entry chained to the one before. Nothing "
         "can be changed or taken out without its being noticed: the newest digest goes out with "
         "every mail to your champion.")));
  layout->addWidget(entries_);
  head_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  head_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  head_->setAccessibleName(tr("Digest of the newest entry"));
  layout->addWidget(head_);
  layout->addWidget(verify_, 0, Qt::AlignLeft);
  layout->addWidget(verdict_);
  layout->addStretch();
  connect(verify_, &QPushButton::clicked, this, &GlassBoxWindow::Verify);
  return page;
}

QWidget* GlassBoxWindow::MakeFooter() {
  auto* footer = new QWidget;
  auto* layout = new QVBoxLayout(footer);
  layout->setContentsMargins(0, 4, 0, 0);
  told_->setVisible(false);
  layout->addWidget(told_);
  auto* buttons = new QHBoxLayout;
  auto* json = new QPushButton(tr("Save as &JSON…"));
  auto* pdf = new QPushButton(tr("Save as &PDF…"));
  auto* done = new QPushButton(tr("C&lose"));
  connect(json, &QPushButton::clicked, this, [this] { export_.Ask(OwnDataExport::Form::kJson); });
  connect(pdf, &QPushButton::clicked, this, [this] { export_.Ask(OwnDataExport::Form::kPdf); });
  connect(done, &QPushButton::clicked, this, &QWidget::close);
  buttons->addWidget(json);
  buttons->addWidget(pdf);
  buttons->addStretch();
  buttons->addWidget(done);
  layout->addLayout(buttons);
  return footer;
}

void GlassBoxWindow::Load() {
  switch (pages_->currentRow()) {
    case kKept:
      return LoadKept();
    case kLeft:
      return LoadTable(kLeft, QStringLiteral("ListMails"), QStringLiteral("mails"), &MailTable);
    case kLooked:
      return LoadTable(kLooked, QStringLiteral("ListAccess"), QStringLiteral("accesses"),
                       &AccessTable);
    case kGaps:
      return LoadTable(kGaps, QStringLiteral("ListGaps"), QStringLiteral("gaps"), &GapTable);
    case kRules:
      return LoadRules();
    default:
      return LoadProof();
  }
}

void GlassBoxWindow::LoadKept() {
  // Shown once all have answered, so that nothing jumps.
  struct Kept {
    QJsonObject replies;  // by the name of the list
    QString problem;
    int open = 0;
  };
  const auto kept = std::make_shared<Kept>();
  struct Asked {
    QString method;
    QString list;
    QVariantList arguments;
  };
  const QList<Asked> asked = {
      {QStringLiteral("ListAlerts"), QStringLiteral("alerts"), {}},
      {QStringLiteral("ListRecordings"), QStringLiteral("recordings"), {}},
      {QStringLiteral("ListRulings"), QStringLiteral("rulings"), {}},
      {QStringLiteral("ListRemembered"), QStringLiteral("remembered"), {}},
      {QStringLiteral("ListAlertCounts"), QStringLiteral("alert_counts"), {QString()}},
      {QStringLiteral("ListRetention"), QStringLiteral("items"), {}}};
  kept->open = static_cast<int>(asked.size());
  for (const auto& [method, list, arguments] : asked) {
    link_.Call(method, arguments, this, [this, kept, name = list](const AgentReply& reply) {
      if (!reply.ok()) kept->problem = reply.problem;
      kept->replies[name] = reply.json[name];
      if (--kept->open > 0) return;
      if (!kept->problem.isEmpty()) return tables_[kKept]->ShowProblem(kept->problem);
      const auto of = [&](const char* n) { return kept->replies[QLatin1String(n)].toArray(); };
      tables_[kKept]->Show({AlertTable(of("alerts"), of("items")), RecordingTable(of("recordings")),
                            RulingTable(of("rulings")), RememberedTable(of("remembered")),
                            CountTable(of("alert_counts"))});
    });
  }
}

void GlassBoxWindow::LoadTable(Page page, const QString& method, const QString& list,
                               Table (*make)(const QJsonArray&)) {
  TablesPage* shown = tables_[static_cast<size_t>(page)];
  link_.Call(method, {}, this, [shown, list, make](const AgentReply& reply) {
    if (!reply.ok()) return shown->ShowProblem(reply.problem);
    shown->Show({make(reply.json[list].toArray())});
  });
}

void GlassBoxWindow::LoadRules() {
  link_.Call(QStringLiteral("ShowPolicy"), {}, this, [this](const AgentReply& reply) {
    if (!reply.ok()) return tables_[kRules]->ShowProblem(reply.problem);
    tables_[kRules]->Show(RuleTables(reply.json));
  });
}

void GlassBoxWindow::LoadProof() {
  link_.Call(QStringLiteral("LedgerHead"), {}, this, [this](const AgentReply& reply) {
    if (!reply.ok()) {
      head_->clear();
      return entries_->setText(reply.problem);
    }
    entries_->setText(
        tr("%n entry(ies). The digest of the newest:", nullptr, reply.json[u"entries"].toInt()));
    // Long enough to be broken in two lines in a narrow window.
    QString head = SafeLine(reply.json[u"head"].toString());
    head_->setText(head.insert(head.size() / 2, QLatin1Char('\n')));
  });
}

void GlassBoxWindow::Verify() {
  verify_->setEnabled(false);
  verdict_->setText(tr("Every entry is being checked …"));
  link_.Call(
      QStringLiteral("LedgerVerify"), {}, this,
      [this](const AgentReply& reply) {
        verify_->setEnabled(true);
        verify_->setFocus();
        const QString problem =
            reply.ok() ? SafeText(reply.json[u"problem"].toString()) : reply.problem;
        if (reply.ok() && reply.json[u"ok"].toBool()) {
          verdict_->setText(tr("In order: %n entry(ies), none changed, none missing.", nullptr,
                               reply.json[u"entries"].toInt()));
        } else {
          verdict_->setText(tr("Not in order. Tell your champion. %1").arg(problem));
        }
        LoadProof();
      },
      kVerifyPatienceMs);
}

void GlassBoxWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
  } else if (event->key() == Qt::Key_F5) {
    Load();
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace chaperone::tray
