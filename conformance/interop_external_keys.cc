#include "conformance/interop_external_keys.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "conformance/software_signer.h"

namespace omnitls::conformance {
namespace {

using std::chrono::milliseconds;

template <class Builder>
void Use(Builder& builder, const Certificate& certificate, Signer& signer) {
  builder.CertificateChain(certificate.chain_pem).ExternalKey(&signer, SignerTiming::kLater);
}

}  // namespace

void ExternalKeys(const PairParam& param) {
  for (const Backend* backend : {param.client, param.server}) {
    if (!backend->Supports(Feature::kLaterSignatures)) {
      GTEST_SKIP() << backend->name() << " cannot wait for signatures";
    }
  }
  for (const KeyType key : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
    ThreadedSigner servers(Server(key), milliseconds(2));
    ThreadedSigner clients(Client(key), milliseconds(2));
    PairOptions options;
    options.server_certificate = nullptr;
    options.client_auth = ClientAuth::kRequire;
    options.server = [&](ServerContextBuilder& builder) { Use(builder, Server(key), servers); };
    options.client = [&](ClientContextBuilder& builder) { Use(builder, Client(key), clients); };
    Pair pair(param, options);
    bool done = false;
    for (int i = 0; i < 5000 && !done && !pair.client_error && !pair.server_error; ++i) {
      done = pair.Handshake();
      std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_TRUE(done) << "client: " << ToString(pair.client_error)
                      << "; server: " << ToString(pair.server_error);
    EXPECT_TRUE(!done || pair.Echo());
    EXPECT_EQ(servers.asked().size(), 1u);
    EXPECT_EQ(clients.asked().size(), 1u);
  }
}

}  // namespace omnitls::conformance
