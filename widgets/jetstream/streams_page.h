#pragma once

#include "models/base/clock.h"
#include "models/explorer/sample_presenter.h"
#include "models/jetstream/stream_repository.h"
#include "models/jetstream/streams_presenter.h"
#include "widgets/common/page.h"

class QLineEdit;

namespace natsdeck::guard {
class Gate;
}

namespace natsdeck::ui {

class Segments;
class StreamInspector;
class StreamsFilter;
class TableFooter;
class TableView;

// The streams of the account, with an inspector of the selected one.
class StreamsPage final : public Page
{
    Q_OBJECT

public:
    // `samples`: whether sample data is offered here (systems of this workstation).
    StreamsPage(const Theme &theme, jetstream::Client &client, guard::Gate &gate, const QString &systemId, bool samples,
                QWidget *parent = nullptr);
    ~StreamsPage() override;

    void refresh() override;
    void focusFilter() override;
    bool closeTopmost() override;
    QWidget *inspector() override;
    void openItem(const QString &item) override; // a stream's name

    [[nodiscard]] TableView *table() const { return m_table; }
    [[nodiscard]] jetstream::StreamsPresenter &presenter() { return m_presenter; }
    [[nodiscard]] explorer::SamplePresenter &samples() { return m_samples; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildBar();
    void buildTable();
    void updateState();
    void updateCounts();
    void updateInspector();
    void updateVisible();
    void showMenu();
    void removeSamples();
    [[nodiscard]] QString selectedName() const;
    [[nodiscard]] bool hasSamples();

    SystemClock m_clock;
    jetstream::StreamRepository m_repository;
    jetstream::StreamsPresenter m_presenter;
    explorer::SamplePresenter m_samples;
    guard::Gate &m_gate;
    bool m_offersSamples;
    StreamsFilter *m_filter;
    QLineEdit *m_text;
    Segments *m_kinds;
    TableView *m_table;
    TableFooter *m_footer;
    StreamInspector *m_inspector;
    QString m_wanted; // to select when it is there
    bool m_inspectorShown = false;
};

} // namespace natsdeck::ui
