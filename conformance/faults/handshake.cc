#include "conformance/faults/make.h"

// Handshake messages that are not as they should be (RFC 8446, 4; RFC 5246, 7.4).
namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

const Error kUnexpected = Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
const Error kDecode = Protocol(Detail::kDecodeError, Alert::kDecodeError);
const Error kDecrypt = Protocol(Detail::kDecryptError, Alert::kDecryptError);
const Error kIllegal = Protocol(Detail::kIllegalParameter, Alert::kIllegalParameter);

// A row about a message: of whom, in which versions.
Fault In(const std::string& name, const std::vector<Role>& finders,
         const std::vector<Version>& versions, std::optional<Error> error, MessageType message,
         ChangeBody change) {
  return {name, finders, versions, error, [=](const Spot& spot, Scene& scene) {
            scene.options.client_certificate = spot.is_client() ? nullptr : &Client();
            if (!spot.is_client()) scene.options.client_auth = ClientAuth::kRequire;
            Changed(spot, scene, message, change);
          }};
}

// The same, but anything may be sent in its place.
Fault For(const std::string& name, const std::vector<Role>& finders,
          const std::vector<Version>& versions, std::optional<Error> error, MessageType message,
          std::function<void(Line&, const Piece&)> make) {
  return {name, finders, versions, error, [=](const Spot& spot, Scene& scene) {
            scene.options.client_certificate = spot.is_client() ? nullptr : &Client();
            if (!spot.is_client()) scene.options.client_auth = ClientAuth::kRequire;
            Edited(spot, scene, kHandshakeRecord, message, make);
          }};
}

void Longer(std::string& body) { body += '\0'; }
void Shorter(std::string& body) { body.pop_back(); }
void Emptied(std::string& body) { body.clear(); }
void Altered(std::string& body) { body.back() = static_cast<char>(body.back() ^ 1); }

void Twice(Line& line, const Piece& piece) {
  line.Send(piece);
  line.Send(piece);
}
void Unknown(Line& line, const Piece&) { line.Send(kHandshakeRecord, Message(99, "xxxx")); }
void Left(Line&, const Piece&) {}
std::function<void(Line&, const Piece&)> Instead(MessageType type, const std::string& body) {
  return [=](Line& line, const Piece&) { line.Send(kHandshakeRecord, Message(type, body)); };
}
// Says that 16 MiB follow.
void Enormous(Line& line, const Piece& piece) {
  std::string begin = piece.body;
  begin.replace(1, 3, "\xff\xff\xff");
  line.Send(kHandshakeRecord, begin);
}

std::vector<Fault> Order() {
  return {
      For("a message that nobody knows, for a hello", kBothEnds, kAllVersions, kUnexpected,
          kServerHello, Unknown)
          .With(&Fault::finders, kClients),
      For("a message that nobody knows, later", kBothEnds, kAllVersions, kUnexpected,
          kCertificateMessage, Unknown),
      For("a message of another time, for a hello", kClients, kAllVersions, kUnexpected,
          kServerHello, Instead(kFinished, std::string(12, 'x'))),
      For("a message of another time, later", kBothEnds, kAllVersions, kUnexpected,
          kCertificateMessage, Instead(kFinished, std::string(32, 'x'))),
      For("a ClientHello from a server", kClients, kAllVersions, kUnexpected, kServerHello,
          Instead(kClientHello, std::string(40, '\x03'))),
      For("a ServerHello from a client, later", kServers, kAllVersions, kUnexpected,
          kCertificateMessage, Instead(kServerHello, std::string(40, '\x03'))),
      For("ServerHello twice", kClients, kTls12Alone, kUnexpected, kServerHello, Twice),
      For("EncryptedExtensions twice", kClients, kTls13Alone, kUnexpected, kEncryptedExtensions,
          Twice),
      For("Certificate twice", kBothEnds, kAllVersions, kUnexpected, kCertificateMessage, Twice),
      For("Finished twice, which changes the keys", kBothEnds, kTls13Alone,
          Protocol(Detail::kBadRecordMac, Alert::kBadRecordMac), kFinished, Twice),
      For("EncryptedExtensions left out", kClients, kTls13Alone, kUnexpected, kEncryptedExtensions,
          Left),
      For("Certificate left out", kBothEnds, kAllVersions, kUnexpected, kCertificateMessage, Left),
      For("CertificateVerify left out", kBothEnds, kTls13Alone, kUnexpected, kCertificateVerify,
          Left),
      For("CertificateVerify left out", kServers, kTls12Alone, kUnexpected, kCertificateVerify,
          Left),
      For("ServerKeyExchange left out", kClients, kTls12Alone, kUnexpected, kServerKeyExchange,
          Left),
      For("ClientKeyExchange left out", kServers, kTls12Alone, kUnexpected, kClientKeyExchange,
          Left),
      For("EndOfEarlyData without early data", kServers, kTls13Alone, kUnexpected, kFinished,
          Instead(kEndOfEarlyData, "")),
  };
}

std::vector<Fault> Lengths() {
  std::vector<Fault> rows;
  struct One {
    const char* name;
    MessageType message;
    std::vector<Role> finders;
    std::vector<Version> versions;
  };
  const One all[] = {
      {"ServerHello", kServerHello, kClients, kAllVersions},
      {"EncryptedExtensions", kEncryptedExtensions, kClients, kTls13Alone},
      {"Certificate", kCertificateMessage, kBothEnds, kAllVersions},
      {"ServerKeyExchange", kServerKeyExchange, kClients, kTls12Alone},
      {"ClientKeyExchange", kClientKeyExchange, kServers, kTls12Alone},
      {"CertificateVerify", kCertificateVerify, kServers, kTls12Alone},
      {"CertificateVerify", kCertificateVerify, kBothEnds, kTls13Alone},
      {"Finished", kFinished, kBothEnds, kAllVersions},
  };
  for (const One& one : all) {
    const std::string name = one.name;
    rows.push_back(
        In(name + " too short", one.finders, one.versions, kDecode, one.message, Shorter));
    rows.push_back(In(name + " too long", one.finders, one.versions, kDecode, one.message, Longer));
    rows.push_back(In(name + " empty", one.finders, one.versions, kDecode, one.message, Emptied));
  }
  rows.push_back(
      In("ServerHelloDone not empty", kClients, kTls12Alone, kDecode, kServerHelloDone, Longer));
  rows.push_back(For("an enormous hello", kClients, kAllVersions, kDecode, kServerHello, Enormous));
  rows.push_back(
      For("an enormous Finished", kBothEnds, kAllVersions, kIllegal, kFinished, Enormous));
  return rows;
}

std::vector<Fault> Contents() {
  return {
      In("a bad signature of the handshake", kBothEnds, kTls13Alone, kDecrypt, kCertificateVerify,
         Altered),
      In("a bad signature of the handshake", kServers, kTls12Alone, kDecrypt, kCertificateVerify,
         Altered),
      In("a bad signature of the key exchange", kClients, kTls12Alone, kDecrypt, kServerKeyExchange,
         Altered),
      In("a signature scheme that was not offered", kBothEnds, kTls13Alone, kIllegal,
         kCertificateVerify, [](std::string& body) { body.replace(0, 2, "\xfa\xfa"); }),
      In("a signature scheme that was not offered", kServers, kTls12Alone, kIllegal,
         kCertificateVerify, [](std::string& body) { body.replace(0, 2, "\xfa\xfa"); }),
      In("a signature scheme of TLS 1.2", kBothEnds, kTls13Alone, kIllegal, kCertificateVerify,
         [](std::string& body) { body.replace(0, 2, "\x04\x01"); }),
      In("a wrong Finished", kBothEnds, kAllVersions, kDecrypt, kFinished, Altered),
      In("an empty list of certificates", kClients, kTls12Alone, kDecode, kCertificateMessage,
         [](std::string& body) { body = "\0\0\0"s; }),
      In("an empty list of certificates", kClients, kTls13Alone, kDecode, kCertificateMessage,
         [](std::string& body) { body = "\0\0\0\0"s; }),
      In("a context of the certificates that was not asked for", kClients, kTls13Alone, kDecode,
         kCertificateMessage, [](std::string& body) { body = "\x01x"s + body.substr(1); }),
      In("a curve that was not offered", kClients, kTls12Alone, kIllegal, kServerKeyExchange,
         [](std::string& body) { body.replace(1, 2, "\x00\x0e"s); }),
      In("a curve of a type that nobody uses", kClients, kTls12Alone, kIllegal, kServerKeyExchange,
         [](std::string& body) { body[0] = 1; }),
      {"a point that is not on its curve", kServers, kTls12Alone, kIllegal,
       [](const Spot& spot, Scene& scene) {
         scene.options.client = [](ClientContextBuilder& builder) { builder.Groups("P-256"); };
         Changed(spot, scene, kClientKeyExchange, Altered);
       }},
      {"a point that is not on its curve", kBothEnds, kTls13Alone, kIllegal,
       [](const Spot& spot, Scene& scene) {
         scene.options.client = [](ClientContextBuilder& builder) { builder.Groups("P-256"); };
         ChangedHello(spot, scene, [](Hello& hello) {
           std::string& data = *hello.Find(51);
           data.back() = static_cast<char>(data.back() ^ 1);
         });
       }},
  };
}

// After the handshake.
std::vector<Fault> Later() {
  const auto instead = [](const std::string& name, const std::vector<Role>& finders,
                          const std::vector<Version>& versions, std::optional<Error> error,
                          MessageType type, const std::string& body) {
    return Fault{name, finders, versions, error, [=](const Spot& spot, Scene& scene) {
                   InsteadOfData(spot, scene, [=](Line& line, const Piece& piece) {
                     line.Send(kHandshakeRecord, Message(type, body));
                     line.Send(piece);
                   });
                 }};
  };
  return {
      instead("a Finished after the handshake", kBothEnds, kTls13Alone, kUnexpected, kFinished,
              std::string(32, 'x')),
      instead("a message that nobody knows, after the handshake", kBothEnds, kTls13Alone,
              kUnexpected, MessageType{99}, "xxxx"),
      instead("a ticket from a client", kServers, kTls13Alone, kUnexpected, kNewSessionTicket,
              std::string(30, '\0')),
      instead("a ticket that is too short", kClients, kTls13Alone, kDecode, kNewSessionTicket,
              "\0\0\0\1\0\0"s),
      instead("a request for a certificate after the handshake", kClients, kTls13Alone, kUnexpected,
              kCertificateRequest, "\x01\x01\0\x08\0\x0d\0\x04\0\x02\x04\x03"s),
      instead("KeyUpdate of another value", kBothEnds, kTls13Alone, kIllegal, kKeyUpdateMessage,
              "\x02"),
      instead("KeyUpdate too long", kBothEnds, kTls13Alone, kDecode, kKeyUpdateMessage, "\0\0"s),
      {"HelloRequest", kClients, kTls12Alone, std::nullopt,
       [](const Spot& spot, Scene& scene) {
         InsteadOfData(spot, scene, [](Line& line, const Piece& piece) {
           line.Send(kHandshakeRecord, Message(kHelloRequest, ""));
           line.Send(piece);
         });
         // The server that is meant to have sent it would understand the client's answer, if any.
         scene.edits.push_back(
             {spot.finder, kAlertRecord, std::nullopt, [](Line&, const Piece&) {}, true});
       }},
  };
}

}  // namespace

FaultGroup HandshakeFaults() {
  FaultGroup group{"Handshake messages", {}};
  for (const auto& part : {Order(), Lengths(), Contents(), Later()}) {
    group.faults.insert(group.faults.end(), part.begin(), part.end());
  }
  return group;
}

}  // namespace omnitls::conformance
