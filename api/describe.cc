#include "omnitls/describe.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "omnitls/connection_core.h"
#include "omnitls/x509/certificate.h"

namespace omnitls::internal {
namespace {

// Sentence writes text into a caller's buffer and drops what does not fit.
class Sentence {
 public:
  explicit Sentence(std::span<char> out) : out_(out) {}

  Sentence& operator<<(std::string_view text) {
    const std::size_t take = std::min(text.size(), out_.size() - used_);
    if (take > 0) std::memcpy(out_.data() + used_, text.data(), take);
    used_ += take;
    return *this;
  }
  Sentence& operator<<(std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
  }
  std::string_view text() const { return {out_.data(), used_}; }

 private:
  std::span<char> out_;
  std::size_t used_ = 0;
};

constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;

struct Unit {
  std::int64_t seconds;
  std::string_view name;
};
constexpr Unit kUnits[] = {{kDay, "day"}, {kHour, "hour"}, {kMinute, "minute"}, {1, "second"}};

// "3 days", in the largest unit that fits.
void WriteDuration(Sentence& out, std::int64_t seconds) {
  for (const Unit& unit : kUnits) {
    if (seconds < unit.seconds && unit.seconds != 1) continue;
    const std::int64_t count = seconds / unit.seconds;
    out << count << " " << unit.name << (count == 1 ? "" : "s");
    return;
  }
}

void WriteTime(Sentence& out, std::int64_t time) {
  char text[24];
  out << x509::FormatTime(time, text);
}

void WriteValidity(Sentence& out, Detail detail, const x509::Certificate& certificate,
                   std::int64_t now) {
  if (detail == Detail::kExpired) {
    out << "certificate expired ";
    WriteDuration(out, now - certificate.not_after);
    out << " ago";
  } else {
    out << "certificate is not valid for another ";
    WriteDuration(out, certificate.not_before - now);
  }
}

void WriteCertificate(Sentence& out, const x509::Certificate& certificate, Detail detail) {
  char name[96];
  const bool issuer_matters = detail == Detail::kUnknownIssuer;
  const std::string_view subject = x509::FormatName(certificate.subject, name);
  out << ": " << (subject.empty() ? std::string_view("(no subject)") : subject);
  if (issuer_matters) out << ", issued by " << x509::FormatName(certificate.issuer, name);
  if (detail == Detail::kExpired) {
    out << ", notAfter=";
    WriteTime(out, certificate.not_after);
  } else if (detail == Detail::kNotYetValid) {
    out << ", notBefore=";
    WriteTime(out, certificate.not_before);
  }
}

// "The certificate has expired." -> "the certificate has expired".
void WriteSummary(Sentence& out, const Error& error) {
  std::string_view summary = Summary(error);
  if (summary.empty()) return;
  if (summary.back() == '.') summary.remove_suffix(1);
  const char first[] = {static_cast<char>(summary[0] | 0x20)};
  out << std::string_view(first, 1) << summary.substr(1);
}

std::string_view NameOfPeer(const Failure& failure) {
  return failure.role == Role::kClient ? "the server" : "the client";
}

std::string_view WhenOf(const Failure& failure) {
  return failure.in_handshake ? "during the handshake" : "after the handshake";
}

bool ConcernsMessages(const Error& error) {
  return error.kind == ErrorKind::kProtocol && error.detail >= Detail::kBadRecordMac &&
         error.detail <= Detail::kUnsupportedExtension;
}

// Where no certificate is to blame.
void WriteOther(Sentence& out, const Failure& failure) {
  const Error& error = failure.error;
  if (error.kind == ErrorKind::kAlertReceived) {
    out << NameOfPeer(failure) << " sent the alert " << AlertName(error.alert) << " ("
        << static_cast<std::int64_t>(error.alert) << ") " << WhenOf(failure);
    return;
  }
  WriteSummary(out, error);
  if (ConcernsMessages(error)) {
    out << ", from " << NameOfPeer(failure) << " " << WhenOf(failure);
  } else if (error.kind == ErrorKind::kTruncated ||
             (error.kind == ErrorKind::kTransport && error.detail == Detail::kNone)) {
    out << ", " << WhenOf(failure);
  }
}

void WriteBadCertificate(Sentence& out, const Failure& failure,
                         const x509::Certificate& certificate) {
  const Detail detail = failure.error.detail;
  if (detail == Detail::kExpired || detail == Detail::kNotYetValid) {
    WriteValidity(out, detail, certificate, failure.verified_at);
  } else {
    WriteSummary(out, failure.error);
    if (detail == Detail::kNameMismatch) out << " than '" << failure.server_name << "'";
  }
  WriteCertificate(out, certificate, detail);
}

// Nothing was received yet that could be incomplete.
std::string_view AdviceFor(const Failure& failure) {
  if (failure.error.kind == ErrorKind::kTruncated && failure.in_handshake) {
    return "check that the peer speaks TLS here, and look for the reason in its log";
  }
  return Advice(failure.error);
}

void WriteCode(Sentence& out, const Failure& failure) {
  if (failure.error.native == 0) return;
  const bool is_transports = failure.error.kind == ErrorKind::kTransport;
  out << " [" << (is_transports ? std::string_view("transport") : failure.backend) << ": "
      << failure.error.native << "]";
}

}  // namespace

std::string_view WriteSentence(const Failure& failure, std::span<char> out) {
  Sentence sentence(out);
  x509::Certificate certificate;
  const bool concerns_one = failure.error.kind == ErrorKind::kCertificate &&
                            failure.bad_certificate < failure.chain.size();
  if (concerns_one && x509::ParseCertificate(failure.chain[failure.bad_certificate], certificate)) {
    WriteBadCertificate(sentence, failure, certificate);
  } else {
    WriteOther(sentence, failure);
  }
  if (concerns_one) {
    sentence << " (certificate " << static_cast<std::int64_t>(failure.bad_certificate) + 1 << " of "
             << static_cast<std::int64_t>(failure.chain.size()) << ")";
  }
  sentence << "; " << AdviceFor(failure);
  WriteCode(sentence, failure);
  return sentence.text();
}

std::string_view ConnectionCore::DescribeError(std::span<char> out) const {
  if (!Has(EngineHost::kFailed)) return {};
  const PeerChain chain = this->chain();
  const Failure failure{
      .error = error_,
      .role = context_->role(),
      .in_handshake = !handshake_done(),
      .backend = context_->backend().name(),
      .server_name = server_name_.text(),
      .chain = chain,
      .bad_certificate = peer_checked_ ? bad_certificate_ : chain.size(),
      .verified_at = verified_at_,
  };
  return WriteSentence(failure, out);
}

}  // namespace omnitls::internal
