#include "widgets/systems/kubeconfig_dialog.h"

#include "models/base/files.h"
#include "tests/support/test_main.h"
#include "widgets/common/theme.h"

#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::ui;
using namespace Qt::StringLiterals;

namespace {

const QString config = uR"(apiVersion: v1
kind: Config
clusters:
- name: eu
  cluster: {server: 'https://prod-eu.example.org:6443', proxy-url: 'http://proxy.example.org:3128'}
- name: lab
  cluster: {server: 'https://lab.example.org', insecure-skip-tls-verify: true}
users:
- name: anna
  user:
    exec: {command: aws, args: [eks, get-token, --cluster-name, prod-eu], apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never,
      env: [{name: AWS_PROFILE, value: prod}]}
- name: root
  user: {token: secret-token, as: admin}
contexts:
- name: <b>prod-eu</b>
  context: {cluster: eu, user: anna, namespace: messaging}
- name: lab
  context: {cluster: lab, user: root}
- name: lost
  context: {cluster: nowhere, user: root}
)"_s;

bool shows(const QWidget &widget, const QString &words)
{
    for (const QLabel *label : widget.findChildren<QLabel *>()) {
        if (!label->isHidden() && label->text().contains(words))
            return true;
    }
    return false;
}

// A dialog over a window, with what it answered.
struct Fixture
{
    explicit Fixture(Scheme scheme = Scheme::Light)
        : theme(*qApp, scheme)
        , dialog(*new KubeconfigDialog(
              theme, {}, folder(), [this](const QStringList &files) { added = files; }, &window))
        , open(&dialog)
    {
        window.resize(1200, 900);
        window.show();
        dialog.open();
        (void)QTest::qWaitForWindowExposed(&window);
    }
    [[nodiscard]] QString folder() const { return home.filePath(u".kube"_s); }
    [[nodiscard]] bool isReady()
    {
        return QTest::qWaitFor([&] { return dialog.addButton()->isEnabled(); }, 5000);
    }
    void keep(const QString &name)
    {
        if (const QString pictures = qEnvironmentVariable("NATSDECK_PICTURES"); !pictures.isEmpty()) {
            QTest::qWait(300); // laid out
            window.grab().save(pictures + u'/' + name + u".png"_s);
        }
    }

    QTemporaryDir home;
    Theme theme;
    QWidget window;
    QStringList added;
    KubeconfigDialog &dialog; // deletes itself when it closes
    QPointer<KubeconfigDialog> open;
};

} // namespace

// Kubeconfigs that are pasted, dropped and chosen: what they would do is shown, then they are added.
class KubeconfigDialogTest final : public QObject
{
    Q_OBJECT

private slots:
    void pastedTextIsReviewedAndSaved()
    {
        Fixture fixture;
        QVERIFY(!fixture.dialog.addButton()->isEnabled());
        QVERIFY(!fixture.dialog.addButton()->accessibleDescription().isEmpty()); // says why
        fixture.dialog.edit()->insertPlainText(config);
        QVERIFY(!fixture.dialog.addButton()->isEnabled()); // not before it was read
        QVERIFY(fixture.isReady());
        QVERIFY(fixture.dialog.addButton()->text().startsWith(u"Add 2 context"_s));
        QVERIFY(shows(fixture.dialog, u"aws eks get-token --cluster-name prod-eu"_s));
        QVERIFY(shows(fixture.dialog, u"AWS_PROFILE"_s));
        QVERIFY(shows(fixture.dialog, u"https://lab.example.org"_s));
        QVERIFY(!shows(fixture.dialog, u"secret-token"_s));
        for (const QLabel *label : fixture.dialog.findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        fixture.keep(u"kubeconfig-light"_s);
        const QString path = fixture.dialog.pathEdit()->text();
        QCOMPARE(path, fixture.folder() + u"/natsdeck-b-prod-eu-b.yaml"_s);
        QVERIFY(!QFile::exists(path));
        fixture.dialog.addButton()->click();
        QTRY_COMPARE(fixture.added, QStringList{path});
        QTRY_VERIFY(fixture.open.isNull());
        QCOMPARE(*files::read(path), config.toUtf8());
        QVERIFY(!(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void droppedFilesAreReferenced()
    {
        Fixture fixture(Scheme::Dark);
        const QString file = fixture.home.filePath(u"dropped"_s);
        QVERIFY(files::writeAtomically(file, config.toUtf8()).has_value());
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file), QUrl(u"https://elsewhere.example"_s)});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(fixture.dialog.edit()->viewport(), &enter); // wherever it falls
        QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(fixture.dialog.edit()->viewport(), &drop);
        QVERIFY(fixture.isReady());
        QVERIFY(fixture.dialog.pathEdit()->parentWidget()->isHidden()); // nothing is saved
        fixture.keep(u"kubeconfig-dark"_s);
        QTest::keyClick(&fixture.dialog, Qt::Key_Return);
        QTRY_COMPARE(fixture.added, QStringList{file});
    }

    void anExistingFileIsNotWrittenOver()
    {
        Fixture fixture;
        const QString file = fixture.home.filePath(u"mine"_s);
        QVERIFY(files::writeAtomically(file, "precious").has_value());
        fixture.dialog.setText(config);
        QVERIFY(fixture.isReady());
        fixture.dialog.pathEdit()->clear();
        QTest::keyClicks(fixture.dialog.pathEdit(), file);
        QTRY_VERIFY(!fixture.dialog.review().isReading());
        QVERIFY(!fixture.dialog.addButton()->isEnabled());
        QVERIFY(fixture.dialog.addButton()->accessibleDescription().contains(file));
        QCOMPARE(*files::read(file), QByteArray("precious"));
    }

    void damagedTextSaysWhere()
    {
        Fixture fixture;
        fixture.dialog.setText(u"clusters: ["_s);
        QTRY_VERIFY(fixture.dialog.review().contexts().rowCount() == 1 && !fixture.dialog.review().isReading());
        QVERIFY(!fixture.dialog.addButton()->isEnabled());
        QVERIFY(shows(fixture.dialog, fixture.dialog.review().contexts().rows().first().findings.first().what));
        QVERIFY(!fixture.dialog.review().contexts().rows().first().findings.first().remedy.isEmpty());
        fixture.keep(u"kubeconfig-damaged"_s);
    }

    void escapeAddsNothing()
    {
        Fixture fixture;
        fixture.dialog.setText(config);
        QVERIFY(fixture.isReady());
        QTest::keyClick(&fixture.dialog, Qt::Key_Escape);
        QTRY_VERIFY(fixture.open.isNull());
        QVERIFY(fixture.added.isEmpty());
        QVERIFY(!QFile::exists(fixture.folder()));
    }
};

NATSDECK_TEST(KubeconfigDialogTest)
#include "unit_kubeconfig_dialog.moc"
