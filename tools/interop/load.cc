// load puts tlsserver, with every backend, and nginx under the same load by turns, and compares.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>

#include "bench/spread.h"
#include "tools/interop/document.h"
#include "tools/interop/ours.h"
#include "tools/interop/run_main.h"
#include "tools/interop/servers.h"

namespace omnitls::tools::peers {
namespace {

struct Options {
  int rounds = 7;
  int seconds = 2;                // Of connections, a round and server.
  std::uint64_t megabytes = 300;  // Of one download.
};

// The number behind a word in what a program printed.
double NumberAfter(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) throw std::runtime_error("no \"" + word + "\" in: " + text);
  return std::strtod(text.c_str() + at + word.size(), nullptr);
}

// What is measured: one server, that has been started.
struct Subject {
  std::string name;
  std::string port;
  std::shared_ptr<void> process;  // It ends with this.
};

struct Programs {
  std::string wrk;
  std::string curl;
  std::string nginx;
};

constexpr char kSuite[] = "TLS_AES_128_GCM_SHA256";

Subject Ours(const std::string& backend) {
  auto server = std::make_shared<ListeningServer>(
      Words{ServerProgram(backend), "--listen", "127.0.0.1:0", "--certs", File("server.pem"),
            "--key", File("server.key"), "--suite", kSuite, "http"});
  return {backend, server->port(), server};
}

// One process, one page of the same size or a file; and a connection for each request.
Subject Nginx(const std::string& program, std::uint64_t bytes) {
  const std::string port = FreePort();
  const std::string files = TemporaryDirectory() + "/bytes";
  std::filesystem::create_directories(files);
  const std::string file = files + "/" + std::to_string(bytes);
  if (!std::ofstream(file, std::ios::binary)) throw std::runtime_error("cannot write " + file);
  std::filesystem::resize_file(file, bytes);
  auto process = std::make_shared<Process>(
      NginxCommand(program, port,
                   "keepalive_timeout 0; ssl_protocols TLSv1.3; ssl_session_tickets off; "
                   "ssl_conf_command Ciphersuites " +
                       std::string(kSuite) + ";",
                   "location /bytes { root " + TemporaryDirectory() +
                       "; } location / { return 200 \"" + std::string(170, 'x') + "\"; }"));
  const Problem problem = AwaitPort(port, *process);
  if (!problem.empty()) throw std::runtime_error("nginx: " + problem);
  return {"nginx", port, process};
}

// Connections a second, each with a full handshake, a short request and answer.
double Connections(const Programs& programs, const Subject& subject, const Options& options) {
  const Outcome outcome =
      RunProgram({programs.wrk, "-t1", "-c8", "-d" + std::to_string(options.seconds) + "s", "-H",
                  "Connection: close", "https://localhost:" + subject.port + "/page"});
  if (outcome.out.find("Non-2xx") != std::string::npos) throw std::runtime_error(outcome.out);
  return NumberAfter(outcome.out, "Requests/sec:");
}

// Bytes a second.
double Download(const Programs& programs, const Subject& subject, const Options& options) {
  const std::uint64_t bytes = options.megabytes * 1000000;
  const Outcome outcome = RunProgram(
      {programs.curl, "--silent", "--show-error", "--fail", "--output", "/dev/null", "--write-out",
       "bytes=%{size_download} speed=%{speed_download}", "--cacert", File("ca.pem"),
       "https://localhost:" + subject.port + "/bytes/" + std::to_string(bytes)});
  if (outcome.status != 0) throw std::runtime_error("curl: " + outcome.err);
  if (NumberAfter(outcome.out, "bytes=") != static_cast<double>(bytes)) {
    throw std::runtime_error("curl has another number of bytes: " + outcome.out);
  }
  return NumberAfter(outcome.out, "speed=");
}

// By subject, a ratio to nginx for each round.
using Ratios = std::map<std::string, std::vector<double>>;

template <class Measure>
Ratios Compare(const std::vector<Subject>& subjects, const Options& options,
               const Measure& measure) {
  Ratios ratios;
  for (int round = 0; round < options.rounds; ++round) {
    std::map<std::string, double> measured;
    // Each round begins with another one.
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      const Subject& subject = subjects[(i + static_cast<std::size_t>(round)) % subjects.size()];
      measured[subject.name] = measure(subject);
    }
    for (const Subject& subject : subjects) {
      if (subject.name == "nginx") continue;
      ratios[subject.name].push_back(measured.at(subject.name) / measured.at("nginx"));
    }
  }
  return ratios;
}

// "1.03 (0.98 to 1.10)": the median, and the middle half.
std::string Summary(const std::vector<double>& ratios) {
  const bench::Spread spread = bench::SpreadOf(ratios);
  char text[64];
  std::snprintf(text, sizeof text, "%.2f (%.2f to %.2f)", spread.median, spread.low, spread.high);
  return text;
}

std::string Table(const Options& options) {
  const Programs programs = {Needed("wrk"), Needed("curl"), Needed("nginx")};
  std::vector<Subject> subjects;
  for (const std::string& backend : kBackends) subjects.push_back(Ours(backend));
  subjects.push_back(Nginx(programs.nginx, options.megabytes * 1000000));
  const Ratios connections = Compare(subjects, options, [&](const Subject& subject) {
    return Connections(programs, subject, options);
  });
  const Ratios download = Compare(subjects, options, [&](const Subject& subject) {
    return Download(programs, subject, options);
  });
  std::string table =
      "| tlsserver with | connections a second | download, bytes a second |\n|---|---|---|\n";
  for (const auto& [name, ratios] : connections) {
    table += "| " + name + " | " + Summary(ratios) + " | " + Summary(download.at(name)) + " |\n";
  }
  return table;
}

int Main(int argc, char** argv) {
  CLI::App app("Our server beside nginx, under the same load.", "load");
  Options options;
  app.add_option("--rounds", options.rounds, "How often each is measured, by turns")
      ->check(CLI::Range(1, 1000));
  app.add_option("--seconds", options.seconds, "How long there are connections, each time")
      ->check(CLI::Range(1, 60));
  app.add_option("--megabytes", options.megabytes, "The size of a download")
      ->check(CLI::Range(1, 100000));
  Document document("load", "//tools:load");
  document.AddUpdate(app);
  return RunMain(app, argc, argv, [&] {
    const std::string table = Table(options);
    std::printf("ratios to nginx: median, and the middle half of the rounds\n%s", table.c_str());
    return document.Update(table) ? kOk : kFailed;
  });
}

}  // namespace
}  // namespace omnitls::tools::peers

int main(int argc, char** argv) { return omnitls::tools::peers::Main(argc, argv); }
