#include "conformance/interop_psk.h"

#include "conformance/psk.h"

namespace omnitls::conformance {

void ExternalPsk(const PairParam& param) {
  MemoryPreSharedKeys keys = MakeKeys();
  Pair pair(param, AddPsk(NoCertificates(), keys));
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_EQ(AsText(pair.server.psk_identity()), kPskIdentity);
  EXPECT_EQ(AsText(pair.client.psk_identity()), kPskIdentity);
  EXPECT_TRUE(pair.client.peer_chain().empty());
  EXPECT_NE(pair.client.group(), Group::kNone);
  EXPECT_TRUE(pair.Echo());
}

void ExternalPskWrongKey(const PairParam& param) {
  MemoryPreSharedKeys keys = MakeKeys(kPskIdentity, std::string(32, 'x'));
  Pair pair(param, AddPsk(NoCertificates(), keys));
  EXPECT_FALSE(pair.Handshake());
  const bool tls13 = param.version == Version::kTls13;
  const Alert alert = tls13 ? Alert::kDecryptError : Alert::kBadRecordMac;
  const Detail detail = tls13 ? Detail::kDecryptError : Detail::kBadRecordMac;
  EXPECT_EQ(pair.server_error, (Error{ErrorKind::kProtocol, detail, alert}));
  EXPECT_EQ(pair.client_error, (Error{ErrorKind::kAlertReceived, Detail::kNone, alert}));
}

}  // namespace omnitls::conformance
