#ifndef OMNITLS_CONFORMANCE_TAMPER_H_
#define OMNITLS_CONFORMANCE_TAMPER_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/pair.h"

// Somebody in the middle of a pair who knows its secrets: opens every record, changes what is in
// it, and seals it again. So any of our own ends can be made to say anything to the other, at any
// point of a connection.
namespace omnitls::conformance {

// Content types (RFC 8446, 5.1) and handshake types (RFC 8446, 4; RFC 5246, 7.4).
enum ContentType : std::uint8_t {
  kChangeCipherSpec = 20,
  kAlertRecord = 21,
  kHandshakeRecord = 22,
  kDataRecord = 23,
};
enum MessageType : std::uint8_t {
  kHelloRequest = 0,
  kClientHello = 1,
  kServerHello = 2,
  kNewSessionTicket = 4,
  kEndOfEarlyData = 5,
  kEncryptedExtensions = 8,
  kCertificateMessage = 11,
  kServerKeyExchange = 12,
  kCertificateRequest = 13,
  kServerHelloDone = 14,
  kCertificateVerify = 15,
  kClientKeyExchange = 16,
  kFinished = 20,
  kCertificateStatus = 22,
  kKeyUpdateMessage = 24,
};

// "\x12\x34": a number in network order.
std::string Number(std::uint64_t number, int bytes);
std::uint64_t ReadNumber(const std::string& text, std::size_t at, int bytes);
// A handshake message with its header; a record with its header, not protected.
std::string Message(std::uint8_t type, const std::string& body);
std::string Record(std::uint8_t type, const std::string& body, std::uint16_t version = 0x0303);

// Piece is what one record holds, in the clear: a whole handshake message, however it was cut and
// packed, or the content of one record of another type.
struct Piece {
  std::uint8_t type = kHandshakeRecord;
  std::string body;

  bool Is(std::uint8_t content, std::optional<std::uint8_t> message) const {
    return type == content &&
           (!message || (!body.empty() && static_cast<std::uint8_t>(body[0]) == *message));
  }
};

// RecordKeys protects records with AES-128-GCM, in one direction.
class RecordKeys {
 public:
  RecordKeys(bool tls13, std::string key, std::string iv)
      : tls13_(tls13), key_(std::move(key)), iv_(std::move(iv)) {}
  static RecordKeys ForTls13(const std::string& traffic_secret);

  // A whole record. In TLS 1.3 `type` is inside, behind which there may be padding.
  std::string Seal(std::uint8_t type, const std::string& body, std::uint16_t version = 0x0303,
                   std::size_t padding = 0);
  // What is in a record; null if it cannot be opened.
  std::optional<Piece> Open(const std::string& record);

 private:
  std::string Nonce() const;
  std::string Aad(std::uint8_t type, std::uint16_t version, std::size_t size) const;

  bool tls13_;
  std::string key_;
  std::string iv_;  // TLS 1.2: 4 bytes of it.
  std::uint64_t sequence_ = 0;
};

// Line is one direction, after the one in the middle.
class Line {
 public:
  // As one record, protected as all are at this point.
  void Send(const Piece& piece) { SendBytes(Seal(piece.type, piece.body)); }
  void Send(std::uint8_t type, const std::string& body) { SendBytes(Seal(type, body)); }
  // As several records with up to `size` bytes each.
  void SendCut(const Piece& piece, std::size_t size);
  void SendBytes(const std::string& bytes) { out_ += bytes; }
  std::string Seal(std::uint8_t type, const std::string& body, std::uint16_t version = 0x0303,
                   std::size_t padding = 0);
  bool is_protected() const { return seal_.has_value(); }

 private:
  friend class Middle;

  void UseKeys(const RecordKeys& keys) {
    open_ = keys;
    seal_ = keys;
  }

  std::optional<RecordKeys> open_;
  std::optional<RecordKeys> seal_;
  std::string in_;       // Of a record that is not whole yet.
  std::string message_;  // Of a handshake message that is not whole yet.
  std::string out_;
  std::uint64_t seen_ = 0;
};

// Edit is what becomes of the first piece of this kind that `from` sends: `make` sends something in
// its place, or nothing.
struct Edit {
  Role from;
  std::uint8_t type;
  std::optional<std::uint8_t> message;
  std::function<void(Line&, const Piece&)> make;
  bool is_optional = false;  // It may find no such piece.
};

// Middle connects a pair. It forces one AEAD with AES-128 onto both contexts and listens to their
// key logs, so it makes the pair itself.
class Middle {
 public:
  Middle(const PairParam& param, const PairOptions& options);

  // Drives both ends until nothing moves, with the edits; when both handshakes are done, the client
  // writes "ping", and then the server "pong". The errors are the pair's.
  void Run(std::vector<Edit> edits);
  // Whether every edit found its piece.
  bool all_edited() const;

  Pair& pair() { return *pair_; }

 private:
  struct Secrets;

  bool Step(Role role);
  bool Speak();
  void Forward(Role from);
  void TakeRecord(Role from, const std::string& record);
  void TakePiece(Role from, const Piece& piece);
  void After(Role from, const Piece& piece);
  void UseTrafficSecret(Role of, const std::string& label);
  void UseMasterSecret(Role of);
  Line& LineFrom(Role role) { return lines_[role == Role::kServer]; }

  bool tls13_;
  std::shared_ptr<Secrets> secrets_;
  std::unique_ptr<Pair> pair_;
  std::array<Line, 2> lines_;
  std::vector<Edit> edits_;
  std::string client_random_;
  std::string server_random_;
  int said_ = 0;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_TAMPER_H_
