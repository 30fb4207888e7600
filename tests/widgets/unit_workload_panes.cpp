#include "models/base/json.h"
#include "models/settings/settings.h"
#include "models/workloads/followed.h"
#include "models/workloads/object_text.h"
#include "tests/support/memory_gate.h"
#include "tests/support/test_main.h"
#include "tests/widgets/support_kubernetes.h"
#include "widgets/common/code_view.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/diff_view.h"
#include "widgets/common/log_view.h"
#include "widgets/common/table_view.h"
#include "widgets/workloads/action_bar.h"
#include "widgets/workloads/action_sections.h"
#include "widgets/workloads/kubernetes_page.h"
#include "widgets/workloads/logs_pane.h"
#include "widgets/workloads/logs_pane_table.h"
#include "widgets/workloads/object_pane.h"
#include "widgets/workloads/object_pane_edit.h"
#include "widgets/workloads/run_pane.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTabWidget>
#include <QTest>
#include <QVBoxLayout>

using namespace natsdeck;
using namespace natsdeck::ui;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;
using natsdeck::test::MemoryGate;
using natsdeck::test::StubReply;
using natsdeck::test::StubRequest;
using natsdeck::test::StubWorkload;

namespace {

constexpr int soon = 10'000;
const QByteArray secretPath = "/api/v1/namespaces/messaging/secrets/nats-core-tls";
const QByteArray configPath = "/api/v1/namespaces/messaging/configmaps/nats-core-config";
const QByteArray setPath = "/apis/apps/v1/namespaces/messaging/statefulsets/nats-core";

StubReply bodyOf(QByteArray json, int status = 200)
{
    StubReply reply;
    reply.status = status;
    reply.body = json.replace('\'', '"');
    return reply;
}

QByteArray logOf(int number)
{
    const QByteArrayList said{
        "[INF] Starting nats-server",
        "[INF]   Version:  2.14.2",
        "[INF]   Cluster:  nats-core",
        "[INF] Starting JetStream",
        "[INF]   Max Storage:     224.00 GB",
        "[INF] Listening for client connections on 0.0.0.0:4222",
        "[INF] Server is ready",
        "[INF] 10.42.1.17:6222 - rid:14 - Route connection created",
        "[WRN] 10.42.0.31:51244 - cid:812 - Readloop processing time: 3.1s",
        "[INF] JetStream cluster new stream leader for 'ORDERS > ORDERS_EU'",
        "[ERR] 10.42.3.9:40112 - cid:913 - Slow Consumer Detected: WriteDeadline of 10s exceeded with 812 chunks of 53214882 total bytes.",
        "[DBG] 10.42.0.31:51244 - cid:812 - Client Ping Timer",
        "[WRN] JetStream resource limits exceeded for account: \"ORDERS\"",
        "[ERR] 10.42.2.5:38800 - cid:1007 - authentication error - User \"order-service\"",
        "[INF] 10.42.0.31:51244 - cid:812 - Client connection closed: Client Closed"};
    QByteArray text;
    for (int round = 0; round < 6; ++round) {
        for (int i = 0; i < said.size(); ++i) {
            const QByteArray second = QByteArray::number((round * 9 + i / 2) % 60).rightJustified(2, '0');
            const QByteArray part = QByteArray::number(100 + number * 17 + i * 31) + "000";
            text += "2026-11-28T02:1" + QByteArray::number(round % 6) + ":" + second + "." + part + "Z [7] 2026/11/28 02:1" +
                    QByteArray::number(round % 6) + ":" + second + "." + part + " " + said[i] + "\n";
        }
    }
    return text;
}

} // namespace

class WorkloadPanesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<StubWorkload> m_side;
    std::unique_ptr<MemoryGate> m_gate;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<Followed> m_pods;
    std::unique_ptr<ActionSections> m_sections;
    std::unique_ptr<QWidget> m_window;
    QMap<QString, QWidget *> m_panes;
    ActionButton *m_button = nullptr;
    ActionStrip *m_strip = nullptr;

    void make(Scheme scheme = Scheme::Light, bool locked = false)
    {
        m_theme = std::make_unique<Theme>(*qApp, scheme);
        m_side = std::make_unique<StubWorkload>();
        serve();
        m_gate = std::make_unique<MemoryGate>();
        if (!locked)
            m_gate->open(m_side->workload.systemId);
        m_settings = std::make_unique<settings::Settings>();
        m_pods = std::make_unique<Followed>(m_side->workload.client, kube::ObjectRef{u"v1"_s, u"Pod"_s, u"messaging"_s, {}});
        m_sections =
            std::make_unique<ActionSections>(m_side->workload, *m_pods, ActionContext{m_gate->gate, *m_settings, Environment::Production});
        m_window = std::make_unique<QFrame>();
        m_window->setProperty("surface", u"page"_s);
        auto *column = new QVBoxLayout(m_window.get());
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        m_button = static_cast<ActionButton *>(m_sections->makeButton(*m_theme, m_window.get()));
        m_strip = static_cast<ActionStrip *>(m_sections->makeStrip(*m_theme, m_window.get()));
        column->addWidget(m_button, 0, Qt::AlignRight);
        column->addWidget(m_strip);
        m_panes.clear();
        m_sections->addPanes(*m_theme, [&](const QString &id, const QString &, QWidget *pane) {
            column->addWidget(pane, 1);
            pane->hide();
            m_panes.insert(id, pane);
        });
        m_window->resize(1170, 760);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void serve()
    {
        for (int i = 0; i < 3; ++i) {
            StubReply log;
            log.chunks = {logOf(i)};
            log.end = StubReply::End::Hold;
            m_side->stub.reply("GET", "/api/v1/namespaces/messaging/pods/nats-core-" + QByteArray::number(i) + "/log", log);
        }
        m_side->stub.reply(
            "GET", setPath,
            bodyOf("{'apiVersion':'apps/"
                   "v1','kind':'StatefulSet','metadata':{'name':'nats-core','namespace':'messaging','uid':'us','generation':4,"
                   "'resourceVersion':'3','labels':{'app.kubernetes.io/"
                   "managed-by':'Helm'}},'spec':{'replicas':3,'podManagementPolicy':'Parallel',"
                   "'volumeClaimTemplates':[{}],'template':{'metadata':{'labels':{'app.kubernetes.io/name':'nats'}},'spec':{'volumes':"
                   "[{'name':'config','configMap':{'name':'nats-core-config'}},{'name':'tls','secret':{'secretName':'nats-core-tls'}}],"
                   "'containers':[{'name':'nats','image':'nats:2.14.2-alpine'}]}}},'status':{'observedGeneration':4,'replicas':3,'"
                   "readyReplicas':3,"
                   "'updatedReplicas':3}}"));
        m_side->stub.reply(
            "GET", secretPath,
            bodyOf("{'apiVersion':'v1','kind':'Secret','type':'Opaque','metadata':{'name':'nats-core-tls','namespace':'messaging',"
                   "'uid':'x','resourceVersion':'9'},'data':{'password':'" +
                   QByteArray("very-s3cret").toBase64() + "','user':'" + QByteArray("admin").toBase64() + "'}}"));
    }

    template <typename T> T *show(const QString &id)
    {
        for (QWidget *pane : std::as_const(m_panes))
            pane->hide();
        m_panes.value(id)->show();
        return static_cast<T *>(m_panes.value(id));
    }

    void keep(const QString &name)
    {
        const QString folder = qEnvironmentVariable("NATSDECK_PICTURES");
        if (folder.isEmpty())
            return;
        QTest::qWait(80);
        QDir().mkpath(folder);
        m_window->grab().save(folder + u'/' + name + u".png"_s);
    }

    static QString textsOf(const QWidget *widget)
    {
        QStringList texts;
        for (const auto *label : widget->findChildren<QLabel *>())
            texts << label->text();
        return texts.join(u'\n');
    }

    void chooseObject(ObjectPane *pane, const QString &item)
    {
        pane->openItem(item);
        QTRY_COMPARE_WITH_TIMEOUT(m_sections->objects().objectState(), ObjectsPresenter::State::Ready, soon);
    }

private slots:
    void cleanup()
    {
        m_window.reset();
        m_sections.reset();
        m_pods.reset();
        m_settings.reset();
        m_gate.reset();
        m_side.reset();
        m_theme.reset();
    }

    void showsTheLogsOfAllPodsFilteredAndSearched()
    {
        make();
        auto *pane = show<LogsPane>(u"logs"_s);
        QAbstractItemModel *model = pane->table()->view()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 270, soon);
        QTRY_VERIFY(textsOf(pane).contains(u"Live, 3 log(s)"_s));
        QCOMPARE(model->index(0, LogColumn::Text).data().toString(), u"Starting nats-server"_s);
        QTRY_COMPARE(pane->table()->view()->verticalScrollBar()->value(), pane->table()->view()->verticalScrollBar()->maximum());
        pane->filterEdit()->setText(u"slow"_s);
        QTRY_COMPARE(model->rowCount(), 18);
        pane->filterEdit()->setText(u"\"open"_s); // wrong: the one before stays in force
        QCOMPARE(model->rowCount(), 18);
        QCOMPARE(pane->filterEdit()->property("validity").toString().isEmpty(), false);
        pane->filterEdit()->clear();
        QTRY_COMPARE(model->rowCount(), 270);
        pane->searchEdit()->setText(u"authentication"_s);
        QTRY_VERIFY(textsOf(pane).contains(u"18 found"_s));
        QTest::keyClick(pane->searchEdit(), Qt::Key_Return);
        QVERIFY2(textsOf(pane).contains(u"1 of 18"_s), qPrintable(textsOf(pane)));
        QVERIFY(!pane->table()->isAtEnd());
        QTest::keyClick(pane->searchEdit(), Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(textsOf(pane).contains(u"18 of 18"_s));
        pane->table()->view()->setFocus();
        QTest::keyClick(pane->table()->view(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY2(QGuiApplication::clipboard()->text().contains(u"[ERR] 10.42.2.5:38800"_s),
                 qPrintable(QGuiApplication::clipboard()->text()));
        QVERIFY(pane->closeTopmost());
        QVERIFY(pane->searchEdit()->text().isEmpty());
    }

    void wrapsOnlyWhatDoesNotFit()
    {
        make();
        m_window->resize(760, 500);
        auto *pane = show<LogsPane>(u"logs"_s);
        QTRY_COMPARE_WITH_TIMEOUT(pane->table()->view()->model()->rowCount(), 270, soon);
        const QHeaderView *rows = pane->table()->view()->verticalHeader();
        const int height = rows->defaultSectionSize();
        pane->table()->setWrapped(true);
        const auto highest = [&] {
            int most = 0;
            for (int row = 0; row < 270; ++row)
                most = std::max(most, rows->sectionSize(row));
            return most;
        };
        QTRY_VERIFY(highest() > height);
        pane->table()->setWrapped(false);
        QCOMPARE(highest(), height);
    }

    void hidesSecretsUntilRevealedOneByOne()
    {
        make();
        auto *pane = show<ObjectPane>(u"objects"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_sections->objects().model().rowOf(u"v1 Secret nats-core-tls"_s) >= 0, soon);
        chooseObject(pane, u"Secret/nats-core-tls"_s);
        QTRY_VERIFY(textsOf(pane).contains(u"password"_s));
        QVERIFY(!textsOf(pane).contains(u"very-s3cret"_s) && !pane->text()->toPlainText().contains(u"dmVyeS1z"_s));
        const auto buttons = pane->findChildren<QPushButton *>();
        const auto reveal =
            std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *b) { return b->accessibleName() == u"Reveal user"; });
        QVERIFY(reveal != buttons.end());
        (*reveal)->click();
        QTRY_VERIFY(textsOf(pane).contains(u"admin"_s));
        QVERIFY(!textsOf(pane).contains(u"very-s3cret"_s));
    }

    void anEditIsShownAsADifferenceAndAskedAbout()
    {
        make();
        auto *pane = show<ObjectPane>(u"objects"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_sections->objects().model().rowOf(u"apps/v1 StatefulSet nats-core"_s) >= 0, soon);
        chooseObject(pane, u"StatefulSet/nats-core"_s);
        QTRY_VERIFY(pane->editButton()->isEnabled());
        m_side->stub.on("PATCH", setPath, [this](const StubRequest &request) {
            QJsonObject object = m_sections->objects().object();
            object.insert(u"spec"_s, QJsonObject{{u"replicas"_s, 3}, {u"minReadySeconds"_s, 10}});
            StubReply reply;
            reply.body = json::compact(object);
            m_dryRuns += request.query.contains("dryRun=All") ? 1 : 0;
            ++m_patches;
            return reply;
        });
        pane->editButton()->click();
        ObjectEditView *edit = pane->editView();
        QVERIFY(edit);
        QVERIFY(!edit->text()->isReadOnly());
        edit->primary()->click();
        QTRY_VERIFY(textsOf(edit).contains(u"Nothing is changed"_s));
        edit->text()->setPlainText(edit->text()->toPlainText().replace(u"  replicas: 3"_s, u"  minReadySeconds: 10\n  replicas: 3"_s));
        QVERIFY(edit->hasChanges());
        QVERIFY(!pane->closeTopmost()); // Esc does not throw work away
        edit->primary()->click();
        QTRY_VERIFY_WITH_TIMEOUT(edit->diff()->isVisible(), soon);
        QVERIFY(textsOf(edit).contains(u"Helm manages this object"_s));
        QCOMPARE(edit->primary()->text(), u"Apply 1 change(s)…"_s);
        QCOMPARE(m_dryRuns.load(), 1);
        edit->primary()->click();
        ConfirmDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_window->window()->findChild<ConfirmDialog *>()) != nullptr);
        QCOMPARE(m_patches.load(), 1); // the dry run
        dialog->confirmButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(pane->editView() == nullptr, soon);
        QCOMPARE(m_patches.load(), 2);
        QCOMPARE(m_dryRuns.load(), 1);
    }

    void aLockedSystemOffersNothingAndSaysWhy()
    {
        make(Scheme::Light, true);
        auto *objects = show<ObjectPane>(u"objects"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_sections->objects().model().rowCount() > 0, soon);
        QVERIFY(!objects->editButton()->isEnabled());
        QVERIFY(objects->editButton()->toolTip().contains(u"read-only"_s));
        auto *run = show<RunPane>(u"run"_s);
        run->lineEdit()->setText(u"nats stream ls"_s);
        QVERIFY(!run->runButton()->isEnabled());
        QVERIFY(run->runButton()->toolTip().contains(u"read-only"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_sections->actions().podNames().size(), 3, soon);
        QMenu menu;
        m_button->fill(menu);
        int offered = 0;
        for (const QAction *action : menu.actions())
            offered += action->isEnabled() && !action->isSeparator() && !action->menu() ? 1 : 0;
        QCOMPARE(offered, 0);
        QVERIFY(menu.actions().first()->text().contains(u"read-only"_s));
    }

    void anActionIsAskedAboutWithWhatItMeans()
    {
        make();
        show<LogsPane>(u"logs"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_sections->actions().reasonNot(ActionKind::Restart), QString(), soon);
        m_sections->actions().prepare(ActionKind::Restart);
        ConfirmDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_window->findChild<ConfirmDialog *>()) != nullptr);
        const QString words = textsOf(dialog);
        QVERIFY2(words.contains(u"nats-core-2, nats-core-1, nats-core-0"_s), qPrintable(words));
        QVERIFY(words.contains(u"Those with 3 replicas go on"_s));
        QVERIFY(words.contains(u"kubectl"_s) || !dialog->findChildren<QLineEdit *>().isEmpty() ||
                !dialog->findChildren<QPlainTextEdit *>().isEmpty());
        m_side->stub.reply("PATCH", setPath,
                           bodyOf("{'kind':'Status','apiVersion':'v1','status':'Failure','reason':'Forbidden','code':403}", 403));
        dialog->confirmButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_strip->isVisible() && m_strip->text().contains(u"Not allowed"_s), soon);
    }

    void thePageHasTheSectionsAndTheActions()
    {
        make(Scheme::Dark);
        const ActionContext context{m_gate->gate, *m_settings, Environment::Production};
        KubernetesPage page(*m_theme, m_side->workload, nullptr, &context);
        page.resize(1170, 760);
        page.show();
        QVERIFY(page.actions());
        for (const QString &id : {u"logs"_s, u"objects"_s, u"run"_s}) {
            page.showSection(id);
            QVERIFY2(page.section() && page.section() == page.section(id), qPrintable(id));
        }
        page.openItem(u"logs/nats-core-1"_s);
        QTRY_COMPARE_WITH_TIMEOUT(page.actions()->logs().model().rowCount(), 90, soon);
        page.openItem(u"objects/StatefulSet/nats-core"_s);
        QTRY_COMPARE_WITH_TIMEOUT(page.actions()->objects().objectState(), ObjectsPresenter::State::Ready, soon);
        if (const QString folder = qEnvironmentVariable("NATSDECK_PICTURES"); !folder.isEmpty())
            page.grab().save(folder + u"/kubernetes-page-dark.png"_s);
        const KubernetesPage looking(*m_theme, m_side->workload);
        QVERIFY(!looking.actions() && !looking.section(u"run"_s));
    }

    void recallsCommandsAndKeepsThoseWithoutSecrets()
    {
        make();
        auto *pane = show<RunPane>(u"run"_s);
        m_sections->run().setHistory({u"nats account info"_s, u"nats stream ls"_s});
        pane->lineEdit()->setText(u"typing"_s);
        QTest::keyClick(pane->lineEdit(), Qt::Key_Up);
        QCOMPARE(pane->lineEdit()->text(), u"nats stream ls"_s);
        QTest::keyClick(pane->lineEdit(), Qt::Key_Up);
        QTest::keyClick(pane->lineEdit(), Qt::Key_Up);
        QCOMPARE(pane->lineEdit()->text(), u"nats account info"_s);
        QTest::keyClick(pane->lineEdit(), Qt::Key_Down);
        QTest::keyClick(pane->lineEdit(), Qt::Key_Down);
        QCOMPARE(pane->lineEdit()->text(), u"typing"_s);
        const QJsonObject kept = m_settings->value(settings::keys::commandsRun);
        QCOMPARE(kept.value(m_side->workload.systemId).toArray().size(), 2);
    }

    void drawsThePanes_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("light") << Scheme::Light;
        QTest::newRow("dark") << Scheme::Dark;
    }
    void drawsThePanes()
    {
        QFETCH(Scheme, scheme);
        const QString look = QString::fromLatin1(QTest::currentDataTag());
        make(scheme);
        auto *logs = show<LogsPane>(u"logs"_s);
        QTRY_COMPARE_WITH_TIMEOUT(logs->table()->view()->model()->rowCount(), 270, soon);
        logs->searchEdit()->setText(u"cid:913"_s);
        QTest::keyClick(logs->searchEdit(), Qt::Key_Return);
        keep(u"kubernetes-logs-"_s + look);
        logs->table()->setWrapped(true);
        m_window->resize(900, 600);
        keep(u"kubernetes-logs-wrapped-"_s + look);
        m_window->resize(1170, 760);
        auto *objects = show<ObjectPane>(u"objects"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_sections->objects().model().rowOf(u"v1 Secret nats-core-tls"_s) >= 0, soon);
        chooseObject(objects, u"Secret/nats-core-tls"_s);
        m_sections->objects().reveal(u"user"_s, true);
        keep(u"kubernetes-objects-secret-"_s + look);
        chooseObject(objects, u"StatefulSet/nats-core"_s);
        keep(u"kubernetes-objects-"_s + look);
        drawReview(objects, look);
        drawRun(look);
    }

private:
    void drawReview(ObjectPane *pane, const QString &look)
    {
        m_side->stub.on("PATCH", setPath, [this](const StubRequest &request) {
            StubReply reply;
            QJsonObject patch = QJsonDocument::fromJson(request.body).object();
            reply.body = json::compact(mergePatched(m_sections->objects().object(), patch));
            return reply;
        });
        pane->editButton()->click();
        ObjectEditView *edit = pane->editView();
        QVERIFY(edit);
        edit->text()->setPlainText(edit->text()->toPlainText().replace(u"2.14.2-alpine"_s, u"2.14.3-alpine"_s));
        edit->primary()->click();
        QTRY_VERIFY_WITH_TIMEOUT(edit->diff()->isVisible(), soon);
        keep(u"kubernetes-objects-review-"_s + look);
        m_sections->objects().endEdit();
    }

    void drawRun(const QString &look)
    {
        auto *run = show<RunPane>(u"run"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_sections->run().targets().size() > 0, soon);
        run->lineEdit()->setText(u"nats stream report --json | jq ."_s);
        std::vector<LogLine> lines;
        const QDateTime now = QDateTime::fromString(u"2026-11-28T02:14:07Z"_s, Qt::ISODate);
        for (const QString &text : {u"╭──────────────────────────────────────────────────────────────────────────────────────╮"_s,
                                    u"│                                    Stream Report                                     │"_s,
                                    u"├────────────┬─────────┬───────────┬────────────┬─────────┬──────┬─────────┬───────────┤"_s,
                                    u"│ Stream     │ Storage │ Consumers │ Messages   │ Bytes   │ Lost │ Deleted │ Replicas  │"_s,
                                    u"├────────────┼─────────┼───────────┼────────────┼─────────┼──────┼─────────┼───────────┤"_s,
                                    u"│ DLQ_ORDERS │ File    │ 1         │ 1,142      │ 2.1 MiB │ 0    │ 0       │ n-0, n-1* │"_s,
                                    u"│ ORDERS     │ File    │ 14        │ 14,203,118 │ 18 GiB  │ 0    │ 12      │ n-0*, n-2 │"_s,
                                    u"╰────────────┴─────────┴───────────┴────────────┴─────────┴──────┴─────────┴───────────╯"_s})
            lines.push_back({now, u"stdout"_s, {}, text});
        lines.push_back({now, u"stderr"_s, Severity::Warning, u"nats: warning: JetStream of nats-core-1 did not answer in 5s"_s});
        run->output()->append(lines);
        keep(u"kubernetes-run-"_s + look);
    }

    std::atomic<int> m_patches = 0;
    std::atomic<int> m_dryRuns = 0;
};

NATSDECK_TEST(WorkloadPanesTest)
#include "unit_workload_panes.moc"
