// Every pair of tokens that meets on screen keeps the contrast WCAG 2.2 AA asks for. A change of a colour that
// breaks this fails here, not in a review.
#include "tests/support/test_main.h"
#include "widgets/common/contrast.h"
#include "widgets/common/tokens.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace natsdeck::ui;

namespace {

constexpr double forText = 4.5;
constexpr double forGraphics = 3.0;

struct Named
{
    QString name;
    QColor color;
};

std::vector<Named> surfaces(const Tokens &t)
{
    return {{u"canvas"_s, t.canvas}, {u"sunken"_s, t.sunken},   {u"surface"_s, t.surface},   {u"raised"_s, t.raised},
            {u"hover"_s, t.hover},   {u"pressed"_s, t.pressed}, {u"selected"_s, t.selected}, {u"selectedInactive"_s, t.selectedInactive}};
}

} // namespace

class ContrastTest : public QObject
{
    Q_OBJECT

private slots:
    void pairs_data();
    void pairs();

private:
    void addRows(const char *scheme, const Tokens &tokens);
};

void ContrastTest::addRows(const char *scheme, const Tokens &t)
{
    const auto add = [&](const QString &what, const QColor &front, const QColor &back, double least) {
        QTest::newRow(qPrintable(QString(QString::fromLatin1(scheme) + u": "_s + what))) << front << back << least;
    };

    for (const Named &surface : surfaces(t)) {
        const QString on = u" on "_s + surface.name;
        add(u"text"_s + on, t.text, surface.color, forText);
        add(u"textMuted"_s + on, t.textMuted, surface.color, forText);
        add(u"accent"_s + on, t.accent, surface.color, forText);
        for (std::size_t i = 0; i < t.status.size(); ++i)
            add(u"status %1"_s.arg(i) + on, t.status[i].strong, surface.color, forText);
        for (const QColor &syntax : {t.syntaxKey, t.syntaxString, t.syntaxNumber, t.syntaxLiteral})
            add(u"syntax "_s + syntax.name() + on, syntax, surface.color, forText);
    }
    for (std::size_t i = 0; i < t.status.size(); ++i) {
        const QString name = u"status %1"_s.arg(i);
        add(name + u" on its soft field"_s, t.status[i].strong, t.status[i].soft, forText);
        add(u"text on soft "_s + name, t.text, t.status[i].soft, forText);
        add(name + u" glyph on surface"_s, t.status[i].fill, t.surface, forGraphics);
        add(name + u" glyph on canvas"_s, t.status[i].fill, t.canvas, forGraphics);
        add(name + u" glyph on selected"_s, t.status[i].fill, t.selected, forGraphics);
        add(name + u" bar on its track"_s, t.status[i].fill, t.track, forGraphics);
    }
    for (std::size_t i = 0; i < t.environment.size(); ++i) {
        add(u"text on environment %1"_s.arg(i), t.onFill, t.environment[i], forText);
        add(u"environment %1 frame"_s.arg(i), t.environment[i], t.canvas, forGraphics);
    }
    for (const QColor &fill : {t.accentFill, t.accentFillHover, t.accentFillPressed, t.dangerFill, t.dangerFillHover})
        add(u"text on fill "_s + fill.name(), t.onFill, fill, forText);
    for (const QColor &surface : {t.canvas, t.surface, t.raised, t.sunken})
        add(u"input edge on "_s + surface.name(), t.border, surface, forGraphics);
    add(u"used part of a capacity bar on its track"_s, t.series[0], t.track, forGraphics);
    add(u"progress on its track"_s, t.accent, t.track, forGraphics);
    for (std::size_t i = 0; i < t.series.size(); ++i)
        add(u"series %1"_s.arg(i), t.series[i], t.surface, forGraphics);
}

void ContrastTest::pairs_data()
{
    QTest::addColumn<QColor>("front");
    QTest::addColumn<QColor>("back");
    QTest::addColumn<double>("least");
    addRows("light", tokensFor(Scheme::Light));
    addRows("dark", tokensFor(Scheme::Dark));
}

void ContrastTest::pairs()
{
    QFETCH(QColor, front);
    QFETCH(QColor, back);
    QFETCH(double, least);
    const double ratio = contrastRatio(front, back);
    QVERIFY2(ratio >= least, qPrintable(u"%1 on %2: %3"_s.arg(front.name(), back.name()).arg(ratio, 0, 'f', 2)));
}

NATSDECK_TEST(ContrastTest)
#include "unit_contrast.moc"
