#include "tools/visit_log.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "tools/common.h"

namespace omnitls::tools {
namespace {

// JSON is one line of JSON, member by member.
class Json {
 public:
  Json& Text(std::string_view name, std::string_view value) {
    std::string quoted = "\"";
    for (const unsigned char c : value) {
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        quoted += static_cast<char>(c);
      } else {  // Bytes that may be no text at all; each as the character of its number.
        char escaped[8];
        std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
        quoted += escaped;
      }
    }
    return Raw(name, quoted + '"');
  }
  Json& Number(std::string_view name, std::uint64_t value) {
    return Raw(name, std::to_string(value));
  }
  Json& Bool(std::string_view name, bool value) { return Raw(name, value ? "true" : "false"); }
  Json& Raw(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? "{" : ", ";
    text_.append("\"").append(name).append("\": ").append(value);
    return *this;
  }
  std::string End() const { return text_ + "}\n"; }

 private:
  std::string text_;
};

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

std::string JsonLine(const Visit& visit) {
  const Connection& tls = visit.talk.tls();
  Json json;
  json.Text("client", visit.client).Text("end", Name(visit.ending));
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.6f", visit.seconds);
  json.Raw("seconds", seconds).Text("sni", tls.server_name());
  if (tls.handshake_done()) {
    json.Text("version", VersionName(tls.version()))
        .Text("suite", CipherSuiteName(tls.cipher_suite()))
        .Text("group", tls.group() == Group::kNone ? "" : GroupName(tls.group()))
        .Text("alpn", tls.alpn())
        .Bool("resumed", tls.resumed())
        .Text("psk", AsText(tls.psk_identity()))
        .Bool("client_certificate", !tls.peer_certificate().empty())
        .Number("early_data", visit.talk.tally().early_data)
        .Number("received", visit.talk.tally().received)
        .Number("sent", visit.talk.tally().sent);
  }
  if (visit.error) {
    json.Text("kind", ErrorKindName(visit.error->kind))
        .Text("detail", DetailName(visit.error->detail));
    if (visit.error->alert != Alert::kNone) json.Text("alert", AlertName(visit.error->alert));
  }
  return json.Text("message", visit.message).End();
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
  Print(format_ == LogFormat::kJson ? Json().Text("client", client).Text("event", "connected").End()
                                    : "tlsserver: " + std::string(client) + " connected\n");
}

void VisitLog::ShookHands(std::string_view client, const Connection& tls) {
  ++counters_.handshakes;
  if (tls.resumed()) ++counters_.resumed;
  if (!verbose_) return;
  Print(format_ == LogFormat::kJson
            ? Json()
                  .Text("client", client)
                  .Text("event", "handshake")
                  .Text("sni", tls.server_name())
                  .Text("negotiated", Negotiated(tls))
                  .End()
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
  Json json;
  std::string text = "tlsserver: counters";
  json.Text("event", "counters");
  for (const auto& [name, value] : all) {
    json.Number(name, value);
    text.append(" ").append(name).append("=").append(std::to_string(value));
  }
  Print(format_ == LogFormat::kJson ? json.End() : text + "\n");
}

void VisitLog::Print(const std::string& line) const {
  std::fwrite(line.data(), 1, line.size(), stderr);  // Unbuffered.
}

}  // namespace omnitls::tools
