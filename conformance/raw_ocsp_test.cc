// What a server may staple that is no OCSP response, or a broken one: no client takes it, and all
// say the same. The server is OpenSSL alone, which staples any bytes.

#include "conformance/cases.h"
#include "conformance/ocsp.h"
#include "conformance/raw_peer.h"

namespace omnitls::conformance {
namespace {

int Staple(SSL* ssl, void* staple) {
  const auto& text = *static_cast<const std::string*>(staple);
  SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup(text.data(), text.size()),
                                  static_cast<long>(text.size()));
  return SSL_TLSEXT_ERR_OK;
}

void NoteAlert(const SSL* ssl, int where, int alert) {
  if (where == SSL_CB_READ_ALERT) *static_cast<int*>(SSL_get_app_data(ssl)) = alert & 0xFF;
}

struct Outcome {
  std::optional<Error> error;
  int alert = -1;  // As the server got it.
};

class RawOcspTest : public BackendTest {
 protected:
  void SetUp() override {
    if (!backend().Supports(Feature::kOcspStapling)) {
      GTEST_SKIP() << backend().name() << " cannot ask for OCSP responses";
    }
    ClientContextBuilder builder(backend());
    builder.Ca(Root().pem).OcspStapling(OcspMode::kRequest);
    client_ = builder.Build().value();
    UseCertificate(server_.get(), Server());
    SSL_CTX_set_tlsext_status_cb(server_.get(), Staple);
    SSL_CTX_set_info_callback(server_.get(), NoteAlert);
  }

  Outcome Shake(std::string staple, Version version) {
    MemoryPipe pipe;
    Connection client = client_.Connect(pipe.client(), "server.test").value();
    Outcome outcome;
    SSL_CTX_set_tlsext_status_arg(server_.get(), &staple);
    const raw::Ssl server(SSL_new(server_.get()));
    SSL_set_app_data(server.get(), &outcome.alert);
    SSL_set_max_proto_version(server.get(),
                              version == Version::kTls13 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_set_bio(server.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(server.get());
    for (int round = 0; round < 6; ++round) {
      const Result<Next> next = client.Handshake();
      if (!next) outcome.error = next.error();
      client.Flush();
      std::uint8_t bytes[4000];
      for (IoResult got; (got = pipe.server().Read(bytes)).status == IoStatus::kOk;) {
        BIO_write(SSL_get_rbio(server.get()), bytes, static_cast<int>(got.bytes));
      }
      SSL_do_handshake(server.get());
      for (int size; (size = BIO_read(SSL_get_wbio(server.get()), bytes, sizeof bytes)) > 0;) {
        pipe.server().Write(ByteView(bytes).first(static_cast<std::size_t>(size)));
      }
    }
    return outcome;
  }
  void ExpectRefused(const std::string& staple) {
    for (const Version version : {Version::kTls12, Version::kTls13}) {
      const Outcome outcome = Shake(staple, version);
      ASSERT_TRUE(outcome.error) << "it was taken, in " << VersionName(version);
      EXPECT_EQ(*outcome.error,
                BadPeer(Detail::kBadOcspResponse, Alert::kBadCertificateStatusResponse));
      EXPECT_EQ(outcome.alert, 113);
    }
  }

  const std::string good_ = MakeOcspResponse(Server(), Root());
  ClientContext client_;
  raw::Context server_{SSL_CTX_new(TLS_server_method())};
};
OMNITLS_FOR_ALL_BACKENDS(RawOcspTest);

TEST_P(RawOcspTest, AGoodOneIsTaken) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const Outcome outcome = Shake(good_, version);
    EXPECT_EQ(outcome.error, std::nullopt) << VersionName(version);
  }
}

TEST_P(RawOcspTest, WhatIsNoResponseIsRefused) {
  ExpectRefused("x");
  ExpectRefused("garbage");
  ExpectRefused(std::string("\x30\x03\x0A\x01\x03", 5));  // tryLater
  ExpectRefused(std::string(15000, '0'));
  ExpectRefused(good_ + "x");
}

TEST_P(RawOcspTest, WhatIsCutOffOrChangedIsRefused) {
  for (std::size_t size = 1; size < good_.size(); size += 11) ExpectRefused(good_.substr(0, size));
  for (std::size_t i = 0; i < good_.size(); i += 7) {
    std::string altered = good_;
    altered[i] = static_cast<char>(altered[i] ^ 0x10);
    for (const Version version : {Version::kTls12, Version::kTls13}) {
      const Outcome outcome = Shake(altered, version);
      ASSERT_TRUE(outcome.error) << "byte " << i << " was changed, and nobody saw it";
      EXPECT_EQ(outcome.error->kind, ErrorKind::kCertificate);
      EXPECT_EQ(outcome.alert, 113);
    }
  }
}

}  // namespace
}  // namespace omnitls::conformance
