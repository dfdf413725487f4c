// What makers of devices ask for: see docs/embedded.md.
#include <psa/crypto.h>

#include "embedded/testing/cases.h"
#include "embedded/testing/ends.h"
#include "embedded/testing/record_line.h"
#include "omnitls/profile.h"
#include "omnitls/saved_bytes.h"

// What takes long on a small processor: one operation each with a key of P-256. The linker puts
// these in between (--wrap).
static std::uint32_t operations;
#if !defined(OMNITLS_PROFILE_FULL)  // Which has another arithmetic.
extern "C" {
int __real_p256_gen_keypair(std::uint8_t* key, std::uint8_t* public_key);
int __wrap_p256_gen_keypair(std::uint8_t* key, std::uint8_t* public_key) {
  ++operations;
  return __real_p256_gen_keypair(key, public_key);
}
int __real_p256_ecdh_shared_secret(std::uint8_t* secret, const std::uint8_t* key,
                                   const std::uint8_t* peer);
int __wrap_p256_ecdh_shared_secret(std::uint8_t* secret, const std::uint8_t* key,
                                   const std::uint8_t* peer) {
  ++operations;
  return __real_p256_ecdh_shared_secret(secret, key, peer);
}
int __real_p256_ecdsa_sign(std::uint8_t* signature, const std::uint8_t* key,
                           const std::uint8_t* hash, std::size_t size);
int __wrap_p256_ecdsa_sign(std::uint8_t* signature, const std::uint8_t* key,
                           const std::uint8_t* hash, std::size_t size) {
  ++operations;
  return __real_p256_ecdsa_sign(signature, key, hash, size);
}
int __real_p256_ecdsa_verify(const std::uint8_t* signature, const std::uint8_t* key,
                             const std::uint8_t* hash, std::size_t size);
int __wrap_p256_ecdsa_verify(const std::uint8_t* signature, const std::uint8_t* key,
                             const std::uint8_t* hash, std::size_t size) {
  ++operations;
  return __real_p256_ecdsa_verify(signature, key, hash, size);
}
}
#endif

#if !defined(OMNITLS_PROFILE_TLS12_MIN)
// The record_size_limit that mbedTLS announces is the size of its buffer. To see how an end keeps
// to a lower one, the other says this.
static std::uint16_t announced_limit;
extern "C" {
int __real_mbedtls_ssl_tls13_write_record_size_limit_ext(void* ssl, std::uint8_t* out,
                                                         const std::uint8_t* end,
                                                         std::size_t* size);
int __wrap_mbedtls_ssl_tls13_write_record_size_limit_ext(void* ssl, std::uint8_t* out,
                                                         const std::uint8_t* end,
                                                         std::size_t* size) {
  const int result = __real_mbedtls_ssl_tls13_write_record_size_limit_ext(ssl, out, end, size);
  if (result == 0 && *size == 6 && announced_limit != 0) {
    out[4] = static_cast<std::uint8_t>(announced_limit >> 8);
    out[5] = static_cast<std::uint8_t>(announced_limit);
  }
  return result;
}
}
#endif

namespace omnitls::embedded {
namespace {

// Certificates that are in flash are used there; from RAM they are copied.
void FlashCase(Case& it) {
  static std::uint8_t in_ram[sizeof kRoot];
  std::memcpy(in_ram, kRoot, sizeof kRoot);
  std::size_t used[2];
  for (const bool flash : {false, true}) {
    const std::size_t before = omnitls_heap_used();
    ClientContextBuilder client(MbedTlsBackend());
    const Result<ClientContext> built =
        client.Ca(flash ? ByteView(kRoot) : ByteView(in_ram)).Build();
    it.Check(built.has_value(), "no context");
    used[flash] = omnitls_heap_used() - before;
  }
  it.Check(used[1] + sizeof kRoot <= used[0], "a copy was made");
}

// What one end's calls of Handshake did: how many there were, and the most operations with a key
// and bytes read in one.
struct Turns {
  std::uint32_t calls = 0;
  std::uint32_t operations = 0;
  std::size_t read = 0;

  Result<Next> Take(Connection& connection, const std::size_t& bytes_read) {
    const std::uint32_t operations_before = ::operations;
    const std::size_t bytes_before = bytes_read;
    const Result<Next> next = connection.Handshake();
    ++calls;
    operations = std::max(operations, ::operations - operations_before);
    read = std::max(read, bytes_read - bytes_before);
    return next;
  }
};

// A handshake in which each call finds one record at most: the most that any of them did.
bool ShakeByRecords(Version version, Turns& at_client, Turns& at_server, std::size_t& longest) {
  Ends ends;
  Configure(ends.client).MaxVersion(version);
  Configure(ends.server);
  Pipe pipe;
  RecordLine to_client(pipe.client()), to_server(pipe.server());
  const ClientContext client_context = Must("client's context", ends.client.Build());
  const ServerContext server_context = Must("server's context", ends.server.Build());
  Connection client = Must("client", client_context.Connect(to_client, kServerName));
  Connection server = Must("server", server_context.Accept(to_server));
  for (int turn = 0; turn < 64; ++turn) {
    to_client.NextRecord();
    const Result<Next> client_next = at_client.Take(client, to_client.bytes());
    to_server.NextRecord();
    const Result<Next> server_next = at_server.Take(server, to_server.bytes());
    if (!client_next || !server_next) return false;
    if (*client_next != Next::kReady || *server_next != Next::kReady) continue;
    longest = std::max(to_client.longest(), to_server.longest());
    return at_client.calls >= to_client.records() && at_server.calls >= to_server.records();
  }
  return false;
}

// The bounds that docs/embedded.md tells: a call that finds one record deals with that only. A
// client's longest is one certificate's signature, or a key pair and a shared secret; a server's is
// those two and a signature, for its whole answer.
void CooperativeCase(Case& it) {
#if defined(OMNITLS_PROFILE_TLS13_MIN)
  const Version versions[] = {Version::kTls13};
#elif defined(OMNITLS_PROFILE_TLS12_MIN)
  const Version versions[] = {Version::kTls12};
#else
  const Version versions[] = {Version::kTls12, Version::kTls13};
#endif
  for (const Version version : versions) {
    Turns at_client, at_server;
    std::size_t longest = 0;
    it.Check(ShakeByRecords(version, at_client, at_server, longest), "no handshake by records");
#if !defined(OMNITLS_PROFILE_FULL)
    const bool tls13 = version == Version::kTls13;
    Print({"operations in one call, ", VersionName(version), ", client: "}, at_client.operations);
    Print({"operations in one call, ", VersionName(version), ", server: "}, at_server.operations);
    it.Check(at_client.operations == (tls13 ? 1u : 2u), "a client's call does too much");
    it.Check(at_server.operations == (tls13 ? 3u : 2u), "a server's call does too much");
#endif
    it.Check(at_client.read <= 5 + longest && at_server.read <= 5 + longest,
             "a call reads more than a record");
    it.Check(at_client.calls >= 4 && at_client.calls <= 16, "calls");
  }
}

#if !defined(OMNITLS_PROFILE_TLS12_MIN) && !defined(OMNITLS_PROFILE_TLS13_MIN)

// The session's bytes are all that is kept; everything else is made anew, as after a reboot.
void RebootCase(Case& it, Version version) {
  ServerContextBuilder server_builder(MbedTlsBackend());
  const ServerContext server_context =
      Must("server", Configure(server_builder).MaxVersion(version).Build());
  SecretBytes kept;
  for (const bool again : {false, true}) {
    ClientContextBuilder builder(MbedTlsBackend());
    const ClientContext client_context =
        Must("client", Configure(builder).MinVersion(version).MaxVersion(version).Build());
    Session session;
    if (again) session = Must("load", Session::Load(kept, MbedTlsBackend()));
    Ran ran;
    ran.client = Must("client", client_context.Connect(ran.pipe.client(), {kServerName, session}));
    ran.server = Must("server", server_context.Accept(ran.pipe.server()));
    ran.Shake();
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), "no handshake");
    it.Check(ran.client.resumed() == again, again ? "not resumed" : "resumed");
    if (again || !ran.done) continue;
    const Result<Session> taken = ran.client.TakeSession();
    it.Check(taken && taken->Save(kept).has_value(), "no session");
  }
}
void RebootTls12Case(Case& it) { RebootCase(it, Version::kTls12); }
void RebootTls13Case(Case& it) { RebootCase(it, Version::kTls13); }

// A session is for its server's name and its context's policy, and for nothing else; bytes that
// were altered, cut or made longer are none.
void SessionMisuseCase(Case& it) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    Ends ends;
    Configure(ends.client).MaxVersion(version);
    Configure(ends.server);
    Ran ran;
    Start(ran, ends, kServerName);
    if (version == Version::kTls13) it.Check(!ran.client.TakeSession(), "too early");
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), "no handshake");
    const Result<Session> session = ran.client.TakeSession();
    it.Check(session.has_value(), "no session");
    if (!session) continue;
    it.Check(!ran.client.TakeSession(), "twice the same");
    it.Check(session->server_name() == kServerName, "another name");
    const auto refused = [&](ClientContextBuilder& builder, std::string_view name) {
      const ClientContext context = Must("client's context", builder.Build());
      const Result<Connection> made = context.Connect(ran.pipe.client(), {name, *session});
      return !made && made.error().kind == ErrorKind::kUsage &&
             made.error().detail == Detail::kPolicyMismatch;
    };
    ClientContextBuilder same(MbedTlsBackend()), other_ca(MbedTlsBackend()),
        hidden(MbedTlsBackend()), off(MbedTlsBackend()), own(MbedTlsBackend());
    it.Check(refused(Configure(same), "other.example"), "another name");
    it.Check(refused(Configure(other_ca).Ca(ByteView(kClient)), kServerName), "another CA");
    it.Check(refused(Configure(hidden).SendServerName(false), kServerName), "a hidden name");
    it.Check(refused(Configure(off).SessionCache(SessionCacheMode::kOff), kServerName), "off");
    it.Check(
        refused(Configure(own).CertificateChain(ByteView(kClient)).PrivateKey(ByteView(kClientKey)),
                kServerName),
        "another client");

    SecretBytes saved, altered;
    it.Check(session->Save(saved).has_value(), "save");
    const auto is_none = [](ByteView bytes) {
      const Result<Session> loaded = Session::Load(bytes, MbedTlsBackend());
      return !loaded && loaded.error().kind == ErrorKind::kConfig &&
             loaded.error().detail == Detail::kMalformedSession;
    };
    static std::uint8_t bytes[2048];
    const std::size_t size = saved.size();
    it.Check(size < sizeof bytes, "long");
    std::memcpy(bytes, saved.view().data(), size);
    for (std::size_t i = 0; i < size; ++i) {
      it.Check(is_none({bytes, i}), "cut");
      bytes[i] ^= 1;
      it.Check(is_none({bytes, size}), "altered");
      bytes[i] ^= 1;
    }
    it.Check(is_none({bytes, size + 1}), "longer");
    it.Check(Session::Load({bytes, size}, MbedTlsBackend()).has_value(), "as it was");
    // With a right checksum it may be a session, but no harm is done.
    const std::size_t before = omnitls_heap_used();
    const std::size_t body = size - internal::kChecksumSize;
    for (std::size_t i = 0; i < body; ++i) {
      for (const std::uint8_t change : {0x01, 0xFF}) {
        bytes[i] ^= change;
        const std::uint64_t sum = internal::Checksum({bytes, body});
        for (std::size_t k = 0; k < internal::kChecksumSize; ++k) {
          bytes[body + k] =
              static_cast<std::uint8_t>(sum >> (8 * (internal::kChecksumSize - 1 - k)));
        }
        (void)Session::Load({bytes, size}, MbedTlsBackend());
        bytes[i] ^= change;
      }
    }
    it.Check(omnitls_heap_used() == before, "memory is lost");
  }
}

// What a server presented in the first handshake is there in the second, also where its name is not
// sent; an application protocol is agreed on in both.
void ResumedCase(Case& it) {
  ServerContextBuilder server_builder(MbedTlsBackend());
  const ServerContext server_context =
      Must("server", Configure(server_builder).Alpn({"other", "device"}).Build());
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    ClientContextBuilder builder(MbedTlsBackend());
    const ClientContext client_context =
        Must("client",
             Configure(builder).MaxVersion(version).SendServerName(false).Alpn({"device"}).Build());
    Session session;
    for (const bool again : {false, true}) {
      Ran ran;
      ran.client =
          Must("client", client_context.Connect(ran.pipe.client(), {kServerName, session}));
      ran.server = Must("server", server_context.Accept(ran.pipe.server()));
      ran.Shake();
      it.Check(ran.done && Echo(ran.client, ran.server, "hello"), "no handshake");
      if (!ran.done) break;
      it.Check(ran.client.resumed() == again && ran.server.resumed() == again, "resumed");
      it.Check(ran.client.version() == version && ran.server.version() == version, "version");
      it.Check(Equal(ran.client.peer_certificate(), kServer), "another certificate");
      it.Check(ran.client.server_name() == kServerName, "another name");
      it.Check(ran.client.alpn() == "device" && ran.server.alpn() == "device", "another protocol");
      if (const Result<Session> taken = ran.client.TakeSession()) session = *taken;
      it.Check(!session.empty(), "no session");
    }
  }
}

void AlpnMismatchCase(Case& it) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    Ends ends;
    Configure(ends.client).MaxVersion(version).Alpn({"device"});
    Configure(ends.server).Alpn({"other"});
    Ran ran;
    Start(ran, ends, kServerName);
    it.Check(ran.server_error == Error{ErrorKind::kProtocol, Detail::kNoCommonApplicationProtocol,
                                       Alert::kNoApplicationProtocol},
             "server");
    it.Check(IsAlert(ran.client_error, Alert::kNoApplicationProtocol), "client");
  }
  ClientContextBuilder builder(MbedTlsBackend());
  const Result<ClientContext> none = Configure(builder).Alpn({"a", ""}).Build();
  it.Check(!none && none.error().detail == Detail::kNameLength, "an empty name");
  ClientContextBuilder wire(MbedTlsBackend());
  const std::uint8_t list[] = {1, 'a', 2, 'b'};
  it.Check(!Configure(wire).AlpnWire(list).Build(), "a list that is cut");
}

// SecureElement signs with a key that is in PSA's store only, as one behind a driver would be.
class SecureElement final : public Signer {
 public:
  explicit SecureElement(ByteView key) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    // The scalar within ECPrivateKey (RFC 5915, 3).
    (void)psa_crypto_init();
    (void)psa_import_key(&attributes, key.data() + 7, 32, &key_);
  }
  ~SecureElement() { psa_destroy_key(key_); }

  void Sign(const SignatureRequest& request, SignatureReply reply) override {
    std::uint8_t raw[64];
    std::size_t size = 0;
    if (psa_sign_hash(key_, PSA_ALG_ECDSA(PSA_ALG_SHA_256), request.digest.data(),
                      request.digest.size(), raw, sizeof raw, &size) != PSA_SUCCESS) {
      return reply.Fail();
    }
    std::uint8_t der[72] = {0x30, 0};
    std::size_t end = 2;
    for (int i = 0; i < 2; ++i) end = AddInteger(der, end, raw + 32 * i);
    der[1] = static_cast<std::uint8_t>(end - 2);
    reply.Done({der, end});
  }

 private:
  static std::size_t AddInteger(std::uint8_t* der, std::size_t at, const std::uint8_t* number) {
    std::size_t skip = 0;
    while (skip < 31 && number[skip] == 0) ++skip;
    const bool zero = (number[skip] & 0x80) != 0;
    der[at++] = 0x02;
    der[at++] = static_cast<std::uint8_t>(32 - skip + (zero ? 1 : 0));
    if (zero) der[at++] = 0;
    std::memcpy(der + at, number + skip, 32 - skip);
    return at + 32 - skip;
  }

  psa_key_id_t key_ = 0;
};

void SecureElementCase(Case& it) {
  SecureElement element(kServerKey), clients(kClientKey);
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    Ends ends;
    Configure(ends.client)
        .MaxVersion(version)
        .CertificateChain(ByteView(kClient))
        .ExternalKey(&clients);
    ends.server.CertificateChain(ByteView(kServer))
        .ExternalKey(&element)
        .Ca(ByteView(kRoot))
        .ClientAuthentication(ClientAuth::kRequire);
    Ran ran;
    Start(ran, ends, kServerName);
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), VersionName(version));
    it.Check(Equal(ran.server.peer_certificate(), kClient), "another certificate");
  }
}

// One that does not sign, and one that signs something else.
void SignerFailsCase(Case& it) {
  struct : Signer {
    void Sign(const SignatureRequest&, SignatureReply reply) override {
      if (fails) return reply.Fail(7);
      static const std::uint8_t signature[] = {0x30, 6, 2, 1, 1, 2, 1, 1};
      reply.Done(signature);
    }
    bool fails = true;
  } signer;
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    for (const bool fails : {true, false}) {
      signer.fails = fails;
      Ends ends;
      Configure(ends.client).MaxVersion(version);
      ends.server.CertificateChain(ByteView(kServer)).ExternalKey(&signer);
      Ran ran;
      Start(ran, ends, kServerName);
      it.Check(ran.server_error == Error{ErrorKind::kConfig,
                                         fails ? Detail::kSignerFailed : Detail::kKeyMismatch,
                                         Alert::kInternalError} &&
                   ran.server_error.native == (fails ? 7 : 0),
               "server");
      it.Check(IsAlert(ran.client_error, Alert::kInternalError), "client");
    }
  }
  ServerContextBuilder twice(MbedTlsBackend());
  const Result<ServerContext> built = Configure(twice).ExternalKey(&signer).Build();
  it.Check(!built && built.error().detail == Detail::kDuplicate, "two keys");
}

#endif

#if !defined(OMNITLS_PROFILE_TLS13_MIN)

// The longest record that a server writes, in bytes of plaintext and what protects it.
void FragmentCase(Case& it) {
  Ends ends;
  Configure(ends.client).MaxVersion(Version::kTls12).MaxFragmentLength(512);
  Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(ran.done, "no handshake");
  if (!ran.done) return;
  ran.pipe.Clear();
  static const std::uint8_t data[1024] = {};
  it.Check(ran.server.Write(data).has_value(), "write");
  // Two records of 512 bytes, each with a header, a nonce and a tag.
  it.Check(ran.pipe.to_client() == 2 * (5 + 8 + 512 + 16), "records");
  static std::uint8_t buffer[1024];
  std::size_t got = 0;
  while (got < sizeof data) {
    const Result<Progress> read = ran.client.Read(buffer);
    if (!read || read->bytes == 0) break;
    got += read->bytes;
  }
  it.Check(got == sizeof data, "read");
}

#endif

#if !defined(OMNITLS_PROFILE_TLS12_MIN)

#if defined(OMNITLS_PROFILE_FULL)
constexpr bool kHasLongRecords = true;
#else
constexpr bool kHasLongRecords = false;
#endif

// All that the server writes reaches the client; `longest` is the longest of its records.
bool Deliver(Connection& from, Connection& to, RecordLine& line) {
  static const std::uint8_t data[3000] = {};
  static std::uint8_t buffer[1024];
  std::size_t written = 0, got = 0;
  while (got < sizeof data) {
    const Result<Progress> wrote = from.Write(ByteView(data).subspan(written));
    if (!wrote) return false;
    written += wrote->bytes;
    line.NextRecord();
    const Result<Progress> read = to.Read(buffer);
    if (!read || (read->bytes == 0 && read->next != Next::kWantRead)) return false;
    got += read->bytes;
  }
  return got == sizeof data;
}

// In TLS 1.3 each end tells the size of its buffer (RFC 8449), and the other keeps to it; also to
// 512 bytes, of which one is the record's type and 16 are its tag.
void RecordLimitCase(Case& it) {
  for (const std::uint16_t limit : {0, 512}) {
    announced_limit = limit;
    Ends ends;
    Configure(ends.client);
    Configure(ends.server);
    Pipe pipe;
    RecordLine to_client(pipe.client());
    const ClientContext client_context = Must("client's context", ends.client.Build());
    const ServerContext server_context = Must("server's context", ends.server.Build());
    Connection client = Must("client", client_context.Connect(to_client, kServerName));
    Connection server = Must("server", server_context.Accept(pipe.server()));
    for (bool done = false; !done;) {
      to_client.NextRecord();
      const Result<Next> at_client = client.Handshake();
      const Result<Next> at_server = server.Handshake();
      if (!at_client || !at_server) return it.Check(false, "no handshake");
      done = *at_client == Next::kReady && *at_server == Next::kReady;
    }
    announced_limit = 0;
    it.Check(client.version() == Version::kTls13, "no TLS 1.3");
    RecordLine* const line = &to_client;
    line->ForgetLongest();
    it.Check(Deliver(server, client, *line), "not delivered");
    const std::size_t longest = kHasLongRecords ? 3000 : 1024;
    const std::size_t most = limit != 0 ? 512 + 16 : longest + 1 + 16 + 16;
    it.Check(line->longest() <= most && line->longest() + 32 >= most, "the longest record");
  }
}

#endif

// A limit of a program's own choice is not announced by mbedTLS: refused, and named.
void OwnLimitCase(Case& it) {
  ClientContextBuilder client(MbedTlsBackend());
  const Result<ClientContext> built = Configure(client).RecordSizeLimit(512).Build();
  it.Check(!built && built.error().kind == ErrorKind::kUnsupported, "not kUnsupported");
  it.Check(client.error_message().find("RecordSizeLimit") != std::string_view::npos, "not named");
}

constexpr NamedCase kDeviceCases[] = {
    {"certificates_in_flash", FlashCase},
    {"cooperative_loop", CooperativeCase},
#if !defined(OMNITLS_PROFILE_TLS12_MIN) && !defined(OMNITLS_PROFILE_TLS13_MIN)
    {"resumption_across_a_reboot_tls12", RebootTls12Case},
    {"resumption_across_a_reboot_tls13", RebootTls13Case},
    {"sessions_are_for_one_name_and_policy", SessionMisuseCase},
    {"resumed_connections", ResumedCase},
    {"alpn_mismatch", AlpnMismatchCase},
    {"signer_fails", SignerFailsCase},
    {"secure_element_by_opaque_psa_key", SecureElementCase},
#endif
#if !defined(OMNITLS_PROFILE_TLS13_MIN)
    {"max_fragment_length_512", FragmentCase},
#endif
#if !defined(OMNITLS_PROFILE_TLS12_MIN)
    {"record_size_limit_512", RecordLimitCase},
#endif
    {"record_size_limit_of_ones_own_is_refused", OwnLimitCase},
};

}  // namespace

std::span<const NamedCase> DeviceCases() { return kDeviceCases; }

}  // namespace omnitls::embedded
