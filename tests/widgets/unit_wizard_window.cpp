#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"
#include "tests/widgets/support_wizard.h"
#include "widgets/common/banner.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/diff_view.h"
#include "widgets/common/log_view.h"
#include "widgets/common/table_view.h"
#include "widgets/deployment/removal_dialog.h"
#include "widgets/deployment/step_row.h"
#include "widgets/deployment/wizard_window.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::ui;
using namespace Qt::StringLiterals;
using deployment::TargetKind;
using deployment::WizardPage;
using deployment::WizardPresenter;

namespace {

QString textsOf(const QWidget *widget)
{
    QStringList texts;
    for (const auto *label : widget->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    for (const auto *code : widget->findChildren<QPlainTextEdit *>()) {
        if (code->isVisible())
            texts << code->toPlainText();
    }
    return texts.join(u'\n');
}

} // namespace

class WizardWindowTest : public QObject
{
    Q_OBJECT

private:
    SystemClock m_clock;
    QTemporaryDir m_folder;
    std::unique_ptr<test::MemoryGate> m_gate;
    std::shared_ptr<test::FakeEngine> m_engine;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<WizardPresenter> m_presenter;
    std::unique_ptr<WizardWindow> m_window;

    void make(Scheme scheme = Scheme::Light, double scale = 1)
    {
        m_window.reset();
        m_presenter.reset();
        m_theme = std::make_unique<Theme>(*qApp, scheme, Density::Comfortable, scale);
        m_gate = std::make_unique<test::MemoryGate>();
        m_engine = std::make_shared<test::FakeEngine>();
        m_engine->found = {{u"ports"_s, Severity::Ok, u"Ports are free"_s, {}, {}, {}, {}},
                           {u"rights"_s, Severity::Ok, u"All rights are there"_s, {}, {}, {}, {}},
                           {u"replicas"_s,
                            Severity::Warning,
                            u"One server only: streams are away while it restarts"_s,
                            {},
                            {},
                            u"nats"_s,
                            u"go-to:server"_s}};
        m_presenter = std::make_unique<WizardPresenter>(
            WizardPresenter::Parts{m_gate->gate, m_clock, {m_engine}, {}, m_folder.filePath(u"journals-%1"_s.arg(++m_run))});
        m_presenter->setTargets(
            {{{TargetKind::Workstation, {}, {}},
              u"This workstation"_s,
              u"A server process of your own, which outlives the program"_s,
              false,
              true,
              {}},
             {{TargetKind::Kubernetes, u"prod-eu-1"_s, {}}, u"prod-eu-1"_s, u"https://10.0.0.1:6443, ~/.kube/config"_s, true, true, {}},
             {{TargetKind::Kubernetes, u"broken"_s, {}}, u"broken"_s, {}, false, false, u"Its client certificate cannot be read"_s}});
        m_window = std::make_unique<WizardWindow>(*m_theme, *m_presenter);
        m_window->resize(int(1180 * std::max(1.0, scale * 0.7)), 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    int m_run = 0;

    QPushButton *button(const QString &text) const
    {
        for (auto *button : m_window->findChildren<QPushButton *>()) {
            if (button->isVisible() && QString(button->text()).remove(u'&').startsWith(text))
                return button;
        }
        return nullptr;
    }

    void chooseTarget(int index)
    {
        m_presenter->setTargetIndex(index);
        QTRY_VERIFY(!m_presenter->offersLoading());
    }

    void goTo(WizardPage page)
    {
        while (m_presenter->page() < page) {
            QVERIFY(button(u"Next"_s) && button(u"Next"_s)->isEnabled());
            button(u"Next"_s)->click();
        }
        QCoreApplication::processEvents();
    }

    void toPlan()
    {
        chooseTarget(1);
        goTo(WizardPage::Plan);
        QTRY_VERIFY(!m_presenter->isPlanning() && !m_presenter->isPreflighting() && m_presenter->plan());
    }

    void keep(const QString &name)
    {
        const QString folder = qEnvironmentVariable("NATSDECK_PICTURES");
        if (folder.isEmpty())
            return;
        QDir().mkpath(folder);
        QTest::qWait(30);
        m_window->grab().save(folder + u'/' + name + u".png"_s);
    }

private slots:
    void cleanup()
    {
        m_window.reset();
        m_presenter.reset();
        m_theme.reset();
    }

    void looks_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::addColumn<double>("scale");
        QTest::newRow("light") << Scheme::Light << 1.0;
        QTest::newRow("dark") << Scheme::Dark << 1.0;
        QTest::newRow("light-200") << Scheme::Light << 2.0;
    }
    void looks()
    {
        QFETCH(Scheme, scheme);
        QFETCH(double, scale);
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        make(scheme, scale);
        keep(u"wizard-target-"_s + tag);
        chooseTarget(1);
        for (const auto &[page, name] : {std::pair(WizardPage::Profile, u"profile"_s), std::pair(WizardPage::Server, u"server"_s),
                                         std::pair(WizardPage::Storage, u"storage"_s), std::pair(WizardPage::Access, u"access"_s),
                                         std::pair(WizardPage::Security, u"security"_s)}) {
            goTo(page);
            keep(u"wizard-%1-%2"_s.arg(name, tag));
        }
        toPlan();
        m_window->findChild<TableView *>()->selectRow(2);
        keep(u"wizard-plan-"_s + tag);
        m_engine->hold = std::make_shared<std::atomic<bool>>(true);
        m_presenter->back();
        goTo(WizardPage::Plan);
        QTRY_VERIFY(m_presenter->canApply());
        button(u"Apply"_s)->click();
        QTRY_VERIFY2(m_presenter->runner().currentStep() == 3,
                     m_presenter->runner().error() ? qPrintable(toText(*m_presenter->runner().error())) : "no error");
        keep(u"wizard-progress-"_s + tag);
        *m_engine->hold = false;
        QTRY_COMPARE(m_presenter->page(), WizardPage::Result);
        keep(u"wizard-result-"_s + tag);
        QVERIFY(m_window->minimumSizeHint().width() <= m_window->width());
    }

    void aContextIsNotContactedBeforeItIsChosen()
    {
        make();
        QCOMPARE(m_presenter->targetIndex(), -1);
        QVERIFY(!button(u"Next"_s)->isEnabled());
        QVERIFY(!button(u"Next"_s)->toolTip().isEmpty());
        const auto radios = m_window->findChildren<QRadioButton *>();
        QVERIFY(!radios.isEmpty());
        for (auto *radio : radios) {
            if (radio->accessibleName() == u"broken"_s)
                QVERIFY(!radio->isEnabled());
            if (radio->accessibleName() == u"prod-eu-1"_s)
                radio->click();
        }
        QCOMPARE(m_presenter->targetIndex(), 1);
        QTRY_VERIFY(button(u"Next"_s)->isEnabled());
        QTRY_VERIFY(textsOf(m_window.get()).contains(u"Another server answers"_s));
    }

    void consentIsAskedForWhereTheContextNeedsIt()
    {
        make();
        m_engine->offersError = Error{ErrorKind::Forbidden, u"The context runs a program to log in"_s, {}, {}, 0, u"consent-required"_s};
        chooseTarget(1);
        QSignalSpy asked(m_window.get(), &WizardWindow::consentRequested);
        QPushButton *see = button(u"See what it would run"_s);
        QVERIFY(see);
        see->click();
        QCOMPARE(asked.first().first().toString(), u"prod-eu-1"_s);
        m_engine->offersError.reset();
        m_presenter->reloadOffers();
        QTRY_VERIFY(button(u"Next"_s)->isEnabled());
    }

    void whatIsWrongStandsBelowItsFieldAndHoldsTheNextPage()
    {
        make();
        chooseTarget(1);
        goTo(WizardPage::Storage);
        QLineEdit *size = nullptr;
        for (auto *edit : m_window->findChildren<QLineEdit *>()) {
            if (edit->isVisible() && edit->text() == m_presenter->text(deployment::Field::StorageSize))
                size = edit;
        }
        QVERIFY(size);
        size->setFocus();
        size->selectAll();
        QTest::keyClicks(size, u"lots"_s);
        QVERIFY(m_presenter->finding(deployment::Field::StorageSize).has_value());
        QVERIFY(!button(u"Next"_s)->isEnabled());
        keep(u"wizard-invalid"_s);
        size->selectAll();
        QTest::keyClicks(size, u"20Gi"_s);
        QVERIFY(button(u"Next"_s)->isEnabled());
        QCOMPARE(m_presenter->answers().jetStream.storageBytes, 20LL << 30);
        QTest::keyClick(size, Qt::Key_Return);
        QCOMPARE(m_presenter->page(), WizardPage::Access);
    }

    void thePlanShowsObjectsAndTheirDiff()
    {
        make();
        toPlan();
        auto *table = m_window->findChild<TableView *>();
        QCOMPARE(table->model()->rowCount(), 4);
        QCOMPARE(table->model()->index(2, 0).data().toString(), u"Change"_s);
        table->selectRow(2);
        QCOMPARE(m_window->findChild<DiffView *>()->diff().added, 3);
        QCOMPARE(m_window->findChild<DiffView *>()->diff().removed, 2);
        QVERIFY(button(u"Apply 4"_s) && button(u"Apply 4"_s)->isEnabled());
        QVERIFY(textsOf(m_window.get()).contains(u"Nothing has been changed yet"_s));
        QTRY_VERIFY(button(u"Change it"_s));
        button(u"Change it"_s)->click();
        QCOMPARE(m_presenter->page(), WizardPage::Server);
    }

    void whatBlocksDisablesApply()
    {
        make();
        m_engine->found.append({u"quota"_s, Severity::Critical, u"The quota is used up"_s, {}, u"Ask for more"_s, {}, {}});
        toPlan();
        QVERIFY(!button(u"Apply"_s)->isEnabled());
        QTRY_VERIFY(textsOf(m_window.get()).contains(u"The quota is used up"_s));
        keep(u"wizard-blocked"_s);
        m_engine->found.removeLast();
        button(u"Run again"_s)->click();
        QTRY_VERIFY(button(u"Apply"_s)->isEnabled());
    }

    void aFailureIsShownAndCanBeTriedAgain()
    {
        make();
        m_engine->failingStep = u"set"_s;
        toPlan();
        button(u"Apply"_s)->click();
        QTRY_COMPARE(m_presenter->runner().outcome(), std::optional(plan::Outcome::Failed));
        QTRY_VERIFY(button(u"Try again"_s));
        QVERIFY(textsOf(m_window.get()).contains(u"quota exceeded"_s));
        QVERIFY(button(u"Take back"_s));
        QVERIFY(m_window->findChild<LogView *>()->lineCount() > 3);
        keep(u"wizard-failed"_s);
        m_engine->failingStep.clear();
        button(u"Try again"_s)->click();
        QTRY_COMPARE(m_presenter->page(), WizardPage::Result);
    }

    void takingBackAsksFirst()
    {
        make();
        m_engine->failingStep = u"set"_s;
        toPlan();
        button(u"Apply"_s)->click();
        QTRY_VERIFY(button(u"Take back"_s));
        button(u"Take back"_s)->click();
        auto *dialog = m_window->findChild<ConfirmDialog *>();
        QVERIFY(dialog);
        dialog->confirmButton()->click();
        QTRY_COMPARE(m_presenter->runner().outcome(), std::optional(plan::Outcome::Undone));
        QCOMPARE(m_presenter->page(), WizardPage::Plan);
    }

    void closingTheWindowDoesNotStopTheWork()
    {
        make();
        toPlan();
        m_engine->hold = std::make_shared<std::atomic<bool>>(true);
        m_presenter->back();
        goTo(WizardPage::Plan);
        QTRY_VERIFY(m_presenter->canApply());
        button(u"Apply"_s)->click();
        QTRY_COMPARE(m_presenter->runner().currentStep(), 3);
        QSignalSpy closed(m_window.get(), &WizardWindow::closed);
        button(u"Close, keep running"_s)->click();
        QCOMPARE(closed.size(), 1);
        m_window.reset();
        QVERIFY(m_presenter->isBusy());
        *m_engine->hold = false;
        QTRY_COMPARE(m_presenter->page(), WizardPage::Result);
        m_window = std::make_unique<WizardWindow>(*m_theme, *m_presenter); // opened again: everything is there
        m_window->show();
        QVERIFY(textsOf(m_window.get()).contains(u"nats://127.0.0.1:4222"_s));
    }

    void theLoginIsShownOnRequestOnly()
    {
        make();
        toPlan();
        button(u"Apply"_s)->click();
        QTRY_COMPARE(m_presenter->page(), WizardPage::Result);
        QTRY_VERIFY(textsOf(m_window.get()).contains(u"nats://"_s));
        QVERIFY(!textsOf(m_window.get()).contains(u"s3cret-w0rd"_s));
        for (auto *check : m_window->findChildren<QCheckBox *>()) {
            if (check->text() == u"Show the login"_s)
                check->setChecked(true);
        }
        QVERIFY(textsOf(m_window.get()).contains(u"s3cret-w0rd"_s));
        button(u"Copy URL"_s)->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"nats://127.0.0.1:4222"_s);
        QSignalSpy open(m_window.get(), &WizardWindow::openSystemRequested);
        button(u"Open nats"_s)->click();
        QVERIFY(open.first().first().toString().startsWith(u"local:"_s));
    }

    void everyControlHasAName()
    {
        make();
        toPlan();
        for (const auto *one : m_window->findChildren<QAbstractButton *>()) {
            if (!one->inherits("QTableCornerButton"))
                QVERIFY2(!one->accessibleName().isEmpty() || !one->text().isEmpty(), one->metaObject()->className());
        }
    }

    void removalSaysWhatGoesAndAsksForTheName()
    {
        make();
        deployment::RemovalImpact impact;
        impact.streams = 3;
        impact.messages = 12'000;
        impact.bytes = 4LL << 30;
        impact.connections = 2;
        impact.running = true;
        impact.objects = {u"/data/nats"_s};
        std::optional<bool> kept;
        confirmRemoval(*m_theme, m_window.get(), u"nats"_s, Environment::Production, impact,
                       [&](deployment::RemovalOptions options) { kept = options.keepData; });
        auto *dialog = m_window->findChild<ConfirmDialog *>();
        QVERIFY(dialog && dialog->nameEdit() && !dialog->confirmButton()->isEnabled());
        keep(u"wizard-removal"_s);
        QVERIFY(textsOf(dialog).contains(u"12,000"_s));
        QTest::keyClicks(dialog->nameEdit(), u"nats"_s);
        QVERIFY(dialog->confirmButton()->isEnabled());
        dialog->confirmButton()->click();
        QTRY_VERIFY(kept.has_value());
        QVERIFY(!*kept);
    }
};

NATSDECK_TEST(WizardWindowTest)
#include "unit_wizard_window.moc"
