#include "tests/support/test_main.h"
#include "tests/widgets/support_samples.h"

#include "models/base/cell_roles.h"
#include "widgets/common/banner.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"
#include "widgets/common/page.h"
#include "widgets/common/tab_row.h"
#include "widgets/common/table_view.h"

#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace natsdeck;
using namespace natsdeck::ui;

namespace {

class PlainPage final : public Page
{
public:
    explicit PlainPage(const Theme &theme)
        : Page(theme, u"plain"_s)
    {}
    using Page::setCount;
};

QStringList texts(const QWidget &widget)
{
    QStringList found;
    for (const QLabel *label : widget.findChildren<QLabel *>()) {
        if (label->isVisibleTo(&widget))
            found << label->text();
    }
    return found;
}

QPushButton *buttonCalled(const QWidget &widget, const QString &text)
{
    for (QPushButton *button : widget.findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisibleTo(&widget))
            return button;
    }
    return nullptr;
}

} // namespace

class KitTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Scheme::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void tableCopiesRowsAsShown();
    void tableCopiesExactValues();
    void tableSortsOnlyOnRequest();
    void tableKeepsItsColumns();
    void pageShowsSkeletonsOnlyAfterAWhile();
    void pageKeepsRowsWhileLoadingAgain();
    void pageStatesShowTheirWords();
    void pageRetries();
    void fieldShowsTheFinding();
    void confirmationWantsTheExactName();
    void confirmationEnterDoesNotConfirm();
    void findingsWorstFirst();
    void tabsFoldIntoTheMenu();
    void hostileTextStaysText();

private:
    std::unique_ptr<Theme> m_theme;
};

void KitTest::tableCopiesRowsAsShown()
{
    TableView table(*m_theme, u"Streams"_s);
    const auto model = samples::streams();
    table.setModel(model.get());
    table.setColumns(
        {{u"TELEMETRY"_s, 24}, {u"orders.>"_s}, {u"88.8M"_s}, {u"888 GiB"_s, 90}, {u"8k/s"_s}, {u"13"_s}, {u"nats-0"_s}, {u"now"_s}});
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (const int column : {1, 2, 3, 4, 5, 7})
        table.setColumnHidden(column, true);
    table.horizontalHeader()->moveSection(6, 0);
    table.selectAll();
    const QStringList lines = table.selectedText().split(u'\n');
    QCOMPARE(lines.size(), 6);
    QCOMPARE(lines.first(), u"nats-2\tTELEMETRY"_s);
    table.setCurrentIndex(model->index(3, 0));
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"nats-0\tORDERS"_s);
}

void KitTest::tableCopiesExactValues()
{
    TableView table(*m_theme, u"Streams"_s);
    const auto model = samples::streams();
    table.setModel(model.get());
    table.setCurrentIndex(model->index(0, 0));
    const QStringList cells = table.selectedText().split(u'\t');
    QCOMPARE(cells.value(3), u"71.6"_s); // CellRole::Copy, not "71.6 GiB"
}

void KitTest::tableSortsOnlyOnRequest()
{
    const auto model = samples::streams();
    SortProxy proxy;
    proxy.setSourceModel(model.get());
    TableView table(*m_theme, u"Streams"_s);
    table.setModel(&proxy);
    table.enableSorting(3, Qt::DescendingOrder);
    QCOMPARE(proxy.index(0, 0).data().toString(), u"TELEMETRY"_s);
    QCOMPARE(proxy.index(5, 0).data().toString(), u"DLQ_ORDERS"_s);
    model->item(5, 3)->setData(1000.0, CellRole::Sort); // a value changes: nothing moves under the pointer
    QCOMPARE(proxy.index(5, 0).data().toString(), u"DLQ_ORDERS"_s);
    table.sortByColumn(3, Qt::DescendingOrder);
    QCOMPARE(proxy.index(0, 0).data().toString(), u"DLQ_ORDERS"_s);
}

void KitTest::tableKeepsItsColumns()
{
    const auto model = samples::streams();
    TableView first(*m_theme, u"Streams"_s);
    first.setModel(model.get());
    first.setColumnHidden(2, true);
    first.horizontalHeader()->moveSection(7, 1);
    const QByteArray kept = first.saveColumns();
    TableView second(*m_theme, u"Streams"_s);
    second.setModel(model.get());
    QVERIFY(second.restoreColumns(kept));
    QVERIFY(second.isColumnHidden(2));
    QCOMPARE(second.horizontalHeader()->visualIndex(7), 1);
    QVERIFY(!second.restoreColumns("nonsense"));
    QStandardItemModel narrow(1, 2);
    TableView other(*m_theme, u"Other"_s);
    other.setModel(&narrow);
    QVERIFY(!other.restoreColumns(kept));
    QCOMPARE(other.horizontalHeader()->count(), 2);
}

void KitTest::pageShowsSkeletonsOnlyAfterAWhile()
{
    PlainPage page(*m_theme);
    page.resize(600, 400);
    page.show();
    QCOMPARE(page.state(), Page::State::Loading);
    QWidget *skeleton = nullptr;
    for (QWidget *child : page.findChildren<QWidget *>()) {
        if (child->accessibleName() == u"Loading")
            skeleton = child;
    }
    QVERIFY(skeleton);
    QVERIFY(!skeleton->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(skeleton->isVisible(), 2000);
    page.setReady();
    QVERIFY(!skeleton->isVisible());
    QVERIFY(page.content()->isVisible());
}

void KitTest::pageKeepsRowsWhileLoadingAgain()
{
    PlainPage page(*m_theme);
    page.resize(600, 400);
    page.show();
    page.setReady();
    QSignalSpy states(&page, &Page::stateChanged);
    page.setLoading();
    QCOMPARE(page.state(), Page::State::Loading);
    QCOMPARE(states.count(), 1);
    QTest::qWait(400);
    QVERIFY(page.content()->isVisible());
}

void KitTest::pageStatesShowTheirWords()
{
    PlainPage page(*m_theme);
    page.resize(600, 400);
    page.show();
    int pressed = 0;
    page.setEmpty({u"deck-stream"_s, u"No streams yet"_s, u"A stream keeps messages."_s, u"Create a stream…"_s, [&] { ++pressed; }});
    QVERIFY(texts(page).contains(u"No streams yet"_s));
    QVERIFY(!page.content()->isVisible());
    QTest::mouseClick(buttonCalled(page, u"Create a stream…"_s), Qt::LeftButton);
    QCOMPARE(pressed, 1);

    page.setStale(std::chrono::seconds(48), u"The connection is lost."_s);
    QCOMPARE(page.state(), Page::State::Stale);
    QVERIFY(page.content()->isVisible());
    QTRY_VERIFY(texts(page).contains(u"The connection is lost."_s));
    page.setStale(std::chrono::seconds(50), u"Still lost."_s);
    QCOMPARE(page.findChildren<Banner *>().size(), 1);
    page.setReady();
    QTRY_COMPARE(page.findChildren<Banner *>().size(), 0);

    QSignalSpy counts(&page, &Page::countChanged);
    page.setCount(3);
    page.setCount(3);
    QCOMPARE(counts.count(), 1);
}

void KitTest::pageRetries()
{
    PlainPage page(*m_theme);
    page.resize(600, 400);
    page.show();
    int tried = 0;
    page.setFailed({ErrorKind::Unreachable, u"No reply"_s, u"connection refused"_s, u"Start the server"_s, 0, {}}, [&] { ++tried; });
    const QStringList shown = texts(page);
    for (const QString &text : {u"No reply"_s, u"connection refused"_s, u"Start the server"_s})
        QVERIFY2(shown.contains(text), qPrintable(text));
    QTest::mouseClick(buttonCalled(page, u"Try again"_s), Qt::LeftButton);
    QCOMPARE(tried, 1);
    page.setFailed({ErrorKind::Forbidden, u"Not allowed"_s, {}, {}, 0, {}}, {});
    QVERIFY(!buttonCalled(page, u"Try again"_s));
}

void KitTest::fieldShowsTheFinding()
{
    auto *edit = new QLineEdit;
    Field field(*m_theme, u"&Port"_s, edit, u"1 to 65535"_s);
    field.show();
    QCOMPARE(edit->accessibleName(), u"Port"_s);
    QCOMPARE(edit->accessibleDescription(), u"1 to 65535"_s);
    field.setFinding(Finding{u"port"_s, Severity::Critical, u"Port 4222 is in use"_s, {}, u"Choose another one"_s, {}, {}});
    QCOMPARE(edit->property("validity").toString(), u"invalid"_s);
    QVERIFY(edit->accessibleDescription().contains(u"Port 4222 is in use. Choose another one"));
    field.setValid(u"Free"_s);
    QCOMPARE(edit->property("validity").toString(), u"valid"_s);
    field.clear();
    QCOMPARE(edit->property("validity").toString(), QString());
    QCOMPARE(edit->accessibleDescription(), u"1 to 65535"_s);
}

void KitTest::confirmationWantsTheExactName()
{
    QWidget window;
    window.resize(900, 700);
    window.show();
    Confirmation question;
    question.impact = guard::Impact::DataLoss;
    question.title = u"Delete stream ORDERS?"_s;
    question.actionText = u"Delete stream"_s;
    question.typedName = u"ORDERS"_s;
    question.optionText = u"Back up first"_s;
    question.optionActionText = u"Back up and delete"_s;
    std::optional<bool> answer;
    auto *dialog = new ConfirmDialog(
        *m_theme, question, [&](bool option) { answer = option; }, &window);
    dialog->open();
    QCOMPARE(dialog->confirmButton()->text(), u"Back up and delete"_s);
    for (const QString &wrong : {u""_s, u"ORDER"_s, u"orders"_s, u"ORDERS "_s, u" ORDERS"_s}) {
        dialog->nameEdit()->setText(wrong);
        QVERIFY2(!dialog->confirmButton()->isEnabled(), qPrintable(wrong));
    }
    dialog->nameEdit()->setText(u"ORDERS"_s);
    QVERIFY(dialog->confirmButton()->isEnabled());
    dialog->findChild<QCheckBox *>()->setChecked(false);
    QCOMPARE(dialog->confirmButton()->text(), u"Delete stream"_s);
    QVERIFY(!answer);
    QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
    QCOMPARE(answer, std::optional(false));
}

void KitTest::confirmationEnterDoesNotConfirm()
{
    QWidget window;
    window.resize(900, 700);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    Confirmation question;
    question.impact = guard::Impact::DataLoss;
    question.title = u"Delete?"_s;
    question.actionText = u"Delete"_s;
    question.typedName = u"X"_s;
    bool confirmed = false;
    QPointer<ConfirmDialog> dialog = new ConfirmDialog(
        *m_theme, question, [&](bool) { confirmed = true; }, &window);
    dialog->open();
    QVERIFY(dialog->cancelButton()->hasFocus());
    dialog->nameEdit()->setFocus();
    QTest::keyClicks(dialog->nameEdit(), u"X"_s);
    QTest::keyClick(dialog->nameEdit(), Qt::Key_Return);
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(!confirmed);
    QTest::keyClick(dialog->nameEdit(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog);
    QVERIFY(!confirmed);
}

void KitTest::findingsWorstFirst()
{
    FindingsList list(*m_theme, FindingsList::Words::Checks);
    list.setActionTexts([](const Finding &finding) { return finding.action == u"open" ? u"Show stream"_s : QString(); });
    list.setPassedFolded(true);
    Findings findings = samples::findings();
    std::reverse(findings.begin(), findings.end());
    list.setFindings(findings);
    list.show();
    QStringList words;
    for (const QString &text : texts(list)) {
        if (text == u"Blocks" || text == u"Warning" || text == u"Note" || text == u"Passed")
            words << text;
    }
    QCOMPARE(words, (QStringList{u"Blocks"_s, u"Warning"_s, u"Note"_s, u"Passed"_s}));
    QCOMPARE(FindingsList::summary(findings, FindingsList::Words::Checks), u"1 blocking, 1 warning(s), 1 note(s), 2 passed"_s);
    QSignalSpy asked(&list, &FindingsList::actionRequested);
    QTest::mouseClick(buttonCalled(list, u"Show stream"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QTest::mouseClick(buttonCalled(list, u"Show all"_s), Qt::LeftButton);
    QTRY_VERIFY(texts(list).contains(u"Greeting"_s));
}

void KitTest::tabsFoldIntoTheMenu()
{
    TabRow tabs(*m_theme, u"Pages"_s);
    for (int i = 0; i < 12; ++i)
        tabs.addTab(u"p%1"_s.arg(i), u"Page number %1"_s.arg(i));
    tabs.resize(2400, 40);
    tabs.show();
    QVERIFY(tabs.folded().isEmpty());
    tabs.resize(400, 40);
    QTRY_VERIFY(tabs.folded().size() >= 7);
    QSignalSpy changed(&tabs, &TabRow::currentChanged);
    tabs.setCurrent(u"p11"_s);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(tabs.current(), u"p11"_s);
    QVERIFY(!tabs.folded().contains(u"p11"_s)); // the active one is always in view
    QVERIFY(tabs.bar()->geometry().right() <= tabs.width());
    tabs.setCount(u"p11"_s, 131);
    QVERIFY(tabs.bar()->tabText(11).contains(u"131"));
}

// A name from outside in every place of the kit: nothing may be taken for rich text.
void KitTest::hostileTextStaysText()
{
    const QString evil = samples::hostile();
    QWidget window;
    window.resize(900, 700);
    window.show();
    Confirmation question;
    question.title = question.text = question.actionText = question.command = question.optionText = evil;
    question.effects = {{evil, evil, evil, true}};
    question.impact = guard::Impact::DataLoss;
    question.typedName = evil;
    (new ConfirmDialog(
         *m_theme, question, [](bool) {}, &window))
        ->open();
    auto *page = new PlainPage(*m_theme);
    page->setParent(&window);
    page->setEmpty({{}, evil, evil, evil, {}});
    page->setFailed({ErrorKind::Io, evil, evil, evil, 0, {}}, [] {});
    page->setStale(std::chrono::seconds(1), evil);
    auto *list = new FindingsList(*m_theme, FindingsList::Words::Health, &window);
    list->setFindings({{evil, Severity::Critical, evil, evil, evil, evil, {}}});
    new Field(*m_theme, evil, new QLineEdit, evil, &window);
    new Section(*m_theme, evil, evil, &window);
    auto *label = plainLabel(*m_theme, evil, TextRole::Body, &window);
    setPlainToolTip(label, evil);

    int labels = 0;
    for (const QLabel *one : window.findChildren<QLabel *>()) {
        QVERIFY2(one->textFormat() == Qt::PlainText, qPrintable(one->text()));
        QVERIFY(!one->openExternalLinks());
        labels += one->text().contains(u"<b>");
    }
    QVERIFY2(labels >= 12, qPrintable(QString::number(labels)));
    for (const QWidget *one : window.findChildren<QWidget *>()) {
        QVERIFY2(!one->toolTip().contains(u"<b>"), qPrintable(one->toolTip()));
        QVERIFY2(!one->toolTip().contains(u"<img"), qPrintable(one->toolTip()));
    }
    QVERIFY(label->toolTip().contains(u"&lt;img"));
}

NATSDECK_TEST(KitTest)
#include "unit_kit.moc"
