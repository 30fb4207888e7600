#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

#include <optional>

namespace natsdeck::ui {

// 3 px across the top of the window in the colour of the environment.
class EnvironmentLine final : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentLine(const Theme &theme, QWidget *parent = nullptr);

    void setEnvironment(std::optional<Environment> environment); // nothing: no line

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    std::optional<Environment> m_environment;
};

} // namespace natsdeck::ui
