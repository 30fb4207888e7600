#pragma once

#include "models/explorer/payload_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace natsdeck::ui {

class ElidedLabel;
class StatusLine;
class TabRow;

// One message: subject, number and time; payload as JSON, text or hex at the left, headers at the right.
class MessageDetailPane final : public QWidget
{
    Q_OBJECT

public:
    MessageDetailPane(const Theme &theme, explorer::PayloadPresenter &payload, QWidget *parent = nullptr);

    void setError(const QString &text); // the message could not be read; empty: none
    void setCommand(const QString &command) { m_command = command; }

signals:
    void stepped(int rows); // the arrows: -1 up, 1 down

private:
    QWidget *buildHead();
    QWidget *buildPayload();
    QWidget *buildHeaders();
    void showCopyMenu();
    void update();
    void showBestTab();

    const Theme &m_theme;
    explorer::PayloadPresenter &m_payload;
    QString m_command;
    QString m_wantedTab;
    ElidedLabel *m_subject;
    QLabel *m_sequence;
    QLabel *m_time;
    QToolButton *m_up;
    QToolButton *m_down;
    QPushButton *m_copy;
    TabRow *m_tabs;
    TabRow *m_headerTabs;
    QStackedWidget *m_views;
    QStackedWidget *m_whole;
    QLabel *m_hint;
    ElidedLabel *m_note;
    StatusLine *m_warning;
    QPushButton *m_all;
    QTableView *m_headers;
};

} // namespace natsdeck::ui
