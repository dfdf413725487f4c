#include "conformance/faults/make.h"

// Records that are not as they should be (RFC 8446, 5; RFC 5246, 6.2).
namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

constexpr std::size_t kMaxPlaintext = 16384;

const Error kBadMac = Protocol(Detail::kBadRecordMac, Alert::kBadRecordMac);
const Error kOverflow = Protocol(Detail::kRecordOverflow, Alert::kRecordOverflow);
const Error kUnexpected = Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
const Error kBadVersion = Protocol(Detail::kNoCommonVersion, Alert::kProtocolVersion);

using Make = std::function<void(Line&, const Piece&)>;

// A row about the other end's data, after the handshake.
Fault Data(const std::string& name, const std::vector<Version>& versions,
           std::optional<Error> error, Make make) {
  return {name, kBothEnds, versions, error,
          [make](const Spot& spot, Scene& scene) { InsteadOfData(spot, scene, make); }};
}

// A row about the first message of the other end that the handshake protects.
Fault FirstProtected(const std::string& name, std::optional<Error> error, Make make) {
  return {name, kBothEnds, kAllVersions, error, [make](const Spot& spot, Scene& scene) {
            const bool extensions = spot.is_tls13() && spot.is_client();
            Edited(spot, scene, kHandshakeRecord, extensions ? kEncryptedExtensions : kFinished,
                   make);
          }};
}

// A row about the hello of the other end.
Fault First(const std::string& name, std::optional<Error> error, Make make) {
  return {name, kBothEnds, kAllVersions, error, [make](const Spot& spot, Scene& scene) {
            Edited(spot, scene, kHandshakeRecord, spot.is_client() ? kServerHello : kClientHello,
                   make);
          }};
}

void Corrupt(Line& line, const Piece& piece) {
  std::string record = line.Seal(piece.type, piece.body);
  record.back() = static_cast<char>(record.back() ^ 1);
  line.SendBytes(record);
}

std::vector<Fault> OfData() {
  return {
      Data("bad MAC", kAllVersions, kBadMac, Corrupt),
      Data("a record that was replayed", kAllVersions, kBadMac,
           [](Line& line, const Piece& piece) {
             const std::string record = line.Seal(piece.type, piece.body);
             line.SendBytes(record + record);
           }),
      Data("too short to be protected", kAllVersions, kBadMac,
           [](Line& line, const Piece&) { line.SendBytes(Record(kDataRecord, "abc")); }),
      Data("not protected: data", kAllVersions, kBadMac,
           [](Line& line, const Piece&) {
             line.SendBytes(Record(kDataRecord, std::string(100, 'x')));
           }),
      Data("not protected: a handshake message", kAllVersions, kBadMac,
           [](Line& line, const Piece&) {
             line.SendBytes(Record(kHandshakeRecord, Message(kFinished, std::string(60, 'x'))));
           })
          .InTls13(kUnexpected),
      Data("longer than a protected record may be", kTls12Alone, kOverflow,
           [](Line& line, const Piece&) {
             line.SendBytes(Record(kDataRecord, std::string(kMaxPlaintext + 2049, 'x')));
           }),
      Data("longer than a protected record may be", kTls13Alone, kOverflow,
           [](Line& line, const Piece&) {
             line.SendBytes(Record(kDataRecord, std::string(kMaxPlaintext + 257, 'x')));
           }),
      Data("longer than a record may be, protected", kAllVersions, kOverflow,
           [](Line& line, const Piece& piece) {
             line.Send(piece.type, std::string(kMaxPlaintext + 1, 'x'));
           }),
      Data("unknown type", kAllVersions, kUnexpected,
           [](Line& line, const Piece& piece) { line.Send(99, piece.body); }),
      Data("another version in the record", kTls12Alone, kBadVersion,
           [](Line& line, const Piece& piece) {
             line.SendBytes(line.Seal(piece.type, piece.body, 0x0302));
           }),
      Data("no content but padding", kTls13Alone, kUnexpected,
           [](Line& line, const Piece&) { line.SendBytes(line.Seal(0, "", 0x0303, 10)); }),
      Data("an empty record of data", kAllVersions, std::nullopt,
           [](Line& line, const Piece& piece) {
             line.Send(kDataRecord, "");
             line.Send(piece);
           }),
      Data("an empty record of handshake messages", kTls13Alone, kUnexpected,
           [](Line& line, const Piece& piece) {
             line.Send(kHandshakeRecord, "");
             line.Send(piece);
           }),
      Data("ChangeCipherSpec after the handshake", kAllVersions, kUnexpected,
           [](Line& line, const Piece&) {
             line.is_protected() ? line.SendBytes(Record(kChangeCipherSpec, "\x01"))
                                 : line.Send(kChangeCipherSpec, "\x01");
           })
          .With(&Fault::versions, kTls13Alone),
      Data("ChangeCipherSpec, protected", kAllVersions, kUnexpected,
           [](Line& line, const Piece&) { line.Send(kChangeCipherSpec, "\x01"); }),
      Data("data in records of one byte", kAllVersions, std::nullopt,
           [](Line& line, const Piece& piece) { line.SendCut(piece, 1); }),
  };
}

std::vector<Fault> OfHandshakes() {
  return {
      FirstProtected("bad MAC in the handshake", kBadMac, Corrupt),
      FirstProtected(
          "not protected, in the handshake", kBadMac,
          [](Line& line, const Piece& piece) { line.SendBytes(Record(piece.type, piece.body)); })
          .InTls13(kUnexpected),
      FirstProtected("unknown type in the handshake, protected", kUnexpected,
                     [](Line& line, const Piece& piece) { line.Send(99, piece.body); }),
      FirstProtected("data before the end of the handshake", kUnexpected,
                     [](Line& line, const Piece&) { line.Send(kDataRecord, "early"); }),
      FirstProtected("a message in records of one byte", std::nullopt,
                     [](Line& line, const Piece& piece) { line.SendCut(piece, 1); }),
      FirstProtected("data between two halves of a message", kUnexpected,
                     [](Line& line, const Piece& piece) {
                       line.Send(piece.type, piece.body.substr(0, 3));
                       line.Send(kDataRecord, "between");
                       line.Send(piece.type, piece.body.substr(3));
                     }),
      First("unknown type of the first record", kUnexpected,
            [](Line& line, const Piece& piece) { line.Send(99, piece.body); }),
      First("data for a first record", kUnexpected,
            [](Line& line, const Piece&) { line.Send(kDataRecord, "data"); }),
      First("an empty first record", kUnexpected,
            [](Line& line, const Piece&) { line.Send(kHandshakeRecord, ""); }),
      First("longer than a record may be", kOverflow,
            [](Line& line, const Piece&) {
              line.SendBytes(Record(kHandshakeRecord, std::string(kMaxPlaintext + 1, 'x')));
            }),
      First("a version that is not of TLS", kBadVersion,
            [](Line& line, const Piece& piece) {
              line.SendBytes(Record(piece.type, piece.body, 0x0200));
            }),
      First("a hello in records of one byte", std::nullopt,
            [](Line& line, const Piece& piece) { line.SendCut(piece, 1); }),
      {"ChangeCipherSpec of another value", kBothEnds, kAllVersions, kUnexpected,
       [](const Spot& spot, Scene& scene) {
         Edited(spot, scene, kHandshakeRecord,
                spot.is_tls13() && spot.is_client() ? kEncryptedExtensions
                : spot.is_tls13()                   ? kFinished
                : spot.is_client()                  ? kServerHelloDone
                                                    : kClientKeyExchange,
                [tls13 = spot.is_tls13()](Line& line, const Piece& piece) {
                  if (!tls13) line.Send(piece);
                  line.SendBytes(Record(kChangeCipherSpec, "\x02"));
                });
       }},
      {"ChangeCipherSpec missing", kBothEnds, kTls12Alone, kUnexpected,
       [](const Spot& spot, Scene& scene) {
         Edited(spot, scene, kChangeCipherSpec, std::nullopt, [](Line&, const Piece&) {});
       }},
      {"ChangeCipherSpec too early", kBothEnds, kTls12Alone, kUnexpected,
       [](const Spot& spot, Scene& scene) {
         Edited(spot, scene, kHandshakeRecord,
                spot.is_client() ? kCertificateMessage : kClientKeyExchange,
                [](Line& line, const Piece&) { line.Send(kChangeCipherSpec, "\x01"); });
       }},
  };
}

}  // namespace

FaultGroup RecordFaults() {
  FaultGroup group{"Records", OfData()};
  const std::vector<Fault> more = OfHandshakes();
  group.faults.insert(group.faults.end(), more.begin(), more.end());
  return group;
}

}  // namespace omnitls::conformance
