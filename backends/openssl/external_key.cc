#include "backends/openssl/external_key.h"

#include <openssl/core_names.h>

#include "backends/openssl/errors.h"
#include "backends/openssl/external_key_provider.h"

namespace omnitls::openssl {
namespace {

constexpr char kName[] = "omnitls-external-keys";

// Library is a library context with nothing but the provider; one for the whole process.
struct Library {
  Library() : context(OSSL_LIB_CTX_new()) {
    if (!context || OSSL_PROVIDER_add_builtin(context.get(), kName, InitExternalKeyProvider) != 1) {
      return;
    }
    provider.reset(OSSL_PROVIDER_load(context.get(), kName));
  }
  LibraryHandle context;
  ProviderHandle provider;
};

OSSL_LIB_CTX* LibraryContext() {
  // Never destroyed: OpenSSL itself may be gone before.
  alignas(Library) static std::uint8_t memory[sizeof(Library)];
  static const Library* const library = new (memory) Library;
  return library->provider ? library->context.get() : nullptr;
}

// ECDSA-Sig-Value: two integers of at most `bytes` bytes and a sign, in a sequence.
constexpr std::size_t MaxEcdsaSignature(std::size_t bytes) { return 2 * (bytes + 1 + 3) + 4; }

const char* GroupOf(std::uint32_t bits) {
  switch (bits) {
    case 256:
      return "prime256v1";
    case 384:
      return "secp384r1";
    case 521:
      return "secp521r1";
    default:
      return nullptr;
  }
}

}  // namespace

Result<void> ExternalKey::Init(const EngineIdentity& identity) {
  bits_ = static_cast<int>(identity.key_bits);
  const std::size_t bytes = (identity.key_bits + 7) / 8;
  switch (identity.key_kind) {
    case KeyKind::kRsa:
      type_ = "RSA";
      max_signature_ = bytes;
      break;
    case KeyKind::kRsaPss:
      type_ = "RSA-PSS";
      max_signature_ = bytes;
      break;
    case KeyKind::kEcdsa:
      group_ = GroupOf(identity.key_bits);
      if (group_ != nullptr) type_ = "EC";
      max_signature_ = MaxEcdsaSignature(bytes);
      break;
    case KeyKind::kEd25519:
      type_ = "ED25519";
      is_eddsa_ = true;
      max_signature_ = 64;
      break;
    case KeyKind::kEd448:
      type_ = "ED448";
      is_eddsa_ = true;
      max_signature_ = 114;
      break;
    case KeyKind::kUnknown:
      break;
  }
  if (type_ == nullptr) return Fail(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm);
  if (LibraryContext() == nullptr) return Fail(TakeConfigError({ErrorKind::kInternal}));
  return {};
}

Result<KeyHandle> ExternalKey::For(EngineHost& host) const {
  ProviderKey source;
  source.key = this;
  source.host = &host;
  void* const pointer = &source;
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(kProviderKeyParameter, pointer, sizeof source),
      OSSL_PARAM_construct_end()};
  const KeyContextHandle maker(EVP_PKEY_CTX_new_from_name(LibraryContext(), type_, nullptr));
  EVP_PKEY* key = nullptr;
  if (!maker || EVP_PKEY_fromdata_init(maker.get()) != 1 ||
      EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_KEYPAIR, parameters) != 1) {
    return Fail(TakeConfigError({ErrorKind::kInternal}));
  }
  return KeyHandle(key);
}

}  // namespace omnitls::openssl
