#pragma once

#include "widgets/common/page.h"

// What stands in the place of a page's content. Also for parts of a page: a card, an inspector.
namespace natsdeck::ui {

// Bars in the place of the values, in the colour of an empty track; they do not move.
class SkeletonView final : public QWidget
{
    Q_OBJECT

public:
    explicit SkeletonView(const Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

// Icon, what would be here, why it is not, the next step.
class EmptyView final : public QWidget
{
    Q_OBJECT

public:
    EmptyView(const Theme &theme, const EmptyState &empty, QWidget *parent = nullptr);
};

// Glyph and cause, the remote text, what to try, Try again.
class FailedView final : public QWidget
{
    Q_OBJECT

public:
    FailedView(const Theme &theme, const natsdeck::Error &error, std::function<void()> retry, QWidget *parent = nullptr);
};

} // namespace natsdeck::ui
