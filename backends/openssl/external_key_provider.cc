#include "backends/openssl/external_key_provider.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <cstring>

#include "omnitls/digest.h"

// A provider (provider(7)) with keys that are not here, and one way to sign: EVP_DigestSign. Keys
// are of the names that TLS looks for; the way to sign has a name that no other provider has, so
// that it is asked here.
namespace omnitls::openssl {
namespace {

using x509::SignatureAlgorithm;

constexpr char kSignatureName[] = "OMNITLS-EXTERNAL";
constexpr char kProperties[] = "provider=omnitls";

template <class Function>
OSSL_DISPATCH Entry(int id, Function function) {
  return {id, reinterpret_cast<void (*)(void)>(function)};
}

// --- keys

void* NewKey(void*) { return new (std::nothrow) ProviderKey; }
void FreeKey(void* key) { delete static_cast<ProviderKey*>(key); }
int HasKey(const void*, int) { return 1; }
// The certificate's key: which the core verifies every signature with.
int MatchKeys(const void*, const void*, int) { return 1; }

int ImportKey(void* data, int, const OSSL_PARAM parameters[]) {
  const OSSL_PARAM* const own = OSSL_PARAM_locate_const(parameters, kProviderKeyParameter);
  if (own == nullptr) return 1;  // The certificate's, to be compared.
  if (own->data_size != sizeof(ProviderKey)) return 0;
  auto& key = *static_cast<ProviderKey*>(data);
  const auto& source = *static_cast<const ProviderKey*>(own->data);
  key.key = source.key;
  key.host = source.host;
  return 1;
}

const OSSL_PARAM* ImportTypes(int) {
  static const OSSL_PARAM kTypes[] = {
      OSSL_PARAM_octet_string(kProviderKeyParameter, nullptr, 0),
      OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_N, nullptr, 0),
      OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_E, nullptr, 0),
      OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, nullptr, 0),
      OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, nullptr, 0),
      OSSL_PARAM_END,
  };
  return kTypes;
}

// NIST SP 800-57, 5.6.1.1: what OpenSSL chooses the size of a DHE group by.
int StrengthOf(const ExternalKey& key) {
  if (key.group() != nullptr || key.is_eddsa()) return key.bits() / 2;
  if (key.bits() >= 7680) return 192;
  return key.bits() >= 3072 ? 128 : 112;
}

bool Set(OSSL_PARAM* parameters, const char* name, int value) {
  OSSL_PARAM* const found = OSSL_PARAM_locate(parameters, name);
  return found == nullptr || OSSL_PARAM_set_int(found, value) == 1;
}

bool Set(OSSL_PARAM* parameters, const char* name, const char* value) {
  OSSL_PARAM* const found = OSSL_PARAM_locate(parameters, name);
  return found == nullptr || value == nullptr || OSSL_PARAM_set_utf8_string(found, value) == 1;
}

int GetKeyParameters(void* data, OSSL_PARAM parameters[]) {
  const ExternalKey* const key = static_cast<const ProviderKey*>(data)->key;
  if (key == nullptr) return 1;
  return Set(parameters, OSSL_PKEY_PARAM_BITS, key->bits()) &&
         Set(parameters, OSSL_PKEY_PARAM_SECURITY_BITS, StrengthOf(*key)) &&
         Set(parameters, OSSL_PKEY_PARAM_MAX_SIZE, static_cast<int>(key->max_signature())) &&
         Set(parameters, OSSL_PKEY_PARAM_GROUP_NAME, key->group()) &&
         Set(parameters, OSSL_PKEY_PARAM_MANDATORY_DIGEST, key->is_eddsa() ? "" : nullptr);
}

const OSSL_PARAM* GettableKeyParameters(void*) {
  static const OSSL_PARAM kParameters[] = {
      OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, nullptr),
      OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, nullptr),
      OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, nullptr),
      OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, nullptr, 0),
      OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_MANDATORY_DIGEST, nullptr, 0),
      OSSL_PARAM_END,
  };
  return kParameters;
}

const char* OperationName(int) { return kSignatureName; }

const OSSL_DISPATCH kKeyFunctions[] = {
    Entry(OSSL_FUNC_KEYMGMT_NEW, NewKey),
    Entry(OSSL_FUNC_KEYMGMT_FREE, FreeKey),
    Entry(OSSL_FUNC_KEYMGMT_HAS, HasKey),
    Entry(OSSL_FUNC_KEYMGMT_MATCH, MatchKeys),
    Entry(OSSL_FUNC_KEYMGMT_IMPORT, ImportKey),
    Entry(OSSL_FUNC_KEYMGMT_IMPORT_TYPES, ImportTypes),
    Entry(OSSL_FUNC_KEYMGMT_GET_PARAMS, GetKeyParameters),
    Entry(OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, GettableKeyParameters),
    Entry(OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, OperationName),
    {0, nullptr},
};

// --- signatures

// Signing is one EVP_DigestSign.
struct Signing : internal::Allocated {
  const ProviderKey* key = nullptr;
  HashAlgorithm hash = HashAlgorithm::kSha256;
  bool is_pss = false;
};

void* NewSigning(void*, const char*) { return new (std::nothrow) Signing; }
void FreeSigning(void* signing) { delete static_cast<Signing*>(signing); }

bool ReadHash(const char* name, HashAlgorithm& hash) {
  const struct {
    const char* name;
    HashAlgorithm hash;
  } kHashes[] = {{"SHA256", HashAlgorithm::kSha256}, {"SHA2-256", HashAlgorithm::kSha256},
                 {"SHA384", HashAlgorithm::kSha384}, {"SHA2-384", HashAlgorithm::kSha384},
                 {"SHA512", HashAlgorithm::kSha512}, {"SHA2-512", HashAlgorithm::kSha512}};
  for (const auto& known : kHashes) {
    if (OPENSSL_strcasecmp(name, known.name) != 0) continue;
    hash = known.hash;
    return true;
  }
  return false;
}

int SetSigningParameters(void* data, const OSSL_PARAM parameters[]) {
  auto& signing = *static_cast<Signing*>(data);
  if (parameters == nullptr) return 1;
  const OSSL_PARAM* const padding =
      OSSL_PARAM_locate_const(parameters, OSSL_SIGNATURE_PARAM_PAD_MODE);
  if (padding == nullptr) return 1;
  if (padding->data_type == OSSL_PARAM_UTF8_STRING) {
    signing.is_pss = OPENSSL_strcasecmp(static_cast<const char*>(padding->data),
                                        OSSL_PKEY_RSA_PAD_MODE_PSS) == 0;
    return 1;
  }
  int mode = 0;
  if (OSSL_PARAM_get_int(padding, &mode) != 1) return 0;
  signing.is_pss = mode == RSA_PKCS1_PSS_PADDING;
  return 1;
}

// TLS asks for a salt as long as the hash, and for nothing else.
const OSSL_PARAM* SettableSigningParameters(void*, void*) {
  static const OSSL_PARAM kParameters[] = {
      OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, nullptr, 0),
      OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, nullptr, 0),
      OSSL_PARAM_END,
  };
  return kParameters;
}

int BeginSigning(void* data, const char* hash, void* key, const OSSL_PARAM parameters[]) {
  auto& signing = *static_cast<Signing*>(data);
  signing.key = static_cast<const ProviderKey*>(key);
  if (signing.key == nullptr || signing.key->key == nullptr) return 0;
  if (!signing.key->key->is_eddsa() && (hash == nullptr || !ReadHash(hash, signing.hash))) return 0;
  return SetSigningParameters(data, parameters);
}

SignatureAlgorithm Pick(HashAlgorithm hash, SignatureAlgorithm sha256, SignatureAlgorithm sha384,
                        SignatureAlgorithm sha512) {
  if (hash == HashAlgorithm::kSha256) return sha256;
  return hash == HashAlgorithm::kSha384 ? sha384 : sha512;
}

SignatureAlgorithm AlgorithmOf(const Signing& signing) {
  const ExternalKey& key = *signing.key->key;
  if (key.is_eddsa()) {
    return key.max_signature() == 64 ? SignatureAlgorithm::kEd25519 : SignatureAlgorithm::kEd448;
  }
  if (key.group() != nullptr) {
    return Pick(signing.hash, SignatureAlgorithm::kEcdsaSha256, SignatureAlgorithm::kEcdsaSha384,
                SignatureAlgorithm::kEcdsaSha512);
  }
  if (signing.is_pss) {
    return Pick(signing.hash, SignatureAlgorithm::kRsaPssSha256, SignatureAlgorithm::kRsaPssSha384,
                SignatureAlgorithm::kRsaPssSha512);
  }
  return Pick(signing.hash, SignatureAlgorithm::kRsaPkcs1Sha256,
              SignatureAlgorithm::kRsaPkcs1Sha384, SignatureAlgorithm::kRsaPkcs1Sha512);
}

int Sign(void* data, unsigned char* out, std::size_t* size, std::size_t room,
         const unsigned char* message, std::size_t message_size) {
  const auto& signing = *static_cast<const Signing*>(data);
  const ExternalKey& key = *signing.key->key;
  if (out == nullptr) {
    *size = key.max_signature();
    return 1;
  }
  std::uint8_t digest[kMaxDigest];
  ByteView input(message, message_size);
  if (!key.is_eddsa()) {
    const char* const name = signing.hash == HashAlgorithm::kSha256   ? "SHA256"
                             : signing.hash == HashAlgorithm::kSha384 ? "SHA384"
                                                                      : "SHA512";
    std::size_t digest_size = 0;
    if (EVP_Q_digest(nullptr, name, nullptr, message, message_size, digest, &digest_size) != 1) {
      return 0;
    }
    input = {digest, digest_size};
  }
  *size = signing.key->host->Sign(AlgorithmOf(signing), input, {out, room});
  // The signer may have used OpenSSL, or another thread's connection has gone on in this one: what
  // either left in the thread's queue of errors is not this handshake's (Connection::Stopped).
  ERR_clear_error();
  return *size != 0;
}

const OSSL_DISPATCH kSignatureFunctions[] = {
    Entry(OSSL_FUNC_SIGNATURE_NEWCTX, NewSigning),
    Entry(OSSL_FUNC_SIGNATURE_FREECTX, FreeSigning),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, BeginSigning),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN, Sign),
    Entry(OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, SetSigningParameters),
    Entry(OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, SettableSigningParameters),
    {0, nullptr},
};

// --- the provider

const OSSL_ALGORITHM kKeys[] = {
    {"RSA:rsaEncryption:1.2.840.113549.1.1.1", kProperties, kKeyFunctions, nullptr},
    {"RSA-PSS:RSASSA-PSS:1.2.840.113549.1.1.10", kProperties, kKeyFunctions, nullptr},
    {"EC:id-ecPublicKey:1.2.840.10045.2.1", kProperties, kKeyFunctions, nullptr},
    {"ED25519:1.3.101.112", kProperties, kKeyFunctions, nullptr},
    {"ED448:1.3.101.113", kProperties, kKeyFunctions, nullptr},
    {nullptr, nullptr, nullptr, nullptr},
};

const OSSL_ALGORITHM kSignatures[] = {
    {kSignatureName, kProperties, kSignatureFunctions, nullptr},
    {nullptr, nullptr, nullptr, nullptr},
};

const OSSL_ALGORITHM* Query(void*, int operation, int* no_cache) {
  *no_cache = 0;
  if (operation == OSSL_OP_KEYMGMT) return kKeys;
  return operation == OSSL_OP_SIGNATURE ? kSignatures : nullptr;
}

const OSSL_DISPATCH kProviderFunctions[] = {
    Entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, Query),
    {0, nullptr},
};

}  // namespace

int InitExternalKeyProvider(const OSSL_CORE_HANDLE* core, const OSSL_DISPATCH*,
                            const OSSL_DISPATCH** out, void** provider) {
  *out = kProviderFunctions;
  *provider = const_cast<OSSL_CORE_HANDLE*>(core);
  return 1;
}

}  // namespace omnitls::openssl
