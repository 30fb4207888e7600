#pragma once

#include "models/workloads/configuration_presenter.h"
#include "widgets/workloads/section_pane.h"

namespace natsdeck::ui {

class CodeView;
class ElidedLabel;
class StatusLine;

// The configuration file, and above it whether the servers run with it.
class ConfigurationPane final : public SectionPane
{
    Q_OBJECT

public:
    ConfigurationPane(const Theme &theme, workloads::ConfigurationPresenter &presenter, QWidget *parent = nullptr);

    [[nodiscard]] CodeView *code() const { return m_code; }

protected:
    void updated() override;
    EmptyState emptyState() const override;

private:
    QWidget *buildHead();

    workloads::ConfigurationPresenter &m_presenter;
    ElidedLabel *m_title;
    ElidedLabel *m_changed;
    StatusLine *m_verdict;
    TableView *m_servers;
    CodeView *m_code;
    QString m_shown;
};

} // namespace natsdeck::ui
