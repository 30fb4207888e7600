#include "models/systems/navigation_model.h"
#include "models/systems/system_record.h"

#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace natsdeck::systems;
using namespace Qt::StringLiterals;

namespace {

CatalogueNode node(const QString &key, std::vector<CatalogueNode> children = {})
{
    CatalogueNode made;
    made.key = key;
    made.name = u"name of "_s + key;
    made.children = std::move(children);
    return made;
}

QString printed(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QStringList rows;
    for (int i = 0; i < model.rowCount(parent); ++i) {
        const QModelIndex index = model.index(i, 0, parent);
        const QString inner = printed(model, index);
        rows << index.data(NavigationRole::Key).toString() + (inner.isEmpty() ? QString() : u"("_s + inner + u")"_s);
    }
    return rows.join(u' ');
}

QString printed(const std::vector<CatalogueNode> &nodes)
{
    QStringList rows;
    for (const CatalogueNode &each : nodes) {
        const QString inner = printed(each.children);
        rows << each.key + (inner.isEmpty() ? QString() : u"("_s + inner + u")"_s);
    }
    return rows.join(u' ');
}

} // namespace

class NavigationTest final : public QObject
{
    Q_OBJECT

private slots:
    void rowsStayWhenTheirNeighboursChange()
    {
        NavigationModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTree({node(u"k"_s, {node(u"a"_s), node(u"b"_s), node(u"c"_s)}), node(u"n"_s)});
        const QPersistentModelIndex kept(model.indexOf(u"b"_s));
        const QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setTree({node(u"k"_s, {node(u"c"_s), node(u"x"_s), node(u"b"_s, {node(u"inner"_s)})}), node(u"w"_s)});
        QCOMPARE(printed(model), u"k(c x b(inner)) w"_s);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.row(), 2);
        QCOMPARE(reset.size(), 0);
    }

    void onlyWhatDiffersIsAnnounced()
    {
        NavigationModel model;
        std::vector<CatalogueNode> tree{node(u"k"_s, {node(u"a"_s), node(u"b"_s)})};
        model.setTree(tree);
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setTree(tree);
        QCOMPARE(changed.size(), 0);
        tree[0].children[1].statusWord = u"Healthy"_s;
        model.setTree(tree);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.at(0).at(0).toModelIndex().data(NavigationRole::StatusWord).toString(), u"Healthy"_s);
    }

    void captionsCannotBeSelected()
    {
        NavigationModel model;
        CatalogueNode section = node(u"s"_s, {node(u"a"_s)});
        section.kind = NavigationKind::Section;
        model.setTree({section});
        QVERIFY(!(model.index(0, 0).flags() & Qt::ItemIsSelectable));
        QVERIFY(model.indexOf(u"a"_s).flags() & Qt::ItemIsSelectable);
    }

    void toolTipsAreEscaped()
    {
        NavigationModel model;
        CatalogueNode row = node(u"a"_s);
        row.toolTip = u"<img src=file:///etc/passwd>"_s;
        model.setTree({row});
        QVERIFY(!model.index(0, 0).data(Qt::ToolTipRole).toString().contains(u'<'));
    }

    void anyTreeBecomesAnyOther()
    {
        QRandomGenerator random(20260917);
        NavigationModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int round = 0; round < 300; ++round) {
            QStringList keys;
            for (int i = 0; i < 12; ++i)
                keys << u"k%1"_s.arg(i);
            std::shuffle(keys.begin(), keys.end(), random);
            std::vector<CatalogueNode> tree;
            while (!keys.isEmpty() && random.bounded(5) != 0) {
                std::vector<CatalogueNode> children;
                CatalogueNode top = node(keys.takeLast());
                for (int n = random.bounded(4); n > 0 && !keys.isEmpty(); --n)
                    children.push_back(node(keys.takeLast()));
                top.children = std::move(children);
                tree.push_back(std::move(top));
            }
            model.setTree(tree);
            QCOMPARE(printed(model), printed(tree));
        }
    }

    void environmentsAreGuessedByWholeWords_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QString>("environment");
        QTest::newRow("prod") << QStringList{u"prod-eu-1"_s, u"nats"_s} << u"production"_s;
        QTest::newRow("number") << QStringList{u"gke_acme_PROD2"_s} << u"production"_s;
        QTest::newRow("worst wins") << QStringList{u"dev-cluster"_s, u"live"_s} << u"production"_s;
        QTest::newRow("staging") << QStringList{u"acme-stg"_s} << u"staging"_s;
        QTest::newRow("kind") << QStringList{u"kind-kind"_s} << u"development"_s;
        QTest::newRow("not a word") << QStringList{u"products"_s, u"delivery"_s} << u"unlabelled"_s;
        QTest::newRow("nothing") << QStringList{} << u"unlabelled"_s;
    }
    void environmentsAreGuessedByWholeWords()
    {
        QFETCH(QStringList, names);
        QTEST(environmentKey(guessEnvironment(names)), "environment");
    }

    void environmentKeysComeBack()
    {
        for (const Environment each : {Environment::Production, Environment::Staging, Environment::Development, Environment::Unlabelled})
            QCOMPARE(environmentFromKey(environmentKey(each)), each);
    }
};

NATSDECK_TEST(NavigationTest)
#include "unit_navigation.moc"
