#include "conformance/faults/fault.h"

// What is impossible, and why. Aim at none: see CONTRIBUTING.md.
namespace omnitls::conformance {
namespace {

constexpr char kOpenSsl[] = "openssl", kMbedTls[] = "mbedtls", kWolfSsl[] = "wolfssl";

const Ends kNothing = {};

Ends Sent(const Error& error) { return {error, Received(error.alert)}; }

// For a backend that finds the fault, in one version or both.
Exception Of(const std::string& fault, const char* finder, std::optional<Version> version,
             const Ends& seen, const std::string& reason) {
  return {fault, finder, std::nullopt, version, "", seen, reason};
}

// OpenSSL has no call that sends an alert. While they are in the clear, they can be exchanged: in
// TLS 1.2, and on a client of TLS 1.3, which has no other keys before the server's Finished.
std::vector<Exception> EncryptedAlerts() {
  const std::string reason =
      "OpenSSL refuses what it cannot parse before it asks for a verdict, and sends its own alert, "
      "encrypted; it has no call to send another";
  const Ends malformed = Sent(BadPeer(Detail::kMalformedCertificate, Alert::kDecodeError));
  Exception not_one = Of("not a certificate", kOpenSsl, Version::kTls13, malformed, reason);
  Exception truncated = Of("truncated", kOpenSsl, Version::kTls13, malformed, reason);
  Exception behind = Of("something behind its end", kOpenSsl, Version::kTls13, malformed, reason);
  Exception ccs = Of("ChangeCipherSpec of another value", kOpenSsl, Version::kTls13,
                     Sent(Protocol(Detail::kIllegalParameter, Alert::kIllegalParameter)),
                     "OpenSSL sends its own alert, encrypted; it has no call to send another");
  not_one.role = truncated.role = behind.role = ccs.role = Role::kServer;
  return {
      not_one,
      truncated,
      behind,
      Of("an application protocol that was not offered", kOpenSsl, Version::kTls13,
         Sent(Protocol(Detail::kDecodeError, Alert::kDecodeError)),
         "OpenSSL sends its own alert, encrypted; it has no call to send another"),
      ccs,
      Of("KeyUpdate too long", kOpenSsl, std::nullopt,
         Sent(Protocol(Detail::kIllegalParameter, Alert::kIllegalParameter)),
         "OpenSSL sends its own alert, encrypted; it has no call to send another"),
  };
}

std::vector<Exception> Others() {
  Exception dropped =
      Of("data before the end of the handshake", kWolfSsl, Version::kTls13, kNothing,
         "wolfSSL drops data that comes before the client's Finished, as if it were "
         "early data that was not accepted");
  dropped.role = Role::kServer;
  const Ends unexpected = Sent(Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage));
  const std::string whole_header =
      "it wants the first 4 bytes of a message, its header, in one record";
  return {
      dropped,
      Of("a message in records of one byte", kMbedTls, std::nullopt, unexpected,
         "mbedTLS does not put messages together from such pieces: " + whole_header),
      Of("a message in records of one byte", kWolfSsl, std::nullopt, unexpected,
         "wolfSSL does not put messages together from such pieces: " + whole_header),
      Of("another version in the record", kMbedTls, Version::kTls12, kNothing,
         "mbedTLS does not compare the minor version of records"),
      Of("ChangeCipherSpec after the handshake", kMbedTls, Version::kTls13, kNothing,
         "mbedTLS drops ChangeCipherSpec in TLS 1.3 wherever it comes"),
      Of("ChangeCipherSpec, protected", kMbedTls, Version::kTls13, kNothing,
         "mbedTLS drops ChangeCipherSpec in TLS 1.3 wherever it comes"),
      Of("KeyUpdate of another value", kMbedTls, std::nullopt, unexpected,
         "mbedTLS knows no KeyUpdate"),
      Of("KeyUpdate too long", kMbedTls, std::nullopt, unexpected, "mbedTLS knows no KeyUpdate"),
      Of("CertificateVerify too long", kWolfSsl, Version::kTls13, unexpected,
         "wolfSSL takes what follows the signature for the next message"),
      Of("a warning of no_renegotiation, among data", kOpenSsl, Version::kTls12,
         Sent(Protocol(Detail::kHandshakeFailure, Alert::kHandshakeFailure)),
         "OpenSSL takes this warning for a fatal alert, whether it has asked or not"),
      Of("warning decrypt_error, among data", kWolfSsl, Version::kTls12,
         {Received(Alert::kDecryptError), std::nullopt},
         "wolfSSL takes this warning for a fatal alert"),
      Of("warning *", kMbedTls, Version::kTls13, kNothing,
         "mbedTLS drops warnings, in TLS 1.3, too"),
  };
}

}  // namespace

const std::vector<Exception>& AllExceptions() {
  static const auto& all = *new std::vector<Exception>([] {
    std::vector<Exception> exceptions = EncryptedAlerts();
    for (const Exception& exception : Others()) exceptions.push_back(exception);
    return exceptions;
  }());
  return all;
}

}  // namespace omnitls::conformance
