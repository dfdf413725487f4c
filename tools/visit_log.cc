#include "tools/visit_log.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "tools/common.h"

namespace omnitls::tools {
namespace {

using Json = nlohmann::ordered_json;

// What clients say may be any bytes; in ASCII, no terminal can mistake them.
std::string ToLine(const Json& object) {
  return object.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

Json OrNull(std::string_view text) { return text.empty() ? Json() : Json(text); }

std::string_view Name(Ending ending) {
  constexpr std::string_view kNames[] = {"closed", "silent", "stopped", "evicted", "failed"};
  return kNames[static_cast<std::size_t>(ending)];
}

std::string Line(const Visit& visit) {
  const Connection& tls = visit.talk.tls();
  std::string line = "tlsserver: " + std::string(visit.client) + " ";
  if (tls.handshake_done()) {
    line += Negotiated(tls) + " sni=" + Harmless(tls.server_name());
    if (visit.talk.tally().early_data > 0) {
      line += " early_data=" + std::to_string(visit.talk.tally().early_data);
    }
    line += " received=" + std::to_string(visit.talk.tally().received) +
            " sent=" + std::to_string(visit.talk.tally().sent) + " ";
  }
  return line + visit.message + "\n";
}

Json ToJson(const Visit& visit) {
  Json object = {{"message", visit.message}};
  if (!visit.error) return object;
  object["kind"] = ErrorKindName(visit.error->kind);
  if (visit.error->detail != Detail::kNone) object["detail"] = DetailName(visit.error->detail);
  if (visit.error->alert != Alert::kNone) object["alert"] = AlertName(visit.error->alert);
  return object;
}

std::string JsonLine(const Visit& visit) {
  const Connection& tls = visit.talk.tls();
  Json object = {{"client", visit.client},
                 {"end", Name(visit.ending)},
                 {"error", nullptr},
                 {"seconds", visit.seconds},
                 {"sni", OrNull(tls.server_name())}};
  if (visit.ending == Ending::kFailed) object["error"] = ToJson(visit);
  if (!tls.handshake_done()) return ToLine(object);
  object["version"] = VersionName(tls.version());
  object["cipher_suite"] = CipherSuiteName(tls.cipher_suite());
  object["group"] = tls.group() == Group::kNone ? Json() : Json(GroupName(tls.group()));
  object["alpn"] = OrNull(tls.alpn());
  object["resumed"] = tls.resumed();
  object["psk"] = OrNull(AsText(tls.psk_identity()));
  object["client_certificate"] = !tls.peer_certificate().empty();
  object["bytes_early"] = visit.talk.tally().early_data;
  object["bytes_received"] = visit.talk.tally().received;
  object["bytes_sent"] = visit.talk.tally().sent;
  return ToLine(object);
}

}  // namespace

std::string Harmless(std::string_view said) {
  if (said.empty()) return "-";
  std::string text(said);
  for (char& c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_other = std::string_view("0123456789-._:*").find(c) != std::string_view::npos;
    if (!is_letter && !is_other) c = '?';
  }
  return text;
}

void VisitLog::Began(std::string_view client) {
  ++counters_.accepted;
  if (!verbose_) return;
  Print(format_ == LogFormat::kJson ? ToLine({{"client", client}, {"event", "connected"}})
                                    : "tlsserver: " + std::string(client) + " connected\n");
}

void VisitLog::ShookHands(std::string_view client, const Connection& tls) {
  ++counters_.handshakes;
  if (tls.resumed()) ++counters_.resumed;
  if (!verbose_) return;
  Print(format_ == LogFormat::kJson
            ? ToLine({{"client", client},
                      {"event", "handshake"},
                      {"sni", OrNull(tls.server_name())},
                      {"negotiated", Negotiated(tls)}})
            : "tlsserver: " + std::string(client) + " handshake done: " + Negotiated(tls) +
                  " sni=" + Harmless(tls.server_name()) + "\n");
}

void VisitLog::Ended(const Visit& visit) {
  const Talk::Tally& tally = visit.talk.tally();
  if (tally.early_data > 0) ++counters_.early_data;
  if (visit.ending == Ending::kFailed) ++counters_.failed;
  if (visit.ending == Ending::kSilent) ++counters_.silent;
  if (visit.ending == Ending::kEvicted) ++counters_.evicted;
  counters_.received += tally.received;
  counters_.sent += tally.sent;
  Print(format_ == LogFormat::kJson ? JsonLine(visit) : Line(visit));
}

void VisitLog::PrintCounters(std::size_t active) const {
  const std::vector<std::pair<std::string_view, std::uint64_t>> all = {
      {"accepted", counters_.accepted},     {"active", active},
      {"handshakes", counters_.handshakes}, {"resumed", counters_.resumed},
      {"early_data", counters_.early_data}, {"failed", counters_.failed},
      {"silent", counters_.silent},         {"evicted", counters_.evicted},
      {"received", counters_.received},     {"sent", counters_.sent},
  };
  Json object = {{"event", "counters"}};
  std::string text = "tlsserver: counters";
  for (const auto& [name, value] : all) {
    object[std::string(name)] = value;
    text.append(" ").append(name).append("=").append(std::to_string(value));
  }
  Print(format_ == LogFormat::kJson ? ToLine(object) : text + "\n");
}

void VisitLog::Print(const std::string& line) const {
  std::fwrite(line.data(), 1, line.size(), stderr);  // Unbuffered.
}

}  // namespace omnitls::tools
