#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

// One entry of an inline legend: a stroke in the series' colour, its name and its newest value.
namespace natsdeck::ui {

class SeriesKey final : public QWidget
{
    Q_OBJECT

public:
    SeriesKey(const Theme &theme, int series, const QString &name, QWidget *parent = nullptr);

    void setValue(const QString &value);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_series;
    QString m_name;
    QString m_value;
};

} // namespace natsdeck::ui
