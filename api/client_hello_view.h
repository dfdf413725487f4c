#ifndef OMNITLS_CLIENT_HELLO_VIEW_H_
#define OMNITLS_CLIENT_HELLO_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"

namespace omnitls {

struct ClientHello;

// OfferedList is the numbers of one kind that a client offers, in its order of preference. Any
// number may be among them, GREASE values (RFC 8701) too; FindCipherSuite and its siblings tell
// what is known of one.
template <class Id>
class OfferedList {
 public:
  class Iterator {
   public:
    explicit Iterator(const std::uint8_t* at) : at_(at) {}
    Id operator*() const { return Id(at_[0] << 8 | at_[1]); }
    Iterator& operator++() {
      at_ += 2;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) = default;

   private:
    const std::uint8_t* at_;
  };

  OfferedList() = default;
  explicit OfferedList(ByteView bytes) : bytes_(bytes) {}
  std::size_t size() const { return bytes_.size() / 2; }
  bool empty() const { return size() == 0; }
  // i < size().
  Id operator[](std::size_t i) const { return Id(bytes_[2 * i] << 8 | bytes_[2 * i + 1]); }
  bool Contains(Id wanted) const {
    for (const Id id : *this) {
      if (id == wanted) return true;
    }
    return false;
  }
  Iterator begin() const { return Iterator(bytes_.data()); }
  Iterator end() const { return Iterator(bytes_.data() + 2 * size()); }

 private:
  ByteView bytes_;
};

// AlpnNames is the application protocols that a client offers, in its order (RFC 7301, 3.1).
class AlpnNames {
 public:
  class Iterator {
   public:
    explicit Iterator(ByteView rest) : rest_(rest) {}
    std::string_view operator*() const { return AsText(rest_.subspan(1, rest_[0])); }
    Iterator& operator++() {
      rest_ = rest_.subspan(std::size_t{1} + rest_[0]);
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.rest_.size() == b.rest_.size();
    }

   private:
    ByteView rest_;
  };

  AlpnNames() = default;
  // `wire`: each name after its length in one byte; checked.
  explicit AlpnNames(ByteView wire) : wire_(wire) {}
  bool empty() const { return wire_.empty(); }
  // Counts.
  std::size_t size() const {
    std::size_t count = 0;
    for (Iterator at = begin(); at != end(); ++at) ++count;
    return count;
  }
  // The i-th name, counted off from the front; "" (which no name is) from size() on.
  std::string_view operator[](std::size_t i) const {
    for (const std::string_view name : *this) {
      if (i-- == 0) return name;
    }
    return {};
  }
  bool Contains(std::string_view wanted) const {
    for (const std::string_view name : *this) {
      if (name == wanted) return true;
    }
    return false;
  }
  Iterator begin() const { return Iterator(wire_); }
  Iterator end() const { return Iterator({}); }
  // The list in wire form.
  ByteView wire() const { return wire_; }

 private:
  ByteView wire_;
};

// ClientHelloView shows what a client says first (RFC 8446, 4.1.2): well-formed, but nothing in it
// is authenticated, and the client may be anyone. A view, cheap to copy; it and all it returns are
// valid as long as whoever handed it out says.
class ClientHelloView {
 public:
  explicit ClientHelloView(const ClientHello& hello) : hello_(&hello) {}

  // The name the client wants to reach, as sent (SNI; RFC 6066, 3); "": it sent none. Not
  // necessarily a DNS name: any bytes.
  std::string_view server_name() const;
  AlpnNames alpn() const;
  // The list in supported_versions (RFC 8446, 4.2.1), or, from a client that sends none, the one
  // version it names as its highest.
  OfferedList<Version> versions() const;
  // Whether the client would speak a version, however it says so.
  bool Offers(Version version) const;
  OfferedList<CipherSuite> cipher_suites() const;
  OfferedList<Group> groups() const;                       // RFC 8446, 4.2.7
  OfferedList<SignatureScheme> signature_schemes() const;  // RFC 8446, 4.2.3
  // Whether the client would like to resume a session: a pre-shared key (RFC 8446, 4.2.11), a
  // ticket (RFC 5077, 3.1), or, from a client without TLS 1.3, a session ID. Whether the server
  // knows the session is another question.
  bool offers_resumption() const;
  ByteView session_id() const;
  // The body of any extension, by its number in IANA's registry "TLS ExtensionType Values"; nothing
  // if the client did not send it. Only those that the calls above show have been looked into.
  std::optional<ByteView> extension(std::uint16_t type) const;
  // The whole handshake message, its header included, without the records' headers.
  ByteView message() const;

 private:
  const ClientHello* hello_;
};

}  // namespace omnitls

#endif  // OMNITLS_CLIENT_HELLO_VIEW_H_
