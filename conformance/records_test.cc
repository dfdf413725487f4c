// Records are as long as was asked for: seen by the peer, on the wire.

#include "conformance/records.h"

#include <numeric>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

std::string Text(std::size_t size) {
  std::string text(size, '\0');
  std::iota(text.begin(), text.end(), '\1');
  return text;
}

bool CanAskForFragmentLength(const Backend& backend, Version version) {
  return backend.Supports(version == Version::kTls13 ? Feature::kTls13MaxFragmentLength
                                                     : Feature::kMaxFragmentLength);
}

class RecordsTest : public PairTest {
 protected:
  // Writes from one side, and gives the lengths of the records before the other side reads them.
  static std::vector<std::size_t> Write(Pair& pair, bool from_client, const std::string& data) {
    pair.Settle();
    const Result<Progress> put = (from_client ? pair.client : pair.server).Write(AsBytes(data));
    EXPECT_TRUE(put && put->bytes == data.size());
    const auto lengths =
        RecordLengths(from_client ? pair.pipe->to_server() : pair.pipe->to_client());
    std::string& received = from_client ? pair.server_received : pair.client_received;
    received.clear();
    pair.Settle();
    EXPECT_TRUE(received == data) << received.size() << " of " << data.size() << " bytes";
    return lengths;
  }
  // Each is at most `most`, and there are no more of them than there have to be, or nearly so.
  static void ExpectCut(const std::vector<std::size_t>& lengths, std::size_t data,
                        std::size_t most) {
    for (const std::size_t length : lengths) EXPECT_LE(length, most + kMaxExpansion);
    EXPECT_GE(lengths.size(), (data + most - 1) / most);
    EXPECT_LE(lengths.size(), (data + most - 1) / most + 1);
  }
};
OMNITLS_FOR_ALL_PAIRS(RecordsTest);

// --- max_fragment_length

TEST_P(RecordsTest, BothSidesKeepToTheClientsMaxFragmentLength) {
  if (!CanAskForFragmentLength(*GetParam().client, version()) ||
      !CanAskForFragmentLength(*GetParam().server, version())) {
    GTEST_SKIP() << "one of the two libraries has no max_fragment_length in this version";
  }
  for (const std::size_t length : {512, 1024, 2048, 4096}) {
    SCOPED_TRACE(length);
    PairOptions options;
    options.client = [&](ClientContextBuilder& builder) { builder.MaxFragmentLength(length); };
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ", "
                                  << ToString(pair.server_error);
    const std::string data = Text(20'000);
    ExpectCut(Write(pair, true, data), data.size(), length);
    ExpectCut(Write(pair, false, data), data.size(), length);
  }
}

// Certificates are longer than that, and with RSA keys each of them is.
TEST_P(RecordsTest, MaxFragmentLengthHoldsForHandshakeMessages) {
  if (!CanAskForFragmentLength(*GetParam().client, version()) ||
      !CanAskForFragmentLength(*GetParam().server, version())) {
    GTEST_SKIP() << "one of the two libraries has no max_fragment_length in this version";
  }
  PairOptions options;
  options.server_certificate = &Server(KeyType::kRsa2048);
  options.client_certificate = &Client(KeyType::kRsa2048);
  options.client_auth = ClientAuth::kRequire;
  options.client = [](ClientContextBuilder& builder) { builder.MaxFragmentLength(512); };
  Pair pair(GetParam(), options);
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  ASSERT_EQ(*pair.server.Handshake(), Next::kWantRead);
  // All that follow the ServerHello, or come with it in one record; TLS 1.3 agrees on the length
  // only after it.
  std::vector<std::size_t> lengths = RecordLengths(pair.pipe->to_client());
  if (is_tls13()) lengths.erase(lengths.begin());
  for (const std::size_t length : lengths) EXPECT_LE(length, 512 + kMaxExpansion);
  ASSERT_TRUE(pair.client.Handshake()) << ToString(pair.client_error);
  for (const std::size_t length : RecordLengths(pair.pipe->to_server())) {
    EXPECT_LE(length, 512 + kMaxExpansion);
  }
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  EXPECT_TRUE(pair.Echo());
}

TEST_P(RecordsTest, AServerThatCannotIsNoObstacle) {
  if (!CanAskForFragmentLength(*GetParam().client, version()) ||
      CanAskForFragmentLength(*GetParam().server, version())) {
    GTEST_SKIP() << "about servers without max_fragment_length in this version";
  }
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.MaxFragmentLength(512); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  const std::string data = Text(20'000);
  ExpectCut(Write(pair, true, data), data.size(), 16384);
  ExpectCut(Write(pair, false, data), data.size(), 16384);
}

TEST_P(RecordsTest, MaxFragmentLengthHoldsForResumedConnections) {
  if (!CanAskForFragmentLength(*GetParam().client, version()) ||
      !CanAskForFragmentLength(*GetParam().server, version())) {
    GTEST_SKIP() << "one of the two libraries has no max_fragment_length in this version";
  }
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.MaxFragmentLength(1024); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << ToString(session.error());
  options.session = *session;
  pair.Reconnect(options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ", "
                                << ToString(pair.server_error);
  EXPECT_TRUE(pair.client.resumed());
  const std::string data = Text(20'000);
  ExpectCut(Write(pair, true, data), data.size(), 1024);
  ExpectCut(Write(pair, false, data), data.size(), 1024);

  // A session under one length is none for a context with another.
  const ClientContext other = BuildClient(GetParam());
  ConnectOptions connect;
  connect.server_name = "server.test";
  connect.session = *session;
  EXPECT_EQ(ErrorOf(other.Connect(pair.pipe->client(), connect)), Usage(Detail::kPolicyMismatch));
}

// --- MaxRecordSize

TEST_P(RecordsTest, MaxRecordSizeCutsWhatThisSideWrites) {
  for (const std::size_t size : {512, 1000, 4096, 16383, 16384}) {
    SCOPED_TRACE(size);
    PairOptions options;
    options.client = [&](ClientContextBuilder& builder) { builder.MaxRecordSize(size); };
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake());
    const std::string data = Text(40'000);
    ExpectCut(Write(pair, true, data), data.size(), size);
    ExpectCut(Write(pair, false, data), data.size(), 16384);
    EXPECT_EQ(Write(pair, true, Text(size / 2)).size(), 1u);
  }
}

TEST_P(RecordsTest, MaxRecordSizeOnServersToo) {
  PairOptions options;
  options.server = [&](ServerContextBuilder& builder) { builder.MaxRecordSize(1400); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  const std::string data = Text(40'000);
  ExpectCut(Write(pair, false, data), data.size(), 1400);
  ExpectCut(Write(pair, true, data), data.size(), 16384);
}

TEST_P(RecordsTest, ShortRecordsSurviveATransportThatIsFull) {
  PairOptions options;
  options.client = [&](ClientContextBuilder& builder) { builder.MaxRecordSize(512); };
  options.pipe_capacity = 700;
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  const std::string data = Text(10'000);
  EXPECT_TRUE(pair.ClientToServer(data) == data);
}

// --- Padding

TEST_P(RecordsTest, PaddingHidesHowMuchWasWritten) {
  if (!is_tls13()) GTEST_SKIP() << "records are padded in TLS 1.3 only";
  if (!GetParam().client->Supports(Feature::kRecordPadding)) {
    GTEST_SKIP() << "the client's library cannot pad records";
  }
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Padding(1024); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  const auto one = Write(pair, true, "x");
  EXPECT_EQ(Write(pair, true, Text(1000)), one);
  EXPECT_EQ(Write(pair, true, Text(1023)), one);
  const auto two = Write(pair, true, Text(1024));
  ASSERT_EQ(one.size(), 1u);
  ASSERT_EQ(two.size(), 1u);
  EXPECT_EQ(one[0], 1024u + 16);
  EXPECT_EQ(two[0], 2048u + 16);
  EXPECT_EQ(Write(pair, true, Text(16384)).size(), 1u);
  EXPECT_TRUE(pair.Echo());
}

TEST_P(RecordsTest, PaddingComesOnTopOfMaxRecordSize) {
  if (!is_tls13()) GTEST_SKIP() << "records are padded in TLS 1.3 only";
  if (!GetParam().server->Supports(Feature::kRecordPadding)) {
    GTEST_SKIP() << "the server's library cannot pad records";
  }
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.Padding(1000).MaxRecordSize(700); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(Write(pair, false, Text(1500)), std::vector<std::size_t>(3, 1016));
}

// --- WriteGathered

std::vector<ByteView> Cut(const std::string& data, std::size_t size) {
  std::vector<ByteView> spans;
  for (std::size_t i = 0; i < data.size(); i += size) {
    spans.push_back(AsBytes(data).subspan(i, std::min(size, data.size() - i)));
  }
  return spans;
}

TEST_P(RecordsTest, ManySmallSpansAreOneRecord) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  const std::string data = Text(16 * 64);
  for (const bool from_client : {true, false}) {
    Connection& from = from_client ? pair.client : pair.server;
    const std::vector<ByteView> spans = Cut(data, 64);
    const Result<Progress> put = from.WriteGathered(spans);
    ASSERT_TRUE(put) << ToString(put.error());
    EXPECT_EQ(put->bytes, data.size());
    EXPECT_EQ(put->next, Next::kReady);
    EXPECT_EQ(RecordLengths(from_client ? pair.pipe->to_server() : pair.pipe->to_client()).size(),
              1u);
    pair.Settle();
  }
  EXPECT_TRUE(pair.server_received == data);
  EXPECT_TRUE(pair.client_received == data);
}

TEST_P(RecordsTest, SpansOfAllSizesArriveInOrderInFullRecords) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  const std::string data = Text(100'000);
  std::vector<ByteView> spans;
  std::size_t position = 0;
  for (const std::size_t size : {0, 1, 9, 16384, 40'000, 3, 0, 10'000, 33'603}) {
    spans.push_back(AsBytes(data).subspan(position, size));
    position += size;
  }
  ASSERT_EQ(position, data.size());
  const Result<Progress> put = pair.client.WriteGathered(spans);
  ASSERT_TRUE(put);
  EXPECT_EQ(put->bytes, data.size());
  ExpectCut(RecordLengths(pair.pipe->to_server()), data.size(), 16384 - 1);
  pair.Settle();
  EXPECT_TRUE(pair.server_received == data);
}

TEST_P(RecordsTest, AGatheredWriteKeepsToMaxRecordSize) {
  PairOptions options;
  options.client = [&](ClientContextBuilder& builder) { builder.MaxRecordSize(1000); };
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  const std::string data = Text(5000);
  ASSERT_EQ(pair.client.WriteGathered(Cut(data, 7))->bytes, data.size());
  EXPECT_EQ(RecordLengths(pair.pipe->to_server()).size(), 5u);
  pair.Settle();
  EXPECT_TRUE(pair.server_received == data);
}

TEST_P(RecordsTest, AGatheredWriteThatWaitsCountsOverAllSpans) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  pair.pipe->to_server().capacity = 100;
  const std::string data = Text(60'000);
  std::vector<ByteView> spans = Cut(data, 5000);
  const Result<Progress> put = pair.client.WriteGathered(spans);
  ASSERT_TRUE(put);
  EXPECT_EQ(put->next, Next::kWantWrite);
  EXPECT_GE(put->bytes, 16383u) << "one record";
  EXPECT_LE(put->bytes, 16384u);
  EXPECT_EQ(pair.client.WriteGathered(spans)->bytes, 0u);
  while (*pair.client.Flush() == Next::kWantWrite) pair.Settle();
  pair.pipe->to_server().capacity = MemoryPipe::kUnlimited;
  const ByteView rest[] = {AsBytes(data).subspan(put->bytes)};
  EXPECT_EQ(pair.client.WriteGathered(rest)->bytes, data.size() - put->bytes);
  pair.Settle();
  EXPECT_TRUE(pair.server_received == data);
}

TEST_P(RecordsTest, AGatheredWriteFollowsTheRulesOfWrite) {
  Pair pair(GetParam());
  const ByteView hello[] = {AsBytes("hello")};
  const ByteView null[] = {AsBytes("hello"),
                           ByteView(static_cast<const std::uint8_t*>(nullptr), 3)};
  const ByteView empty[] = {ByteView(), AsBytes("x").first(0)};
  EXPECT_EQ(ErrorOf(Connection().WriteGathered(hello)), Usage(Detail::kEmptyHandle));
  EXPECT_EQ(ErrorOf(pair.client.WriteGathered(hello)), Usage(Detail::kBeforeHandshake));
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  const std::uint64_t before = pair.pipe->to_server().total;
  EXPECT_EQ(ErrorOf(pair.client.WriteGathered(null)), Usage(Detail::kNullBuffer));
  EXPECT_EQ(pair.client.WriteGathered(empty)->bytes, 0u);
  EXPECT_EQ(pair.client.WriteGathered({})->bytes, 0u);
  EXPECT_EQ(pair.pipe->to_server().total, before);
  EXPECT_TRUE(pair.Echo());
  ASSERT_TRUE(pair.client.SendClose());
  EXPECT_EQ(ErrorOf(pair.client.WriteGathered(hello)), Usage(Detail::kAfterClose));
}

// --- what builders refuse

class RecordSettingsTest : public BackendTest {
 protected:
  using Change = std::function<void(ClientContextBuilder&)>;
  static void Expect(const Error& error, const std::string& words, const Change& change) {
    ClientContextBuilder builder(backend());
    builder.Ca(Root().pem);
    change(builder);
    EXPECT_EQ(ErrorOf(builder.Build()), error) << builder.error_message();
    EXPECT_NE(builder.error_message().find(words), std::string_view::npos)
        << builder.error_message();
  }
  static Error Unsupported() { return {ErrorKind::kUnsupported, Detail::kSetting}; }
};
OMNITLS_FOR_ALL_BACKENDS(RecordSettingsTest);

TEST_P(RecordSettingsTest, SizesThatCannotBeAreRefused) {
  for (const std::size_t bytes : {0, 1, 511, 513, 8192, 16384}) {
    Expect(Config(Detail::kSetting), "512, 1024, 2048 or 4096",
           [&](ClientContextBuilder& builder) { builder.MaxFragmentLength(bytes); });
  }
  for (const std::size_t bytes : {0, 1, 511, 16385, 1 << 20}) {
    Expect(Config(Detail::kSetting), "MaxRecordSize",
           [&](ClientContextBuilder& builder) { builder.MaxRecordSize(bytes); });
  }
  for (const std::size_t bytes : {0, 1, 16385}) {
    Expect(Config(Detail::kSetting), "Padding",
           [&](ClientContextBuilder& builder) { builder.Padding(bytes); });
  }
  Expect(Config(Detail::kSetting), "BufferEarlyWrites",
         [](ClientContextBuilder& builder) { builder.BufferEarlyWrites(32769); });
  for (const std::size_t bytes : {0, 63, 16386}) {
    Expect(Config(Detail::kSetting), "RecordSizeLimit",
           [&](ClientContextBuilder& builder) { builder.RecordSizeLimit(bytes); });
  }
}

TEST_P(RecordSettingsTest, WhatTheLibraryCannotDoIsRefused) {
  if (!backend().Supports(Feature::kRecordSizeLimit)) {
    Expect(Unsupported(), "record size limit",
           [](ClientContextBuilder& builder) { builder.RecordSizeLimit(512); });
  }
  if (!backend().Supports(Feature::kRecordPadding)) {
    Expect(Unsupported(), "pad", [](ClientContextBuilder& builder) { builder.Padding(512); });
  }
  const auto any_version = [](ClientContextBuilder& builder) { builder.MaxFragmentLength(512); };
  const auto tls12_only = [](ClientContextBuilder& builder) {
    builder.MaxVersion(Version::kTls12).MaxFragmentLength(512);
  };
  if (!backend().Supports(Feature::kTls13MaxFragmentLength)) {
    Expect(Unsupported(), "allow TLS 1.2 only", any_version);
  } else {
    ClientContextBuilder builder(backend());
    any_version(builder.Ca(Root().pem));
    EXPECT_TRUE(builder.Build()) << builder.error_message();
  }
  ClientContextBuilder builder(backend());
  tls12_only(builder.Ca(Root().pem));
  EXPECT_TRUE(builder.Build()) << builder.error_message();
}

TEST_P(RecordSettingsTest, WhichLibraryCanDoWhat) {
  const bool openssl = backend().name() == "openssl";
  const bool mbedtls = backend().name() == "mbedtls";
  EXPECT_TRUE(backend().Supports(Feature::kMaxFragmentLength));
  EXPECT_EQ(backend().Supports(Feature::kTls13MaxFragmentLength), !mbedtls);
  EXPECT_EQ(backend().Supports(Feature::kRecordPadding), openssl);
  EXPECT_EQ(backend().Supports(Feature::kKeyUpdate), !mbedtls);
  EXPECT_FALSE(backend().Supports(Feature::kRecordSizeLimit));
}

TEST_P(RecordSettingsTest, PaddingNeedsTls13) {
  Expect(Config(Detail::kSetting), "TLS 1.3",
         [](ClientContextBuilder& builder) { builder.MaxVersion(Version::kTls12).Padding(512); });
}

}  // namespace
}  // namespace omnitls::conformance
