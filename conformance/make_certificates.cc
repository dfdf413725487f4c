// Writes a set of test certificates and keys into a directory.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/certificates.h"

namespace omnitls::conformance {
namespace {

const std::map<std::string, KeyType> kKeyTypes = {
    {"p256", KeyType::kEcdsaP256},  {"p384", KeyType::kEcdsaP384},  {"p521", KeyType::kEcdsaP521},
    {"rsa2048", KeyType::kRsa2048}, {"rsa3072", KeyType::kRsa3072}, {"rsa1024", KeyType::kRsa1024},
    {"ed25519", KeyType::kEd25519},
};

struct Options {
  std::string directory;
  std::vector<std::string> dns_names = {"server.test", "localhost"};
  std::vector<std::string> ip_addresses = {"127.0.0.1", "::1"};
  std::string key = "p256";
  std::int64_t days = 30;
  std::string password = "password";
};

class Writer {
 public:
  explicit Writer(const std::filesystem::path& directory) : directory_(directory) {}

  void File(const std::string& name, const std::string& content) const {
    const std::filesystem::path path = directory_ / name;
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
  }
  // NAME.pem (leaf first, no root) and NAME.key.
  void Identity(const std::string& name, const Certificate& certificate) const {
    File(name + ".pem", certificate.chain_pem);
    File(name + ".key", certificate.key_pem);
  }

 private:
  std::filesystem::path directory_;
};

void WriteAll(const Options& options) {
  std::filesystem::create_directories(options.directory);
  const Writer write(options.directory);
  CertificateSpec spec = ServerSpec();
  spec.common_name = options.dns_names.empty() ? "" : options.dns_names.front();
  spec.dns_names = options.dns_names;
  spec.ip_addresses = options.ip_addresses;
  spec.not_after_seconds = options.days * 24 * 3600;
  spec.key = kKeyTypes.at(options.key);

  write.Identity("ca", Root());
  write.Identity("other-ca", OtherRoot());
  write.Identity("client", Client());
  const Certificate server = Issue(spec, &Root());
  write.Identity("server", server);
  write.File("server.pin", PublicKeyPin(server));
  write.File("server-revoked.crl", MakeCrl(Root(), {&server}));
  write.File("server-encrypted.key", EncryptKey(server, options.password));
  write.Identity("server-chain", Issue(spec, &Intermediate()));
  write.Identity("server-self-signed", Issue(spec, nullptr));
  CertificateSpec rsa = spec;
  rsa.key = KeyType::kRsa2048;
  write.Identity("server-rsa", Issue(rsa, &Root()));
  CertificateSpec expired = spec;
  expired.not_before_seconds = -10 * 24 * 3600;
  expired.not_after_seconds = -24 * 3600;
  write.Identity("server-expired", Issue(expired, &Root()));
  CertificateSpec wrong_name = spec;
  wrong_name.dns_names = {"wrong.test"};
  wrong_name.ip_addresses = {};
  write.Identity("server-wrong-name", Issue(wrong_name, &Root()));
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Write test certificates and keys: ca, other-ca, client, server, and variants.");
  app.add_option("directory", options.directory, "Where to write (made if missing)")->required();
  app.add_option("--name", options.dns_names, "A DNS name of the server; may be repeated")
      ->capture_default_str();
  app.add_option("--ip", options.ip_addresses, "An IP address of the server; may be repeated")
      ->capture_default_str();
  app.add_option("--key", options.key, "The server's type of key")
      ->check(CLI::IsMember(kKeyTypes))
      ->capture_default_str();
  app.add_option("--days", options.days, "How long the server's certificate is valid")
      ->capture_default_str();
  app.add_option("--password", options.password, "The password of server-encrypted.key")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    WriteAll(options);
  } catch (const std::exception& error) {
    std::cerr << "make_certificates: " << error.what() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace omnitls::conformance

int main(int argc, char** argv) { return omnitls::conformance::Main(argc, argv); }
