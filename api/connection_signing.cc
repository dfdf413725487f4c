#include "omnitls/connection_core.h"

// What a handshake signs with an external key. The libraries know no waiting there, or each in a
// way of its own and not everywhere. So where the signer may take its time, the library runs on a
// fiber that is left meanwhile.
namespace omnitls {

std::size_t EngineHost::Sign(x509::SignatureAlgorithm algorithm, ByteView input, MutableBytes out) {
  return core_->Sign(algorithm, input, out);
}

namespace internal {
namespace {

using x509::SignatureAlgorithm;
using x509::SignatureStatus;

SignatureScheme ToScheme(SignatureAlgorithm algorithm, KeyKind kind) {
  const int pss = kind == KeyKind::kRsaPss ? 0x0809 - 0x0804 : 0;  // rsa_pss_pss_*, or *_rsae_*.
  switch (algorithm) {
    case SignatureAlgorithm::kRsaPkcs1Sha256:
      return SignatureScheme{0x0401};
    case SignatureAlgorithm::kRsaPkcs1Sha384:
      return SignatureScheme{0x0501};
    case SignatureAlgorithm::kRsaPkcs1Sha512:
      return SignatureScheme{0x0601};
    case SignatureAlgorithm::kRsaPssSha256:
      return SignatureScheme{static_cast<std::uint16_t>(0x0804 + pss)};
    case SignatureAlgorithm::kRsaPssSha384:
      return SignatureScheme{static_cast<std::uint16_t>(0x0805 + pss)};
    case SignatureAlgorithm::kRsaPssSha512:
      return SignatureScheme{static_cast<std::uint16_t>(0x0806 + pss)};
    case SignatureAlgorithm::kEcdsaSha256:
      return SignatureScheme{0x0403};
    case SignatureAlgorithm::kEcdsaSha384:
      return SignatureScheme{0x0503};
    case SignatureAlgorithm::kEcdsaSha512:
      return SignatureScheme{0x0603};
    case SignatureAlgorithm::kEd25519:
      return SignatureScheme{0x0807};
    case SignatureAlgorithm::kEd448:
      return SignatureScheme{0x0808};
    default:
      return SignatureScheme::kNone;
  }
}

bool SignsMessages(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::kEd25519 || algorithm == SignatureAlgorithm::kEd448;
}

constexpr Error LocalFault(ErrorKind kind, Detail detail = Detail::kNone, std::int32_t native = 0) {
  return {kind, detail, Alert::kInternalError, native};
}

}  // namespace

Result<void> ConnectionCore::StartSigning() {
  bool signs = false;
  bool later = false;
  const auto look = [&](const ExternalKey& key) {
    signs |= key.signer != nullptr;
    later |= key.signer != nullptr && key.timing == SignerTiming::kLater;
  };
  look(context_->external_key());
  for (std::size_t i = 0; i < context_->identity_count(); ++i) {
    look(context_->identity(i).external_key());
  }
  if (!signs) return {};
  handshake_->signing = MakeOwned<Signing>();
  if (!handshake_->signing) return Fail(ErrorKind::kNoMemory);
  if (!later) return {};
  handshake_->signing->fiber = Fiber::Make();
  if (!handshake_->signing->fiber) return Fail(ErrorKind::kNoMemory);
  return {};
}

// The engine's Handshake, on the fiber if there is one.
Step ConnectionCore::RunHandshake() {
  Signing* const signing = handshake_->signing.get();
  if (signing == nullptr || !signing->fiber) return engine_->Handshake();
  const auto run = [](void* user) {
    auto& core = *static_cast<ConnectionCore*>(user);
    core.handshake_->signing->step = core.engine_->Handshake();
  };
  while (true) {
    if (IsSigning() && !signing->job()->is_answered()) return Step::kWantSignature;
    if (signing->fiber->Run(run, this)) break;
    // Here, and not on the fiber: who knows how much stack a signer takes.
    if (std::exchange(signing->is_new, false)) CallSigner(*signing->job());
  }
  if (signing->step == Step::kFailed || signing->step == Step::kClosed) signing->fiber.reset();
  return signing->step;
}

void ConnectionCore::CallSigner(SigningJob& job) {
  job.AddReference();
  external_key().signer->Sign(job.request(), SignatureReply(&job));
}

bool ConnectionCore::IsSigning() const {
  return handshake_ && handshake_->signing && handshake_->signing->fiber &&
         handshake_->signing->fiber->paused();
}

// The library must get its answer, or what it holds would be lost with its stack.
void ConnectionCore::AbandonSigning() {
  if (!IsSigning()) return;
  host_.Mute();
  handshake_->signing->abandoned = true;
  handshake_->signing->fiber->Run(nullptr, nullptr);
}

std::size_t ConnectionCore::Sign(SignatureAlgorithm algorithm, ByteView input, MutableBytes out) {
  Signing* const signing = handshake_ ? handshake_->signing.get() : nullptr;
  if (signing == nullptr || has_own_error_) return 0;
  const Result<std::size_t> size = AskSigner(*signing, algorithm, input, out);
  if (size) return *size;
  NoteOwnError(size.error());
  return 0;
}

Result<std::size_t> ConnectionCore::AskSigner(Signing& signing, SignatureAlgorithm algorithm,
                                              ByteView input, MutableBytes out) {
  const SignatureScheme scheme = ToScheme(algorithm, SigningContext().key_kind());
  if (scheme == SignatureScheme::kNone) return Fail(LocalFault(ErrorKind::kInternal));
  SigningJob* const job = SigningJob::Make(scheme, input, SignsMessages(algorithm));
  if (job == nullptr) return Fail(LocalFault(ErrorKind::kNoMemory));
  signing.Take(job);
  if (signing.fiber) {
    signing.is_new = true;
    while (!job->is_answered() && !signing.abandoned) signing.fiber->Pause();
  } else {
    CallSigner(*job);
  }
  switch (job->answer()) {
    case SigningJob::Answer::kNone:
      return Fail(LocalFault(ErrorKind::kConfig, Detail::kSignerFailed));
    case SigningJob::Answer::kFailed:
      return Fail(LocalFault(ErrorKind::kConfig, Detail::kSignerFailed, job->native()));
    case SigningJob::Answer::kNoMemory:
      return Fail(LocalFault(ErrorKind::kNoMemory));
    case SigningJob::Answer::kDone:
      break;
  }
  if (signing.abandoned) return Fail(LocalFault(ErrorKind::kConfig, Detail::kSignerFailed));
  return CheckSignature(algorithm, input, job->signature(), out);
}

// What a signer answers is worth as much as what a peer sends, until it has been verified. The
// price is one operation with the public key per handshake.
Result<std::size_t> ConnectionCore::CheckSignature(SignatureAlgorithm algorithm, ByteView input,
                                                   ByteView signature, MutableBytes out) {
  constexpr Unexpected kNotOurs = Unexpected(LocalFault(ErrorKind::kConfig, Detail::kKeyMismatch));
  if (signature.empty() || signature.size() > out.size()) return kNotOurs;
  x509::SignatureCheck check;
  check.algorithm = algorithm;
  check.issuer_spki = external_key().spki;
  check.message = input;
  check.is_digest = !SignsMessages(algorithm);
  check.signature = signature;
  switch (context_->engine().VerifySignature(check)) {
    case SignatureStatus::kGood:
      break;
    case SignatureStatus::kNoMemory:
      return Fail(LocalFault(ErrorKind::kNoMemory));
    case SignatureStatus::kUnsupported:
      return Fail(LocalFault(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm));
    case SignatureStatus::kBad:
      return kNotOurs;
  }
  std::memcpy(out.data(), signature.data(), signature.size());
  return signature.size();
}

}  // namespace internal
}  // namespace omnitls
