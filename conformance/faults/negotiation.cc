#include <memory>

#include "conformance/faults/make.h"

// Ends that have nothing in common, and clients that a server wants to know.
namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

enum Extension : std::uint16_t {
  kServerName = 0,
  kSupportedGroups = 10,
  kSignatureAlgorithms = 13,
  kAlpn = 16,
  kSupportedVersions = 43,
  kKeyShare = 51,
};

Error Refusal(Detail detail) { return Protocol(detail, Alert::kHandshakeFailure); }

// A row about settings of both ends; the server finds out.
using Set = std::function<void(const Spot&, Scene&)>;
Fault Server(const std::string& name, const Error& error, Set set) {
  return {name, kServers, kAllVersions, error, std::move(set)};
}
// A row about a server's answer; the client finds out.
using Change = std::function<void(const Spot&, Hello&)>;
Fault Answer(const std::string& name, const std::vector<Version>& versions, const Error& error,
             Change change) {
  return {name, kClients, versions, error, [change](const Spot& spot, Scene& scene) {
            ChangedHello(spot, scene, [spot, change](Hello& hello) { change(spot, hello); });
          }};
}
// A row about what a client asks; the server finds out.
Fault Question(const std::string& name, const std::vector<Version>& versions, const Error& error,
               Change change) {
  Fault fault = Answer(name, versions, error, std::move(change));
  fault.finders = kServers;
  return fault;
}

std::vector<Fault> NothingInCommon() {
  return {
      Server("no common version", Protocol(Detail::kNoCommonVersion, Alert::kProtocolVersion),
             [](const Spot& spot, Scene& scene) {
               const Version other = spot.is_tls13() ? Version::kTls12 : Version::kTls13;
               scene.options.server = [other](ServerContextBuilder& builder) {
                 builder.MinVersion(other).MaxVersion(other);
               };
             }),
      Server("no common cipher suite", Refusal(Detail::kNoCommonCipherSuite),
             [](const Spot&, Scene& scene) {
               scene.options.client = [](ClientContextBuilder& builder) {
                 builder.Tls12CipherSuites("ECDHE-ECDSA-AES128-GCM-SHA256");
                 builder.Tls13CipherSuites("TLS_AES_128_GCM_SHA256");
               };
               scene.options.server = [](ServerContextBuilder& builder) {
                 builder.Tls12CipherSuites("ECDHE-ECDSA-AES256-GCM-SHA384");
                 builder.Tls13CipherSuites("TLS_AES_256_GCM_SHA384");
               };
             }),
      Server("no cipher suite for the server's key", Refusal(Detail::kNoCommonCipherSuite),
             [](const Spot&, Scene& scene) {
               scene.options.client = [](ClientContextBuilder& builder) {
                 builder.Tls12CipherSuites("ECDHE-RSA-AES128-GCM-SHA256");
               };
             })
          .With(&Fault::versions, kTls12Alone),
      Server("no common group", Refusal(Detail::kNoCommonGroup),
             [](const Spot&, Scene& scene) {
               scene.options.server_certificate = &conformance::Server(KeyType::kRsa2048);
               scene.options.client = [](ClientContextBuilder& b) { b.Groups("P-384"); };
               scene.options.server = [](ServerContextBuilder& b) { b.Groups("x25519:P-256"); };
             }),
      Server("no common signature scheme", Refusal(Detail::kNoCommonSignatureScheme),
             [](const Spot& spot, Scene& scene) {
               const std::string kind = spot.is_tls13() ? "rsa_pss_rsae_sha" : "rsa_pkcs1_sha";
               scene.options.server_certificate = &conformance::Server(KeyType::kRsa2048);
               scene.options.client = [kind](ClientContextBuilder& builder) {
                 builder.SignatureSchemes(kind + "256");
               };
               scene.options.server = [kind](ServerContextBuilder& builder) {
                 builder.SignatureSchemes(kind + "384");
               };
             }),
      Server("no common application protocol",
             Protocol(Detail::kNoCommonApplicationProtocol, Alert::kNoApplicationProtocol),
             [](const Spot&, Scene& scene) {
               scene.options.client_alpn = {"h2"};
               scene.options.server_alpn = {"http/1.1"};
             }),
      Server("unknown server name", Protocol(Detail::kUnrecognizedName, Alert::kUnrecognizedName),
             [](const Spot&, Scene& scene) {
               scene.options.server = [](ServerContextBuilder& builder) {
                 builder.RequireKnownServerName().AddIdentity(
                     "known.test", conformance::Server().chain_pem, conformance::Server().key_pem);
               };
             }),
      Server("no server name, where one is required",
             Protocol(Detail::kMissingExtension, Alert::kMissingExtension),
             [](const Spot&, Scene& scene) {
               CertificateSpec spec = ServerSpec();
               spec.ip_addresses = {"192.0.2.1"};
               const Certificate& own = scene.Keep(Issue(spec, &Root()));
               scene.options.server_name = "192.0.2.1";
               scene.options.server_certificate = nullptr;
               scene.options.server = [&own](ServerContextBuilder& builder) {
                 builder.RequireKnownServerName().AddIdentity("server.test", own.chain_pem,
                                                              own.key_pem);
               };
             }),
      Server("the server's own function refuses", Protocol(Detail::kRefused, Alert::kAccessDenied),
             [](const Spot&, Scene& scene) {
               scene.options.server = [](ServerContextBuilder& builder) {
                 builder.OnClientHello([](void*, const ClientHelloView&) {
                   return HelloDecision::Refuse(Alert::kAccessDenied);
                 });
               };
             }),
  };
}

// What a client has not sent, or has sent to another end than it believes.
std::vector<Fault> Questions() {
  const Error missing = Protocol(Detail::kMissingExtension, Alert::kMissingExtension);
  const Error decode = Protocol(Detail::kDecodeError, Alert::kDecodeError);
  // Of a server that knows TLS 1.3.
  const auto newer = [](const Fault& fault) {
    return fault.With(&Fault::make, [make = fault.make](const Spot& spot, Scene& scene) {
      make(spot, scene);
      scene.options.server = [](ServerContextBuilder& builder) {
        builder.MaxVersion(Version::kTls13);
      };
    });
  };
  const auto without = [](std::uint16_t extension) {
    return [extension](const Spot&, Hello& hello) { hello.Remove(extension); };
  };
  return {
      newer(Question("fallback that was not necessary", kTls12Alone,
                     Protocol(Detail::kInappropriateFallback, Alert::kInappropriateFallback),
                     [](const Spot&, Hello& hello) { hello.suites += "\x56\x00"s; })),
      Question("supported_groups missing", kTls13Alone, missing, without(kSupportedGroups)),
      Question("signature_algorithms missing", kTls13Alone, missing, without(kSignatureAlgorithms)),
      Question("key_share missing", kTls13Alone, missing, without(kKeyShare)),
      Question("an extension twice", kAllVersions, decode,
               [](const Spot&, Hello& hello) { hello.Add(kSupportedGroups, "\x00\x02\x00\x17"s); }),
      Question("malformed server_name", kAllVersions, decode,
               [](const Spot&, Hello& hello) { hello.Find(kServerName)->pop_back(); }),
      Question("malformed supported_groups", kAllVersions, decode,
               [](const Spot&, Hello& hello) { *hello.Find(kSupportedGroups) = "\x00\x03\x00"s; }),
      Question("malformed key_share", kTls13Alone, decode,
               [](const Spot&, Hello& hello) { hello.Find(kKeyShare)->pop_back(); }),
      Question("no cipher suites at all", kAllVersions, decode,
               [](const Spot&, Hello& hello) { hello.suites.clear(); }),
      Question("compression only", kAllVersions,
               Protocol(Detail::kIllegalParameter, Alert::kIllegalParameter),
               [](const Spot&, Hello& hello) { hello.compression = "\x01"; }),
      Question("supported_versions without a version of ours", kAllVersions,
               Protocol(Detail::kNoCommonVersion, Alert::kProtocolVersion),
               [](const Spot&, Hello& hello) {
                 hello.Remove(kSupportedVersions);
                 hello.Add(kSupportedVersions, "\x02\x03\x05"s);
               }),
  };
}

// The server's answer to a client that offers "h2" becomes another.
void AnswerAlpn(const Spot& spot, Scene& scene, const std::string& other) {
  scene.options.client_alpn = scene.options.server_alpn = {"h2"};
  if (!spot.is_tls13()) {
    ChangedHello(spot, scene, [other](Hello& hello) { *hello.Find(kAlpn) = other; });
    return;
  }
  Changed(spot, scene, kEncryptedExtensions, [other](std::string& body) {
    auto extensions = ParseExtensions(body);
    for (auto& [type, data] : extensions) {
      if (type == kAlpn) data = other;
    }
    body = EncodeExtensions(extensions);
  });
}

// A server's choice of what the client has not offered.
std::vector<Fault> Answers() {
  const Error illegal = Protocol(Detail::kIllegalParameter, Alert::kIllegalParameter);
  const Error no_version = Protocol(Detail::kNoCommonVersion, Alert::kProtocolVersion);
  const Error unsupported = Protocol(Detail::kUnsupportedExtension, Alert::kUnsupportedExtension);
  const auto sentinel = [](const std::string& end) {
    return [end](const Spot&, Hello& hello) {
      hello.random.replace(hello.random.size() - 8, 8, "DOWNGRD" + end);
    };
  };
  // Of a client that knows TLS 1.3.
  const auto downgraded = [](const Fault& fault) {
    return fault.With(&Fault::make, [make = fault.make](const Spot& spot, Scene& scene) {
      make(spot, scene);
      scene.options.client = [](ClientContextBuilder& builder) {
        builder.MaxVersion(Version::kTls13);
      };
    });
  };
  return {
      downgraded(Answer("downgrade sentinel of TLS 1.2", kTls12Alone, illegal, sentinel("\x01"))),
      downgraded(Answer("downgrade sentinel of TLS 1.1", kTls12Alone, illegal, sentinel("\x00"s))),
      Answer("a version that was not offered: TLS 1.1", kTls12Alone, no_version,
             [](const Spot&, Hello& hello) { hello.version = "\x03\x02"; }),
      Answer("a version that was not offered: TLS 1.2", kTls13Alone, no_version,
             [](const Spot&, Hello& hello) { hello.Remove(kSupportedVersions); }),
      Answer("supported_versions in an answer to a client that has none", kTls12Alone, unsupported,
             [](const Spot&, Hello& hello) { hello.Add(kSupportedVersions, "\x03\x04"); }),
      Answer("a version in supported_versions that was not offered", kTls13Alone, illegal,
             [](const Spot&, Hello& hello) { *hello.Find(kSupportedVersions) = "\x03\x05"; }),
      Answer("a cipher suite that was not offered", kAllVersions, illegal,
             [](const Spot& spot, Hello& hello) {
               hello.suites = spot.is_tls13() ? "\x13\x02" : "\xc0\x2c";
             }),
      Answer("a cipher suite that nobody knows", kAllVersions, illegal,
             [](const Spot&, Hello& hello) { hello.suites = "\xfa\xfa"; }),
      Answer("a cipher suite of the other version", kAllVersions, illegal,
             [](const Spot& spot, Hello& hello) {
               hello.suites = spot.is_tls13() ? "\xc0\x2b" : "\x13\x01";
             }),
      Answer("compression", kAllVersions, illegal,
             [](const Spot&, Hello& hello) { hello.compression = "\x01"; }),
      Answer("an extension twice in the answer", kTls13Alone,
             Protocol(Detail::kDecodeError, Alert::kDecodeError),
             [](const Spot&, Hello& hello) { hello.Add(kSupportedVersions, "\x03\x04"); }),
      Answer("an extension that was not offered", kAllVersions, unsupported,
             [](const Spot& spot, Hello& hello) {
               spot.is_tls13() ? hello.Add(0x7a7a, "") : hello.Add(kAlpn, "\x00\x03\x02h2"s);
             }),
      Answer("another session ID than the client's", kTls13Alone, illegal,
             [](const Spot&, Hello& hello) { hello.session_id = std::string(32, 'x'); }),
      Answer("a group that was not offered", kTls13Alone, illegal,
             [](const Spot&, Hello& hello) { hello.Find(kKeyShare)->replace(0, 2, "\x00\x19"s); }),
      Answer("key_share missing in the answer", kTls13Alone,
             Protocol(Detail::kMissingExtension, Alert::kMissingExtension),
             [](const Spot&, Hello& hello) { hello.Remove(kKeyShare); }),
      {"an application protocol that was not offered", kClients, kAllVersions, illegal,
       [](const Spot& spot, Scene& scene) { AnswerAlpn(spot, scene, "\x00\x03\x02h3"s); }},
      {"malformed application protocol in the answer", kClients, kAllVersions,
       Protocol(Detail::kDecodeError, Alert::kDecodeError),
       [](const Spot& spot, Scene& scene) { AnswerAlpn(spot, scene, "\x00\x03\x03h2"s); }},
      {"an extension in EncryptedExtensions that was not offered", kClients, kTls13Alone,
       unsupported,
       [](const Spot& spot, Scene& scene) {
         Changed(spot, scene, kEncryptedExtensions, [](std::string& body) {
           auto extensions = ParseExtensions(body);
           extensions.emplace_back(kAlpn, "\x00\x03\x02h2"s);
           body = EncodeExtensions(extensions);
         });
       }},
  };
}

// A row about a HelloRetryRequest, which the server needs because the client has guessed another
// group.
Fault Retried(const std::string& name, const Error& error, std::function<void(Scene&)> edit) {
  return {name, kClients, kTls13Alone, error, [edit](const Spot&, Scene& scene) {
            scene.options.client = [](ClientContextBuilder& b) { b.Groups("P-256:P-384"); };
            scene.options.server = [](ServerContextBuilder& b) { b.Groups("P-384"); };
            edit(scene);
          }};
}

std::vector<Fault> Retries() {
  const Error illegal = Protocol(Detail::kIllegalParameter, Alert::kIllegalParameter);
  const auto with_group = [](const std::string& group) {
    return [group](Scene& scene) {
      scene.edits.push_back(
          {Role::kServer, kHandshakeRecord, kServerHello, [group](Line& line, const Piece& piece) {
             Hello hello = Hello::Parse(piece.body.substr(4), true);
             *hello.Find(kKeyShare) = group;
             line.Send(kHandshakeRecord, Message(kServerHello, hello.Encode()));
           }});
    };
  };
  return {
      Retried("a retry that changes nothing", illegal, with_group("\x00\x17"s)),
      Retried("a retry for a group that was not offered", illegal, with_group("\x00\x1d"s)),
      Retried("a second retry", Protocol(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage),
              [](Scene& scene) {
                const auto first = std::make_shared<Piece>();
                scene.edits.push_back({Role::kServer, kHandshakeRecord, kServerHello,
                                       [first](Line& line, const Piece& piece) {
                                         *first = piece;
                                         line.Send(piece);
                                       }});
                scene.edits.push_back({Role::kServer, kHandshakeRecord, kServerHello,
                                       [first](Line& line, const Piece&) {
                                         Hello hello = Hello::Parse(first->body.substr(4), true);
                                         hello.Remove(kKeyShare);
                                         hello.Add(44, "\x00\x01x"s);
                                         line.Send(kHandshakeRecord,
                                                   Message(kServerHello, hello.Encode()));
                                       }});
              }),
  };
}

std::vector<Fault> ClientCertificates() {
  const Error missing = BadPeer(Detail::kCertificateMissing, Alert::kHandshakeFailure);
  return {
      Server("no client certificate", missing,
             [](const Spot&, Scene& scene) { scene.options.client_auth = ClientAuth::kRequire; })
          .InTls13(BadPeer(Detail::kCertificateMissing, Alert::kCertificateRequired)),
      Server("a bad client certificate, where none is required",
             BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa),
             [](const Spot&, Scene& scene) {
               scene.options.client_certificate = &scene.Keep(Issue(ClientSpec(), &OtherRoot()));
               scene.options.client_auth = ClientAuth::kRequest;
             }),
  };
}

}  // namespace

FaultGroup NegotiationFaults() {
  FaultGroup group{"Negotiation", {}};
  for (const auto& part :
       {NothingInCommon(), Questions(), Answers(), Retries(), ClientCertificates()}) {
    group.faults.insert(group.faults.end(), part.begin(), part.end());
  }
  return group;
}

}  // namespace omnitls::conformance
