#pragma once

#include "models/workloads/logs_presenter.h"
#include "widgets/common/page.h"

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace natsdeck::ui {

class Glyph;
class LogTable;
class Segments;
class ValidityLine;

// The logs of a system: which, filter, search, the lines, and how many are there and are not.
class LogsPane final : public Page
{
    Q_OBJECT

public:
    LogsPane(const Theme &theme, workloads::LogsPresenter &presenter, QWidget *parent = nullptr);

    void refresh() override { m_presenter.refresh(); }
    void focusFilter() override;
    bool closeTopmost() override;                // the search
    void openItem(const QString &item) override; // the name of a pod

    [[nodiscard]] LogTable *table() const { return m_table; }
    [[nodiscard]] QLineEdit *filterEdit() const { return m_filter; }
    [[nodiscard]] QLineEdit *searchEdit() const { return m_search; }

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildBar();
    QWidget *buildStrip();
    void connectAll();
    void update();
    void updateChoices();
    void updateFigures();
    void go(bool backwards);
    void save();
    static void fill(QComboBox *box, const QStringList &names, const QString &all, const QString &chosen);

    workloads::LogsPresenter &m_presenter;
    QComboBox *m_pod;
    QComboBox *m_container;
    QComboBox *m_range;
    QCheckBox *m_previous;
    Segments *m_levels;
    QLineEdit *m_filter;
    ValidityLine *m_validity;
    Glyph *m_glyph;
    QLabel *m_state;
    QLabel *m_figures;
    QLabel *m_warning;
    QLineEdit *m_search;
    QLabel *m_found;
    QCheckBox *m_follow;
    QToolButton *m_wrap;
    QPushButton *m_pause;
    LogTable *m_table;
};

} // namespace natsdeck::ui
