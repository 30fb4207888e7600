#pragma once

#include "models/workloads/events_presenter.h"
#include "widgets/workloads/section_pane.h"

class QLineEdit;

namespace natsdeck::ui {

class EventsStrip;
class Segments;

// Events: the last hour on a line, below it all of them.
class EventsPane final : public SectionPane
{
    Q_OBJECT

public:
    EventsPane(const Theme &theme, workloads::EventsPresenter &presenter, QWidget *parent = nullptr);

    void focusFilter() override;
    [[nodiscard]] EventsStrip *strip() const { return m_strip; }

protected:
    void updated() override;

private:
    class Filter;

    QWidget *buildBar();

    workloads::EventsPresenter &m_presenter;
    Filter *m_filter;
    QLineEdit *m_text;
    Segments *m_kinds;
    EventsStrip *m_strip;
};

} // namespace natsdeck::ui
