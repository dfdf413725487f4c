#include "conformance/certificates.h"

#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <array>
#include <map>
#include <mutex>

#include "conformance/openssl_handles.h"

namespace omnitls::conformance {
namespace {

using raw::Bio;
using raw::Check;
using raw::Key;
using raw::ReadCertificate;
using raw::ReadKey;
using raw::Source;
using raw::Time;
using raw::X509Ptr;
using CrlPtr = raw::Handle<X509_CRL, X509_CRL_free>;

std::string TakeText(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string KeyToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Check(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "writing a key");
  return TakeText(bio.get());
}

EVP_PKEY* MakeRsaPssKey(int bits) {
  const raw::Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
  EVP_PKEY* key = nullptr;
  Check(EVP_PKEY_keygen_init(context.get()) == 1 &&
            EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) == 1 &&
            EVP_PKEY_generate(context.get(), &key) == 1,
        "making an RSA-PSS key");
  return key;
}

Key MakeKey(KeyType type) {
  EVP_PKEY* key = nullptr;
  switch (type) {
    case KeyType::kEcdsaP256:
      key = EVP_EC_gen("P-256");
      break;
    case KeyType::kEcdsaP384:
      key = EVP_EC_gen("P-384");
      break;
    case KeyType::kEcdsaP521:
      key = EVP_EC_gen("P-521");
      break;
    case KeyType::kRsa1024:
      key = EVP_RSA_gen(1024);
      break;
    case KeyType::kRsa2048:
      key = EVP_RSA_gen(2048);
      break;
    case KeyType::kRsa3072:
      key = EVP_RSA_gen(3072);
      break;
    case KeyType::kEd25519:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      break;
    case KeyType::kEd448:
      key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
      break;
    case KeyType::kRsaPss:
      key = MakeRsaPssKey(2048);
      break;
  }
  Check(key != nullptr, "making a key");
  return Key(key);
}

bool IsRsa(KeyType type) {
  return type == KeyType::kRsa1024 || type == KeyType::kRsa2048 || type == KeyType::kRsa3072;
}

// RSA keys in turn from a pool of two of each size; all others fresh.
Key PooledKey(KeyType type) {
  if (!IsRsa(type)) return MakeKey(type);
  struct Pool {
    std::array<Key, 2> keys;
    std::size_t next = 0;
  };
  static std::mutex mutex;
  static auto& pools = *new std::map<KeyType, Pool>;
  const std::lock_guard lock(mutex);
  Pool& pool = pools[type];
  Key& key = pool.keys[pool.next++ % pool.keys.size()];
  if (key == nullptr) key = MakeKey(type);
  EVP_PKEY_up_ref(key.get());
  return Key(key.get());
}

void SetName(X509_NAME* name, const std::string& common_name) {
  const auto add = [name](const char* field, const std::string& value) {
    Check(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(value.data()),
                                     static_cast<int>(value.size()), -1, 0) == 1,
          "setting a name");
  };
  add("O", "omnitls tests");
  if (!common_name.empty()) add("CN", common_name);
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Check(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value.c_str());
  X509_EXTENSION_free(extension);
}

GENERAL_NAME* DnsName(const std::string& name) {
  GENERAL_NAME* general = GENERAL_NAME_new();
  ASN1_IA5STRING* text = ASN1_IA5STRING_new();
  ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
  GENERAL_NAME_set0_value(general, GEN_DNS, text);
  return general;
}

GENERAL_NAME* IpName(const std::string& address) {
  GENERAL_NAME* general = GENERAL_NAME_new();
  ASN1_OCTET_STRING* bytes = a2i_IPADDRESS(address.c_str());
  Check(bytes != nullptr, address.c_str());
  GENERAL_NAME_set0_value(general, GEN_IPADD, bytes);
  return general;
}

void AddNames(X509* certificate, const CertificateSpec& spec) {
  if (spec.dns_names.empty() && spec.ip_addresses.empty()) return;
  GENERAL_NAMES* names = sk_GENERAL_NAME_new_null();
  for (const std::string& name : spec.dns_names) sk_GENERAL_NAME_push(names, DnsName(name));
  for (const std::string& address : spec.ip_addresses) sk_GENERAL_NAME_push(names, IpName(address));
  Check(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, 0) == 1, "subjectAltName");
  GENERAL_NAMES_free(names);
}

std::string Join(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ",") + word;
  return list;
}

void AddExtensions(X509* certificate, X509* issuer, const CertificateSpec& spec) {
  std::string constraints = spec.is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE";
  if (spec.path_length >= 0) constraints += ",pathlen:" + std::to_string(spec.path_length);
  AddExtension(certificate, issuer, NID_basic_constraints, constraints);
  const std::string usage = !spec.key_usage.empty() ? spec.key_usage
                            : spec.is_ca            ? "keyCertSign,cRLSign"
                            : IsRsa(spec.key)       ? "digitalSignature,keyEncipherment"
                                                    : "digitalSignature";
  AddExtension(certificate, issuer, NID_key_usage, "critical," + usage);
  if (!spec.extended_key_usage.empty()) {
    AddExtension(certificate, issuer, NID_ext_key_usage, Join(spec.extended_key_usage));
  }
  if (!spec.name_constraints.empty()) {
    AddExtension(certificate, issuer, NID_name_constraints, "critical," + spec.name_constraints);
  }
  if (spec.must_staple) AddExtension(certificate, issuer, NID_tlsfeature, "status_request");
  AddExtension(certificate, issuer, NID_subject_key_identifier, "hash");
  AddExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  AddNames(certificate, spec);
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const auto& [name, value] : spec.extensions) {
    X509_EXTENSION* extension = X509V3_EXT_conf(nullptr, &context, name.c_str(), value.c_str());
    Check(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, name.c_str());
    X509_EXTENSION_free(extension);
  }
}

void SetSerial(X509* certificate, bool negative) {
  unsigned char bytes[8];
  Check(RAND_bytes(bytes, sizeof bytes) == 1, "random bytes");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3F) | 0x40);  // Positive, and not padded.
  BIGNUM* number = BN_bin2bn(bytes, sizeof bytes, nullptr);
  BN_set_negative(number, negative);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
}

std::string WriteKey(const Certificate& certificate, KeyForm form, const EVP_CIPHER* cipher,
                     const std::string& password) {
  const Key key = ReadKey(certificate.key_pem);
  const Bio bio(BIO_new(BIO_s_mem()));
  const int size = static_cast<int>(password.size());
  int written = 0;
  switch (form) {
    case KeyForm::kPkcs8Pem:
      written = PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), cipher, password.data(), size,
                                              nullptr, nullptr);
      break;
    case KeyForm::kPkcs8Der:
      written = i2d_PKCS8PrivateKey_bio(bio.get(), key.get(), cipher, password.data(), size,
                                        nullptr, nullptr);
      break;
    case KeyForm::kTraditionalPem:
      written = PEM_write_bio_PrivateKey_traditional(
          bio.get(), key.get(), cipher, reinterpret_cast<const unsigned char*>(password.data()),
          size, nullptr, nullptr);
      break;
    case KeyForm::kTraditionalDer: {
      Check(cipher == nullptr, "encrypting a key in traditional DER");
      unsigned char* data = nullptr;
      const int length = i2d_PrivateKey(key.get(), &data);
      written = length > 0 && BIO_write(bio.get(), data, length) == length;
      OPENSSL_free(data);
      break;
    }
  }
  Check(written == 1, "writing a key");
  return TakeText(bio.get());
}

std::string ToDer(X509* certificate) {
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate, &data);
  Check(size > 0, "encoding a certificate");
  std::string der(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
  OPENSSL_free(data);
  return der;
}

std::string ToPem(const std::string& der) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Check(PEM_write_bio(bio.get(), PEM_STRING_X509, "",
                      reinterpret_cast<const unsigned char*>(der.data()),
                      static_cast<long>(der.size())) > 0,
        "writing a certificate");
  return TakeText(bio.get());
}

bool IsSelfSigned(X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

using Sig = raw::Handle<X509_SIG, X509_SIG_free>;

bool PaddingFitsPkcs8(const X509_SIG* key, const std::string& password) {
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* data = nullptr;
  X509_SIG_get0(key, &algorithm, &data);
  unsigned char* out = nullptr;
  int size = 0;
  const unsigned char* const decrypted =
      PKCS12_pbe_crypt(algorithm, password.data(), static_cast<int>(password.size()), data->data,
                       data->length, &out, &size, 0);
  if (decrypted != nullptr) OPENSSL_free(out);
  ERR_clear_error();
  return decrypted != nullptr;
}

int GivePassword(char* out, int size, int, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  return static_cast<int>(text.copy(out, static_cast<std::size_t>(size)));
}

bool PaddingFitsTraditional(const std::string& pem, std::string password) {
  const Bio bio = Source(pem);
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  EVP_CIPHER_INFO cipher;
  Check(PEM_read_bio(bio.get(), &name, &header, &data, &size) == 1 &&
            PEM_get_EVP_CIPHER_INFO(header, &cipher) == 1,
        "reading an encrypted key");
  const bool fits = PEM_do_header(&cipher, data, &size, GivePassword, &password) == 1;
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(data);
  ERR_clear_error();
  return fits;
}

}  // namespace

Certificate Issue(const CertificateSpec& spec, const Certificate* issuer) {
  const Key key = PooledKey(spec.key);
  const X509Ptr certificate(X509_new());
  X509* const x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  SetSerial(x509, spec.negative_serial);
  Check(X509_time_adj_ex(X509_getm_notBefore(x509), 0, spec.not_before_seconds, nullptr) != nullptr,
        "notBefore");
  Check(X509_time_adj_ex(X509_getm_notAfter(x509), 0, spec.not_after_seconds, nullptr) != nullptr,
        "notAfter");
  SetName(X509_get_subject_name(x509), spec.common_name);
  Check(X509_set_pubkey(x509, key.get()) == 1, "setting a key");

  const X509Ptr parent = issuer == nullptr ? nullptr : ReadCertificate(issuer->pem);
  const Key parent_key = issuer == nullptr ? nullptr : ReadKey(issuer->key_pem);
  X509* const signer = parent == nullptr ? x509 : parent.get();
  EVP_PKEY* const signing_key = parent_key == nullptr ? key.get() : parent_key.get();
  X509_set_issuer_name(x509, X509_get_subject_name(signer));
  AddExtensions(x509, signer, spec);
  const bool has_own_digest = EVP_PKEY_is_a(signing_key, "ED25519") == 1;
  const EVP_MD* const digest = has_own_digest ? nullptr : EVP_get_digestbyname(spec.digest.c_str());
  Check(has_own_digest || digest != nullptr, spec.digest.c_str());
  Check(X509_sign(x509, signing_key, digest) > 0, "signing a certificate");

  Certificate result;
  result.der = ToDer(x509);
  // The signature is the last thing in a certificate.
  if (spec.corrupt_signature) result.der.back() = static_cast<char>(result.der.back() ^ 1);
  result.pem = ToPem(result.der);
  result.key_pem = KeyToPem(key.get());
  result.chain_pem = result.pem;
  if (parent != nullptr && !IsSelfSigned(parent.get())) result.chain_pem += issuer->chain_pem;
  return result;
}

std::string PublicKeyPin(const Certificate& certificate) {
  unsigned char* der = nullptr;
  const X509Ptr x509 = ReadCertificate(certificate.pem);
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509.get()), &der);
  unsigned char digest[32];
  Check(size > 0 && EVP_Digest(der, static_cast<std::size_t>(size), digest, nullptr, EVP_sha256(),
                               nullptr) == 1,
        "hashing a key");
  OPENSSL_free(der);
  unsigned char base64[45];
  EVP_EncodeBlock(base64, digest, sizeof digest);
  return "sha256//" + std::string(reinterpret_cast<const char*>(base64));
}

std::string MakeCrl(const Certificate& issuer, const std::vector<const Certificate*>& revoked,
                    std::int64_t this_update, std::int64_t next_update) {
  const X509Ptr parent = ReadCertificate(issuer.pem);
  const CrlPtr crl(X509_CRL_new());
  X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(parent.get()));
  const Time from(X509_time_adj_ex(nullptr, 0, this_update, nullptr));
  const Time to(X509_time_adj_ex(nullptr, 0, next_update, nullptr));
  X509_CRL_set1_lastUpdate(crl.get(), from.get());
  X509_CRL_set1_nextUpdate(crl.get(), to.get());
  for (const Certificate* certificate : revoked) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry,
                                  X509_get_serialNumber(ReadCertificate(certificate->pem).get()));
    X509_REVOKED_set_revocationDate(entry, from.get());
    Check(X509_CRL_add0_revoked(crl.get(), entry) == 1, "adding to a CRL");
  }
  X509_CRL_sort(crl.get());
  Check(X509_CRL_sign(crl.get(), ReadKey(issuer.key_pem).get(), EVP_sha256()) > 0, "signing a CRL");
  const Bio bio(BIO_new(BIO_s_mem()));
  Check(PEM_write_bio_X509_CRL(bio.get(), crl.get()) == 1, "writing a CRL");
  return TakeText(bio.get());
}

std::string CrlAsDer(const std::string& pem) {
  const Bio in = Source(pem);
  const CrlPtr crl(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
  const Bio out(BIO_new(BIO_s_mem()));
  Check(crl != nullptr && i2d_X509_CRL_bio(out.get(), crl.get()) == 1, "converting a CRL");
  return TakeText(out.get());
}

std::string KeyAs(const Certificate& certificate, KeyForm form) {
  return WriteKey(certificate, form, nullptr, {});
}

std::string EncryptKey(const Certificate& certificate, const std::string& password, KeyForm form) {
  return WriteKey(certificate, form, EVP_aes_256_cbc(), password);
}

std::string MisleadingPassword(const std::string& encrypted_key, KeyForm form) {
  const Bio bio = Source(encrypted_key);
  Sig key;
  if (form == KeyForm::kPkcs8Pem)
    key.reset(PEM_read_bio_PKCS8(bio.get(), nullptr, nullptr, nullptr));
  if (form == KeyForm::kPkcs8Der) key.reset(d2i_PKCS8_bio(bio.get(), nullptr));
  Check(key != nullptr || form == KeyForm::kTraditionalPem, "reading an encrypted key");
  for (int i = 0;; ++i) {
    const std::string password = "wrong " + std::to_string(i);
    if (key != nullptr ? PaddingFitsPkcs8(key.get(), password)
                       : PaddingFitsTraditional(encrypted_key, password)) {
      return password;
    }
  }
}

}  // namespace omnitls::conformance
