#include "bench/subjects/identity.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "bench/subjects/subject.h"
#include "conformance/certificates.h"

namespace omnitls::bench {
namespace {

// The files, and where their contents go.
constexpr std::pair<const char*, std::string Identity::*> kFiles[] = {
    {"chain.pem", &Identity::chain}, {"key.pem", &Identity::key}, {"root.pem", &Identity::root}};

}  // namespace

Identity MakeIdentity(bool rsa) {
  using conformance::CertificateSpec;
  const auto with_key = [rsa](CertificateSpec spec) {
    if (rsa) spec.key = conformance::KeyType::kRsa2048;
    return spec;
  };
  const conformance::Certificate root =
      conformance::Issue(with_key(conformance::CaSpec("bench root")), nullptr);
  const conformance::Certificate issuer =
      conformance::Issue(with_key(conformance::CaSpec("bench intermediate")), &root);
  const conformance::Certificate leaf =
      conformance::Issue(with_key(conformance::ServerSpec()), &issuer);
  return {
      leaf.chain_pem,
      leaf.key_pem,
      root.pem,
      {leaf.der, issuer.der, root.der, conformance::KeyAs(leaf, conformance::KeyForm::kPkcs8Der)}};
}

void Save(const Identity& identity, const std::string& directory) {
  for (const auto& [name, member] : kFiles) {
    std::ofstream file(std::filesystem::path(directory) / name);
    file << identity.*member;
    Require(static_cast<bool>(file.flush()), "writing the certificates");
  }
}

Identity Load(const std::string& directory) {
  Identity identity;
  for (const auto& [name, member] : kFiles) {
    std::ostringstream text;
    text << std::ifstream(std::filesystem::path(directory) / name).rdbuf();
    identity.*member = text.str();
    Require(!(identity.*member).empty(), "reading the certificates");
  }
  return identity;
}

TemporaryDirectory::TemporaryDirectory()
    : path_((std::filesystem::temp_directory_path() / "omnitls-bench-XXXXXX").string()) {
  Require(mkdtemp(path_.data()) != nullptr, "making a temporary directory");
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace omnitls::bench
