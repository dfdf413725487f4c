#include "omnitls/revocation_lists.h"

#include <algorithm>
#include <charconv>

#include "omnitls/pem.h"

namespace omnitls {
namespace {

bool Less(ByteView a, ByteView b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

void Write(Bytes& message, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) (void)message.Append(AsBytes(part));
}

void WriteNumber(Bytes& message, int number) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  Write(message, {std::string_view(digits, static_cast<std::size_t>(end - digits))});
}

constexpr Error kMalformed{ErrorKind::kConfig, Detail::kMalformedCrl};

}  // namespace

Result<void> RevocationLists::AddDer(ByteView der, std::string_view& fault) {
  List list;
  if (!list.der.Assign(der)) return Fail(ErrorKind::kNoMemory);
  if (!x509::ParseCrl(list.der, list.crl, &fault)) return Fail(kMalformed);
  x509::CrlEntries entries(list.crl);
  for (ByteView serial; entries.Next(serial);) {
    if (!list.serials.Push(serial)) return Fail(ErrorKind::kNoMemory);
  }
  std::sort(list.serials.begin(), list.serials.end(), Less);
  if (!lists_.Push(std::move(list))) return Fail(ErrorKind::kNoMemory);
  return {};
}

Result<void> RevocationLists::Add(ByteView pem_or_der, std::string_view source, Bytes& message) {
  if (source.empty()) source = "CRL";
  std::string_view fault = "out of memory";
  if (pem_or_der.empty()) {
    Write(message, {source, ": is empty"});
    return Fail(ErrorKind::kConfig, Detail::kEmptyInput);
  }
  if (!IsPem(pem_or_der)) {
    const Result<void> added = AddDer(pem_or_der, fault);
    if (!added) Write(message, {source, ": the CRL cannot be parsed (", fault, ")"});
    return added;
  }
  PemReader reader(AsText(pem_or_der));
  const auto wrong = [&](int line, const Error& error) {
    Write(message, {source, ": line "});
    WriteNumber(message, line);
    Write(message, {": ", fault});
    return Fail(error);
  };
  std::size_t found = 0;
  for (PemBlock block;;) {
    const Result<bool> more = reader.Next(block);
    fault = "malformed PEM block";
    if (!more) return wrong(reader.line(), more.error());
    if (!*more) break;
    if (block.label != "X509 CRL") continue;
    Bytes der;
    fault = "malformed base64";
    if (const Result<void> decoded = DecodePemBody(block.body, der); !decoded) {
      return wrong(block.line, decoded.error());
    }
    fault = "out of memory";
    if (const Result<void> added = AddDer(der, fault); !added) {
      return wrong(block.line, added.error());
    }
    ++found;
  }
  if (found > 0) return {};
  Write(message, {source, ": holds no CRL"});
  return Fail(ErrorKind::kConfig, Detail::kNoCrlFound);
}

bool RevocationLists::List::Names(ByteView serial) const {
  return std::binary_search(serials.begin(), serials.end(), serial, Less);
}

bool RevocationLists::List::IsKnownFrom(ByteView spki) const {
  if (locked.exchange(true, std::memory_order_acquire)) return false;
  const bool known = Equal(signer, spki);
  locked.store(false, std::memory_order_release);
  return known;
}

void RevocationLists::List::RememberFrom(ByteView spki) const {
  if (locked.exchange(true, std::memory_order_acquire)) return;
  (void)signer.Assign(spki);
  locked.store(false, std::memory_order_release);
}

x509::SignatureStatus RevocationLists::CheckSignature(const List& list,
                                                      const x509::Certificate& issuer, int anchor,
                                                      const x509::SignatureVerifier& signatures) {
  const bool may_sign = !issuer.has_key_usage || (issuer.key_usage & x509::kCrlSign) != 0;
  if (!may_sign || !x509::CanSign(issuer.key.kind, list.crl.signature_algorithm)) {
    return x509::SignatureStatus::kBad;
  }
  if (list.IsKnownFrom(issuer.spki)) return x509::SignatureStatus::kGood;
  const x509::SignatureStatus status = signatures.VerifySignature(
      {list.crl.signature_algorithm, issuer.spki, list.crl.tbs, list.crl.signature, anchor});
  if (status == x509::SignatureStatus::kGood) list.RememberFrom(issuer.spki);
  return status;
}

RevocationStatus RevocationLists::StatusOf(const x509::Certificate& certificate,
                                           const x509::Certificate& issuer, int anchor,
                                           std::int64_t now,
                                           const x509::SignatureVerifier& signatures) const {
  RevocationStatus status = RevocationStatus::kUnknown;
  for (const List& list : lists_) {
    const x509::Crl& crl = list.crl;
    if (!Equal(crl.issuer, certificate.issuer)) continue;
    const x509::SignatureStatus signature = CheckSignature(list, issuer, anchor, signatures);
    if (signature == x509::SignatureStatus::kNoMemory) return RevocationStatus::kNoMemory;
    if (signature != x509::SignatureStatus::kGood) continue;
    if (list.Names(certificate.serial)) return RevocationStatus::kRevoked;
    const bool is_current =
        crl.this_update <= now && (!crl.has_next_update || now <= crl.next_update);
    const bool covers = certificate.is_ca ? crl.covers_cas : crl.covers_leaves;
    if (is_current && covers && !crl.is_partial) status = RevocationStatus::kGood;
  }
  return status;
}

}  // namespace omnitls
