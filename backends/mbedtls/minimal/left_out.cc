#include "backends/mbedtls/minimal/core.h"
#include "omnitls/early_data.h"
#include "omnitls/ocsp_responses.h"
#include "omnitls/ticket_keys.h"

// What these profiles leave out: a builder's call fails Build with kUnsupported, and
// error_message() names it; a connection's answers kNotAvailable, or that there is nothing.
#define LEFT_OUT(option)                                       \
  if (settings_ != nullptr)                                    \
  settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting}, \
                  "this profile of the library leaves out " option)

namespace omnitls {

// --- builders

#if !defined(OMNITLS_MINIMAL_BOTH)
void BuilderBase::SetExternalKey(Signer* /*signer*/, SignerTiming /*timing*/) {
  LEFT_OUT("ExternalKey");
}
#endif
void BuilderBase::SetPassword(PasswordCallback /*callback*/, void* /*user*/) {
  LEFT_OUT("Password");
}
void BuilderBase::SetPkcs12(ByteView /*der*/, std::string_view /*source*/) { LEFT_OUT("Pkcs12"); }
void BuilderBase::AddNamedIdentity(std::string_view /*name*/, ByteView /*chain*/,
                                   std::string_view /*chain_path*/, const IdentityKey& /*key*/) {
  LEFT_OUT("AddIdentity");
}
void BuilderBase::AddClientIdentity(ByteView /*chain*/, std::string_view /*chain_path*/,
                                    const IdentityKey& /*key*/) {
  LEFT_OUT("AddIdentity");
}
void BuilderBase::AddPin(ByteView /*sha256*/) { LEFT_OUT("PinPublicKey"); }
void BuilderBase::AddPinText(std::string_view /*text*/) { LEFT_OUT("PinPublicKey"); }
void BuilderBase::AddCrl(ByteView /*crl*/, std::string_view /*source*/) { LEFT_OUT("Crl"); }
void BuilderBase::SetMissingCrl(MissingCrl /*mode*/) { LEFT_OUT("OnMissingCrl"); }
#if !defined(OMNITLS_MINIMAL_BOTH)
void BuilderBase::AddAlpn(std::string_view /*name*/) { LEFT_OUT("Alpn"); }
void BuilderBase::SetAlpnWire(ByteView /*list*/) { LEFT_OUT("Alpn"); }
void BuilderBase::SetSessionCache(SessionCacheMode mode) {
  if (mode != SessionCacheMode::kOff) LEFT_OUT("SessionCache");
}
#endif
void BuilderBase::SetSignatureCache(std::size_t certificates) {
  if (certificates != 0) LEFT_OUT("SignatureCache");
}
void BuilderBase::SetClock(ClockCallback /*callback*/, void* /*user*/) { LEFT_OUT("Clock"); }
void BuilderBase::SetEarlyData(std::size_t /*bytes*/) { LEFT_OUT("MaxEarlyData"); }
void BuilderBase::SetOcspMode(OcspMode /*mode*/) { LEFT_OUT("OcspStapling"); }
void BuilderBase::SetOcspResponse(ByteView /*der*/, std::string_view /*source*/) {
  LEFT_OUT("OcspResponse");
}
void BuilderBase::SetOcspResponses(OcspResponses /*responses*/) { LEFT_OUT("StapleFrom"); }
void BuilderBase::SetRequestsTimestamps(bool /*request*/) {
  LEFT_OUT("SignedCertificateTimestamps");
}
void BuilderBase::SetTimestamps(ByteView /*list*/) { LEFT_OUT("SignedCertificateTimestamps"); }
void BuilderBase::SetRecordSizeLimit(std::size_t /*bytes*/) { LEFT_OUT("RecordSizeLimit"); }
void BuilderBase::SetMaxRecordSize(std::size_t /*bytes*/) { LEFT_OUT("MaxRecordSize"); }
void BuilderBase::SetPadding(std::size_t /*bytes*/) { LEFT_OUT("Padding"); }
void BuilderBase::SetEarlyWrites(std::size_t /*bytes*/) { LEFT_OUT("BufferEarlyWrites"); }
void BuilderBase::SetExporters(bool /*keep*/) { LEFT_OUT("Exporters"); }
void BuilderBase::SetKeyLog(KeyLogCallback /*callback*/, void* /*user*/) { LEFT_OUT("KeyLog"); }
void BuilderBase::SetSecretExtraction(bool /*allow*/) { LEFT_OUT("SecretExtraction"); }

#if !defined(MBEDTLS_X509_CRT_PARSE_C)
void BuilderBase::AddCa(ByteView /*der*/, std::string_view /*source*/) { LEFT_OUT("Ca"); }
void BuilderBase::SetCertificate(ByteView /*der*/, std::string_view /*source*/) {
  LEFT_OUT("CertificateChain");
}
void BuilderBase::SetPrivateKey(ByteView /*der*/, std::string_view /*source*/) {
  LEFT_OUT("PrivateKey");
}
#endif

#undef LEFT_OUT
#define LEFT_OUT(option)                                               \
  if (settings_ != nullptr)                                            \
    settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting},       \
                    "this profile of the library leaves out " option); \
  return *this

#if !defined(MBEDTLS_X509_CRT_PARSE_C)
ClientContextBuilder& ClientContextBuilder::ServerName(std::string_view /*name*/) {
  LEFT_OUT("ServerName");
}
ClientContextBuilder& ClientContextBuilder::SendServerName(bool /*send*/) {
  LEFT_OUT("SendServerName");
}
ServerContextBuilder& ServerContextBuilder::ClientAuthentication(ClientAuth /*mode*/) {
  LEFT_OUT("ClientAuthentication");
}
#endif
#if !defined(OMNITLS_PROFILE_PSK_MIN) && !defined(OMNITLS_MINIMAL_FULL)
ClientContextBuilder& ClientContextBuilder::PreSharedKey(ByteView /*identity*/, ByteView /*key*/,
                                                         HashAlgorithm /*hash*/) {
  LEFT_OUT("PreSharedKey");
}
ServerContextBuilder& ServerContextBuilder::PreSharedKeys(PreSharedKeyStore* /*store*/) {
  LEFT_OUT("PreSharedKeys");
}
#endif
ClientContextBuilder& ClientContextBuilder::Sessions(SessionStore* /*store*/) {
  LEFT_OUT("Sessions");
}
ClientContextBuilder& ClientContextBuilder::ResumeTls12By(Tls12Resumption /*mode*/) {
  LEFT_OUT("ResumeTls12By");
}
ClientContextBuilder& ClientContextBuilder::ChooseIdentity(ChooseIdentityCallback /*callback*/,
                                                           void* /*user*/) {
  LEFT_OUT("ChooseIdentity");
}
ClientContextBuilder& ClientContextBuilder::NameFlags(HostNameFlags /*flags*/) {
  LEFT_OUT("NameFlags");
}
ClientContextBuilder& ClientContextBuilder::PostHandshakeAuthentication(bool /*allow*/) {
  LEFT_OUT("PostHandshakeAuthentication");
}
ServerContextBuilder& ServerContextBuilder::SendCertificateAuthorities(bool /*send*/) {
  LEFT_OUT("SendCertificateAuthorities");
}
ServerContextBuilder& ServerContextBuilder::PostHandshakeAuthentication(ClientAuth /*mode*/) {
  LEFT_OUT("PostHandshakeAuthentication");
}
ServerContextBuilder& ServerContextBuilder::SessionTicketKeys(TicketKeys /*keys*/) {
  LEFT_OUT("SessionTicketKeys");
}
#if !defined(OMNITLS_MINIMAL_BOTH)
ServerContextBuilder& ServerContextBuilder::SessionLifetime(std::uint32_t /*seconds*/) {
  LEFT_OUT("SessionLifetime");
}
ServerContextBuilder& ServerContextBuilder::SessionTickets(std::uint32_t /*count*/) {
  LEFT_OUT("SessionTickets");
}
#endif
ServerContextBuilder& ServerContextBuilder::Sessions(ServerSessionStore* /*store*/) {
  LEFT_OUT("Sessions");
}
ServerContextBuilder& ServerContextBuilder::SingleUseTickets(std::size_t /*remembered*/) {
  LEFT_OUT("SingleUseTickets");
}
ServerContextBuilder& ServerContextBuilder::RequireKnownServerName(bool /*require*/) {
  LEFT_OUT("RequireKnownServerName");
}
ServerContextBuilder& ServerContextBuilder::OnClientHello(ClientHelloCallback /*callback*/,
                                                          void* /*user*/) {
  LEFT_OUT("OnClientHello");
}
ServerContextBuilder& ServerContextBuilder::ChooseAlpn(AlpnCallback /*callback*/, void* /*user*/) {
  LEFT_OUT("ChooseAlpn");
}
ServerContextBuilder& ServerContextBuilder::OnAlpnMismatch(AlpnMismatch /*mode*/) {
  LEFT_OUT("OnAlpnMismatch");
}
ServerContextBuilder& ServerContextBuilder::EarlyDataGuard(ReplayGuard* /*guard*/) {
  LEFT_OUT("EarlyDataGuard");
}
ServerContextBuilder& ServerContextBuilder::HalfRttData(bool /*allow*/) { LEFT_OUT("HalfRttData"); }

// --- connections

namespace {
constexpr Unexpected NotAvailable() { return Fail(ErrorKind::kUsage, Detail::kNotAvailable); }
}  // namespace

Result<Next> Connection::UpdateKeys(KeyUpdateRequest /*request*/) {
  if constexpr (internal::profile::kTls13) return Fail(ErrorKind::kUnsupported, Detail::kSetting);
  return NotAvailable();
}
Result<Progress> Connection::WriteEarlyData(ByteView /*data*/) { return NotAvailable(); }
Result<Progress> Connection::ReadEarlyData(MutableBytes /*out*/) { return NotAvailable(); }
std::size_t Connection::early_data_limit() const { return 0; }
EarlyDataStatus Connection::early_data_status() const { return EarlyDataStatus::kNone; }
SecretBytes Connection::TakeRejectedEarlyData() { return {}; }
bool Connection::can_write_half_rtt() const { return false; }
Result<Next> Connection::RequestClientCertificate() { return NotAvailable(); }
CertificateRequestStatus Connection::certificate_request_status() const {
  return CertificateRequestStatus::kNone;
}
#if !defined(OMNITLS_MINIMAL_BOTH)
std::string_view Connection::alpn() const { return {}; }
bool Connection::resumed() const { return false; }
#endif
ByteView Connection::psk_identity() const { return {}; }
ByteView Connection::ocsp_response() const { return {}; }
ByteView Connection::signed_certificate_timestamps() const { return {}; }
#if !defined(OMNITLS_MINIMAL_BOTH)
SessionReadiness Connection::session_readiness() const { return SessionReadiness::kNever; }
Result<Session> Connection::TakeSession() { return NotAvailable(); }
#endif
Result<void> Connection::ExportKeyingMaterial(MutableBytes /*out*/, std::string_view /*label*/,
                                              std::optional<ByteView> /*context*/) {
  return NotAvailable();
}
Result<std::size_t> Connection::ChannelBinding(ChannelBindingType /*type*/, MutableBytes /*out*/) {
  return NotAvailable();
}
Result<void> Connection::ExtractTrafficSecrets(TrafficSecrets& /*out*/) { return NotAvailable(); }
std::string_view Connection::DescribeError(std::span<char> /*out*/) const { return {}; }

#if !defined(OMNITLS_MINIMAL_BOTH)

// --- sessions: there are empty ones only

Session::Session(const Session& /*other*/) {}
Session::~Session() {}
Result<void> Session::Save(SecretBytes& /*out*/) const { return NotAvailable(); }
Result<Session> Session::Load(ByteView /*saved*/, const Backend& /*backend*/) {
  return Fail(ErrorKind::kUnsupported, Detail::kSetting);
}
std::string_view Session::backend_name() const { return {}; }
std::string_view Session::server_name() const { return {}; }
std::uint32_t Session::max_early_data() const { return 0; }

#endif

}  // namespace omnitls
