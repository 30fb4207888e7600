#pragma once

#include "widgets/common/scrim_dialog.h"
#include "widgets/shell/palette_entry.h"

class QLineEdit;
class QListView;

namespace natsdeck::ui {

class PaletteModel;

// Ctrl+K: go to, act on. Closes by Esc, by a click beside it, and before it runs what was chosen.
class CommandPalette final : public ScrimDialog
{
    Q_OBJECT

public:
    // `scope` is where it searches ("in nats-core"), may be empty.
    CommandPalette(const Theme &theme, std::vector<PaletteSource> sources, const QString &scope, QWidget *parent);

    QLineEdit *edit() const { return m_edit; }
    QListView *list() const { return m_list; }
    PaletteModel *model() const { return m_model; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addHead(const QString &scope);
    void addFoot();
    void search(const QString &text);
    void run(const QModelIndex &index);
    void step(int rows);

    PaletteModel *m_model;
    QLineEdit *m_edit;
    QListView *m_list;
};

} // namespace natsdeck::ui
