#include "models/kube/tls_trust.h"

#include "models/base/text.h"

#include <QCryptographicHash>
#include <QHostAddress>

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate toOpenSsl(const QSslCertificate &certificate)
{
    const QByteArray der = certificate.toDer();
    const auto *bytes = reinterpret_cast<const unsigned char *>(der.constData());
    return {d2i_X509(nullptr, &bytes, long(der.size())), &X509_free};
}

// What Qt says when the chain ends at an authority that is itself signed by somebody we were not told about.
bool isUnfinishedChain(QSslError::SslError error)
{
    return error == QSslError::UnableToGetIssuerCertificate || error == QSslError::UnableToGetLocalIssuerCertificate ||
           error == QSslError::UnableToVerifyFirstCertificate;
}

void freeChain(STACK_OF(X509) * chain) { sk_X509_pop_free(chain, X509_free); }

// The chain up to any of the authorities, self-signed or not, for a server of this name.
bool verifies(const QList<QSslCertificate> &chain, const QList<QSslCertificate> &authorities, const QString &name)
{
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(), &X509_STORE_free);
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(), &X509_STORE_CTX_free);
    const std::unique_ptr<STACK_OF(X509), decltype(&freeChain)> others(sk_X509_new_null(), &freeChain);
    const Certificate leaf = toOpenSsl(chain.first());
    if (!store || !context || !others || !leaf)
        return false;
    for (const QSslCertificate &authority : authorities) {
        if (const Certificate trusted = toOpenSsl(authority))
            X509_STORE_add_cert(store.get(), trusted.get());
    }
    for (const QSslCertificate &between : chain.mid(1)) {
        if (Certificate certificate = toOpenSsl(between))
            sk_X509_push(others.get(), certificate.release());
    }
    if (X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), others.get()) != 1)
        return false;
    X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    const QByteArray ascii = name.toLatin1();
    const bool named = QHostAddress(name).isNull() ? X509_VERIFY_PARAM_set1_host(parameters, ascii.constData(), 0) == 1
                                                   : X509_VERIFY_PARAM_set1_ip_asc(parameters, ascii.constData()) == 1;
    return named && X509_verify_cert(context.get()) == 1;
}

} // namespace

bool TlsTrust::accepts(const QList<QSslError> &errors, const QList<QSslCertificate> &chain, const QString &host) const
{
    if (m_insecure)
        return true;
    if (m_authorities.isEmpty() || chain.isEmpty())
        return false;
    for (const QSslError &error : errors) {
        if (!isUnfinishedChain(error.error()))
            return false;
    }
    return verifies(chain, m_authorities, m_serverName.isEmpty() ? host : m_serverName);
}

bool TlsTrust::nameFits(const QSslCertificate &certificate, const QString &host) const
{
    const Certificate x509 = toOpenSsl(certificate);
    const QString name = m_serverName.isEmpty() ? host : m_serverName;
    const QByteArray ascii = name.toLatin1();
    if (m_insecure)
        return true;
    if (!x509)
        return false;
    if (!QHostAddress(name).isNull())
        return X509_check_ip_asc(x509.get(), ascii.constData(), 0) == 1;
    return X509_check_host(x509.get(), ascii.constData(), std::size_t(ascii.size()), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
}

QString TlsTrust::describe(const QList<QSslError> &errors, const QList<QSslCertificate> &chain)
{
    QStringList causes;
    for (const QSslError &error : errors)
        causes << error.errorString();
    causes.removeDuplicates();
    QString text = causes.isEmpty() ? u"The certificate is for another server"_s : causes.join(u"; "_s);
    if (!chain.isEmpty()) {
        const QByteArray digest = chain.first().digest(QCryptographicHash::Sha256).toHex(':');
        text += u" (certificate of %1, SHA-256 %2)"_s.arg(chain.first().subjectDisplayName(), QString::fromLatin1(digest));
    }
    return text::clean(text);
}

} // namespace natsdeck::kube
