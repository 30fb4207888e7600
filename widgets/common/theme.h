#pragma once

#include "widgets/common/tokens.h"
#include "widgets/common/typography.h"

#include <QObject>

class QApplication;

// The appearance in force. One object, made in main() and handed to whoever paints by hand.
namespace natsdeck::ui {

class Theme final : public QObject
{
    Q_OBJECT

public:
    // Takes over style, palette, font and style sheet of `app`, which must outlive the theme.
    Theme(QApplication &app, Scheme scheme, Density density = Density::Comfortable, double fontScale = 1);

    Scheme scheme() const { return m_scheme; }
    Density density() const { return m_density; }
    const Tokens &tokens() const { return m_tokens; }
    const Metrics &metrics() const { return m_metrics; }
    const QFont &font(TextRole role) const { return m_typography.font(role); }

    void setScheme(Scheme scheme);
    void setDensity(Density density);

signals:
    // Emitted after the palette and the style sheet are in force. Hand-painted widgets call update(); only
    // things that hold colours of their own (chart series, syntax highlighters) have to copy them again.
    void changed();

private:
    void apply();

    QApplication &m_app;
    Typography m_typography;
    Scheme m_scheme;
    Density m_density;
    Tokens m_tokens;
    Metrics m_metrics;
};

} // namespace natsdeck::ui
