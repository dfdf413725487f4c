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

// "The certificate has expired." -> "The certificate has expired"
std::string_view WithoutStop(std::string_view sentence) {
  if (!sentence.empty() && sentence.back() == '.') sentence.remove_suffix(1);
  return sentence;
}

}  // namespace

std::string_view ConnectionCore::DescribeError(std::span<char> out) const {
  if (!Has(EngineHost::kFailed)) return {};
  Sentence sentence(out);
  x509::Certificate certificate;
  const PeerChain chain = this->chain();
  const bool names_certificate = error_.kind == ErrorKind::kCertificate && peer_checked_ &&
                                 bad_certificate_ < chain.size() &&
                                 x509::ParseCertificate(chain[bad_certificate_], certificate);
  if (!names_certificate) {
    sentence << WithoutStop(Summary(error_));
    if (error_.kind == ErrorKind::kAlertReceived) sentence << ": " << AlertName(error_.alert);
    if (error_.native != 0) sentence << " (native code " << error_.native << ")";
    return sentence.text();
  }
  if (error_.detail == Detail::kExpired || error_.detail == Detail::kNotYetValid) {
    WriteValidity(sentence, error_.detail, certificate, verified_at_);
  } else {
    sentence << WithoutStop(Summary(error_));
    if (error_.detail == Detail::kNameMismatch) sentence << " '" << server_name_.text() << "'";
  }
  WriteCertificate(sentence, certificate, error_.detail);
  if (chain.size() > 1) {
    sentence << " (certificate " << std::int64_t{bad_certificate_} + 1 << " of "
             << static_cast<std::int64_t>(chain.size()) << ")";
  }
  return sentence.text();
}

}  // namespace omnitls::internal
