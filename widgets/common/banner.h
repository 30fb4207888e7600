#pragma once

#include "widgets/common/theme.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;

// A message that belongs to a page: what happened, what it means, what to do. Never a transient toast.
namespace natsdeck::ui {

class Banner final : public QFrame
{
    Q_OBJECT

public:
    Banner(const Theme &theme, Status status, const QString &title, const QString &text, QWidget *parent = nullptr);

    // Appended on the right, in order; at most two. The banner takes ownership.
    void addAction(QWidget *button);
    void setContent(Status status, const QString &title, const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Status m_status;
    QLabel *m_title;
    QLabel *m_text;
    QHBoxLayout *m_row;
};

} // namespace natsdeck::ui
