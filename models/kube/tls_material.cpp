#include "models/kube/tls_material.h"

#include "models/base/files.h"
#include "models/base/text.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

int noPassphrase(char *, int, int, void *) { return -1; }

EVP_PKEY *readKey(const QByteArray &pem)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.constData(), int(pem.size())), &BIO_free);
    return bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &noPassphrase, nullptr) : nullptr;
}

Result<QByteArray> authorityOf(const ClusterEntry &cluster)
{
    if (!cluster.certificateAuthorityData.isEmpty())
        return cluster.certificateAuthorityData;
    return files::read(cluster.certificateAuthority);
}

} // namespace

Result<QSslKey> privateKey(const Secret &pem)
{
    if (pem.reveal().contains("ENCRYPTED"))
        return failure(ErrorKind::Invalid, u"The client key wants a passphrase"_s, {},
                       u"Use a key without a passphrase, as kubectl does."_s);
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        QSslKey key(pem.reveal(), algorithm);
        if (!key.isNull())
            return key;
    }
    EVP_PKEY *raw = readKey(pem.reveal());
    if (!raw)
        return failure(ErrorKind::Invalid, u"The client key is damaged"_s, u"It is no private key in PEM"_s);
    return QSslKey(Qt::HANDLE(raw), QSsl::PrivateKey); // which frees it
}

bool keyFits(const QSslCertificate &certificate, const QSslKey &key)
{
    const QByteArray der = certificate.toDer();
    const auto *bytes = reinterpret_cast<const unsigned char *>(der.constData());
    const std::unique_ptr<X509, decltype(&X509_free)> x509(d2i_X509(nullptr, &bytes, long(der.size())), &X509_free);
    if (!x509)
        return false;
    if (key.algorithm() == QSsl::Opaque)
        return X509_check_private_key(x509.get(), static_cast<EVP_PKEY *>(key.handle())) == 1;
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> parsed(readKey(key.toPem()), &EVP_PKEY_free);
    return parsed && X509_check_private_key(x509.get(), parsed.get()) == 1;
}

Result<QSslConfiguration> tlsConfiguration(const ClusterEntry &cluster, const QByteArray &certificatePem, const Secret &keyPem)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    if (!cluster.certificateAuthority.isEmpty() || !cluster.certificateAuthorityData.isEmpty()) {
        const Result<QByteArray> pem = authorityOf(cluster);
        if (!pem)
            return Failure(pem.error());
        const QList<QSslCertificate> authorities = QSslCertificate::fromData(*pem, QSsl::Pem);
        if (authorities.isEmpty())
            return failure(ErrorKind::Invalid,
                           u"The certificate authority of cluster \"%1\" holds no certificate"_s.arg(text::clean(cluster.name)),
                           text::clean(cluster.certificateAuthority), u"Nothing would be trusted; correct the file."_s);
        configuration.setCaCertificates(authorities);
    }
    if (!certificatePem.isEmpty()) {
        const QList<QSslCertificate> chain = QSslCertificate::fromData(certificatePem, QSsl::Pem);
        if (chain.isEmpty())
            return failure(ErrorKind::Invalid, u"The client certificate is damaged"_s, u"It is no certificate in PEM"_s);
        const Result<QSslKey> key = privateKey(keyPem);
        if (!key)
            return Failure(key.error());
        if (!keyFits(chain.first(), *key))
            return failure(ErrorKind::Invalid, u"The client key belongs to another certificate"_s);
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(*key);
    }
    return configuration;
}

TlsTrust tlsTrust(const ClusterEntry &cluster, const QSslConfiguration &configuration)
{
    const bool own = !cluster.certificateAuthority.isEmpty() || !cluster.certificateAuthorityData.isEmpty();
    return TlsTrust(own ? configuration.caCertificates() : QList<QSslCertificate>(), cluster.tlsServerName, cluster.insecureSkipTlsVerify);
}

} // namespace natsdeck::kube
