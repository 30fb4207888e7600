#pragma once

#include "widgets/common/line_diff.h"
#include "widgets/common/syntax.h"

#include <QListView>

namespace natsdeck::ui {

class DiffModel;

// Two columns of line numbers, a sign, the line; unchanged stretches folded until someone opens them (Enter or click).
// Ctrl+C copies the selected lines as a unified diff, or all of them.
class DiffView final : public QListView
{
    Q_OBJECT

public:
    DiffView(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);

    void setTexts(const QString &oldText, const QString &newText, Language language = Language::Yaml);
    const LineDiff &diff() const { return m_diff; }
    QString summary() const; // "+8 −3"

public slots:
    void nextChange();
    void previousChange();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void goToChange(int direction);
    void unfold(const QModelIndex &index);

    const Theme &m_theme;
    LineDiff m_diff;
    DiffModel *m_model;
};

} // namespace natsdeck::ui
