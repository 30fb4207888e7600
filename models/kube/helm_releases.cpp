#include "models/kube/helm_releases.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/object_ref.h"

#ifdef NATSDECK_ZLIB
#include <zlib.h>
#endif

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

Error damaged(const QString &why) { return {ErrorKind::Invalid, u"The record of the Helm release is damaged"_s, why, {}, 0, {}}; }

Result<QByteArray> unpacked(const QByteArray &text, const QString &layer)
{
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return Failure(damaged(u"%1 is not base64"_s.arg(layer)));
    return decoded.decoded;
}

#ifdef NATSDECK_ZLIB
// In pieces, so that the budget holds whatever the stream claims to be.
Result<QByteArray> inflated(const QByteArray &gzip)
{
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) // 16: gzip, nothing else
        return failure(ErrorKind::Internal, u"Decompression does not start"_s);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(gzip.constData()));
    stream.avail_in = static_cast<uInt>(gzip.size());
    QByteArray out;
    QByteArray piece(64 * 1024, Qt::Uninitialized);
    int status = Z_OK;
    while (status == Z_OK && out.size() <= helmInflatedBytes) {
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.constData(), piece.size() - qsizetype(stream.avail_out));
    }
    inflateEnd(&stream);
    if (out.size() > helmInflatedBytes)
        return failure(ErrorKind::LimitExceeded, u"The record of the Helm release is larger than is read"_s);
    if (status != Z_STREAM_END)
        return Failure(damaged(u"its compression is broken"_s));
    return out;
}
#else
Result<QByteArray> inflated(const QByteArray &)
{
    return failure(ErrorKind::Unsupported, u"This build cannot read Helm's records: it was made without zlib"_s);
}
#endif

} // namespace

Result<HelmRelease> decodeHelmRelease(const QByteArray &stored)
{
    if (stored.size() > helmPayloadBytes)
        return failure(ErrorKind::LimitExceeded, u"The record of the Helm release is larger than is read"_s);
    const Result<QByteArray> outer = unpacked(stored, u"the Secret's value"_s);
    if (!outer)
        return failure(outer.error());
    const Result<QByteArray> inner = unpacked(*outer, u"the record"_s);
    if (!inner)
        return failure(inner.error());
    Result<QByteArray> text = *inner;
    if (inner->startsWith("\x1f\x8b\x08"))
        text = inflated(*inner);
    if (!text)
        return failure(text.error());
    const Result<QJsonObject> record = json::parseObject(*text, u"the record of the Helm release"_s);
    if (!record)
        return Failure(damaged(u"it is not a JSON object"_s)); // without the parser's words: they may quote what it holds
    const auto textAt = [&](QStringView path) { return text::clean(json::at(*record, path).toString(), 256); };
    HelmRelease release{textAt(u"name"),
                        textAt(u"namespace"),
                        record->value("version"_L1).toInt(),
                        textAt(u"info.status"),
                        textAt(u"chart.metadata.name"),
                        textAt(u"chart.metadata.version"),
                        textAt(u"chart.metadata.appVersion")};
    if (release.name.isEmpty() || release.chart.isEmpty())
        return Failure(damaged(u"it names no release or no chart"_s));
    return release;
}

std::optional<HelmRecord> newestRecord(const QList<QJsonObject> &secrets, const QString &nameSpace, const QString &release)
{
    std::optional<HelmRecord> newest;
    for (const QJsonObject &secret : secrets) {
        const QJsonObject labels = labelsOf(secret);
        if (namespaceOf(secret) != nameSpace || labels.value("owner"_L1).toString() != u"helm" ||
            labels.value("name"_L1).toString() != release)
            continue;
        const int revision = labels.value("version"_L1).toString().toInt();
        if (!newest || revision > newest->revision)
            newest = HelmRecord{nameOf(secret), revision, text::clean(labels.value("status"_L1).toString(), 64)};
    }
    return newest;
}

QString helmReleaseOf(const QJsonObject &workload)
{
    const QJsonObject annotations = json::at(workload, u"metadata.annotations").toObject();
    // Written by Helm itself on everything it installs; the chart's labels come second.
    if (const QString release = annotations.value("meta.helm.sh/release-name"_L1).toString(); !release.isEmpty())
        return release;
    const QJsonObject labels = labelsOf(workload);
    if (labels.value("app.kubernetes.io/managed-by"_L1).toString() != u"Helm")
        return {};
    return labels.value("app.kubernetes.io/instance"_L1).toString();
}

} // namespace natsdeck::kube
