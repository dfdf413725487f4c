// Sessions as bytes: what Save writes is resumed, and nothing else is even loaded.

#include "conformance/sessions.h"
#include "omnitls/saved_bytes.h"

namespace omnitls::conformance {
namespace {

class SavedSessionTest : public PairTest {
 protected:
  static std::string Save(const Session& session) {
    SecretBytes bytes;
    const Result<void> saved = session.Save(bytes);
    EXPECT_TRUE(saved) << ToString(saved.error());
    return ToString(bytes);
  }
  static Result<Session> Load(const std::string& bytes,
                              const Backend& backend = *GetParam().client) {
    return Session::Load(AsBytes(bytes), backend);
  }
  static std::optional<Error> LoadError(const std::string& bytes) { return ErrorOf(Load(bytes)); }

  // With the checksum that belongs to it.
  static std::string Mend(std::string bytes) {
    const std::size_t size = bytes.size() - 8;
    const std::uint64_t sum = internal::Checksum(AsBytes(bytes).first(size));
    for (std::size_t i = 0; i < 8; ++i) bytes[size + i] = static_cast<char>(sum >> (56 - 8 * i));
    return bytes;
  }
};
OMNITLS_FOR_ALL_PAIRS(SavedSessionTest);

TEST_P(SavedSessionTest, IsResumedWhenLoaded) {
  Pair pair(GetParam());
  const std::string saved = Save(FirstSession(pair));
  const Result<Session> loaded = Load(saved);
  ASSERT_TRUE(loaded) << ToString(loaded.error());
  EXPECT_EQ(loaded->backend_name(), GetParam().client->name());
  EXPECT_EQ(loaded->server_name(), "server.test");
  EXPECT_EQ(Save(*loaded), saved);
  PairOptions options;
  options.session = *loaded;
  // Another context of the same policy, as another process has.
  Pair second(BuildClient(GetParam()), pair.server_context, options);
  ExpectResumed(second, true);
  EXPECT_EQ(ToString(second.client.peer_certificate()), Server().der);
}

TEST_P(SavedSessionTest, IsRefusedUnderAnotherPolicyOrName) {
  Pair pair(GetParam());
  const Result<Session> loaded = Load(Save(FirstSession(pair)));
  ASSERT_TRUE(loaded);
  MemoryPipe pipe;
  ConnectOptions connect{.server_name = "other.test", .session = *loaded};
  EXPECT_EQ(ErrorOf(pair.client_context.Connect(pipe.client(), connect)),
            Usage(Detail::kPolicyMismatch));
  PairOptions options;
  options.client_trusts = &OtherRoot();
  connect.server_name = "server.test";
  EXPECT_EQ(ErrorOf(BuildClient(GetParam(), options).Connect(pipe.client(), connect)),
            Usage(Detail::kPolicyMismatch));
}

TEST_P(SavedSessionTest, IsRefusedWhenCutAtAnyByteOrLongerOrAltered) {
  Pair pair(GetParam());
  const std::string saved = Save(FirstSession(pair));
  for (std::size_t size = 0; size < saved.size(); ++size) {
    ASSERT_EQ(LoadError(saved.substr(0, size)), Config(Detail::kMalformedSession)) << size;
  }
  EXPECT_EQ(LoadError(saved + '\0'), Config(Detail::kMalformedSession));
  for (std::size_t i = 0; i < saved.size(); ++i) {
    std::string altered = saved;
    altered[i] = static_cast<char>(altered[i] ^ 0x20);
    ASSERT_EQ(LoadError(altered), Config(Detail::kMalformedSession)) << i;
  }
}

// Somebody who writes files can write a checksum, too: then it may be loaded, but does no harm.
TEST_P(SavedSessionTest, AlteredOnPurposeDoesNoHarm) {
  Pair pair(GetParam());
  const std::string saved = Save(FirstSession(pair));
  for (std::size_t i = 0; i < saved.size() - 8; i += 5) {  // All of them: see //fuzz:session_fuzz.
    std::string altered = saved;
    altered[i] = static_cast<char>(altered[i] ^ 0xFF);
    const Result<Session> loaded = Load(Mend(altered));
    if (!loaded) {
      EXPECT_EQ(loaded.error().kind, ErrorKind::kConfig);
      continue;
    }
    MemoryPipe pipe;
    ConnectOptions options{.server_name = "server.test", .session = *loaded};
    Result<Connection> client = pair.client_context.Connect(pipe.client(), options);
    if (!client) continue;
    Result<Connection> server = pair.server_context.Accept(pipe.server());
    (void)client->Handshake();
    (void)server->Handshake();
    (void)client->Handshake();
  }
}

TEST_P(SavedSessionTest, IsRefusedByAnotherBackend) {
  Pair pair(GetParam());
  const std::string saved = Save(FirstSession(pair));
  for (const Backend* backend : AllBackends()) {
    if (backend == GetParam().client) continue;
    EXPECT_EQ(ErrorOf(Load(saved, *backend)), Config(Detail::kWrongBackend));
  }
}

TEST_P(SavedSessionTest, IsRefusedWhenOlderThanAWeekOrFromTheFuture) {
  Pair pair(GetParam());
  std::string saved = Save(FirstSession(pair));
  const std::size_t name_size = GetParam().client->name().size();
  const std::size_t date = 8 + 1 + name_size + 1 + GetParam().client->library_version().size() + 8;
  for (const char byte : {'\0', '\x7F'}) {
    std::string other = saved;
    other[date + (byte == '\0' ? 4 : 0)] = byte;  // 1970, or the end of time.
    EXPECT_EQ(LoadError(Mend(other)), Config(Detail::kExpired));
  }
}

TEST_P(SavedSessionTest, AnEmptySessionCannotBeSaved) {
  SecretBytes bytes;
  EXPECT_EQ(ErrorOf(Session().Save(bytes)), Usage(Detail::kEmptyHandle));
}

}  // namespace
}  // namespace omnitls::conformance
