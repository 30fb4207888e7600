#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

class QListWidget;
class QTextBrowser;

namespace natsdeck::ui {

// The help pages of resources/help, which are ours, shown as inert text: no link leaves the program, no picture is
// loaded from anywhere but the resources.
class HelpWindow final : public QWidget
{
    Q_OBJECT

public:
    // `folder` holds *.md; a file's first heading is its title, files are ordered by name.
    HelpWindow(const Theme &theme, const QString &folder, QWidget *parent = nullptr);

    void showPage(const QString &name); // "explorer" for explorer.md; the first page when there is no such one
    QStringList pages() const;
    QString currentText() const;

private:
    void load(const QString &file);

    const Theme &m_theme;
    QListWidget *m_list;
    QTextBrowser *m_text;
};

} // namespace natsdeck::ui
