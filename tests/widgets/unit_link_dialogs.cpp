#include "widgets/systems/diagnosis_dialog.h"
#include "widgets/systems/login_fields.h"
#include "widgets/systems/system_dialogs.h"

#include "models/systems/link_route.h"
#include "tests/support/test_main.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTcpServer>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::ui;
using namespace Qt::StringLiterals;

namespace {

// NATSDECK_PICTURES=dir keeps what was drawn, to be looked at.
void keep(QWidget &window, const QString &name)
{
    if (const QString folder = qEnvironmentVariable("NATSDECK_PICTURES"); !folder.isEmpty()) {
        QDir().mkpath(folder);
        window.grab().save(folder + u'/' + name + u".png"_s);
    }
}

QStringList shownTexts(const QWidget &window)
{
    QStringList texts;
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts;
}

QPushButton *buttonOf(const QWidget &window, const QString &text)
{
    for (QPushButton *button : window.findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

// A link to a port that nobody listens on.
std::unique_ptr<systems::LinkDiagnosis> toAClosedPort()
{
    return std::make_unique<systems::LinkDiagnosis>(std::make_unique<systems::DirectRoute>([] {
                                                        systems::LinkEnds ends;
                                                        ends.user.urls = QStringList{u"nats://127.0.0.1:1"_s};
                                                        return async::ready<systems::LinkEnds>(ends);
                                                    }),
                                                    jetstream::Scope());
}

} // namespace

class LinkDialogsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(1100, 800);
        m_window->show();
    }

    void everyStageIsShownWithItsOutcomeAndCanBeCopied()
    {
        int runs = 0;
        auto *dialog = new DiagnosisDialog(
            m_theme, u"orders <b>x</b>"_s,
            [&] {
                ++runs;
                return toAClosedPort();
            },
            m_window.get());
        dialog->open();
        const auto isDone = [&] { return dialog->diagnosis()->state() == systems::LinkDiagnosis::State::Done; };
        QTRY_VERIFY_WITH_TIMEOUT(isDone(), 10'000);
        keep(*m_window, u"diagnosis"_s);
        const QStringList texts = shownTexts(*dialog);
        for (const systems::DiagnosisStage &stage : dialog->diagnosis()->stages())
            QVERIFY2(texts.contains(systems::LinkDiagnosis::titleOf(stage.id)), qPrintable(stage.id));
        const systems::DiagnosisStage *obstacle = dialog->diagnosis()->obstacle();
        QVERIFY(obstacle);
        QCOMPARE(obstacle->id, u"tcp"_s);
        QVERIFY(texts.contains(obstacle->finding.what));
        QVERIFY(texts.contains(obstacle->finding.remedy));
        QVERIFY(texts.contains(u"Not reached"_s));
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        dialog->copyButton()->click();
        QVERIFY(QGuiApplication::clipboard()->text().contains(obstacle->finding.what));
        dialog->againButton()->click();
        QCOMPARE(runs, 2);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(), 10'000);
    }

    void closingItGivesUpWhatRuns()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const QString url = u"nats://127.0.0.1:%1"_s.arg(silent.serverPort());
        const auto make = [url] {
            return std::make_unique<systems::LinkDiagnosis>(std::make_unique<systems::DirectRoute>([url] {
                                                                systems::LinkEnds ends;
                                                                ends.user.urls = QStringList{url};
                                                                return async::ready<systems::LinkEnds>(ends);
                                                            }),
                                                            jetstream::Scope());
        };
        auto *dialog = new DiagnosisDialog(m_theme, u"orders"_s, make, m_window.get());
        dialog->open();
        QTRY_COMPARE(dialog->diagnosis()->stages()[3].state, systems::StageState::Running);
        dialog->reject();
        QCOMPARE(dialog->diagnosis()->state(), systems::LinkDiagnosis::State::Cancelled);
    }

    void everyKindOfLoginCanBeTyped()
    {
        LoginFields fields(m_theme, m_window.get());
        fields.setContexts({u"prod"_s});
        using settings::LoginKind;
        for (const settings::StoredLogin &login :
             std::initializer_list<settings::StoredLogin>{{LoginKind::None, {}, {}, {}},
                                                          {LoginKind::CredsFile, {}, u"/a.creds"_s, {}},
                                                          {LoginKind::NkeySeedFile, {}, u"/a.nk"_s, {}},
                                                          {LoginKind::JwtFiles, {}, u"/a.jwt"_s, {}, u"/a.nk"_s},
                                                          {LoginKind::Certificate, {}, u"/a.pem"_s, {}, u"/a.key"_s},
                                                          {LoginKind::CliContext, {}, {}, {}, {}, u"prod"_s},
                                                          {LoginKind::ClusterSecret, {}, {}, {}, {}, u"secret:n/s"_s}}) {
            fields.setLogin(login);
            QCOMPARE(fields.login(), login);
        }
        fields.setLogin({LoginKind::Creds, {}, {}, {}});
        fields.findChild<QPlainTextEdit *>(u"content"_s)->setPlainText(u"one\ntwo"_s); // lines stay lines
        QCOMPARE(fields.login().secret, Secret("one\ntwo"));
        fields.setLogin({LoginKind::NkeySeed, {}, {}, {}});
        fields.findChild<QLineEdit *>(u"secret"_s)->setText(u"SU"_s);
        QCOMPARE(fields.login().secret, Secret("SU"));
    }

    void aFoundLoginIsOfferedWithWhatItReadsAndTakenOnlyByChoice()
    {
        std::optional<LoginAnswer> given;
        auto *dialog = new LoginDialog(
            m_theme, u"orders"_s, u"why"_s, {settings::LoginKind::UserPassword, {}, {}, {}}, {},
            [&](const LoginAnswer &answer) { given = answer; }, m_window.get());
        dialog->open();
        systems::FoundLogin box;
        box.source = u"nats-box in n/nats-box"_s;
        box.reads = u"2 Secrets of namespace n"_s;
        box.login.kind = settings::LoginKind::ClusterSecret;
        box.login.reference = u"box:n/nats-box"_s;
        dialog->showFound({{box}, {u"list Deployments in m"_s}});
        const auto shows = [&](const QString &text) { return shownTexts(*dialog).join(u'\n').contains(text); };
        QTRY_VERIFY(shows(box.reads));
        QVERIFY(shows(u"list Deployments in m"_s));
        QVERIFY(!given);
        const auto *fields = dialog->fields();
        QTRY_VERIFY(fields->height() >= fields->sizeHint().height()); // the dialog grows with it
        keep(*m_window, u"login-found"_s);
        buttonOf(*dialog, u"Use this login"_s)->click();
        QVERIFY(given);
        QCOMPARE(given->user, box.login);
        QVERIFY(!given->system);
    }

    void aSecondLoginForTheSystemAccount()
    {
        std::optional<LoginAnswer> given;
        auto *dialog = new LoginDialog(
            m_theme, u"orders"_s, u"why"_s, {settings::LoginKind::None, {}, {}, {}}, {u"sys"_s},
            [&](const LoginAnswer &answer) { given = answer; }, m_window.get());
        dialog->open();
        auto *kind = dialog->findChild<QComboBox *>(u"system-login-kind"_s);
        QVERIFY(!kind->isVisible());
        dialog->findChild<QCheckBox *>(u"system-login"_s)->setChecked(true);
        QVERIFY(kind->isVisible());
        const auto *scroll = dialog->findChild<QScrollArea *>();
        QTRY_VERIFY(scroll && !scroll->verticalScrollBar()->isVisible() && kind->height() >= kind->sizeHint().height());
        keep(*m_window, u"login-system"_s);
        kind->setCurrentIndex(kind->findData(int(settings::LoginKind::UserPassword)));
        dialog->findChild<QLineEdit *>(u"system-user"_s)->setText(u"sys"_s);
        dialog->loginButton()->click();
        QVERIFY(!given); // the password is missing
        dialog->findChild<QLineEdit *>(u"system-secret"_s)->setText(u"pw"_s);
        dialog->loginButton()->click();
        QVERIFY(given && given->system);
        QCOMPARE(given->system->user, u"sys"_s);
    }

private:
    const Theme m_theme{*qApp, Scheme::Light};
    std::unique_ptr<QWidget> m_window;
};

NATSDECK_TEST(LinkDialogsTest)
#include "unit_link_dialogs.moc"
