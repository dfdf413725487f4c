#include "conformance/settings/probe.h"

// Records: their lengths on the wire, before the other end reads them.
namespace omnitls::conformance {
namespace {

constexpr char kMaxFragmentLengthLine[] = "maximum fragment length (RFC 6066)";
constexpr std::uint16_t kMaxFragmentLengthType = 1;  // IANA: max_fragment_length.
constexpr std::uint16_t kRecordSizeLimitType = 28;   // IANA: record_size_limit.

std::string Data() { return std::string(5000, 'd'); }

void ExpectRecords(const std::vector<std::size_t>& lengths, std::size_t most) {
  EXPECT_GE(lengths.size(), (Data().size() + most - 1) / most);
  for (const std::size_t length : lengths) EXPECT_LE(length, most + kMaxExpansion);
}

Effect MaxRecordSize(const Trial& trial) {
  PairOptions options;
  SetOurs(trial, options, [](auto& builder) { builder.MaxRecordSize(600); });
  return AfterHandshake(trial, options, [&](Pair& pair) {
    ExpectRecords(RecordsWritten(pair, trial.is_client(), Data()), 600);
  });
}

Effect Padding(const Trial& trial) {
  PairOptions options;
  SetOurs(trial, options, [](auto& builder) { builder.Padding(1000); });
  return AfterHandshake(trial, options, [&](Pair& pair) {
    constexpr std::size_t kTag = 16;
    EXPECT_EQ(RecordsWritten(pair, trial.is_client(), "x"), std::vector<std::size_t>{1000 + kTag});
  });
}

Effect RecordSizeLimit(const Trial& trial) {
  PairOptions options;
  SetOurs(trial, options, [](auto& builder) { builder.RecordSizeLimit(700); });
  if (!trial.is_client()) {
    return AfterHandshake(
        trial, options, [](Pair& pair) { ExpectRecords(RecordsWritten(pair, true, Data()), 700); });
  }
  return InClientHello(trial, options, [](const ClientHelloView& hello) {
    const std::optional<ByteView> limit = hello.extension(kRecordSizeLimitType);
    ASSERT_TRUE(limit);
    EXPECT_EQ(ToString(*limit), std::string("\x02\xBC", 2));
  });
}

bool HasMaxFragmentLength(const Backend& backend, Version version) {
  return backend.Supports(version == Version::kTls13 ? Feature::kTls13MaxFragmentLength
                                                     : Feature::kMaxFragmentLength);
}

// Both ends keep to it.
Effect MaxFragmentLength(const Trial& trial) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.MaxFragmentLength(1024); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    ExpectRecords(RecordsWritten(pair, true, Data()), 1024);
    ExpectRecords(RecordsWritten(pair, false, Data()), 1024);
    ShowClientHello(pair.client_context, "server.test", [](const ClientHelloView& hello) {
      EXPECT_TRUE(hello.extension(kMaxFragmentLengthType).has_value());
    });
  });
}

// A server does as a client asks, or ignores it.
Effect AgreesToFragmentLength(const Trial& trial) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.MaxFragmentLength(1024); };
  bool keeps = true;
  AfterHandshake(trial, options, [&](Pair& pair) {
    for (const std::size_t length : RecordsWritten(pair, false, Data())) {
      keeps = keeps && length <= 1024 + kMaxExpansion;
    }
  });
  return keeps ? Effect::kEffective : Effect::kAbsent;
}

Effect BufferEarlyWrites(const Trial& trial) {
  PairOptions options;
  SetOurs(trial, options, [](auto& builder) { builder.BufferEarlyWrites(100); });
  return WithPair(trial, options, [&](Pair& pair) {
    const Result<Progress> put = Ours(trial, pair).Write(AsBytes("early"));
    ASSERT_TRUE(put) << ToString(put.error());
    EXPECT_TRUE(pair.Handshake());
    pair.Settle();
    EXPECT_EQ(trial.is_client() ? pair.server_received : pair.client_received, "early");
  });
}

}  // namespace

Section RecordSettings() {
  const std::string both_keep = "no record of either end is longer";
  const std::string keeps = "a client that asks gets no longer records";
  return {
      "Records",
      {
          Setting{"MaxRecordSize", kBothRoles, kBothVersions, "no record is longer", MaxRecordSize}
              .In("shorter records (`MaxRecordSize`)"),
          Setting{"MaxFragmentLength", kClientOnly, kTls12Only, both_keep, MaxFragmentLength}
              .Needs(Feature::kMaxFragmentLength)
              .PeerCan(HasMaxFragmentLength)
              .In(kMaxFragmentLengthLine),
          Setting{"MaxFragmentLength", kClientOnly, kTls13Only, both_keep, MaxFragmentLength}
              .Needs(Feature::kTls13MaxFragmentLength)
              .PeerCan(HasMaxFragmentLength)
              .In(kMaxFragmentLengthLine),
          Setting{"a client's max_fragment_length", kServerOnly, kTls12Only, keeps,
                  AgreesToFragmentLength}
              .Needs(Feature::kMaxFragmentLength)
              .PeerCan(HasMaxFragmentLength)
              .Behaviour()
              .In(kMaxFragmentLengthLine),
          Setting{"a client's max_fragment_length", kServerOnly, kTls13Only, keeps,
                  AgreesToFragmentLength}
              .Needs(Feature::kTls13MaxFragmentLength)
              .PeerCan(HasMaxFragmentLength)
              .Behaviour()
              .In(kMaxFragmentLengthLine),
          Setting{"Padding", kBothRoles, kTls13Only, "a record of one byte is as long as was asked",
                  Padding}
              .Needs(Feature::kRecordPadding)
              .In("record padding"),
          Setting{"RecordSizeLimit", kClientOnly, kBothVersions,
                  "record_size_limit is in ClientHello", RecordSizeLimit}
              .Needs(Feature::kRecordSizeLimit)
              .In("record_size_limit of one's own (RFC 8449)"),
          Setting{"RecordSizeLimit", kServerOnly, kBothVersions, "the client's records are shorter",
                  RecordSizeLimit}
              .Needs(Feature::kRecordSizeLimit)
              .In("record_size_limit of one's own (RFC 8449)"),
          {"BufferEarlyWrites", kBothRoles, kBothVersions,
           "data written before the handshake arrives after it", BufferEarlyWrites},
      },
  };
}

}  // namespace omnitls::conformance
