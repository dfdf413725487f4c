#ifndef OMNITLS_TOOLS_COMMON_H_
#define OMNITLS_TOOLS_COMMON_H_

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "omnitls/omnitls.h"

// What tlsclient and tlsserver share.
namespace omnitls::tools {

// Exit statuses.
constexpr int kDone = 0;     // All went well, and the peer is who it should be.
constexpr int kRefused = 1;  // TLS failed: somebody was refused, or broke the protocol.
constexpr int kUsage = 2;    // A flag, a file or a word in it is wrong; nothing was done.
constexpr int kNetwork = 3;  // The network failed.

// Failure ends a program: thrown, it becomes one line on standard error (none if `what` is empty:
// it was told already) and the exit status.
struct Failure {
  int status;
  std::string what;
  std::optional<Error> error = std::nullopt;  // What the library said, where it did.
};

// Settings is what both builders take.
struct Settings {
  std::string certs;
  std::string key;
  std::string min_version;
  std::string max_version;
  std::vector<std::string> versions;  // --protover: these only.
  std::optional<std::string> suites;
  std::optional<std::string> groups;
  std::optional<std::string> signature_schemes;
  std::optional<std::string> alpn;
  std::vector<std::string> protocols;  // --proto
  std::string key_log;
};
void AddSettings(CLI::App& app, Settings& settings);

// RunMain parses the command line ("--version" prints the library in use) and then runs `work`.
// What it returns is the exit status.
int RunMain(CLI::App& app, int argc, char** argv, const std::function<void()>& work);

// "1.2" is kTls12, "1.3" is kTls13; "" is `otherwise`.
Version ToVersion(std::string_view text, Version otherwise);

std::vector<std::string> Split(std::string_view list, char separator);

// OpenKeyLog opens the one file for this program's secrets, until it ends; or throws a Failure.
KeyLogFile& OpenKeyLog(const std::string& path);

// Suites is one list of names sorted into the two that the builders take. SortSuites throws a
// Failure that names a word that is no suite.
struct Suites {
  std::string tls12;
  std::string tls13;
};
Suites SortSuites(std::string_view names);

// Refusal is what is wrong with a flag ("": with several), in a library's words, and what to do.
Failure Refusal(std::string_view flag, const Error& error, std::string_view sentence);

// Check throws what a builder finds wrong with the flag that it was just given.
template <class Builder>
void Check(std::string_view flag, Builder& builder) {
  if (builder.error_message().empty()) return;
  const std::string message(builder.error_message());  // Building changes it.
  const auto context = builder.Build();
  if (!context) throw Refusal(flag, context.error(), message);
}

// Apply gives a builder the settings that were set.
template <class Builder>
void Apply(const Settings& settings, Builder& builder) {
  builder.MinVersion(ToVersion(settings.min_version, Version::kTls12));
  builder.MaxVersion(ToVersion(settings.max_version, Version::kTls13));
  if (!settings.versions.empty()) {
    const auto [lowest, highest] =
        std::minmax_element(settings.versions.begin(), settings.versions.end());
    builder.MinVersion(ToVersion(*lowest, {})).MaxVersion(ToVersion(*highest, {}));
  }
  if (settings.suites) {
    const Suites suites = SortSuites(*settings.suites);
    if (!suites.tls12.empty()) builder.Tls12CipherSuites(suites.tls12);
    if (!suites.tls13.empty()) builder.Tls13CipherSuites(suites.tls13);
    // A version for which none is named is not to be used.
    if (suites.tls12.empty()) builder.MinVersion(Version::kTls13);
    if (suites.tls13.empty()) builder.MaxVersion(Version::kTls12);
  }
  Check("--suite", builder);
  if (settings.groups) builder.Groups(*settings.groups);
  Check("--groups", builder);
  if (settings.signature_schemes) builder.SignatureSchemes(*settings.signature_schemes);
  Check("--sigalgs", builder);
  if (settings.alpn) {
    for (const std::string& name : Split(*settings.alpn, ',')) builder.Alpn({name});
  }
  Check("--alpn", builder);
  for (const std::string& name : settings.protocols) builder.Alpn({name});
  Check("--proto", builder);
  constexpr bool kIsClient = std::is_same_v<Builder, ClientContextBuilder>;
  if (!settings.certs.empty()) builder.CertificateChainFile(settings.certs.c_str());
  Check(kIsClient ? "--auth-certs" : "--certs", builder);
  if (!settings.key.empty()) builder.PrivateKeyFile(settings.key.c_str());
  Check(kIsClient ? "--auth-key" : "--key", builder);
  if (!settings.key_log.empty()) {
    builder.KeyLog(KeyLogFile::Append, &OpenKeyLog(settings.key_log));
  }
}

// Endpoint is "host:port" or "[address]:port". ParseEndpoint throws a Failure that names the flag
// and the word.
struct Endpoint {
  std::string host;
  std::string port;
};
Endpoint ParseEndpoint(std::string_view flag, std::string_view text);
std::string ToString(const Endpoint& endpoint);

// "certificate/unknown_issuer (alert unknown_ca): SENTENCE".
std::string Describe(const Error& error, std::string_view sentence);
// The same of a connection's failure.
std::string Describe(const Error& error, const Connection& connection);
// "Connection refused": what SocketTransport's code means.
std::string NetworkReason(const Error& error);
// Which of the exit statuses above an error is.
int StatusOf(const Error& error);

// Build builds a context or throws a Failure.
template <class Builder>
auto Build(Builder& builder) {
  auto context = builder.Build();
  if (context) return *std::move(context);
  throw Refusal({}, context.error(), builder.error_message());
}

// "TLS1.3 TLS_AES_128_GCM_SHA256 x25519 alpn=h2 resumed=no": what was negotiated.
std::string Negotiated(const Connection& connection);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_COMMON_H_
