// scan lets sslscan look at tlsserver with every backend, and compares what it finds.

#include <csignal>
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>

#include "tools/interop/document.h"
#include "tools/interop/ours.h"
#include "tools/interop/run_main.h"

namespace omnitls::tools::peers {
namespace {

const std::vector<std::string> kKeys = {"ECDSA", "RSA"};
// sslscan's X25519 shares are random bytes, and wolfSSL takes only half of them for a key: those
// whose top bit is clear. So what one scan has not found, another may.
constexpr int kMaxRounds = 40;

using Facts = std::set<std::string>;

// The value of an attribute of an XML element, "" if it has none.
std::string Attribute(const std::string& element, const std::string& name) {
  const std::string before = " " + name + "=\"";
  const std::size_t start = element.find(before);
  if (start == std::string::npos) return {};
  const std::size_t from = start + before.size();
  return element.substr(from, element.find('"', from) - from);
}

// "cipher TLSv1.3 TLS_AES_128_GCM_SHA256, preferred"; "" for what is not there.
std::string Fact(const std::string& element) {
  for (const char* answer : {"enabled", "supported", "vulnerable"}) {
    if (Attribute(element, answer) == "0") return {};
  }
  const std::string kind = element.substr(0, element.find(' '));
  const std::string version = Attribute(element, "sslversion");
  if (kind == "cipher") {
    const bool is_first = Attribute(element, "status") == "preferred";
    return "cipher suite " + version + " " + Attribute(element, "cipher") +
           (is_first ? ", preferred" : "");
  }
  if (kind == "group") return "group " + version + " " + Attribute(element, "name");
  if (kind == "protocol") {
    return "protocol " + Attribute(element, "type") + " " + Attribute(element, "version");
  }
  const std::set<std::string> others = {"compression", "renegotiation", "fallback", "heartbleed"};
  return others.count(kind) != 0 ? kind + " " + version : std::string();
}

Facts FactsOf(const std::string& xml) {
  Facts facts;
  for (std::size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const std::string fact = Fact(xml.substr(at + 1, xml.find('>', at) - at - 1));
    if (!fact.empty()) facts.insert(fact);
  }
  return facts;
}

// Adds what a scan finds of a server; it must also be well at the end.
void Scan(const std::string& program, const std::string& backend, const std::string& key,
          Facts& facts) {
  const std::string identity = key == "RSA" ? "server-rsa" : "server";
  ListeningServer server({ServerProgram(backend), "--listen", "127.0.0.1:0", "--certs",
                          File(identity + ".pem"), "--key", File(identity + ".key"), "http"});
  const Outcome scan =
      RunProgram({program, "--no-colour", "--sni-name=server.test", "--xml=-", server.address()});
  if (scan.status != 0) throw std::runtime_error("sslscan: " + scan.out + scan.err);
  facts.merge(FactsOf(scan.out));
  server.process().Signal(SIGTERM);
  if (server.process().Wait() != 0)
    throw std::runtime_error("tlsserver: " + server.process().err());
}

using Findings = std::map<std::string, std::map<std::string, Facts>>;  // By key, then backend.

bool AllAlike(const std::map<std::string, Facts>& findings) {
  for (const std::string& backend : kBackends) {
    if (findings.at(backend) != findings.at(kBackends[0])) return false;
  }
  return true;
}

Findings ScanAll(const std::string& program) {
  Findings findings;
  for (const std::string& key : kKeys) {
    int rounds = 0;
    do {
      for (const std::string& backend : kBackends) {
        Scan(program, backend, key, findings[key][backend]);
      }
    } while (++rounds < kMaxRounds && !AllAlike(findings[key]));
    std::printf("with an %s key: %s after %d round(s)\n", key.c_str(),
                AllAlike(findings[key]) ? "all alike" : "different", rounds);
  }
  return findings;
}

std::string Table(const Findings& findings) {
  Facts all;
  for (const auto& [key, by_backend] : findings) {
    for (const auto& [backend, facts] : by_backend) all.insert(facts.begin(), facts.end());
  }
  std::string table = "| sslscan finds |";
  std::string line = "|---|";
  for (const std::string& backend : kBackends) {
    table += " " + backend + " |";
    line += "---|";
  }
  table += "\n" + line + "\n";
  for (const std::string& fact : all) {
    table += "| " + fact + " |";
    for (const std::string& backend : kBackends) {
      std::string with;
      for (const std::string& key : kKeys) {
        if (findings.at(key).at(backend).count(fact) == 0) continue;
        with += (with.empty() ? "" : ", ") + key;
      }
      table += " " + (with.empty() ? "–" : with) + " |";
    }
    table += "\n";
  }
  return table;
}

int ScanAndCompare(const Document& document) {
  const std::string program = FindProgram("sslscan");
  if (program.empty()) {
    std::printf("not tried: sslscan is not installed (Debian: sslscan)\n");
    return kOk;
  }
  const Findings findings = ScanAll(program);
  const std::string table = Table(findings);
  std::printf("%s", table.c_str());
  const bool is_documented = document.Look(table, [](const std::string& text, const auto& is) {
    return text == is ? std::vector<std::string>() : std::vector<std::string>{"what sslscan finds"};
  });
  bool all_alike = true;
  for (const std::string& key : kKeys) all_alike &= AllAlike(findings.at(key));
  return is_documented && all_alike ? kOk : kFailed;
}

int Main(int argc, char** argv) {
  CLI::App app("What sslscan finds of our server, with every backend.", "scan");
  Document document("sslscan", "//tools:scan");
  document.AddCheckAndUpdate(app);
  return RunMain(app, argc, argv, [&] { return ScanAndCompare(document); });
}

}  // namespace
}  // namespace omnitls::tools::peers

int main(int argc, char** argv) { return omnitls::tools::peers::Main(argc, argv); }
