#include "tools/client_report.h"

#include <iostream>

#include "omnitls/x509/certificate.h"

namespace omnitls::tools {
namespace {

using Json = nlohmann::ordered_json;

Json OrNull(std::string_view text) { return text.empty() ? Json() : Json(text); }

std::string_view EarlyDataWord(EarlyDataStatus status) {
  if (status == EarlyDataStatus::kAccepted) return "accepted";
  return status == EarlyDataStatus::kRejected ? "rejected" : "no";
}

Json ToJson(const x509::Certificate& certificate) {
  char subject[256], issuer[256], from[24], to[24];
  return {{"subject", x509::FormatName(certificate.subject, subject)},
          {"issuer", x509::FormatName(certificate.issuer, issuer)},
          {"not_before", x509::FormatTime(certificate.not_before, from)},
          {"not_after", x509::FormatTime(certificate.not_after, to)}};
}

std::string ToText(std::size_t number, const Json& certificate) {
  const auto text = [&](const char* name) { return certificate[name].get<std::string>(); };
  return std::to_string(number) + "  " + text("subject") + "\n   issued by " + text("issuer") +
         "\n   valid from " + text("not_before") + " to " + text("not_after") + "\n";
}

Json ToJson(const Failure& failure) {
  Json object = {{"message", failure.what}};
  if (!failure.error) return object;
  object["kind"] = ErrorKindName(failure.error->kind);
  if (failure.error->detail != Detail::kNone) object["detail"] = DetailName(failure.error->detail);
  if (failure.error->alert != Alert::kNone) object["alert"] = AlertName(failure.error->alert);
  return object;
}

}  // namespace

Report::Report(const ClientOptions& options) : options_(options) {
  object_ = {{"connect", nullptr},
             {"peer_name", options.host},
             {"backend", DefaultBackend().name()},
             {"verified", false},
             {"error", nullptr}};
}

void Report::Log(const std::string& line) const {
  if (options_.verbose) std::cerr << "tlsclient: " << line << "\n";
}

void Report::Connecting(const Endpoint& endpoint) {
  object_["connect"] = ToString(endpoint);
  Log("connecting to " + ToString(endpoint));
}

void Report::Offering(const Session& session) {
  if (!session.empty()) Log("offering a session of " + std::string(session.server_name()));
}

void Report::Chain(const PeerChain& chain) {
  if (!options_.show_chain) return;
  object_["chain"] = Json::array();
  for (std::size_t i = 0; i < chain.size(); ++i) {
    x509::Certificate certificate;
    if (!x509::ParseCertificate(chain[i], certificate)) continue;
    object_["chain"].push_back(ToJson(certificate));
    if (!options_.json) std::cerr << ToText(i, object_["chain"].back());
  }
}

void Report::Connected(const Connection& tls) {
  const std::string_view early_data = EarlyDataWord(tls.early_data_status());
  object_["version"] = VersionName(tls.version());
  object_["cipher_suite"] = CipherSuiteName(tls.cipher_suite());
  object_["group"] = tls.group() == Group::kNone ? Json() : Json(GroupName(tls.group()));
  object_["alpn"] = OrNull(tls.alpn());
  object_["resumed"] = tls.resumed();
  object_["early_data"] = early_data;
  object_["verified"] = !options_.insecure;
  if (options_.json) return;
  std::cerr << "tlsclient: " << Negotiated(tls) << " early-data=" << early_data
            << " peer=" << tls.server_name() << " verified=" << (options_.insecure ? "no" : "yes")
            << " backend=" << DefaultBackend().name() << "\n";
}

void Report::Exchanged(const Exchange& exchange) {
  object_["bytes_sent"] = exchange.sent();
  object_["bytes_received"] = exchange.received();
  Log("sent " + std::to_string(exchange.sent()) + " bytes, received " +
      std::to_string(exchange.received()));
}

void Report::KeptSession(bool kept) {
  object_["session_kept"] = kept;
  if (kept) return Log("kept the session in " + options_.session_out);
  if (options_.json) return;
  std::cerr << "tlsclient: --session-out: the server gave no session; nothing is written to "
            << options_.session_out << "\n";
}

std::string Report::End(const Failure* failure) {
  if (!options_.json) return failure == nullptr ? "" : failure->what;
  if (failure != nullptr) object_["error"] = ToJson(*failure);
  object_["exit_status"] = failure == nullptr ? kDone : failure->status;
  // Names may hold any bytes.
  std::cerr << object_.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  return {};
}

}  // namespace omnitls::tools
