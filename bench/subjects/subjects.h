#ifndef OMNITLS_BENCH_SUBJECTS_SUBJECTS_H_
#define OMNITLS_BENCH_SUBJECTS_SUBJECTS_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "bench/subjects/subject.h"

// The table of subjects.
namespace omnitls::bench {

// SubjectKind is one way to do TLS.
struct SubjectKind {
  const char* name;     // "ours/openssl", "raw/openssl", "asio", ...
  const char* library;  // The library whose TLS it is.
  const char* what;     // A few words for people.
  // Null: it does not do what the plan asks for.
  std::unique_ptr<Subject> (*make)(const Plan& plan, const Identity& identity);
  // The version of what it is made of, for reports.
  std::string (*version)();

  // Encrypts only: part of sending, and no subject of anything else.
  bool is_aead() const { return std::string_view(name).starts_with("aead/"); }
  // Differs from ours in its handshakes only.
  bool is_forgetful() const { return std::string_view(name).starts_with("forgetful/"); }
  bool is_ours() const { return std::string_view(name).starts_with("ours/"); }
};

// All that this program was built with.
std::span<const SubjectKind> AllSubjects();
// Null: there is none of this name.
const SubjectKind* FindSubjectKind(std::string_view name);
// The optional ones that this machine had no libraries for, with the reason.
struct MissingSubject {
  const char* name;
  const char* needs;
};
std::span<const MissingSubject> MissingSubjects();

// `backend`: "openssl", "mbedtls" or "wolfssl".
std::unique_ptr<Subject> Ours(std::string_view backend, const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> Raw(std::string_view backend, const Plan& plan, const Identity& identity);

std::unique_ptr<Subject> RawOpenSsl(const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> RawMbedTls(const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> RawWolfSsl(const Plan& plan, const Identity& identity);
// OpenSSL behind a pair of memory BIOs, and behind a BIO pair; through SSL_set_fd, for sockets.
std::unique_ptr<Subject> OpenSslMemoryBio(const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> OpenSslBioPair(const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> OpenSslSetFd(const Plan& plan, const Identity& identity);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_SUBJECTS_H_
