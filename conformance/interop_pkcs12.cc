#include "conformance/interop_pkcs12.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "conformance/pfx.h"

namespace omnitls::conformance {
namespace {

using pkcs12::testing::Scheme;

std::size_t GivePassword(void*, MutableBytes out) {
  constexpr std::string_view kPassword = "open sesame";
  std::copy(kPassword.begin(), kPassword.end(), out.begin());
  return kPassword.size();
}

// The certificates in the wrong order, with the root.
std::string FileOf(const Certificate& leaf, Scheme scheme) {
  PfxSpec spec = PfxOf(leaf);
  spec.certificates.push_back(CertificateEntry(Root()));
  std::reverse(spec.certificates.begin(), spec.certificates.end());
  spec.certificate_scheme = scheme;
  spec.key_scheme = scheme;
  return WritePfx(spec);
}

}  // namespace

void Pkcs12Identities(const PairParam& param) {
  static const Certificate& server = *new Certificate(Issue(ServerSpec(), &Intermediate()));
  static const std::string& server_file = *new std::string(FileOf(server, Scheme::kAes256));
  static const std::string& client_file = *new std::string(FileOf(Client(), Scheme::kTripleDes));
  PairOptions options;
  options.server_certificate = nullptr;
  options.client_auth = ClientAuth::kRequire;
  options.server = [](auto& builder) {
    builder.Pkcs12(AsBytes(server_file)).Password(GivePassword);
  };
  options.client = [](auto& builder) {
    builder.Pkcs12(AsBytes(client_file)).Password(GivePassword);
  };
  Pair pair(param, options);
  if (!pair.Handshake() || !pair.Echo()) {
    ADD_FAILURE() << "no connection; client: " << ToString(pair.client_error)
                  << "; server: " << ToString(pair.server_error);
    return;
  }
  EXPECT_EQ(pair.client.peer_chain().size(), 2u) << "the server's chain";
  EXPECT_EQ(pair.server.peer_chain().size(), 1u) << "the client's chain";
}

}  // namespace omnitls::conformance
