#!/usr/bin/env python3
"""The checks checked: for each rule sources that must fail and sources that must not, so that no check has quietly stopped working."""
import re
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import arrows  # noqa: E402
import check  # noqa: E402
import permits  # noqa: E402
import shape  # noqa: E402
from sources import Source  # noqa: E402


def project(files):
    """A folder with the given files and what every project has."""
    folder = tempfile.TemporaryDirectory()
    everything = {"tests/architecture/exemptions.txt": "", "tests/CMakeLists.txt": "natsdeck_tests(kube USES kube)\n", **files}
    for path, text in everything.items():
        target = Path(folder.name) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def found(files):
    with project(files) as root:
        return list(check.problems(Path(root), check.load(root)))


# rule: [(path, source that must fail)]
BAD = {
    "arrows": [
        ("models/guard/a.cpp", '#include "models/kube/client.h"\n'),
        ("models/kube/a.cpp", '#include "models/nats/connection.h"\n'),
        ("models/nats/a.h", '#include "models/settings/settings.h"\n'),
        ("models/monitoring/a.h", '#include "models/guard/permit.h"\n'),
        ("models/base/a.h", '#include "models/guard/permit.h"\n'),
        ("models/explorer/a.h", '#include "models/kube/client.h"\n'),
        ("models/kube/a.h", '#include "widgets/common/theme.h"\n'),
        ("models/fancy/a.h", "int a;\n"),
        ("models/kube/CMakeLists.txt", "natsdeck_library(kube PCH core\n    USES base nats)\n"),
        ("models/fancy/CMakeLists.txt", "natsdeck_library(fancy USES base)\n"),
    ],
    "layout": [("stuff/a.txt", "")],
    "no-screen-in-models": [
        ("models/kube/a.h", "#include <QColor>\n"), ("models/kube/a.h", "#include <QtWidgets/QWidget>\n"),
        ("models/kube/a.cpp", "#  include <QStandardItemModel>\n"),
        ("models/kube/CMakeLists.txt", "natsdeck_library(kube USES base LINKS Qt6::Gui)\n"),
    ],
    "nats-header": [("models/kube/a.h", "#include <nats.h>\n"), ("widgets/shell/a.cpp", '#include <nats/nats.h>\n')],
    "widget-folders": [
        ("widgets/explorer/a.cpp", '#include "widgets/jetstream/page.h"\n'), ("widgets/common/a.cpp", '#include "widgets/explorer/page.h"\n'),
        ("widgets/shell/a.cpp", '#include "app/composition.h"\n'),
    ],
    "includes": [("models/kube/a.cpp", "#include <QtCore>\n"), ("models/kube/a.h", "#include <QtConcurrentRun>\n")],
    "no-network-in-widgets": [("widgets/shell/a.cpp", "QTcpSocket socket;"), ("widgets/shell/a.h", "class QNetworkAccessManager;")],
    "nested-event-loop": [
        ("models/kube/a.cpp", "void f() { QEventLoop loop; }"), ("widgets/shell/a.cpp", "void f() { QCoreApplication::processEvents(); }"),
        ("widgets/shell/a.cpp", "void f() { dialog.exec(); }"), ("widgets/shell/a.cpp", "void f() { menu->exec(p); }"),
        ("widgets/shell/a.cpp", "void f() { auto n = QFileDialog::getOpenFileName(this); }"),
        ("app/a.cpp", "void f() { QMessageBox::warning(this, t, t); }"), ("widgets/shell/a.cpp", "int f() { return QMenu::exec(actions, p); }"),
    ],
    "blocking-wait": [
        ("widgets/shell/a.cpp", "void f() { future.waitForFinished(); }"), ("widgets/shell/a.cpp", "void f() { auto r = async::await(f); }"),
        ("app/a.cpp", "void f() { QThread::msleep(10); }"),
    ],
    "future-then": [("models/kube/a.cpp", "void f() { future.then(this, g); }"), ("widgets/shell/a.cpp", "void f() { x->then<int>(g); }")],
    "tls": [("models/kube/a.cpp", "void f() { reply->ignoreSslErrors(); }"), ("models/kube/a.cpp", "auto m = QSslSocket::VerifyNone;")],
    "process-line": [
        ("models/kube/a.cpp", "void f() { std::system(c); }"), ("models/kube/a.cpp", "void f() { auto p = popen(c, m); }"),
        ("models/kube/a.cpp", "void f() { p.startCommand(line); }"), ("models/kube/a.cpp", "QProcess process;"),
        ("models/kube/a.cpp", 'auto s = u"/bin/sh"_s;'), ("models/kube/a.cpp", "void f() { ::system(c); }"),
    ],
    "plain-text": [
        ("widgets/explorer/a.cpp", "auto *l = new QLabel(text);"), ("widgets/explorer/a.cpp", "QLabel label{text};"),
        ("widgets/explorer/a.cpp", "void f() { l->setTextFormat(Qt::RichText); }"), ("widgets/explorer/a.cpp", "void f() { e->setHtml(t); }"),
        ("widgets/explorer/a.cpp", "void f() { w->setToolTip(name); }"), ("widgets/explorer/a.cpp", 'void f() { w->setToolTip(tr("Of %1").arg(name)); }'),
        ("app/a.cpp", "QMessageBox box(text);"),
    ],
    "tokens": [
        ("widgets/explorer/a.cpp", 'auto c = QColor(u"#3552CC"_s);'), ("widgets/explorer/a.cpp", "auto c = QColor(0x3552CC);"),
        ("widgets/explorer/a.cpp", "auto c = QColor(1, 2, 3);"), ("widgets/explorer/a.cpp", "auto c = Qt::red;"),
        ("widgets/explorer/a.cpp", 'auto s = u"padding: 4px"_s;'), ("widgets/common/a.cpp", 'auto s = R"(QLabel { color: #fff; })";'),
    ],
    "singleton": [
        ("models/kube/a.h", "class A { static A &instance(); };"), ("models/kube/a.cpp", "Q_GLOBAL_STATIC(A, a)"),
        ("models/kube/a.cpp", "static int counter = 0;"), ("models/kube/a.cpp", "void f() {\n    static QHash<QString, int> cache;\n}"),
        ("models/kube/a.cpp", "static std::atomic<int> n{0};"),
    ],
    "permit": [
        ("models/kube/a.cpp", "void remove(const Ref &r) { manager->deleteResource(request); }"),
        ("models/kube/a.cpp", 'void remove(const Ref &r) { send("DELETE"_ba, r); }'),
        ("models/nats/a.cpp", "void P::publish(const QByteArray &s) { natsConnection_Publish(c, s, d, n); }"),
        ("models/systems/a.cpp", "void f() { auto r = runChild({}); }"),
        ("models/systems/a.cpp", "void f(const QString &p) { process.start(p, {}); }"),
        ("models/jetstream/a.cpp", 'void drop(const QString &n) { ask(u"STREAM.DELETE."_s + n); }'),
        ("models/jetstream/a.cpp", 'A::A(int n)\n    : m_n{n}\n    , m_s{n}\n{\n    ask("$JS.API.STREAM.PURGE.X");\n}'),
        ("models/systems/a.cpp", "void f(pid_t p) { ::kill(p, SIGTERM); }"),
        ("models/kube/a.cpp", "void C::f() { removeObject(session, ref); }"),
    ],
    "size": [("models/kube/a.cpp", "int a;\n" * 501), ("tests/kube/unit_a.cpp", "int a;\n" * 501)],
    "tests": [
        ("tests/kube/unit_a.cpp", "class ATest : public QObject\n{\nprivate slots:\n    void a();\n};\n"),
        ("tests/kube/a.cpp", "NATSDECK_TEST(ATest)\n"),
        ("tests/fancy/unit_a.cpp", 'NATSDECK_TEST(ATest)\n#include "unit_a.moc"\n'),
        ("tests/kube/unit_a.cpp", 'NATSDECK_TEST(ATest)\n'),
        ("tests/kube/unit_a.cpp", 'class BTest : public QObject\n{\nprivate slots:\n    void a() {}\n};\nNATSDECK_TEST(ATest)\n#include "unit_a.moc"\n'),
    ],
}

# Sources that look like a breach and are none.
GOOD = [
    ("models/jetstream/a.cpp", '#include "models/nats/connection.h"\n#include "models/guard/permit.h"\n#include <QAbstractItemModel>\n'),
    ("models/systems/a.cpp", '#include "models/kube/client.h"\n#include "models/nats/connection.h"\n'),
    ("models/nats/a.cpp", "#include <nats.h>\n"),
    ("widgets/explorer/a.cpp", '#include "widgets/common/labels.h"\n#include "widgets/explorer/page.h"\n#include "models/explorer/page.h"\n'),
    ("models/kube/a.cpp", "// QEventLoop, dialog.exec(), QProcess\n/* std::system(x) */ auto s = \"QEventLoop\";"),
    ("models/settings/a.cpp", "void f() { query.exec(); }"),
    ("app/a.cpp", "int main() { return QApplication::exec(); }"),
    ("models/base/a.cpp", "auto r = x.and_then(f);"),
    ("models/kube/a.cpp", "void f() { reply->ignoreSslErrors({theOne}); }"),
    ("models/kube/a.cpp", "static const QString name; static constexpr int n = 1; static int f(int a); static QString tr(const char *s);"),
    ("models/kube/a.cpp", 'Future remove(const guard::Permit &permit, const Ref &r)\n{\n    if (r) {\n        send("DELETE"_ba, r);\n    }\n}'),
    ("models/kube/a.cpp", 'auto f = [](const guard::Permit &) { send("DELETE"_ba); };\nvoid g() { run([](const Permit &p) { send("PUT"_ba); }); }'.split("\n")[1]),
    ("models/jetstream/a.cpp", 'void list() { ask("$JS.API.STREAM.NAMES"); ask("STREAM.INFO." + n); ask("STREAM.MSG.GET."); }'),
    ("models/kube/a.cpp", "void f() { timer.start(100); thread->post(job); }"),
    ("models/base/child_process.h", "Future<Output> runChild(Command command, std::stop_token stop = {});"),
    ("models/systems/a.cpp", "bool alive(pid_t p) { return ::kill(p, 0) == 0; }"),
    ("widgets/common/tokens.cpp", "auto accent = 0x3552CC;"),
    ("widgets/explorer/a.cpp", 'void f() { w->setToolTip(tr("Stop")); w->setToolTip(plainToolTip(name)); s = u"%1px"_s; n = u"order #12"_s; c = Qt::transparent; }'),
    ("tests/kube/unit_a.cpp", 'class ATest : public QObject\n{\nprivate slots:\n    void a() {}\n};\nNATSDECK_TEST(ATest)\n#include "unit_a.moc"\n'),
]


class RulesTest(unittest.TestCase):
    def test_each_breach_is_found_at_its_line(self):
        for rule, cases in BAD.items():
            for path, text in cases:
                with self.subTest(rule=rule, path=path, text=text[:60]):
                    problems = found({path: text})
                    self.assertIn(rule, {p.rule for p in problems})
                    moved = found({path: "\n\n\n" + text})
                    if rule not in ("layout", "size", "tests") and "fancy" not in path:
                        lines = lambda all_problems: sorted(p.line for p in all_problems if p.rule == rule)  # noqa: E731
                        self.assertEqual([n + 3 for n in lines(problems)], lines(moved))

    def test_what_only_looks_like_a_breach_passes(self):
        for path, text in GOOD:
            with self.subTest(path=path, text=text[:60]):
                self.assertEqual([], [str(p) for p in found({path: text})])

    def test_every_rule_has_a_breach_here(self):
        named = set()
        for file in ("arrows.py", "idioms.py", "permits.py", "shape.py"):
            text = (HERE / file).read_text(encoding="utf-8")
            named |= set(re.findall(r'Problem\([^\n]*?,\s*"([a-z][a-z-]+)",', text)) | set(re.findall(r'rule_pattern\(\s*"([a-z-]+)"', text))
        self.assertEqual(named - set(BAD), set())
        self.assertGreater(len(named), 12)

    def test_a_library_must_name_what_it_includes(self):
        files = {"models/jetstream/CMakeLists.txt": "natsdeck_library(jetstream USES base)\n",
                 "models/jetstream/a.h": '#include "models/nats/connection.h"\n'}
        self.assertTrue(any("does not name nats" in p.text for p in found(files)))

    def test_arrows_have_no_circle(self):
        for library in arrows.ARROWS:
            self.assertNotIn(library, arrows.closure(library))

    def test_exemptions(self):
        source = Source("models/kube/a.cpp", "void f() { runChild(x); }\nvoid g() { runChild(x); }\n")
        problems = list(permits.check([source]))
        self.assertEqual([1, 2], [p.line for p in problems])
        entries, wrong = check.read_exemptions("permit models/kube/a.cpp::f because it only asks\n")
        self.assertEqual([], wrong)
        self.assertEqual([2], [p.line for p in check.apply_exemptions(problems, entries, [source])])
        entries, _ = check.read_exemptions("# note\npermit models/kube/gone.cpp because it only asks\n")
        left = check.apply_exemptions(problems, entries, [source])
        self.assertIn("exemptions", {p.rule for p in left})
        self.assertEqual(1, len(check.read_exemptions("permit models/kube/a.cpp why\n")[1]))

    def test_functions_are_found(self):
        source = Source("a.cpp", 'namespace n {\nA::A(int n)\n    : m_n{n}\n{\n    x();\n}\nvoid f(B b = {}) { y(); }\nclass C\n{\n    int h() const { return z(); }\n};\n}\n')
        names = [source.function_at(source.code.index(call)).name for call in ("x()", "y()", "z()")]
        self.assertEqual(["A", "f", "h"], names)


if __name__ == "__main__":
    unittest.main()
