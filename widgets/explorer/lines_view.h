#pragma once

#include "models/explorer/payload_lines_model.h"
#include "widgets/common/theme.h"

#include <QListView>

namespace natsdeck::ui {

// A payload as lines of text or hex; only the rows on screen are made. Ctrl+C copies the selected lines as they came.
class LinesView final : public QListView
{
    Q_OBJECT

public:
    LinesView(const Theme &theme, explorer::PayloadLinesModel &model, const QString &accessibleName, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void copy() const;
};

} // namespace natsdeck::ui
