#include "backends/openssl/peer_certificates.h"

#include <openssl/tls1.h>

#include <functional>

#include "backends/openssl/context.h"

namespace omnitls::openssl {
namespace {

// Takes a vector whose length stands before it in `length_size` bytes off the front. False: the
// message ends before it does.
bool TakeVector(ByteView& message, std::size_t length_size, ByteView& vector) {
  if (message.size() < length_size) return false;
  std::size_t length = 0;
  for (const std::uint8_t byte : message.first(length_size)) length = length << 8 | byte;
  message = message.subspan(length_size);
  if (message.size() < length) return false;
  vector = message.first(length);
  message = message.subspan(length);
  return true;
}

bool Contains(ByteView outer, ByteView inner) {
  const std::less_equal<const std::uint8_t*> not_after;
  return not_after(outer.data(), inner.data()) &&
         not_after(inner.data() + inner.size(), outer.data() + outer.size());
}

}  // namespace

Result<void> PeerCertificates::Read(ByteView message, bool is_tls13,
                                    const STACK_OF(X509) * parsed) {
  constexpr Unexpected kDisagree = Fail(ErrorKind::kInternal);
  constexpr std::size_t kHandshakeHeader = 4;
  if (message.size() < kHandshakeHeader) return kDisagree;
  message = message.subspan(kHandshakeHeader);
  ByteView context;
  ByteView list;
  if (is_tls13 && !TakeVector(message, 1, context)) return kDisagree;
  if (!TakeVector(message, 3, list)) return kDisagree;
  while (!list.empty()) {
    ByteView certificate;
    ByteView extensions;
    if (!TakeVector(list, 3, certificate)) return kDisagree;
    if (is_tls13 && !TakeVector(list, 2, extensions)) return kDisagree;
    if (chain_.empty()) leaf_extensions_ = extensions;
    if (!chain_.Push(certificate)) return Fail(ErrorKind::kNoMemory);
  }
  parsed_ = parsed;
  if (static_cast<int>(chain_.size()) != sk_X509_num(parsed)) return kDisagree;
  return {};
}

ByteView ReadCertificateStatus(ByteView status) {
  ByteView response;
  if (status.empty() || status[0] != TLSEXT_STATUSTYPE_ocsp) return {};
  status = status.subspan(1);
  return TakeVector(status, 3, response) && status.empty() ? response : ByteView();
}

ByteView PeerCertificates::ocsp_response() const {
  ByteView rest = leaf_extensions_;
  while (rest.size() >= 2) {
    const int type = rest[0] << 8 | rest[1];
    ByteView body;
    rest = rest.subspan(2);
    if (!TakeVector(rest, 2, body)) return {};
    if (type == TLSEXT_TYPE_status_request) return ReadCertificateStatus(body);
  }
  return {};
}

x509::SignatureStatus PeerCertificates::VerifySignature(const x509::SignatureCheck& check) const {
  EVP_PKEY* const key = check.anchor < 0 ? FindKey(check.issuer_spki) : nullptr;
  if (key == nullptr) return context_.VerifySignature(check);
  return context_.VerifySignatureWith(key, check);
}

EVP_PKEY* PeerCertificates::FindKey(ByteView spki) const {
  for (std::size_t i = 0; i < chain_.size(); ++i) {
    if (Contains(chain_[i], spki)) {
      return X509_get0_pubkey(sk_X509_value(parsed_, static_cast<int>(i)));
    }
  }
  return nullptr;
}

}  // namespace omnitls::openssl
