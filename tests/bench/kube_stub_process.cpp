#include "tests/bench/kube_stub_process.h"

#include "tests/support/certificates.h"
#include "tests/support/kube_stub.h"
#include "tests/support/kube_stub_objects.h"

#include <QCoreApplication>
#include <QHash>
#include <QProcess>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace natsdeck::bench {

namespace {

constexpr int piecesPerSecond = 100; // of a steady stream

test::KubeStub::Handler listing(int count)
{
    // Each page is made once: making it is no part of serving it.
    return [make = test::fatPods(count), made = std::make_shared<QHash<QByteArray, QByteArray>>()](const test::StubRequest &request) {
        QByteArray &body = (*made)[request.query];
        if (body.isEmpty())
            body = make(request).body;
        test::StubReply reply;
        reply.body = body;
        return reply;
    };
}

test::KubeStub::Handler churning(int pods, int perSecond, int seconds)
{
    test::StubReply stream;
    stream.chunkDelay = 1000 / piecesPerSecond;
    stream.end = test::StubReply::End::Hold;
    int version = 10;
    for (int piece = 0; piece < seconds * piecesPerSecond; ++piece) {
        QByteArray chunk;
        for (int i = 0; i < perSecond / piecesPerSecond; ++i, ++version)
            chunk += R"({"type":"MODIFIED","object":)" + test::fatPod(version % pods, QByteArray::number(version)) + "}\n";
        stream.chunks << chunk;
    }
    return [stream, list = test::fatPods(pods)](const test::StubRequest &request) {
        return request.query.contains("watch=true") ? stream : list(request);
    };
}

} // namespace

KubeStubProcess::KubeStubProcess(const QStringList &scenario)
    : m_process(std::make_unique<QProcess>())
{
    m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process->start(QCoreApplication::applicationFilePath(), QStringList{u"--kube-stub"_s} + scenario);
    while (!m_process->canReadLine() && m_process->waitForReadyRead(30'000)) {
    }
    const QByteArrayList words = m_process->readLine().trimmed().split(' ');
    if (words.size() != 2)
        return;
    m_url = QString::fromLatin1(words[0]);
    m_authority = QByteArray::fromBase64(words[1]);
}

KubeStubProcess::~KubeStubProcess()
{
    m_process->closeWriteChannel();
    if (!m_process->waitForFinished(3000))
        m_process->kill();
    m_process->waitForFinished(3000);
}

QByteArray KubeStubProcess::kubeconfig() const
{
    return "apiVersion: v1\nkind: Config\ncurrent-context: stub\ncontexts:\n  - name: stub\n    context: {cluster: stub, user: stub}\n"
           "clusters:\n  - name: stub\n    cluster:\n      server: " +
           m_url.toLatin1() + "\n      certificate-authority-data: " + m_authority.toBase64() +
           "\nusers:\n  - name: stub\n    user:\n      token: t\n";
}

std::optional<int> runKubeStub(int argc, char **argv)
{
    if (argc < 4 || qstrcmp(argv[1], "--kube-stub") != 0)
        return std::nullopt;
    const QCoreApplication app(argc, argv);
    const QByteArray scenario = argv[2];
    const auto number = [&](int index) { return argc > index ? QByteArray(argv[index]).toInt() : 0; };
    const test::TestCertificate authority = test::makeCertificate({.commonName = "bench-ca", .names = {}, .authority = true});
    const test::TestCertificate server = test::makeCertificate({}, &authority);
    test::KubeStub stub(server.pem, server.key);
    stub.on("GET", "/api/v1/namespaces/n/pods", scenario == "list" ? listing(number(3)) : churning(number(3), number(4), number(5)));
    std::printf("%s %s\n", qPrintable(stub.url()), authority.pem.toBase64().constData());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
}

} // namespace natsdeck::bench
