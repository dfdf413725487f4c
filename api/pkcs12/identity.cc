#include "omnitls/pkcs12/identity.h"

#include "omnitls/pkcs12/key_match.h"
#include "omnitls/x509/certificate.h"
#include "omnitls/x509/der.h"

namespace omnitls::pkcs12 {
namespace {

struct Candidate {
  x509::Certificate certificate;
  KeyIds ids;
  ByteView key_id;  // localKeyId.
  bool used = false;
};

using Candidates = internal::Vec<Candidate>;

Result<void> ParseAll(const Contents& contents, Report& report, Candidates& all) {
  for (const CertificateBag& bag : contents.certificates) {
    Candidate candidate;
    std::string_view fault;
    if (!x509::ParseCertificate(bag.der, candidate.certificate, &fault)) {
      return report.Refuse(ErrorKind::kConfig, Detail::kMalformedCertificate,
                           {"a certificate in it cannot be parsed: ", fault});
    }
    candidate.ids = FindKeyIds(candidate.certificate);
    candidate.key_id = bag.key_id;
    if (!all.Push(candidate)) return report.NoMemory();
  }
  return {};
}

// How much speaks for a certificate as the key's; 0: nothing does.
int Rank(const Contents& contents, const Candidate& candidate) {
  const Match match = MatchKey(contents.key, candidate.certificate);
  const bool same_id = !contents.key_id.empty() && Equal(contents.key_id, candidate.key_id);
  if (match == Match::kNo) return 0;
  if (match == Match::kYes) return same_id ? 4 : 3;
  if (same_id) return 2;
  return candidate.certificate.is_ca ? 0 : 1;
}

bool ExpiresLater(const Candidate& a, const Candidate& b) {
  return a.certificate.not_after > b.certificate.not_after;
}

// Null: none, or it cannot be told which.
Candidate* FindLeaf(const Contents& contents, Candidates& all) {
  // With only one, the backend says whether it is the key's.
  if (all.size() == 1) return &all[0];
  Candidate* best = nullptr;
  int best_rank = 0;
  bool is_ambiguous = false;
  for (Candidate& candidate : all) {
    const int rank = Rank(contents, candidate);
    if (rank == 0 || rank < best_rank) continue;
    is_ambiguous = rank == best_rank &&
                   (is_ambiguous || !Equal(candidate.certificate.der, best->certificate.der));
    if (rank > best_rank || ExpiresLater(candidate, *best)) best = &candidate;
    best_rank = rank;
  }
  return best_rank == 1 && is_ambiguous ? nullptr : best;
}

// Null: none.
Candidate* FindIssuer(const Candidate& of, Candidates& all) {
  const x509::Certificate& issued = of.certificate;
  Candidate* best = nullptr;
  bool best_has_id = false;
  for (Candidate& candidate : all) {
    const x509::Certificate& issuer = candidate.certificate;
    if (candidate.used || !issuer.is_ca || !Equal(issuer.subject, issued.issuer)) continue;
    const bool has_id = !of.ids.authority.empty() && Equal(of.ids.authority, candidate.ids.subject);
    if (best == nullptr || (has_id && !best_has_id) ||
        (has_id == best_has_id && ExpiresLater(candidate, *best))) {
      best = &candidate;
      best_has_id = has_id;
    }
  }
  return best;
}

Result<void> MakeChain(Candidate* at, Candidates& all, Report& report, Identity& identity) {
  do {
    Bytes der;
    if (!der.Assign(at->certificate.der) || !identity.chain.Push(std::move(der))) {
      return report.NoMemory();
    }
    at->used = true;
    at = at->certificate.is_self_issued() ? nullptr : FindIssuer(*at, all);
  } while (at != nullptr && !at->certificate.is_self_issued());
  return {};
}

// The identifier and the length of a SEQUENCE of less than 16 MiB; how many bytes that is.
std::size_t WriteHeader(std::size_t size, std::uint8_t (&out)[5]) {
  const std::size_t octets = size < 0x80 ? 0 : size < 0x100 ? 1 : size < 0x10000 ? 2 : 3;
  out[0] = x509::der::kSequence;
  out[1] = static_cast<std::uint8_t>(octets == 0 ? size : 0x80 | octets);
  for (std::size_t i = 0; i < octets; ++i) {
    out[2 + i] = static_cast<std::uint8_t>(size >> (8 * (octets - 1 - i)));
  }
  return 2 + octets;
}

// PrivateKeyInfo with nothing behind the key: what may follow there (attributes, the public key,
// and the version that says so) is not for all libraries. What cannot be read is for the backend to
// refuse.
bool CopyKey(ByteView pkcs8, SecretBytes& out) {
  ByteView content, version, algorithm, key;
  bool good = x509::ReadAlone(pkcs8, x509::der::kSequence, content);
  x509::DerReader fields(content);
  good = good && fields.ReadInteger(version) && fields.ReadWhole(x509::der::kSequence, algorithm) &&
         fields.ReadWhole(x509::der::kOctetString, key);
  if (!good) return out.Assign(pkcs8);
  const std::uint8_t first[] = {x509::der::kInteger, 1, 0};
  const std::size_t size = sizeof first + algorithm.size() + key.size();
  std::uint8_t header[5];
  const std::size_t header_size = WriteHeader(size, header);
  if (!out.Reserve(header_size + size)) return false;
  return out.Append({header, header_size}) && out.Append(first) && out.Append(algorithm) &&
         out.Append(key);
}

}  // namespace

Result<void> ReadIdentity(ByteView file, Opener& opener, Report& report, Identity& identity) {
  Contents contents;
  Candidates all;
  if (const Result<void> read = ReadContents(file, opener, report, contents); !read) return read;
  if (contents.key.empty()) {
    return report.Refuse(ErrorKind::kConfig, Detail::kNoPrivateKeyFound, {"holds no private key"});
  }
  if (contents.certificates.empty()) {
    return report.Refuse(ErrorKind::kConfig, Detail::kNoCertificateFound, {"holds no certificate"});
  }
  if (const Result<void> parsed = ParseAll(contents, report, all); !parsed) return parsed;
  Candidate* const leaf = FindLeaf(contents, all);
  if (leaf == nullptr) {
    return report.Refuse(ErrorKind::kConfig, Detail::kKeyMismatch,
                         {"none of its certificates is known to be its private key's"});
  }
  if (!CopyKey(contents.key, identity.private_key)) return report.NoMemory();
  return MakeChain(leaf, all, report, identity);
}

}  // namespace omnitls::pkcs12
