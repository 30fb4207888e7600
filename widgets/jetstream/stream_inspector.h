#pragma once

#include "models/jetstream/streams_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QVBoxLayout;

namespace natsdeck::ui {

class CapacityBar;
class CodeView;
class ElidedLabel;
class FactList;
class IconLabel;
class Pill;
class Sparkline;
class TabRow;

// The stream that is selected: facts, storage, rate, replicas, limits, configuration.
class StreamInspector final : public QWidget
{
    Q_OBJECT

public:
    StreamInspector(const Theme &theme, jetstream::StreamsPresenter &presenter, QWidget *parent = nullptr);

    void show(const jetstream::StreamInfo &stream);

signals:
    void browse(const QString &name);
    void closed();

private:
    QWidget *buildHead();
    QWidget *buildOverview();
    QWidget *buildActions();
    QLabel *addTitle(QVBoxLayout *column, const QString &text);
    void showStorage(const jetstream::StreamInfo &stream);
    void showReplicas(const jetstream::StreamInfo &stream);
    void showConfiguration();

    const Theme &m_theme;
    jetstream::StreamsPresenter &m_presenter;
    jetstream::StreamInfo m_stream;
    IconLabel *m_icon;
    ElidedLabel *m_name;
    Pill *m_pill;
    TabRow *m_tabs;
    QStackedWidget *m_pages;
    FactList *m_facts;
    FactList *m_limits;
    FactList *m_replicas;
    QLabel *m_replicasTitle;
    CapacityBar *m_storage;
    ElidedLabel *m_storageText;
    Sparkline *m_rate;
    QLabel *m_rateText;
    CodeView *m_configuration;
};

} // namespace natsdeck::ui
