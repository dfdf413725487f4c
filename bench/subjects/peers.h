#ifndef OMNITLS_BENCH_SUBJECTS_PEERS_H_
#define OMNITLS_BENCH_SUBJECTS_PEERS_H_

#include <memory>
#include <string>

#include "bench/subjects/subject.h"

// What other people's programs use. Each is there if the machine that this was built on has it: see
// bazel/optional.bzl.
namespace omnitls::bench {

std::unique_ptr<Subject> Asio(const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> AsioAsync(const Plan& plan, const Identity& identity);
std::string AsioVersion();
std::unique_ptr<Subject> GnuTls(const Plan& plan, const Identity& identity);
std::string GnuTlsVersion();
std::unique_ptr<Subject> LibTls(const Plan& plan, const Identity& identity);
std::string LibTlsVersion();
std::unique_ptr<Subject> Rustls(const Plan& plan, const Identity& identity);
std::string RustlsVersion();

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_PEERS_H_
