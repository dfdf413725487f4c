#include "omnitls/trust_anchors.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "omnitls/pem.h"
#include "omnitls/x509/certificate.h"

namespace omnitls {
namespace {

// Message makes one line of text. What does not fit in memory is missing: the error itself is not.
class Message {
 public:
  Message& operator<<(std::string_view text) {
    (void)text_.Append(AsBytes(text));
    return *this;
  }
  Message& operator<<(std::size_t number) {
    std::array<char, 20> digits;
    std::size_t start = digits.size();
    do {
      digits[--start] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return *this << std::string_view(digits.data() + start, digits.size() - start);
  }
  std::string_view text() const { return text_.text(); }

 private:
  Bytes text_;
};

constexpr std::string_view kTrustedLabel = "TRUSTED CERTIFICATE";

// X509 CERTIFICATE is an old name. TRUSTED CERTIFICATE is OpenSSL's own: a certificate, then what
// OpenSSL should trust it for.
bool IsCertificateLabel(std::string_view label) {
  return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == kTrustedLabel;
}

// Leading gives the first DER element, or everything where there is none.
ByteView Leading(ByteView der) {
  x509::DerReader reader(der);
  x509::DerElement element;
  return reader.Next(element) ? element.whole : der;
}

std::string_view OrDefault(std::string_view source, std::string_view default_name) {
  return source.empty() ? default_name : source;
}

bool Contains(const internal::Vec<Bytes>& certificates, ByteView der) {
  return std::any_of(certificates.begin(), certificates.end(),
                     [der](const Bytes& known) { return Equal(known, der); });
}

Result<void> AddUnlessKnown(internal::Vec<Bytes>& certificates, ByteView der) {
  if (Contains(certificates, der)) return {};
  Bytes copy;
  if (!copy.AssignLasting(der) || !certificates.Push(std::move(copy))) {
    return Fail(ErrorKind::kNoMemory);
  }
  return {};
}

// PemCertificates takes the certificates of one PEM text, all or none.
class PemCertificates {
 public:
  PemCertificates(std::string_view pem, std::string_view source) : reader_(pem), source_(source) {}

  Result<void> AddTo(internal::Vec<Bytes>& certificates) {
    const std::size_t size_before = certificates.size();
    Result<void> result = AddBlocks(certificates);
    if (!result) certificates.Truncate(size_before);
    return result;
  }
  std::string_view message() const { return message_.text(); }

 private:
  Result<void> AddBlocks(internal::Vec<Bytes>& certificates) {
    PemBlock block;
    while (true) {
      const Result<bool> more = reader_.Next(block);
      if (!more) return Wrong(more.error(), reader_.line(), "malformed PEM block");
      if (!*more) break;
      if (!IsCertificateLabel(block.label)) continue;
      ++count_;
      const Result<void> added = AddBlock(block, certificates);
      if (!added) return added;
    }
    if (count_ > 0) return {};
    message_ << source_ << ": holds no certificate";
    return Fail(ErrorKind::kConfig, Detail::kNoCertificateFound);
  }

  Result<void> AddBlock(const PemBlock& block, internal::Vec<Bytes>& certificates) {
    Bytes der;
    const Result<void> decoded = DecodePemBody(block.body, der);
    if (!decoded) return Wrong(decoded.error(), block.line, "malformed base64");
    ByteView certificate = der;
    if (block.label == kTrustedLabel) certificate = Leading(der);
    std::string_view fault;
    if (x509::Certificate parsed; !x509::ParseCertificate(certificate, parsed, &fault)) {
      return Wrong({ErrorKind::kConfig, Detail::kMalformedCertificate}, block.line, fault);
    }
    const Result<void> added = AddUnlessKnown(certificates, certificate);
    if (!added) message_ << source_ << ": out of memory";
    return added;
  }

  Unexpected Wrong(const Error& error, int line, std::string_view what) {
    message_ << source_ << ": line " << static_cast<std::size_t>(line) << ": ";
    if (count_ > 0) message_ << "certificate " << count_ << " cannot be parsed (" << what << ")";
    if (count_ == 0) message_ << what;
    return Fail(error);
  }

  PemReader reader_;
  std::string_view source_;
  Message message_;
  std::size_t count_ = 0;
};

bool MakeAnchor(ByteView der, TrustStore::Anchor& anchor) {
  if (!x509::ParseCertificate(der, anchor.certificate)) return false;
  anchor.subject_hash = TrustStore::HashName(anchor.certificate.subject);
  return true;
}

bool GoesBefore(const TrustStore::Anchor& a, const TrustStore::Anchor& b) {
  if (a.subject_hash != b.subject_hash) return a.subject_hash < b.subject_hash;
  const ByteView x = a.certificate.der, y = b.certificate.der;
  return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
}

struct ByHash {
  bool operator()(const TrustStore::Anchor& a, std::uint32_t hash) const {
    return a.subject_hash < hash;
  }
  bool operator()(std::uint32_t hash, const TrustStore::Anchor& a) const {
    return hash < a.subject_hash;
  }
};

}  // namespace

std::span<const TrustStore::Anchor> TrustStore::FindByHash(std::uint32_t subject_hash) const {
  const auto [first, last] =
      std::equal_range(anchors_.begin(), anchors_.end(), subject_hash, ByHash{});
  return {first, last};
}

// Names are not secret and anchors not hostile, so it only has to be short and spread. Eight bytes
// at a time; a name ends with what distinguishes it.
std::uint32_t TrustStore::HashName(ByteView der_name) {
  constexpr std::uint64_t kOddNumber = 0x9E3779B97F4A7C15u;
  std::uint64_t hash = der_name.size();
  while (!der_name.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(der_name.size(), sizeof word);
    std::memcpy(&word, der_name.data(), size);
    hash = (hash ^ word) * kOddNumber;
    hash ^= hash >> 32;
    der_name = der_name.subspan(size);
  }
  return static_cast<std::uint32_t>(hash);
}

Result<void> TrustAnchors::AddPem(std::string_view pem, std::string_view source) {
  if (failed_) return omnitls::Fail(error_);
  source = OrDefault(source, "PEM text");
  if (pem.empty()) {
    Message message;
    message << source << ": is empty";
    return RecordError({ErrorKind::kConfig, Detail::kEmptyInput}, message.text());
  }
  PemCertificates reader(pem, source);
  const Result<void> added = reader.AddTo(certificates_);
  if (!added) return RecordError(added.error(), reader.message());
  return {};
}

Result<void> TrustAnchors::AddDer(ByteView der, std::string_view source) {
  if (failed_) return omnitls::Fail(error_);
  source = OrDefault(source, "DER certificate");
  Message message;
  if (der.empty()) {
    message << source << ": is empty";
    return RecordError({ErrorKind::kConfig, Detail::kEmptyInput}, message.text());
  }
  std::string_view fault;
  if (x509::Certificate parsed; !x509::ParseCertificate(der, parsed, &fault)) {
    message << source << ": the certificate cannot be parsed (" << fault << ")";
    return RecordError({ErrorKind::kConfig, Detail::kMalformedCertificate}, message.text());
  }
  const Result<void> added = AddUnlessKnown(certificates_, der);
  if (!added) return RecordError(added.error(), "out of memory");
  return {};
}

Result<void> TrustAnchors::RecordError(const Error& error, std::string_view message) {
  if (!failed_) {
    failed_ = true;
    error_ = error;
    message_.Reset();
    (void)message_.Append(AsBytes(message));
  }
  return omnitls::Fail(error_);
}

Result<const TrustStore*> TrustAnchors::Finish() {
  if (failed_) return omnitls::Fail(error_);
  if (certificates_.empty()) {
    return omnitls::Fail(ErrorKind::kConfig, Detail::kMissingTrustAnchors);
  }
  internal::Owned<TrustStore> store = internal::MakeOwned<TrustStore>();
  if (!store || !store->anchors_.Reserve(certificates_.size())) {
    return omnitls::Fail(ErrorKind::kNoMemory);
  }
  store->certificates_ = std::move(certificates_);
  for (const Bytes& der : store->certificates_) {
    TrustStore::Anchor anchor;
    if (!MakeAnchor(der, anchor) || !store->anchors_.Push(anchor)) {
      return omnitls::Fail(ErrorKind::kInternal);  // They parsed before, and there is room.
    }
  }
  // The order within one hash is that of the certificates' bytes, not of their addition.
  std::sort(store->anchors_.begin(), store->anchors_.end(), GoesBefore);
  return store.release();
}

}  // namespace omnitls
