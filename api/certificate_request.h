#ifndef OMNITLS_CERTIFICATE_REQUEST_H_
#define OMNITLS_CERTIFICATE_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/client_hello_view.h"

// What a client decides by when a server asks it for a certificate: see
// ClientContextBuilder::ChooseIdentity.
namespace omnitls {

namespace internal {
class ContextCore;
struct CertificateRequest;
}  // namespace internal

// DistinguishedNames is a list of DER Names, in the sender's order (RFC 8446, 4.2.4).
class DistinguishedNames {
 public:
  class Iterator {
   public:
    explicit Iterator(ByteView rest) : rest_(rest) {}
    ByteView operator*() const { return rest_.subspan(kLength, Size()); }
    Iterator& operator++() {
      rest_ = rest_.subspan(kLength + Size());
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.rest_.size() == b.rest_.size();
    }

   private:
    static constexpr std::size_t kLength = 2;
    std::size_t Size() const { return static_cast<std::size_t>(rest_[0] << 8 | rest_[1]); }

    ByteView rest_;
  };

  DistinguishedNames() = default;
  // `wire`: each name after its length in two bytes; checked.
  explicit DistinguishedNames(ByteView wire) : wire_(wire) {}
  bool empty() const { return wire_.empty(); }
  // Counts.
  std::size_t size() const {
    std::size_t count = 0;
    for (Iterator at = begin(); at != end(); ++at) ++count;
    return count;
  }
  // Whether a DER Name is among them, byte for byte.
  bool Contains(ByteView name) const {
    for (const ByteView listed : *this) {
      if (Equal(listed, name)) return true;
    }
    return false;
  }
  Iterator begin() const { return Iterator(wire_); }
  Iterator end() const { return Iterator({}); }

 private:
  ByteView wire_;
};

// CertificateRequestView shows what a server asks a client for (RFC 8446, 4.3.2; RFC 5246, 7.4.4),
// and what the client has: well-formed. But the server may be anyone; in TLS 1.3 its certificate
// has not even been seen yet. A view, cheap to copy; it and all it returns are valid during the
// call that it is handed to.
class CertificateRequestView {
 public:
  CertificateRequestView(const internal::ContextCore& context,
                         const internal::CertificateRequest& request, std::string_view server_name)
      : context_(&context), request_(&request), server_name_(server_name) {}

  Version version() const;
  // The name that the client called the server by: ConnectOptions::server_name, or the context's;
  // "": none.
  std::string_view server_name() const { return server_name_; }
  // What the client may sign with, best first (RFC 8446, 4.2.3). Any number may be among them.
  OfferedList<SignatureScheme> signature_schemes() const;
  // The CAs that the server would have the certificate from; empty: it says nothing of them.
  DistinguishedNames authorities() const;

  // The client's identities: CertificateChain's first, if there is one, then those of AddIdentity.
  std::size_t identity_count() const;
  // The leaf of one, in DER; empty from identity_count() on.
  ByteView certificate(std::size_t identity) const;
  // Whether its key can make a signature that the server takes.
  bool CanSign(std::size_t identity) const;
  // Whether any certificate of its chain was issued by one of authorities(), or there are none.
  bool IsFromAuthority(std::size_t identity) const;

 private:
  const internal::ContextCore* context_;
  const internal::CertificateRequest* request_;
  std::string_view server_name_;
};

// IdentityChoice is what a client presents to a server that asks for a certificate.
class IdentityChoice {
 public:
  // What is presented without a callback: see ClientContextBuilder::AddIdentity.
  static constexpr IdentityChoice Default() { return {Kind::kDefault, 0}; }
  // One of the client's identities, by its number. One that is not there, or that cannot sign what
  // the server asks for, ends the connection: kUsage/kNotAvailable, alert internal_error.
  static constexpr IdentityChoice Use(std::size_t identity) { return {Kind::kUse, identity}; }
  // None: an empty Certificate message. Whether it goes on then is for the server to say.
  static constexpr IdentityChoice None() { return {Kind::kNone, 0}; }

  enum class Kind : std::uint8_t { kDefault, kUse, kNone };
  Kind kind() const { return kind_; }
  std::size_t identity() const { return identity_; }

 private:
  constexpr IdentityChoice(Kind kind, std::size_t identity) : identity_(identity), kind_(kind) {}

  std::size_t identity_;
  Kind kind_;
};

// ChooseIdentityCallback is called during Handshake, at most once per connection, on the thread of
// that call; so, for one context, by several threads at a time. It must not call the connection.
using ChooseIdentityCallback = IdentityChoice (*)(void* user,
                                                  const CertificateRequestView& request);

}  // namespace omnitls

#endif  // OMNITLS_CERTIFICATE_REQUEST_H_
