// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QTextDocument>
#include <memory>

namespace chaperone::tray {

// What is kept about the employee (the agent's ExportOwnData) as a document that a person can
// read: the tables of the glass box, one after the other. Pure.
std::unique_ptr<QTextDocument> OwnDataReport(const QJsonObject& own_data);

// The document on A4, as a PDF file's bytes. Needs fonts, so a QGuiApplication.
QByteArray ReportAsPdf(QTextDocument& report);

}  // namespace chaperone::tray
