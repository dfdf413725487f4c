#include "tools/interop/ours.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "omnitls/transports/socket.h"

namespace omnitls::tools::peers {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

void Run(const Words& command) {
  const Outcome outcome = RunProgram(command);
  if (outcome.status != 0) throw std::runtime_error(command[0] + ": " + outcome.err + outcome.out);
}

std::vector<Json> Lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (json.is_object()) lines.push_back(json);
  }
  return lines;
}

bool Has(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

// What of a line of either program's JSON is not as it should be.
Problem Differences(const Json& line, const Json& wanted) {
  for (const auto& [key, value] : wanted.items()) {
    const Json is = line.value(key, Json());
    if (is != value) return key + " is " + is.dump() + ", not " + value.dump();
  }
  return {};
}

Json AlpnOr(const char* alpn) { return alpn == nullptr ? Json() : Json(alpn); }

Words ServerCommand(const Cell& cell) {
  Words command = {ServerProgram(cell.backend),
                   "--listen",
                   "127.0.0.1:0",
                   "--certs",
                   File("server.pem"),
                   "--key",
                   File("server.key"),
                   "--min",
                   cell.version,
                   "--max",
                   cell.version,
                   "--alpn",
                   "http/1.1",
                   "--log",
                   "json"};
  if (cell.resumes()) command = command + Words{"--resumption", "--tickets"};
  if (cell.shows_certificate()) {
    command = command + Words{"--client-ca", File("ca.pem"), "--client-auth", "require"};
  }
  return command + Words{"http"};
}

}  // namespace

std::string Needed(const std::string& program) {
  const std::string path = FindProgram(program);
  if (path.empty()) throw std::runtime_error(program + " is not installed");
  return path;
}

std::string WriteFile(const std::string& name, const std::string& content) {
  const std::string path = TemporaryDirectory() + "/" + name;
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  return path;
}

std::string Script(const std::string& name) { return Program("PEER_SCRIPTS") + "/" + name; }

std::string NssDatabase() {
  static const std::string& database = *[] {
    // Where programs that take no such option look for it, if this is their HOME.
    const std::string directory = TemporaryDirectory() + "/home/.pki/nssdb";
    fs::create_directories(directory);
    auto* name = new std::string("sql:" + directory);
    const std::string certutil = Needed("certutil");
    Run({certutil, "-N", "-d", *name, "--empty-password"});
    Run({certutil, "-A", "-d", *name, "-n", "ca", "-t", "CT,,", "-i", File("ca.pem")});
    for (const std::string role : {"client", "server"}) {
      const std::string file = TemporaryDirectory() + "/" + role + ".p12";
      Run({Needed("openssl"), "pkcs12", "-export", "-in", File(role + ".pem"), "-inkey",
           File(role + ".key"), "-name", role, "-passout", "pass:", "-out", file});
      Run({Needed("pk12util"), "-d", *name, "-i", file, "-W", "", "-K", ""});
    }
    return name;
  }();
  return database;
}

std::string ServerProgram(const std::string& backend) {
  return Program("TLSSERVER") + "_" + backend;
}

OurServer::OurServer(const Cell& cell) : cell_(cell), server_(ServerCommand(cell)) {}

Problem OurServer::Judge(const Outcome& client, const char* alpn) {
  if (!Has(client.out, "omnitls tlsserver") || !Has(client.out, "TLS" + cell_.version)) {
    return "the client has no page (exit status " + std::to_string(client.status) +
           "): " + client.err + client.out + log();
  }
  return JudgeLog(alpn);
}

Problem OurServer::JudgeLog(const char* alpn) {
  server_.process().Signal(SIGTERM);  // Then it has written all its lines.
  if (server_.process().Wait() != 0) return "tlsserver: " + log();
  const Json wanted = {{"end", "closed"},
                       {"error", nullptr},
                       {"version", "TLS" + cell_.version},
                       {"alpn", AlpnOr(alpn)},
                       {"resumed", cell_.resumes()},
                       {"client_certificate", cell_.shows_certificate()}};
  Problem problem = "no connection was good";
  for (const Json& line : Lines(log())) {
    const Problem difference = Differences(line, wanted);
    if (difference.empty() && line.value("bytes_received", 0) > 0) return {};
    if (!difference.empty()) problem = difference;
  }
  return problem + ": " + log();
}

Problem Call(const Cell& cell, const Visit& visit, Process& server) {
  Words command = {Program("TLSCLIENT") + "_" + cell.backend,
                   "server.test",
                   "--connect",
                   visit.address,
                   "--cafile",
                   File("ca.pem"),
                   "--min",
                   cell.version,
                   "--max",
                   cell.version,
                   "--timeout",
                   "10",
                   "--json"};
  if (visit.alpn != nullptr) command = command + Words{"--alpn", visit.alpn};
  if (cell.shows_certificate()) {
    const Outcome stranger = RunProgram(command + visit.more);
    if (stranger.status == 0 && Has(stranger.out, visit.with_members)) {
      return "they serve a client without a certificate: " + stranger.err + stranger.out;
    }
    command = command + Words{"--auth-certs", File("client.pem"), "--auth-key", File("client.key")};
  }
  const std::string session = TemporaryDirectory() + "/session";
  if (cell.resumes()) {
    const Outcome first = RunProgram(command + visit.more + Words{"--session-out", session});
    if (first.status != 0) return "the first: " + first.err + server.err() + server.out();
    command = command + Words{"--session-in", session};
  }
  const Outcome client = RunProgram(command + visit.more);
  const std::string all = client.err + client.out + server.err() + server.out();
  if (client.status != 0) return "exit status " + std::to_string(client.status) + ": " + all;
  const std::vector<Json> lines = Lines(client.err);
  if (lines.empty()) return "tlsclient said nothing: " + all;
  const Problem difference = Differences(lines.back(), {{"error", nullptr},
                                                        {"verified", true},
                                                        {"version", "TLS" + cell.version},
                                                        {"alpn", AlpnOr(visit.alpn)},
                                                        {"resumed", cell.resumes()}});
  if (!difference.empty()) return difference + ": " + all;
  const std::string& expect = cell.shows_certificate() ? visit.with_members : visit.expect;
  if (!Has(client.out, expect)) return "no \"" + expect + "\" in the answer: " + all;
  return {};
}

Problem AwaitPort(const std::string& port, Process& server) {
  for (int i = 0; i < 500 && server.IsRunning(); ++i) {
    if (SocketTransport::Connect("127.0.0.1", port.c_str(), 1000)) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return "nobody listens on port " + port + ": " + server.err() + server.out();
}

}  // namespace omnitls::tools::peers
