#include "backends/mbedtls/minimal/core.h"

#if defined(OMNITLS_MINIMAL_BOTH)
#include <algorithm>

#include "backends/mbedtls/external_key_shim.h"
#include "omnitls/signing_job.h"

// Keys that are somewhere else, as in a secure element. The signer answers at once.
namespace omnitls {
namespace internal {
namespace {

struct ExternalKey : Extra {
  explicit ExternalKey(Signer* s) : Extra(Free), signer(s) {}

  static void Free(Extra* extra) { delete static_cast<ExternalKey*>(extra); }
  static std::size_t Sign(void* user, mbedtls_pk_type_t type, mbedtls_md_type_t hash,
                          const unsigned char* digest, std::size_t digest_size, unsigned char* out,
                          std::size_t room);

  Signer* const signer;
  mbedtls_pk_context* public_key = nullptr;  // The certificate's.
  omnitls_mbedtls_external_key key;
  mbedtls_pk_context pk;  // Owns nothing.
  // What the last call of the signer came to.
  bool failed = false;
  Error failure;
};

ExternalKey* KeyOf(const ContextCore& context) {
  Extra* extra = context.extras;
  while (extra->free != ExternalKey::Free) extra = extra->next;
  return static_cast<ExternalKey*>(extra);
}

// A reference to what a connection and a signer share.
struct Job {
  ~Job() {
    if (job == nullptr) return;
    job->Abandon();
    job->RemoveReference();
  }
  SigningJob* const job;
};

// None: no signer is asked for such.
SignatureScheme SchemeOf([[maybe_unused]] mbedtls_pk_type_t type, mbedtls_md_type_t hash) {
  if (!kHasChoice) {
    return hash == MBEDTLS_MD_SHA256 ? SignatureScheme{0x0403} : SignatureScheme::kNone;
  }
  // In RFC 5246's numbers (7.4.1.4.1).
  std::uint16_t hash_number = 0;
  if (hash == MBEDTLS_MD_SHA256) hash_number = 4;
  if (hash == MBEDTLS_MD_SHA384) hash_number = 5;
  if (hash == MBEDTLS_MD_SHA512) hash_number = 6;
  if (hash_number == 0) return SignatureScheme::kNone;
  if (type == MBEDTLS_PK_RSASSA_PSS) {
    return SignatureScheme{static_cast<std::uint16_t>(0x0800 + hash_number)};
  }
  return SignatureScheme{
      static_cast<std::uint16_t>(hash_number << 8 | (type == MBEDTLS_PK_RSA ? 1 : 3))};
}

// Whether the certificate's key made it.
bool IsGood(mbedtls_pk_context* public_key, [[maybe_unused]] mbedtls_pk_type_t type,
            mbedtls_md_type_t hash, ByteView digest, ByteView signature) {
#if defined(MBEDTLS_RSA_C)
  if (type == MBEDTLS_PK_RSASSA_PSS) {
    const mbedtls_pk_rsassa_pss_options options{hash, MBEDTLS_RSA_SALT_LEN_ANY};
    return mbedtls_pk_verify_ext(type, &options, public_key, hash, digest.data(), digest.size(),
                                 signature.data(), signature.size()) == 0;
  }
#endif
  return mbedtls_pk_verify(public_key, hash, digest.data(), digest.size(), signature.data(),
                           signature.size()) == 0;
}

std::size_t ExternalKey::Sign(void* user, mbedtls_pk_type_t type, mbedtls_md_type_t hash,
                              const unsigned char* digest, std::size_t digest_size,
                              unsigned char* out, std::size_t room) {
  auto& own = *static_cast<ExternalKey*>(user);
  own.failed = true;
  own.failure = {ErrorKind::kConfig, Detail::kSignerFailed, Alert::kInternalError};
  const SignatureScheme scheme = SchemeOf(type, hash);
  if (scheme == SignatureScheme::kNone) return 0;
  const Job made{SigningJob::Make(scheme, {digest, digest_size}, false)};
  if (made.job == nullptr) {
    own.failure.kind = ErrorKind::kNoMemory;
    own.failure.detail = Detail::kNone;
    return 0;
  }
  made.job->AddReference();
  own.signer->Sign(made.job->request(), ConnectionCore::Reply(made.job));
  if (made.job->answer() != SigningJob::Answer::kDone) {
    if (made.job->answer() == SigningJob::Answer::kFailed) own.failure.native = made.job->native();
    if (made.job->answer() == SigningJob::Answer::kNoMemory) {
      own.failure = {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError};
    }
    return 0;
  }
  const ByteView signature = made.job->signature();
  if (signature.size() > room ||
      !IsGood(own.public_key, type, hash, {digest, digest_size}, signature)) {
    own.failure.detail = Detail::kKeyMismatch;
    return 0;
  }
  own.failed = false;
  std::copy(signature.begin(), signature.end(), out);
  return signature.size();
}

// The library does not sign with such a key in TLS 1.3; nor does it know what a signer says.
int StepWithKey(ConnectionCore& connection) {
  ExternalKey& key = *KeyOf(connection.context());
  key.failed = false;
  mbedtls_ssl_context* const ssl = &connection.native();
  const int result = omnitls_mbedtls_writes_certificate_verify(ssl)
                         ? omnitls_mbedtls_write_certificate_verify(ssl)
                         : mbedtls_ssl_handshake_step(ssl);
  return key.failed ? connection.Fault(key.failure) : result;
}

void UseExternalKey(ContextSettings& settings) {
  ContextCore& core = *settings.core;
  if (core.chain.raw.p == nullptr) {
    return settings.Fail({ErrorKind::kConfig, Detail::kMissingIdentity});
  }
  if (mbedtls_pk_get_type(&core.key) != MBEDTLS_PK_NONE) {
    return settings.Fail({ErrorKind::kConfig, Detail::kDuplicate},
                         "both PrivateKey and ExternalKey are set");
  }
  ExternalKey& own = *KeyOf(core);
  own.public_key = &core.chain.pk;
  own.key = {mbedtls_pk_get_bitlen(own.public_key), ExternalKey::Sign, &own};
  const bool is_rsa = kHasChoice && mbedtls_pk_can_do(own.public_key, MBEDTLS_PK_RSA) != 0;
  omnitls_mbedtls_use_external_key(&own.pk, is_rsa, &own.key);
  settings.Check(mbedtls_ssl_conf_own_cert(&core.config, &core.chain, &own.pk), Detail::kNone);
  core.step = StepWithKey;
}

}  // namespace
}  // namespace internal

void BuilderBase::SetExternalKey(Signer* signer, SignerTiming timing) {
  if (!internal::IsUsable(settings_) || signer == nullptr) return;
  if (timing != SignerTiming::kAtOnce) {
    return settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting},
                           "this profile of the library leaves out waiting for signatures");
  }
  // The last one counts: it is the first of the list.
  settings_->Keep(new (std::nothrow) internal::ExternalKey(signer));
  settings_->own_identity = internal::UseExternalKey;
}

}  // namespace omnitls

#endif  // OMNITLS_MINIMAL_BOTH
