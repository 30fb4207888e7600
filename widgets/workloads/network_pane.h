#pragma once

#include "models/workloads/network_presenter.h"
#include "widgets/workloads/section_pane.h"

class QLabel;

namespace natsdeck::ui {

// Services with their endpoints, and below them the ways from outside that lead to them.
class NetworkPane final : public SectionPane
{
    Q_OBJECT

public:
    NetworkPane(const Theme &theme, workloads::NetworkPresenter &presenter, QWidget *parent = nullptr);

protected:
    void updated() override;

private:
    void addTitle(const QString &title);

    workloads::NetworkPresenter &m_presenter;
    TableView *m_ways;
    QWidget *m_none; // in the place of the ways
    QLabel *m_noneText;
};

} // namespace natsdeck::ui
