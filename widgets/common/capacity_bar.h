#pragma once

#include "models/base/cell_roles.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <vector>

// Used, reserved, limit and disk on one scale.
namespace natsdeck::ui {

// Ok below 75 % of the limit (of the disk where there is no limit), Warning from there, Critical from 90 %.
Status capacityStatus(const Capacity &capacity);
double capacityShare(const Capacity &capacity); // used / limit, or 0 when there is nothing to compare with

// Solid = used, hatched = reserved and still free, plain track = free up to the limit, thin track = disk beyond
// the limit. The tick is the limit. Without a limit the track is dashed. Works from 4 px of height.
void paintCapacity(QPainter &painter, const QRectF &area, const Capacity &capacity, const Tokens &tokens);

class CapacityBar final : public QWidget
{
    Q_OBJECT

public:
    explicit CapacityBar(const Theme &theme, QWidget *parent = nullptr);

    void setCapacity(const Capacity &capacity);
    void setLegendVisible(bool visible);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override; // the legend takes as many lines as it needs

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct LegendEntry;

    std::vector<LegendEntry> legend() const;
    double widthOf(const LegendEntry &entry) const;
    std::vector<QPointF> places(const std::vector<LegendEntry> &entries, double width) const;

    const Theme &m_theme;
    Capacity m_capacity;
    bool m_legend = false;
};

} // namespace natsdeck::ui
