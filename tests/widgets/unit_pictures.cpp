#include "tests/support/test_main.h"
#include "tests/widgets/support_gallery.h"
#include "tests/widgets/support_samples.h"

#include "models/settings/settings.h"
#include "widgets/charts/time_chart.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/focus_ring.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/command_palette.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/navigation_panel.h"
#include "widgets/shell/workspace.h"

#include <QDir>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace natsdeck;
using namespace natsdeck::ui;

namespace {

// NATSDECK_PICTURES=dir keeps what was drawn, to be looked at.
void keep(const QImage &image, const QString &name)
{
    if (const QString folder = qEnvironmentVariable("NATSDECK_PICTURES"); !folder.isEmpty()) {
        QDir().mkpath(folder);
        image.save(folder + u'/' + name + u".png"_s);
    }
}

int colorsIn(const QImage &image)
{
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            colors.insert(image.pixel(x, y));
    }
    return static_cast<int>(colors.size());
}

struct Frame
{
    explicit Frame(Theme &theme)
        : navigation(samples::navigation())
        , system(u"nats-core"_s)
    {
        samples::addPages(registry);
        window = std::make_unique<MainWindow>(ShellParts{theme, settings, *navigation, registry, activity, nullptr, {}});
        window->resize(1440, 900);
    }

    QImage grab() { return window->grab().toImage(); }

    std::unique_ptr<QStandardItemModel> navigation;
    settings::Settings settings;
    PageRegistry registry;
    Activity activity;
    samples::SampleSystem system;
    std::unique_ptr<MainWindow> window;
};

} // namespace

// Draws everything once in each look. What can be asserted about a drawing is asserted: that it shows many colours, that
// light and dark differ, that switching there and back changes no pixel.
class PicturesTest : public QObject
{
    Q_OBJECT

private slots:
    void components_data();
    void components();
    void frame_data();
    void frame();
    void switchingBackAndForthGivesTheSamePixels();
};

void PicturesTest::components_data()
{
    QTest::addColumn<Scheme>("scheme");
    QTest::addColumn<double>("scale");
    QTest::newRow("components-light") << Scheme::Light << 1.0;
    QTest::newRow("components-dark") << Scheme::Dark << 1.0;
    QTest::newRow("components-light-200") << Scheme::Light << 2.0;
}

void PicturesTest::components()
{
    QFETCH(Scheme, scheme);
    QFETCH(double, scale);
    Theme theme(*qApp, scheme, Density::Comfortable, scale);
    const std::unique_ptr<QWidget> sheet = gallery::components(theme);
    sheet->resize(static_cast<int>(1440 * scale), static_cast<int>(1050 * scale));
    sheet->show();
    QVERIFY(QTest::qWaitForWindowExposed(sheet.get()));
    const QImage image = sheet->grab().toImage();
    keep(image, QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(colorsIn(image) > 100, qPrintable(QString::number(colorsIn(image))));
    QCOMPARE(image.pixelColor(2, 2), theme.tokens().canvas);
}

void PicturesTest::frame_data()
{
    QTest::addColumn<Scheme>("scheme");
    QTest::addColumn<QString>("what");
    for (const auto &[scheme, word] : {std::pair(Scheme::Light, "light"), std::pair(Scheme::Dark, "dark")}) {
        for (const char *what : {"overview", "streams", "palette", "confirm", "empty", "failed", "activity", "settings"})
            QTest::addRow("%s-%s", what, word) << scheme << QString::fromLatin1(what);
    }
}

void PicturesTest::frame()
{
    QFETCH(Scheme, scheme);
    QFETCH(QString, what);
    Theme theme(*qApp, scheme);
    Frame frame(theme);
    FocusRing ring(*qApp);
    MainWindow &window = *frame.window;
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.showStart(gallery::startContent());
    if (what != u"empty")
        window.showSystem(frame.system, what == u"overview" || what == u"failed" ? u"overview"_s : u"streams"_s);
    if (what == u"overview") {
        for (auto *chart : window.findChildren<TimeChart *>())
            chart->setCursor(chart->timeSpan().to - 6'000'000);
    } else if (what == u"failed") {
        window.openTarget(u"events"_s);
    } else if (what == u"palette") {
        window.addPaletteSource([](const QString &) { return gallery::paletteEntries(); });
        window.showPalette(u"ord"_s);
    } else if (what == u"confirm") {
        frame.system.setLocked(false);
        confirm(theme, &window, gallery::deleteStream(), [](bool) {});
    } else if (what == u"activity") {
        gallery::fillActivity(frame.activity);
        window.showActivity(u"operations"_s);
    } else if (what == u"settings") {
        window.showSettings();
    }
    QTest::qWait(30); // queued layout of overlays
    const QImage image = frame.grab();
    keep(image, QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(colorsIn(image) > 60);
    if (what != u"empty" && what != u"palette" && what != u"confirm")
        QCOMPARE(image.pixelColor(700, 1), theme.tokens().of(Environment::Production));
}

void PicturesTest::switchingBackAndForthGivesTheSamePixels()
{
    Theme theme(*qApp, Scheme::Light);
    Frame frame(theme);
    frame.window->show();
    QVERIFY(QTest::qWaitForWindowExposed(frame.window.get()));
    frame.window->showSystem(frame.system, u"streams"_s);
    frame.grab(); // polishes what was not yet
    const QImage light = frame.grab();
    theme.setScheme(Scheme::Dark);
    const QImage dark = frame.grab();
    theme.setScheme(Scheme::Light);
    const QImage again = frame.grab();
    QVERIFY(light != dark);
    QCOMPARE(dark.pixelColor(700, 600), tokensFor(Scheme::Dark).surface);
    QCOMPARE(light.pixelColor(700, 600), tokensFor(Scheme::Light).surface);
    QCOMPARE(again, light);
}

NATSDECK_TEST(PicturesTest)
#include "unit_pictures.moc"
