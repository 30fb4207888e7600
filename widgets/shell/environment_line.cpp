#include "widgets/shell/environment_line.h"

#include <QPainter>

namespace natsdeck::ui {

EnvironmentLine::EnvironmentLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(3);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void EnvironmentLine::setEnvironment(std::optional<Environment> environment)
{
    m_environment = environment;
    update();
}

void EnvironmentLine::paintEvent(QPaintEvent *)
{
    if (m_environment)
        QPainter(this).fillRect(rect(), m_theme.tokens().of(*m_environment));
}

} // namespace natsdeck::ui
