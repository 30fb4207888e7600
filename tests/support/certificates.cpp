#include "tests/support/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>

namespace natsdeck::test {

namespace {

QByteArray contentOf(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    QByteArray bytes(data, size);
    BIO_free(bio);
    return bytes;
}

void extend(X509 *certificate, X509 *issuer, int id, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

} // namespace

TestCertificate makeCertificate(const CertificateSpec &spec, const TestCertificate *issuer)
{
    static std::atomic<long> serial = 1000;
    EVP_PKEY *key = spec.ed25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519") : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), spec.fromDays * 86400L);
    X509_gmtime_adj(X509_getm_notAfter(certificate), spec.toDays * 86400L);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(spec.commonName.constData()), -1, -1, 0);
    X509 *issuerCertificate = certificate;
    EVP_PKEY *issuerKey = key;
    if (issuer) {
        BIO *pem = BIO_new_mem_buf(issuer->pem.constData(), int(issuer->pem.size()));
        issuerCertificate = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
        BIO_free(pem);
        pem = BIO_new_mem_buf(issuer->key.constData(), int(issuer->key.size()));
        issuerKey = PEM_read_bio_PrivateKey(pem, nullptr, nullptr, nullptr);
        BIO_free(pem);
    }
    X509_set_issuer_name(certificate, X509_get_subject_name(issuerCertificate));
    const QByteArray below = spec.pathLength < 0 ? QByteArray() : ",pathlen:" + QByteArray::number(spec.pathLength);
    extend(certificate, issuerCertificate, NID_basic_constraints, spec.authority ? "critical,CA:TRUE" + below : "CA:FALSE");
    extend(certificate, issuerCertificate, NID_key_usage, spec.authority ? "keyCertSign,cRLSign" : "digitalSignature");
    if (!spec.authority)
        extend(certificate, issuerCertificate, NID_ext_key_usage, spec.usage);
    if (!spec.names.isEmpty())
        extend(certificate, issuerCertificate, NID_subject_alt_name, spec.names);
    X509_sign(certificate, issuerKey, EVP_PKEY_id(issuerKey) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256());

    TestCertificate made;
    BIO *out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, certificate);
    made.pem = contentOf(out);
    out = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    made.key = contentOf(out);
    if (issuer) {
        X509_free(issuerCertificate);
        EVP_PKEY_free(issuerKey);
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    return made;
}

} // namespace natsdeck::test
