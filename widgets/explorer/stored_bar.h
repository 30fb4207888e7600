#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace natsdeck::explorer {
class StoredPresenter;
}

namespace natsdeck::ui {

class ElidedLabel;
class JudgedField;

// Which stream, and where in it.
class StoredBar final : public QWidget
{
    Q_OBJECT

public:
    StoredBar(const Theme &theme, explorer::StoredPresenter &presenter, QWidget *parent = nullptr);

    [[nodiscard]] JudgedField *jumpField() const { return m_jump; }

private:
    void updateStreams();
    void update();

    explorer::StoredPresenter &m_presenter;
    QComboBox *m_stream;
    ElidedLabel *m_notice;
    JudgedField *m_jump;
    QToolButton *m_first;
    QToolButton *m_last;
};

// What is shown of the stream, and whether there is something newer.
class StoredStrip final : public QWidget
{
    Q_OBJECT

public:
    StoredStrip(const Theme &theme, explorer::StoredPresenter &presenter, QWidget *parent = nullptr);

private:
    void update();

    explorer::StoredPresenter &m_presenter;
    ElidedLabel *m_summary;
    QLabel *m_newer;
    QPushButton *m_show;
};

} // namespace natsdeck::ui
