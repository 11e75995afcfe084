// SPDX-License-Identifier: Apache-2.0
// A window from which a file can be dragged, as from a file manager: drag_source FILE
#include <QApplication>
#include <QDrag>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QUrl>

namespace {

class FileIcon : public QLabel {
 public:
  explicit FileIcon(const QString& path) : QLabel(QFileInfo(path).fileName()), path_(path) {
    setWindowTitle(QStringLiteral("Files"));
    setAlignment(Qt::AlignCenter);
    resize(kSize);
  }

 protected:
  void mouseMoveEvent(QMouseEvent* event) override {
    if (event->buttons() != Qt::LeftButton) return;
    auto* dragged = new QMimeData;
    dragged->setUrls({QUrl::fromLocalFile(path_)});
    auto* drag = new QDrag(this);  // Qt deletes it when it is over
    drag->setMimeData(dragged);
    drag->exec(Qt::CopyAction);
  }

 private:
  static constexpr QSize kSize{220, 120};
  QString path_;
};

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() != 2) return 2;
  FileIcon icon(arguments[1]);
  icon.show();
  return QApplication::exec();
}
