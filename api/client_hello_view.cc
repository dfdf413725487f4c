#include "omnitls/client_hello_view.h"

#include "omnitls/client_hello.h"

namespace omnitls {
namespace {

constexpr std::uint16_t kSessionTicket = 35;  // RFC 5077
constexpr std::size_t kLegacyVersionAt = 4;   // In the message, behind its header.

template <class Id>
OfferedList<Id> Offered(const U16List& list) {
  return OfferedList<Id>(list.bytes());
}

}  // namespace

std::string_view ClientHelloView::server_name() const { return hello_->server_name; }

AlpnNames ClientHelloView::alpn() const { return AlpnNames(hello_->alpn); }

OfferedList<Version> ClientHelloView::versions() const {
  if (hello_->has_supported_versions) return Offered<Version>(hello_->supported_versions);
  return OfferedList<Version>(hello_->message.subspan(kLegacyVersionAt, 2));
}

bool ClientHelloView::Offers(Version version) const { return omnitls::Offers(*hello_, version); }

OfferedList<CipherSuite> ClientHelloView::cipher_suites() const {
  return Offered<CipherSuite>(hello_->cipher_suites);
}

OfferedList<Group> ClientHelloView::groups() const { return Offered<Group>(hello_->groups); }

OfferedList<SignatureScheme> ClientHelloView::signature_schemes() const {
  return Offered<SignatureScheme>(hello_->signature_schemes);
}

bool ClientHelloView::offers_resumption() const {
  if (hello_->has_pre_shared_key) return true;
  if (const std::optional<ByteView> ticket = extension(kSessionTicket); ticket && !ticket->empty())
    return true;
  // With TLS 1.3 a session ID may be there for the middleboxes only (RFC 8446, D.4).
  return !hello_->session_id.empty() && !Offers(Version::kTls13);
}

ByteView ClientHelloView::session_id() const { return hello_->session_id; }

std::optional<ByteView> ClientHelloView::extension(std::uint16_t type) const {
  return FindExtension(*hello_, type);
}

ByteView ClientHelloView::message() const { return hello_->message; }

}  // namespace omnitls
