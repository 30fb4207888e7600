#include "tests/support/test_main.h"
#include "tests/widgets/support_gallery.h"
#include "tests/widgets/support_samples.h"

#include "models/settings/settings.h"
#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/workspace.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTest>
#include <QTextEdit>

using namespace Qt::StringLiterals;
using namespace natsdeck;
using namespace natsdeck::ui;

namespace {

QString nameOf(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() + u" in "_s +
           (widget->parentWidget() ? QString::fromLatin1(widget->parentWidget()->metaObject()->className()) : QString());
}

// What a person can act on, without the parts Qt makes for itself.
bool isInteractive(const QWidget *widget)
{
    if (widget->objectName().startsWith(u"qt_") || widget->inherits("QHeaderView") || widget->inherits("QComboBoxPrivateContainer"))
        return false;
    const QWidget *parent = widget->parentWidget();
    if (parent && (parent->inherits("QAbstractSpinBox") || parent->inherits("QLineEdit") || parent->inherits("QTabBar") ||
                   parent->inherits("QComboBox") || parent->inherits("QAbstractScrollArea") ||
                   parent->inherits("QComboBoxPrivateContainer") || parent->inherits("QTableView")))
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QAbstractItemView *>(widget) || qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QTabBar *>(widget) || widget->focusPolicy() == Qt::TabFocus;
}

QStringList unnamed(const QWidget &root, int &seen)
{
    QStringList missing;
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        if (!isInteractive(widget))
            continue;
        ++seen;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        if (widget->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
            missing << nameOf(widget);
    }
    return missing;
}

// Labels and buttons that got less room than their text takes.
QStringList clipped(const QWidget &root, int &seen)
{
    QStringList found;
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(&root) || widget->visibleRegion().isEmpty())
            continue;
        if (const auto *label = qobject_cast<const QLabel *>(widget);
            label && !qobject_cast<const ElidedLabel *>(widget) && !label->text().isEmpty()) {
            ++seen;
            const int height = label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
            if ((!label->wordWrap() && label->width() < label->sizeHint().width()) || label->height() < height)
                found << u"label '%1' has %2x%3"_s.arg(label->text()).arg(label->width()).arg(label->height());
        }
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget); button && !button->text().isEmpty()) {
            ++seen;
            const QFontMetrics metrics(button->font());
            if (button->width() < metrics.horizontalAdvance(button->text()) || button->height() < metrics.height())
                found << u"button '%1' has %2x%3"_s.arg(button->text()).arg(button->width()).arg(button->height());
        }
    }
    return found;
}

} // namespace

class AccessTest : public QObject
{
    Q_OBJECT

private slots:
    void everyInteractiveWidgetHasAName();
    void nothingIsClippedAtTwiceTheFont_data();
    void nothingIsClippedAtTwiceTheFont();
    void tablesSpeakStatusWords();
};

void AccessTest::everyInteractiveWidgetHasAName()
{
    Theme theme(*qApp, Scheme::Light);
    const auto navigation = samples::navigation();
    settings::Settings settings;
    PageRegistry registry;
    samples::addPages(registry);
    Activity activity;
    samples::SampleSystem system(u"nats-core"_s);
    MainWindow window({theme, settings, *navigation, registry, activity, nullptr, {}});
    gallery::fillActivity(activity);
    window.showStart(gallery::startContent());
    window.showSystem(system, u"streams"_s);
    window.openTarget(u"overview"_s);
    window.openTarget(u"events"_s);
    window.showSettings();
    window.showPalette();
    window.showKeys();
    confirm(theme, &window, gallery::deleteStream(), [](bool) {});
    const std::unique_ptr<QWidget> sheet = gallery::components(theme);
    int seen = 0;
    const QStringList missing = unnamed(window, seen) + unnamed(*sheet, seen);
    QVERIFY2(seen > 80, qPrintable(QString::number(seen)));
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u"\n"_s)));
}

void AccessTest::nothingIsClippedAtTwiceTheFont_data()
{
    QTest::addColumn<QString>("page");
    for (const char *page : {"overview", "streams", "events", "settings", "start", "confirm", "activity"})
        QTest::newRow(page) << QString::fromLatin1(page);
}

void AccessTest::nothingIsClippedAtTwiceTheFont()
{
    QFETCH(QString, page);
    Theme theme(*qApp, Scheme::Light, Density::Comfortable, 2);
    const auto navigation = samples::navigation();
    settings::Settings settings;
    PageRegistry registry;
    samples::addPages(registry);
    Activity activity;
    samples::SampleSystem system(u"nats-core"_s);
    MainWindow window({theme, settings, *navigation, registry, activity, nullptr, {}});
    window.resize(2560, 1600);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    if (page == u"start") {
        window.showStart(gallery::startContent());
    } else {
        window.showSystem(system, u"overview"_s);
        window.openTarget(page);
    }
    if (page == u"settings")
        window.showSettings();
    if (page == u"confirm")
        confirm(theme, &window, gallery::deleteStream(), [](bool) {});
    if (page == u"activity") {
        gallery::fillActivity(activity);
        window.showActivity(u"operations"_s);
    }
    QTest::qWait(50); // layouts of several levels settle in several turns
    int seen = 0;
    const QStringList found = clipped(window, seen);
    QVERIFY2(seen >= 5, qPrintable(QString::number(seen)));
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u"\n"_s)));
}

void AccessTest::tablesSpeakStatusWords()
{
    const auto model = samples::navigation();
    QCOMPARE(statusWord(Status::Critical), u"Critical"_s);
    QCOMPARE(stepWord(StepMark::Skipped), u"Skipped"_s);
    QCOMPARE(statusOf(-1), Status::Unknown);
    QCOMPARE(statusOf(3), Status::Critical);
    QCOMPARE(statusOf(99), Status::Unknown);
}

NATSDECK_TEST(AccessTest)
#include "unit_access.moc"
