#pragma once

#include "widgets/common/theme.h"

#include <QFrame>

class QProgressBar;
class QPushButton;

namespace natsdeck::explorer {
class SamplePresenter;
}

namespace natsdeck::ui {

class StatusLine;

// Adding or removing the sample data: progress and cancel, then the result until it is closed.
class SampleStrip final : public QFrame
{
    Q_OBJECT

public:
    SampleStrip(const Theme &theme, explorer::SamplePresenter &presenter, QWidget *parent = nullptr);

private:
    void update();

    explorer::SamplePresenter &m_presenter;
    StatusLine *m_text;
    QProgressBar *m_progress;
    QPushButton *m_button;
};

} // namespace natsdeck::ui
