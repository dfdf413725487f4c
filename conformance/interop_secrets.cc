#include "conformance/interop_secrets.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace omnitls::conformance {
namespace {

template <class Set>
PairOptions Both(Set set) {
  PairOptions options;
  options.client = set;
  options.server = set;
  return options;
}

// What the two ends of a connection get, one after the other.
template <class Get>
void ExpectSame(Pair& pair, const char* what, Get get) {
  std::uint8_t mine[64] = {};
  std::uint8_t theirs[64] = {};
  EXPECT_TRUE(get(pair.client, MutableBytes(mine))) << what << ": the client has none";
  EXPECT_TRUE(get(pair.server, MutableBytes(theirs))) << what << ": the server has none";
  EXPECT_TRUE(Equal(mine, theirs)) << what << ": the two ends differ";
}

void Collect(void* lines, std::string_view line) {
  static_cast<std::vector<std::string>*>(lines)->emplace_back(line);
}

void ExpectSameKeys(const TrafficKeys& write, const TrafficKeys& read) {
  EXPECT_FALSE(write.key().empty());
  EXPECT_TRUE(Equal(write.key(), read.key())) << "the keys differ";
  // The rest is on the wire in TLS 1.2 (RFC 5288, 3).
  EXPECT_TRUE(Equal(write.iv().first(4), read.iv().first(4))) << "the IVs differ";
}

}  // namespace

void ExportedKeys(const PairParam& param) {
  Pair pair(param, Both([](auto& builder) { builder.Exporters(); }));
  ASSERT_TRUE(pair.Handshake());
  for (const auto& context : {std::optional<ByteView>(), std::optional(AsBytes("context"))}) {
    ExpectSame(pair, "exporter", [&](Connection& connection, MutableBytes out) {
      return connection.ExportKeyingMaterial(out, "EXPERIMENTAL-omnitls", context).has_value();
    });
  }
}

void ChannelBindings(const PairParam& param) {
  Pair pair(param, Both([](auto& builder) { builder.Exporters(); }));
  ASSERT_TRUE(pair.Handshake());
  const auto expect_same = [&](const char* what, ChannelBindingType type) {
    ExpectSame(pair, what, [&](Connection& connection, MutableBytes out) {
      return connection.ChannelBinding(type, out).has_value();
    });
  };
  expect_same("tls-exporter", ChannelBindingType::kTlsExporter);
  expect_same("tls-server-end-point", ChannelBindingType::kTlsServerEndPoint);
  if (param.version == Version::kTls12 && param.client->Supports(Feature::kTlsUnique) &&
      param.server->Supports(Feature::kTlsUnique)) {
    expect_same("tls-unique", ChannelBindingType::kTlsUnique);
  }
}

void KeyLogs(const PairParam& param) {
  std::vector<std::string> client;
  std::vector<std::string> server;
  PairOptions options;
  options.client = [&](ClientContextBuilder& builder) { builder.KeyLog(Collect, &client); };
  options.server = [&](ServerContextBuilder& builder) { builder.KeyLog(Collect, &server); };
  Pair pair(param, options);
  ASSERT_TRUE(pair.Handshake());
  std::sort(client.begin(), client.end());
  std::sort(server.begin(), server.end());
  EXPECT_EQ(client.size(), param.version == Version::kTls12 ? 1u : 5u);
  EXPECT_TRUE(client == server) << "the two logs differ";
}

void ExtractedSecrets(const PairParam& param) {
  Pair pair(param, Both([](auto& builder) { builder.SecretExtraction(); }));
  ASSERT_TRUE(pair.Handshake());
  TrafficSecrets client;
  TrafficSecrets server;
  ASSERT_TRUE(pair.client.ExtractTrafficSecrets(client));
  ASSERT_TRUE(pair.server.ExtractTrafficSecrets(server));
  ExpectSameKeys(client.write, server.read);
  ExpectSameKeys(server.write, client.read);
  EXPECT_EQ(client.write.sequence_number(), server.read.sequence_number());
}

}  // namespace omnitls::conformance
