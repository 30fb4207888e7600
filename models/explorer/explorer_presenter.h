#pragma once

#include "models/base/clock.h"
#include "models/explorer/live_presenter.h"
#include "models/explorer/payload_presenter.h"
#include "models/explorer/stored_presenter.h"
#include "models/explorer/subject_tree_model.h"
#include "models/jetstream/stream_repository.h"

namespace natsdeck::explorer {

// The Explorer without its widgets: stored and live side by side over one tree of subjects and one detail view.
class ExplorerPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class Mode { Stored, Live };

    ExplorerPresenter(nats::Connection &connection, jetstream::Client &client, std::shared_ptr<TapBudget> budget,
                      QObject *parent = nullptr);
    ~ExplorerPresenter() override;

    [[nodiscard]] StoredPresenter &stored() { return m_stored; }
    [[nodiscard]] LivePresenter &live() { return m_live; }
    [[nodiscard]] SubjectTreeModel &tree() { return m_tree; }
    [[nodiscard]] PayloadPresenter &payload() { return m_payload; }
    [[nodiscard]] jetstream::StreamRepository &streams() { return m_repository; }

    [[nodiscard]] Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    void setActive(bool active); // the page is shown
    void setUtc(bool utc);

    void chooseRow(int row);                            // of the table of the mode; -1: none
    void useSubject(const QByteArray &path, bool leaf); // from the tree: taps it, or jumps to its newest message
    [[nodiscard]] QString treeSummary() const;          // "1,482 subjects seen, 12 not shown"
    [[nodiscard]] QString liveCommand() const;          // nats sub 'orders.>'

signals:
    void modeChanged();
    void subjectsWanted(const QString &text); // for the field of subjects

private:
    SystemClock m_clock;
    jetstream::StreamRepository m_repository;
    SubjectTreeModel m_tree;
    StoredPresenter m_stored;
    LivePresenter m_live;
    PayloadPresenter m_payload;
    Mode m_mode = Mode::Stored;
    bool m_active = false;
};

} // namespace natsdeck::explorer
