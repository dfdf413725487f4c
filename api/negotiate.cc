#include "omnitls/negotiate.h"

#include <algorithm>

#include "omnitls/alpn.h"
#include "omnitls/client_hello_view.h"
#include "omnitls/hello_decision.h"

namespace omnitls::internal {
namespace {

constexpr std::uint16_t kFallbackScsv = 0x5600;  // RFC 7507

Error Refusal(Detail detail, Alert alert) { return {ErrorKind::kProtocol, detail, alert}; }

// The highest version both allow, whatever the server's highest version is.
Version ChooseVersion(const ContextCore& context, const ClientHello& hello) {
  const auto allowed = [&](Version version) {
    return context.min_version() <= version && version <= context.max_version();
  };
  for (const Version version : {Version::kTls13, Version::kTls12}) {
    if (allowed(version) && Offers(hello, version)) return version;
  }
  return Version::kNone;
}

// The first of ours that they have, too.
CipherSuite FirstOffered(std::span<const CipherSuite> ours, const U16List& theirs) {
  for (const CipherSuite suite : ours) {
    if (theirs.Contains(static_cast<std::uint16_t>(suite))) return suite;
  }
  return CipherSuite::kNone;
}

template <class Id>
bool Overlap(std::span<const Id> ours, const U16List& theirs) {
  for (const Id id : ours) {
    if (theirs.Contains(static_cast<std::uint16_t>(id))) return true;
  }
  return false;
}

bool UsesGroups(CipherSuite suite) {
  const KeyExchange exchange = FindCipherSuite(suite)->key_exchange;
  return exchange == KeyExchange::kEcdheEcdsa || exchange == KeyExchange::kEcdheRsa ||
         exchange == KeyExchange::kEcdhePsk;
}

std::optional<Error> CheckTls13(const ContextCore& context, const ClientHello& hello,
                                bool has_psk) {
  if (!Overlap(context.tls13_suites(), hello.cipher_suites)) {
    return Refusal(Detail::kNoCommonCipherSuite, Alert::kHandshakeFailure);
  }
  if (!has_psk && context.only_psk()) {
    return Refusal(Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity);
  }
  // A full handshake needs both extensions (RFC 8446, 9.2); with a PSK, it is the groups.
  if (!hello.has_groups || !(hello.has_signature_schemes || has_psk)) {
    return Refusal(Detail::kMissingExtension, Alert::kMissingExtension);
  }
  if (!Overlap(context.groups(), hello.groups)) {
    return Refusal(Detail::kNoCommonGroup, Alert::kHandshakeFailure);
  }
  if (has_psk) return {};
  for (const SignatureScheme scheme : context.own_schemes()) {
    const SignatureSchemeInfo& info = *FindSignatureScheme(scheme);
    const bool fits_curve = info.curve_bits == 0 || info.curve_bits == context.curve_bits();
    if (info.tls13 && fits_curve &&
        hello.signature_schemes.Contains(static_cast<std::uint16_t>(scheme))) {
      return {};
    }
  }
  return Refusal(Detail::kNoCommonSignatureScheme, Alert::kHandshakeFailure);
}

// In TLS 1.2 the groups are for keys in certificates, too (RFC 8422, 5.1).
bool FitsOwnKey(const ContextCore& context, const U16List& groups) {
  switch (context.curve_bits()) {
    case 256:
      return groups.Contains(23);
    case 384:
      return groups.Contains(24);
    case 521:
      return groups.Contains(25);
    default:
      return true;  // Not an ECDSA key.
  }
}

bool OffersPskSuite(const ContextCore& context, const ClientHello& hello) {
  for (const CipherSuite suite : context.tls12_suites()) {
    if (UsesPsk(suite) && hello.cipher_suites.Contains(static_cast<std::uint16_t>(suite))) {
      return true;
    }
  }
  return false;
}

std::optional<Error> CheckTls12(const ContextCore& context, const ClientHello& hello) {
  // Without the extension a client takes any group, and SHA-1 signatures, which we do not make (RFC
  // 8422, 4; RFC 5246, 7.4.1.4.1).
  const bool any_group_fits = !hello.has_groups || Overlap(context.groups(), hello.groups);
  const bool group_fits =
      any_group_fits && (!hello.has_groups || FitsOwnKey(context, hello.groups));
  bool suite_fits = false;
  bool group_missing = false;
  bool psk_fits = false;
  for (const CipherSuite suite : context.tls12_suites()) {
    if (!hello.cipher_suites.Contains(static_cast<std::uint16_t>(suite))) continue;
    if (!UsesGroups(suite) || (UsesPsk(suite) ? any_group_fits : group_fits)) {
      suite_fits = true;
      psk_fits |= UsesPsk(suite);
    } else {
      group_missing = true;
    }
  }
  if (!suite_fits) {
    return Refusal(group_missing ? Detail::kNoCommonGroup : Detail::kNoCommonCipherSuite,
                   Alert::kHandshakeFailure);
  }
  if (!psk_fits && hello.has_signature_schemes &&
      !Overlap(context.own_schemes(), hello.signature_schemes)) {
    return Refusal(Detail::kNoCommonSignatureScheme, Alert::kHandshakeFailure);
  }
  return {};
}

// TLS 1.3 knows no compression, and none of ours does any (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
bool OffersNoCompression(const ClientHello& hello, Version version) {
  const ByteView suites = hello.cipher_suites.bytes();
  const std::uint8_t* const methods =
      suites.data() + suites.size();  // They follow: one length byte.
  if (version == Version::kTls13) return methods[0] == 1 && methods[1] == 0;
  const std::uint8_t* const end = methods + 1 + methods[0];
  return std::find(methods + 1, end, std::uint8_t{0}) != end;
}

// Whether this context and this client have everything in common that they need.
Negotiation Negotiate(const ContextCore& context, const ClientHello& hello, Owned<HeldPsk>& psk) {
  Negotiation result;
  result.version = ChooseVersion(context, hello);
  if (result.version == Version::kNone) {
    result.error = Refusal(Detail::kNoCommonVersion, Alert::kProtocolVersion);
    return result;
  }
  if (result.version < context.max_version() && hello.cipher_suites.Contains(kFallbackScsv)) {
    result.error = Refusal(Detail::kInappropriateFallback, Alert::kInappropriateFallback);
    return result;
  }
  if (!OffersNoCompression(hello, result.version)) {
    result.error = Refusal(Detail::kIllegalParameter, Alert::kIllegalParameter);
    return result;
  }
  if (result.version == Version::kTls12) {
    result.error = CheckTls12(context, hello);
    result.psk = OffersPskSuite(context, hello);
    return result;
  }
  Result<Owned<HeldPsk>> chosen = ChoosePsk(context, hello);
  if (!chosen) {
    result.error = chosen.error();
    return result;
  }
  psk = std::move(*chosen);
  result.psk = psk.get() != nullptr;
  result.error = CheckTls13(context, hello, result.psk);
  result.tls13_suite =
      psk ? psk->tls13_suite : FirstOffered(context.tls13_suites(), hello.cipher_suites);
  return result;
}

// What a server that nobody may call by an unknown name says to a client without a known one.
std::optional<Error> CheckName(const ContextCore& context, const ClientHello& hello) {
  if (!context.hello().require_known_name) return {};
  if (!hello.server_name.empty()) {
    return Refusal(Detail::kUnrecognizedName, Alert::kUnrecognizedName);
  }
  // RFC 8446, 9.2.
  if (!context.has_identity()) return Refusal(Detail::kMissingExtension, Alert::kMissingExtension);
  return {};
}

// The list's choice, by our order.
AlpnChoice ChooseFromList(const ContextCore& context, const ClientHello& hello) {
  if (context.alpn().empty()) return AlpnChoice::None();
  const std::string_view name = SelectAlpn(context.alpn(), hello.alpn);
  if (!name.empty()) return AlpnChoice::Speak(name);
  return context.hello().alpn_mismatch == AlpnMismatch::kIgnore ? AlpnChoice::None()
                                                                : AlpnChoice::Refuse();
}

void NegotiateAlpn(const ContextCore& context, const ClientHello& hello, Negotiation& result) {
  if (result.error || hello.alpn.empty()) return;
  const HelloSettings& settings = context.hello();
  const ClientHelloView view(hello);
  const AlpnChoice choice = settings.choose_alpn != nullptr
                                ? settings.choose_alpn(settings.choose_alpn_user, view)
                                : ChooseFromList(context, hello);
  if (choice.kind() == AlpnChoice::Kind::kRefuse) {
    result.error = Refusal(Detail::kNoCommonApplicationProtocol, Alert::kNoApplicationProtocol);
  } else if (choice.kind() == AlpnChoice::Kind::kSpeak) {
    result.alpn = choice.name();
    if (result.alpn.find('\0') != result.alpn.npos &&
        !context.backend().Supports(Feature::kAlpnNamesWithNul)) {
      result.error = {ErrorKind::kUnsupported, Detail::kSetting, Alert::kInternalError};
      return;
    }
    if (view.alpn().Contains(result.alpn)) return;
    result.error = {ErrorKind::kUsage, Detail::kNotAvailable, Alert::kInternalError};
  }
}

// The identity that answers, without the application protocol.
Answer FindIdentity(const ContextCore& context, const ClientHello& hello) {
  std::span<const ServerNames::Entry> named;
  if (context.names() != nullptr) named = context.names()->Find(hello.server_name);
  if (named.empty()) {
    Answer answer{&context, {}, {}};
    answer.negotiation.error = CheckName(context, hello);
    if (!answer.negotiation.error) answer.negotiation = Negotiate(context, hello, answer.psk);
    return answer;
  }
  std::optional<Answer> first;
  for (const ServerNames::Entry& entry : named) {
    Answer answer{entry.core, {}, {}};
    answer.negotiation = Negotiate(*entry.core, hello, answer.psk);
    if (!answer.negotiation.error) return answer;
    if (!first) first = std::move(answer);
  }
  return std::move(*first);
}

}  // namespace

Answer FindAnswer(const ContextCore& context, const ClientHello& hello) {
  Answer answer = FindIdentity(context, hello);
  NegotiateAlpn(*answer.context, hello, answer.negotiation);
  return answer;
}

}  // namespace omnitls::internal
