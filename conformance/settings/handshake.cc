#include "conformance/settings/probe.h"

// What a backend does in and after a handshake, without any setting.
namespace omnitls::conformance {
namespace {

constexpr char kKeyUpdates[] = "key updates";

Effect OneFlightOneWrite(const Trial& trial) {
  return AfterHandshake(trial, {}, [&](Pair& pair) {
    const MemoryPipe::Direction& written =
        trial.is_client() ? pair.pipe->to_server() : pair.pipe->to_client();
    EXPECT_LE(written.writes, 2u);
  });
}

// The client's first key share is in a group that the server does not have (RFC 8446, 4.1.4).
Effect HelloRetry(const Trial& trial) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Groups("x25519:secp384r1"); };
  options.server = [](ServerContextBuilder& builder) { builder.Groups("secp384r1"); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_EQ(GroupName(Theirs(trial, pair).group()), "secp384r1");
    EXPECT_TRUE(pair.Echo());
  });
}

// Another record goes out, and the peer reads on.
Effect UpdateKeys(const Trial& trial) {
  Effect effect = Effect::kEffective;
  AfterHandshake(trial, {}, [&](Pair& pair) {
    pair.Settle();
    const Result<Next> updated = Ours(trial, pair).UpdateKeys(KeyUpdateRequest::kUpdateRequested);
    if (!updated) {
      EXPECT_EQ(updated.error(), (Error{ErrorKind::kUnsupported, Detail::kSetting}));
      effect = Effect::kRefused;
      return;
    }
    EXPECT_GT((trial.is_client() ? pair.pipe->to_server() : pair.pipe->to_client()).size(), 0u);
    EXPECT_TRUE(pair.Echo()) << ToString(pair.client_error) << ToString(pair.server_error);
  });
  return effect;
}

// The peer's update ends a connection that cannot do it, with an alert of its own.
Effect AnswersKeyUpdate(const Trial& trial) {
  Effect effect = Effect::kEffective;
  AfterHandshake(trial, {}, [&](Pair& pair) {
    pair.Settle();
    EXPECT_TRUE(Theirs(trial, pair).UpdateKeys(KeyUpdateRequest::kUpdateRequested));
    if (pair.Echo()) return;
    EXPECT_EQ(TheirError(trial, pair), Received(Alert::kUnexpectedMessage));
    effect = Effect::kAbsent;
  });
  return effect;
}

Effect GatheredWrite(const Trial& trial) {
  return AfterHandshake(trial, {}, [&](Pair& pair) {
    pair.Settle();
    const std::vector<ByteView> spans(16, AsBytes("sixteen"));
    EXPECT_TRUE(Ours(trial, pair).WriteGathered(spans));
    EXPECT_EQ(
        RecordLengths(trial.is_client() ? pair.pipe->to_server() : pair.pipe->to_client()).size(),
        1u);
  });
}

Effect Close(const Trial& trial) {
  return AfterHandshake(trial, {}, [&](Pair& pair) {
    EXPECT_TRUE(Ours(trial, pair).SendClose());
    pair.Settle();
    EXPECT_EQ(Theirs(trial, pair).close_state(), CloseState::kReceived);
    EXPECT_TRUE(Theirs(trial, pair).Write(AsBytes("the rest")));
    pair.Settle();
    EXPECT_EQ(trial.is_client() ? pair.client_received : pair.server_received, "the rest");
  });
}

Effect Truncation(const Trial& trial) {
  return AfterHandshake(trial, {}, [&](Pair& pair) {
    pair.Settle();
    (trial.is_client() ? pair.pipe->to_client() : pair.pipe->to_server()).ended = true;
    EXPECT_EQ(ReadOnce(Ours(trial, pair)), "[truncated/none]");
  });
}

}  // namespace

Section HandshakeSettings() {
  return {
      "Handshakes and connections",
      {
          {"a flight of the handshake", kBothRoles, kBothVersions, "it comes in one write",
           OneFlightOneWrite},
          {"another group than the first (HelloRetryRequest)", kBothRoles, kTls13Only,
           "the server's group is negotiated", HelloRetry},
          Setting{"UpdateKeys", kBothRoles, kTls13Only, "the peer goes on under new keys",
                  UpdateKeys}
              .Needs(Feature::kKeyUpdate)
              .PeerNeeds(Feature::kKeyUpdate)
              .In(kKeyUpdates),
          Setting{"a peer's KeyUpdate", kBothRoles, kTls13Only,
                  "the peer is understood; else it gets unexpected_message", AnswersKeyUpdate}
              .Needs(Feature::kKeyUpdate)
              .PeerNeeds(Feature::kKeyUpdate)
              .Behaviour()
              .In(kKeyUpdates),
          {"WriteGathered", kBothRoles, kBothVersions, "16 pieces come in one record",
           GatheredWrite},
          {"SendClose", kBothRoles, kBothVersions, "the peer sees the close, and may still send",
           Close},
          {"the end of the transport without close_notify", kBothRoles, kBothVersions,
           "an error of this end: truncated, never a close", Truncation},
      },
  };
}

}  // namespace omnitls::conformance
