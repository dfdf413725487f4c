#include "conformance/faults/make.h"

// Alerts that come from the other end (RFC 8446, 6; RFC 5246, 7.2).
namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

constexpr std::uint8_t kWarning = 1, kFatal = 2;

std::string AlertBody(std::uint8_t level, Alert alert) {
  return Number(level, 1) + Number(static_cast<std::uint8_t>(alert), 1);
}

// A row for an alert in place of data.
Fault AmongData(const std::string& name, const std::vector<Version>& versions,
                std::optional<Error> error, const std::string& body) {
  return {name, kBothEnds, versions, error, [body](const Spot& spot, Scene& scene) {
            InsteadOfData(spot, scene, [body](Line& line, const Piece& piece) {
              line.Send(kAlertRecord, body);
              line.Send(piece);
            });
          }};
}

// A row for an alert in the handshake: for a client in place of the ServerHello, for a server in
// place of a client's second flight.
Fault InHandshake(const std::string& name, const std::vector<Version>& versions,
                  std::optional<Error> error, const std::string& body, bool goes_on) {
  return {name, kBothEnds, versions, error, [=](const Spot& spot, Scene& scene) {
            Edited(spot, scene, kHandshakeRecord,
                   spot.is_client()  ? kServerHello
                   : spot.is_tls13() ? kFinished
                                     : kClientKeyExchange,
                   [=](Line& line, const Piece& piece) {
                     line.Send(kAlertRecord, body);
                     if (goes_on) line.Send(piece);
                   });
          }};
}

constexpr Alert kRegistered[] = {
    Alert::kUnexpectedMessage,
    Alert::kBadRecordMac,
    Alert::kRecordOverflow,
    Alert::kHandshakeFailure,
    Alert::kBadCertificate,
    Alert::kUnsupportedCertificate,
    Alert::kCertificateRevoked,
    Alert::kCertificateExpired,
    Alert::kCertificateUnknown,
    Alert::kIllegalParameter,
    Alert::kUnknownCa,
    Alert::kAccessDenied,
    Alert::kDecodeError,
    Alert::kDecryptError,
    Alert::kProtocolVersion,
    Alert::kInsufficientSecurity,
    Alert::kInternalError,
    Alert::kInappropriateFallback,
    Alert::kMissingExtension,
    Alert::kUnsupportedExtension,
    Alert::kUnrecognizedName,
    Alert::kBadCertificateStatusResponse,
    Alert::kUnknownPskIdentity,
    Alert::kCertificateRequired,
    Alert::kNoApplicationProtocol,
};

}  // namespace

FaultGroup ReceivedAlerts() {
  FaultGroup group{"Alerts received", {}};
  const auto add = [&](const Fault& fault) { group.faults.push_back(fault); };
  for (const Alert alert : kRegistered) {
    const std::string name = "alert " + std::string(AlertName(alert));
    const std::string body = AlertBody(kFatal, alert);
    add(InHandshake(name + ", in the handshake", kAllVersions, Received(alert), body, false));
    add(AmongData(name + ", among data", kAllVersions, Received(alert), body));
  }
  const Alert unknown{200};
  const Error unexpected = Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  add(InHandshake("an alert that nobody knows, in the handshake", kAllVersions, Received(unknown),
                  AlertBody(kFatal, unknown), false));
  add(AmongData("an alert that nobody knows, among data", kAllVersions, Received(unknown),
                AlertBody(kFatal, unknown)));
  add(InHandshake("close_notify, in the handshake", kAllVersions, Received(Alert::kCloseNotify),
                  AlertBody(kWarning, Alert::kCloseNotify), false));
  add(AmongData("close_notify, among data", kAllVersions, std::nullopt,
                AlertBody(kWarning, Alert::kCloseNotify)));
  // In TLS 1.3 the level says nothing (RFC 8446, 6).
  for (const Alert alert : kRegistered) {
    const std::string name = "warning " + std::string(AlertName(alert)) + ", among data";
    add(AmongData(name, kAllVersions, std::nullopt, AlertBody(kWarning, alert))
            .InTls13(Received(alert)));
  }
  add(AmongData("a warning of user_canceled, among data", kAllVersions, std::nullopt,
                AlertBody(kWarning, Alert::kUserCanceled)));
  add(InHandshake("a warning of unrecognized_name, in the handshake", kTls12Alone, std::nullopt,
                  AlertBody(kWarning, Alert::kUnrecognizedName), true));
  add(AmongData("a warning of no_renegotiation, among data", kTls12Alone, std::nullopt,
                AlertBody(kWarning, Alert{100})));
  add(AmongData("an alert of one byte", kAllVersions, unexpected, "\x02"));
  add(AmongData("an alert of three bytes", kAllVersions, unexpected, "\x02\x28\x28"));
  add(AmongData("an empty alert", kAllVersions, unexpected, ""));
  return group;
}

}  // namespace omnitls::conformance
