#include "models/deployment/wizard_presenter.h"
#include "tests/deployment/support_fake_engine.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::deployment;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;
using Runner = plan::PlanRunner;

class WizardPresenterTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_gate = std::make_unique<MemoryGate>();
        m_folder = std::make_unique<QTemporaryDir>();
        m_engine = std::make_shared<FakeEngine>();
        m_failures = 0;
        m_ran.clear();
        m_engine->makePlan = [this](const DesiredSystem &desired) { return twoSteps(desired); };
        m_engine->nextFacts.systemId = u"local:x"_s;
        m_engine->nextFacts.urls = {u"nats://127.0.0.1:4222"_s};
        makeWizard();
    }

    void leadsThroughThePagesInOrder()
    {
        QCOMPARE(m_wizard->page(), WizardPage::Target);
        QVERIFY(!m_wizard->canGoNext());
        QVERIFY(!m_wizard->whyNotNext().isEmpty());
        chooseTarget();
        for (const WizardPage page :
             {WizardPage::Profile, WizardPage::Server, WizardPage::Storage, WizardPage::Access, WizardPage::Security, WizardPage::Plan}) {
            QVERIFY2(m_wizard->canGoNext(), qPrintable(m_wizard->whyNotNext()));
            QVERIFY(!m_wizard->isReached(page));
            m_wizard->next();
            QCOMPARE(m_wizard->page(), page);
            QVERIFY(!m_wizard->title(page).isEmpty() && !m_wizard->question(page).isEmpty() && !m_wizard->summary(page).isEmpty());
        }
        m_wizard->goTo(WizardPage::Storage);
        QCOMPARE(m_wizard->page(), WizardPage::Storage);
        QVERIFY(m_wizard->isReached(WizardPage::Plan));
        m_wizard->back();
        QCOMPARE(m_wizard->page(), WizardPage::Server);
    }

    void aWrongAnswerStaysVisibleAndHoldsThePage_data()
    {
        QTest::addColumn<int>("page");
        QTest::addColumn<int>("field");
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("right");
        const auto row = [](const char *name, WizardPage page, Field field, const QString &wrong, const QString &right) {
            QTest::newRow(name) << int(page) << int(field) << wrong << right;
        };
        row("name", WizardPage::Server, Field::Name, u"Not A Name"_s, u"orders"_s);
        row("empty name", WizardPage::Server, Field::Name, u""_s, u"a"_s);
        row("program", WizardPage::Server, Field::Program, u"nats-server"_s, u"/usr/sbin/nats-server"_s);
        row("size without unit sense", WizardPage::Storage, Field::StorageSize, u"ten"_s, u"10Gi"_s);
        row("fraction", WizardPage::Storage, Field::StorageSize, u"1.5Gi"_s, u"1536Mi"_s);
        row("too small", WizardPage::Storage, Field::StorageSize, u"1"_s, u"1Mi"_s);
        row("negative", WizardPage::Storage, Field::MemoryStoreSize, u"-1"_s, u"0"_s);
        row("relative folder", WizardPage::Storage, Field::StorageFolder, u"data"_s, u"/data"_s);
        row("port", WizardPage::Access, Field::ClientPort, u"0"_s, u"4333"_s);
        row("same port", WizardPage::Access, Field::ClientPort, u"8222"_s, u"4333"_s);
        row("address", WizardPage::Access, Field::BindAddress, u"localhost"_s, u"0.0.0.0"_s);
        row("user", WizardPage::Security, Field::User, u""_s, u"me"_s);
        row("system user", WizardPage::Security, Field::User, u"system"_s, u"me"_s);
        row("hash", WizardPage::Security, Field::Password, u"$2a$11$x"_s, u"fine"_s);
    }

    void aWrongAnswerStaysVisibleAndHoldsThePage()
    {
        QFETCH(const int, page);
        QFETCH(const int, field);
        QFETCH(const QString, wrong);
        QFETCH(const QString, right);
        chooseTarget();
        while (m_wizard->page() != WizardPage(page))
            m_wizard->next();
        QVERIFY(m_wizard->fieldsOf(WizardPage(page)).contains(Field(field)));
        const DesiredSystem before = m_wizard->answers();
        m_wizard->setText(Field(field), wrong);
        QCOMPARE(m_wizard->text(Field(field)), wrong);
        QVERIFY(m_wizard->finding(Field(field)));
        QCOMPARE(m_wizard->findingsOf(WizardPage(page)).size(), 1);
        QVERIFY(!m_wizard->canGoNext());
        QVERIFY(m_wizard->answers() == before);
        m_wizard->setText(Field(field), right);
        QVERIFY(!m_wizard->finding(Field(field)));
        QVERIFY(m_wizard->canGoNext());
        QVERIFY(!(m_wizard->answers() == before));
    }

    void sizesAreTakenAsPeopleWriteThem()
    {
        chooseTarget();
        m_wizard->setText(Field::StorageSize, u"10 GiB"_s);
        QCOMPARE(m_wizard->answers().jetStream.storageBytes, 10LL << 30);
        QCOMPARE(m_wizard->text(Field::StorageSize), u"10 GiB"_s); // what was typed is not rewritten while typing
    }

    void offersDecideWhatNobodyTyped()
    {
        m_engine->nextOffers.takenNames = {u"nats"_s, u"nats-2"_s};
        m_engine->nextOffers.ports = Ports{4224, 8226, 6222};
        chooseTarget();
        QCOMPARE(m_wizard->answers().name, u"nats-3"_s);
        QCOMPARE(m_wizard->text(Field::ClientPort), u"4224"_s);
        m_wizard->setText(Field::Name, u"mine"_s);
        m_wizard->setText(Field::ClientPort, u"5000"_s);
        m_wizard->reloadOffers();
        QTRY_VERIFY(!m_wizard->offersLoading());
        QCOMPARE(m_wizard->answers().name, u"mine"_s);
        QCOMPARE(m_wizard->text(Field::ClientPort), u"5000"_s);
    }

    void anAnswerThatComesTooLateIsDropped()
    {
        m_engine->offersLate = true;
        m_wizard->setTargets({{{}, u"A"_s, {}, false, true, {}}, {{TargetKind::Kubernetes, u"ctx"_s, {}}, u"B"_s, {}, false, true, {}}});
        m_wizard->setTargetIndex(0);
        m_wizard->setTargetIndex(1);
        QCOMPARE(m_engine->lateOffers.size(), 2);
        Offers second;
        second.defaultFolder = u"second"_s;
        m_engine->lateOffers[1]->addResult(second);
        m_engine->lateOffers[1]->finish();
        QTRY_VERIFY(!m_wizard->offersLoading());
        Offers first;
        first.defaultFolder = u"first"_s;
        m_engine->lateOffers[0]->addResult(first);
        m_engine->lateOffers[0]->finish();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QCOMPARE(m_wizard->offers().defaultFolder, u"second"_s);
        QCOMPARE(m_wizard->answers().target.nameSpace, u"nats"_s);
    }

    void nothingIsAppliedWhileSomethingBlocks()
    {
        m_engine->nextFindings = {
            {u"client-port"_s, Severity::Critical, u"Port 4222 is in use"_s, {}, {}, {}, u"choose-free-port:client:4333"_s}};
        toPlan();
        QVERIFY(m_wizard->plan());
        QVERIFY(!m_wizard->canApply());
        m_wizard->apply();
        QCOMPARE(m_wizard->runner().state(), Runner::State::Idle);
        m_engine->nextFindings.clear();
        QVERIFY(m_wizard->runAction(u"choose-free-port:client:4333"_s));
        QTRY_VERIFY(m_wizard->canApply());
        QCOMPARE(m_engine->planned.ports.client, 4333);
        QCOMPARE(m_engine->preflights, 2);
        QVERIFY(m_wizard->applyText().contains(u'2'));
    }

    void anEditMakesThePlanWorthless()
    {
        toPlan();
        QTRY_VERIFY(m_wizard->canApply());
        m_wizard->goTo(WizardPage::Storage);
        m_wizard->setJetStreamEnabled(false);
        QVERIFY(!m_wizard->plan());
        QVERIFY(!m_wizard->canApply());
        QVERIFY(!m_wizard->preflightTime().isValid());
    }

    void appliesAndShowsHowToConnect()
    {
        toPlan();
        QTRY_VERIFY(m_wizard->canApply());
        QSignalSpy deployed(m_wizard.get(), &WizardPresenter::deployed);
        m_wizard->apply();
        QCOMPARE(m_wizard->page(), WizardPage::Progress);
        QVERIFY(m_wizard->isBusy());
        QVERIFY(!m_wizard->canGoBack());
        QTRY_COMPARE(m_wizard->page(), WizardPage::Result);
        QCOMPARE(deployed.size(), 1);
        QCOMPARE(deployed.first().first().toString(), u"local:x"_s);
        QVERIFY(!m_gate->gate.isLocked(u"local:x"_s));
        QCOMPARE(m_ran, (QStringList{u"one"_s, u"two"_s}));
        QCOMPARE(m_wizard->samples().size(), 5);
        QVERIFY(m_wizard->contextCommand().startsWith(u"nats context add nats "_s));
    }

    void aFailureIsTriedAgainFromWhereItStopped()
    {
        m_failures = 1;
        toPlan();
        QTRY_VERIFY(m_wizard->canApply());
        m_wizard->apply();
        QTRY_COMPARE(m_wizard->runner().state(), Runner::State::Finished);
        QCOMPARE(m_wizard->runner().outcome(), std::optional(plan::Outcome::Failed));
        QCOMPARE(m_wizard->page(), WizardPage::Progress);
        QVERIFY(!m_wizard->canGoNext());
        m_wizard->retry();
        QTRY_COMPARE(m_wizard->page(), WizardPage::Result);
        QCOMPARE(m_ran, (QStringList{u"one"_s, u"two"_s, u"two"_s}));
    }

    void aFailureIsTakenBackAndTheWizardStandsOnThePlan()
    {
        m_failures = 1;
        toPlan();
        QTRY_VERIFY(m_wizard->canApply());
        m_wizard->apply();
        QTRY_COMPARE(m_wizard->runner().state(), Runner::State::Finished);
        m_wizard->undo();
        QTRY_COMPARE(m_wizard->page(), WizardPage::Plan);
        QCOMPARE(m_ran.last(), u"undo one"_s);
        QTRY_VERIFY(m_wizard->canApply());
    }

    void interruptedWorkIsTakenOver_data()
    {
        QTest::addColumn<bool>("goOn");
        QTest::newRow("go on") << true;
        QTest::newRow("take back") << false;
    }

    void interruptedWorkIsTakenOver()
    {
        QFETCH(const bool, goOn);
        m_failures = 1;
        toPlan();
        m_wizard->setText(Field::Name, u"interrupted"_s);
        m_wizard->runPreflight();
        m_wizard->goTo(WizardPage::Security);
        m_wizard->next();
        QTRY_VERIFY(m_wizard->canApply());
        m_wizard->apply();
        QTRY_COMPARE(m_wizard->runner().state(), Runner::State::Finished);

        makeWizard(); // another start of the program
        QCOMPARE(m_wizard->interrupted().size(), 1);
        m_wizard->adopt(m_wizard->interrupted().first());
        QCOMPARE(m_wizard->page(), WizardPage::Progress);
        QCOMPARE(m_wizard->answers().name, u"interrupted"_s);
        if (goOn) {
            m_wizard->resumeAdopted();
            QTRY_COMPARE(m_wizard->page(), WizardPage::Result);
            QCOMPARE(m_ran, (QStringList{u"one"_s, u"two"_s, u"two"_s}));
        } else {
            m_wizard->undoAdopted();
            QTRY_COMPARE(m_wizard->page(), WizardPage::Plan);
            QCOMPARE(m_ran.last(), u"undo one"_s);
        }
        QVERIFY(m_wizard->interrupted().isEmpty());
    }

    void checkingAgainAlsoTriesThePlanThatCouldNotBeMade()
    {
        m_engine->planError = Error{ErrorKind::Forbidden, u"no right"_s, {}, {}, 0, {}};
        toPlan();
        QTRY_VERIFY(m_wizard->planError().has_value());
        QVERIFY(!m_wizard->canApply());
        m_engine->planError.reset(); // somebody gave it
        m_wizard->runPreflight();
        QTRY_VERIFY(m_wizard->canApply());
        QVERIFY(!m_wizard->planError());
    }

    void aJournalOfAnUnknownEngineIsNotOffered()
    {
        plan::Plan other = twoSteps({});
        other.engine = u"from the future"_s;
        {
            const auto journal = plan::Journal::create(m_folder->path(), other);
            QVERIFY((*journal)->begin(u"one"_s, {}));
        }
        QVERIFY(m_wizard->interrupted().isEmpty());
    }

private:
    void makeWizard()
    {
        m_wizard = std::make_unique<WizardPresenter>(WizardPresenter::Parts{m_gate->gate, m_gate->clock, {m_engine}, {}, m_folder->path()});
        m_wizard->setTargets({{{}, u"This workstation"_s, {}, false, true, {}}});
    }

    void chooseTarget()
    {
        m_wizard->setTargetIndex(0);
        QTRY_VERIFY(!m_wizard->offersLoading());
        QVERIFY2(m_wizard->canGoNext(), qPrintable(m_wizard->whyNotNext()));
    }

    void toPlan()
    {
        chooseTarget();
        while (m_wizard->page() != WizardPage::Plan)
            m_wizard->next();
        QTRY_VERIFY(!m_wizard->isPreflighting() && !m_wizard->isPlanning());
    }

    plan::Plan twoSteps(const DesiredSystem &desired)
    {
        plan::Plan plan;
        plan.id = plan::Plan::makeId();
        plan.kind = u"deploy"_s;
        plan.title = u"Deploy"_s;
        plan.systemId = u"local:"_s + desired.id;
        plan.engine = u"fake"_s;
        plan.memo = {{u"desired"_s, toJson(desired)}};
        plan.makesSystem = true;
        plan.intent = {u"deploy"_s, {}, {}, guard::Impact::Undoable, {}, {}};
        for (const QString &id : {u"one"_s, u"two"_s}) {
            plan::Step step;
            step.id = id;
            step.title = id;
            step.previews = {{plan::ChangeKind::Create, id, u"Thing"_s, {}, u"x"_s, {}}};
            step.run = [this, id](plan::StepContext &) -> Result<QJsonObject> {
                QMetaObject::invokeMethod(
                    this, [this, id] { m_ran << id; }, Qt::QueuedConnection);
                if (id == u"two" && m_failures-- > 0)
                    return failure(ErrorKind::Io, u"as asked"_s);
                return QJsonObject();
            };
            step.undo = [this, id](plan::StepContext &, const QJsonObject &) -> Result<void> {
                QMetaObject::invokeMethod(
                    this, [this, id] { m_ran << u"undo "_s + id; }, Qt::QueuedConnection);
                return {};
            };
            plan.steps.push_back(step);
        }
        return plan;
    }

    std::unique_ptr<MemoryGate> m_gate;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<FakeEngine> m_engine;
    std::unique_ptr<WizardPresenter> m_wizard;
    std::atomic<int> m_failures = 0;
    QStringList m_ran;
};

NATSDECK_TEST(WizardPresenterTest)
#include "unit_wizard_presenter.moc"
