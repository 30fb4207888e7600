#pragma once

#include "widgets/common/theme.h"
#include "widgets/shell/activity.h"

#include <QWidget>

class QProgressBar;
class QPushButton;

namespace natsdeck::ui {

class ElidedLabel;
class Glyph;
class NumberLabel;

// One operation: glyph, title and detail, bar, elapsed and remaining, Cancel or Open.
class OperationRow final : public QWidget
{
    Q_OBJECT

public:
    OperationRow(const Theme &theme, const Operation &operation, QWidget *parent = nullptr);

    int id() const { return m_id; }
    void showOperation(const Operation &operation);
    void tick(const Operation &operation); // elapsed only

private:
    int m_id;
    Glyph *m_glyph;
    ElidedLabel *m_title;
    ElidedLabel *m_detail;
    QProgressBar *m_bar;
    NumberLabel *m_time;
    QPushButton *m_cancel;
    QPushButton *m_open;
};

} // namespace natsdeck::ui
