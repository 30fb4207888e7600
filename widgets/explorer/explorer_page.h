#pragma once

#include "models/explorer/explorer_presenter.h"
#include "widgets/common/page.h"

class QStackedLayout;
class QStackedWidget;
class QSplitter;

namespace natsdeck::ui {

class LiveBar;
class MessageDetailPane;
class Segments;
class StoredBar;
class SubjectsPane;
class TableAnchor;
class TableView;

struct ExplorerPageOptions
{
    std::shared_ptr<explorer::TapBudget> budget;
    qsizetype previewBytes = explorer::PayloadPresenter::defaultPreview;
    bool utc = true;
};

// Subjects at the left; stored or live messages as a table; the chosen one taken apart below.
class ExplorerPage final : public Page
{
    Q_OBJECT

public:
    ExplorerPage(const Theme &theme, nats::Connection &connection, jetstream::Client &client, ExplorerPageOptions options,
                 QWidget *parent = nullptr);
    ~ExplorerPage() override;

    void refresh() override;
    void focusFilter() override;
    bool closeTopmost() override;
    void openItem(const QString &item) override; // "ORDERS", "ORDERS/17319887", "live/orders.>"

    [[nodiscard]] explorer::ExplorerPresenter &presenter() { return m_presenter; }
    [[nodiscard]] TableView *table() const; // of the mode

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildMessages();
    QWidget *buildBar();
    TableView *buildTable(QAbstractItemModel &model, const QString &name, bool live);
    void connectTables();
    void updateMode();
    void updateStored();
    void showRow(int row);
    void step(int rows);
    void choose(const QModelIndex &current);

    explorer::ExplorerPresenter m_presenter;
    SubjectsPane *m_subjects;
    Segments *m_modes;
    QStackedWidget *m_bars;
    QStackedWidget *m_strips;
    QStackedWidget *m_tables;
    QStackedLayout *m_storedStack = nullptr;
    QWidget *m_storedSay = nullptr; // in the place of the table: empty, failed
    StoredBar *m_storedBar;
    LiveBar *m_liveBar;
    TableView *m_storedTable;
    TableView *m_liveTable;
    TableAnchor *m_storedAnchor;
    MessageDetailPane *m_detail;
    int m_shownState = -1;
};

} // namespace natsdeck::ui
