// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/own_data_export.h"

#include <sys/mman.h>

#include <QDBusUnixFileDescriptor>
#include <QDate>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QSaveFile>
#include <memory>

#include "agent/tray/own_data_report.h"
#include "agent/tray/safe_text.h"

namespace chaperone::tray {
namespace {

// In memory: what is exported touches no disk but where the employee wants it.
std::shared_ptr<QFile> MemoryFile() {
  const int fd = memfd_create("own-data", MFD_CLOEXEC);
  auto file = std::make_shared<QFile>();
  if (fd < 0 || !file->open(fd, QIODevice::ReadWrite, QFileDevice::AutoCloseHandle)) return nullptr;
  return file;
}

}  // namespace

OwnDataExport::OwnDataExport(AgentLink& link, QWidget* window)
    : QObject(window), link_(link), window_(window) {}

void OwnDataExport::Ask(Form form) {
  auto* dialog = new QFileDialog(window_, tr("Save what is kept about me"), QDir::homePath());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  const QString ending = form == Form::kJson ? QStringLiteral("json") : QStringLiteral("pdf");
  dialog->setDefaultSuffix(ending);
  dialog->setNameFilter(QStringLiteral("*.") + ending);
  dialog->selectFile(
      QStringLiteral("chaperone-%1.%2").arg(QDate::currentDate().toString(Qt::ISODate), ending));
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, form](const QString& path) { Fetch(form, path); });
  dialog->open();
}

void OwnDataExport::Fetch(Form form, const QString& path) {
  if (busy_) return;
  const std::shared_ptr<QFile> file = MemoryFile();
  if (!file) return emit Told(tr("Nothing was saved: this computer is out of memory."));
  busy_ = true;
  const QVariant descriptor = QVariant::fromValue(QDBusUnixFileDescriptor(file->handle()));
  link_.Call(QStringLiteral("ExportOwnData"), {descriptor}, this,
             [this, form, path, file](const AgentReply& reply) {
               busy_ = false;
               if (!reply.ok()) return emit Told(tr("Nothing was saved. %1").arg(reply.problem));
               file->seek(0);
               Write(form, path, file->readAll());
             });
}

void OwnDataExport::Write(Form form, const QString& path, const QByteArray& json) {
  QByteArray bytes = json;
  if (form == Form::kPdf) {
    bytes = ReportAsPdf(*OwnDataReport(QJsonDocument::fromJson(json).object()));
  }
  QSaveFile file(path);
  const bool written = file.open(QIODevice::WriteOnly) &&
                       file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                       file.write(bytes) == bytes.size() && file.commit();
  const QString name = SafeLine(QDir::toNativeSeparators(path));
  if (written) {
    emit Told(tr("Saved as %1. It is yours: nobody else can read it.").arg(name));
  } else {
    emit Told(tr("%1 cannot be written: %2").arg(name, SafeLine(file.errorString())));
  }
}

}  // namespace chaperone::tray
