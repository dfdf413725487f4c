#include "tools/common.h"

#include <netdb.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "tools/advice.h"

namespace omnitls::tools {

void AddSettings(CLI::App& app, Settings& settings) {
  const CLI::IsMember versions({"1.2", "1.3"});
  CLI::Option* min = app.add_option("--min", settings.min_version, "Lowest TLS version: 1.2 or 1.3")
                         ->check(versions);
  CLI::Option* max =
      app.add_option("--max", settings.max_version, "Highest TLS version")->check(versions);
  app.add_option("--protover", settings.versions, "Use this TLS version only; may be repeated")
      ->check(versions)
      ->allow_extra_args(false)
      ->excludes(min)
      ->excludes(max);
  app.add_option("--suite", settings.suites,
                 "The only cipher suites to use, best first: A:B:...; may be repeated")
      ->join(':');
  app.add_option("--groups", settings.groups, "The only groups to use, best first: A:B:...");
  app.add_option("--sigalgs", settings.signature_schemes,
                 "The only signature schemes to use, best first: A:B:...");
  CLI::Option* alpn =
      app.add_option("--alpn", settings.alpn, "Application protocols, best first: A,B,...");
  app.add_option("--proto", settings.protocols, "An application protocol; may be repeated")
      ->allow_extra_args(false)
      ->excludes(alpn);
  app.add_option("--keylog", settings.key_log,
                 "Append the connections' SECRETS to this file, for Wireshark");
  app.set_version_flag("-v,--version", [] {
    const Backend& backend = DefaultBackend();
    return "omnitls with " + std::string(backend.library_version());
  });
}

int RunMain(CLI::App& app, int argc, char** argv, const std::function<void()>& work) {
  try {
    app.parse(argc, argv);
    // Paths are meant relative to where the user is, which "bazel run" tells.
    const char* directory = std::getenv("BUILD_WORKING_DIRECTORY");
    if (directory != nullptr && chdir(directory) != 0) {
      throw Failure{kUsage, std::string(directory) + ": " + std::strerror(errno)};
    }
    work();
    return kDone;
  } catch (const CLI::Success& done) {  // --help, --version
    return app.exit(done);
  } catch (const CLI::ParseError& error) {
    std::cerr << app.get_name() << ": " << error.what() << " (see --help)\n";
    return kUsage;
  } catch (const Failure& failure) {
    if (!failure.what.empty()) std::cerr << app.get_name() << ": " << failure.what << "\n";
    return failure.status;
  }
}

Version ToVersion(std::string_view text, Version otherwise) {
  if (text.empty()) return otherwise;
  return text == "1.2" ? Version::kTls12 : Version::kTls13;
}

KeyLogFile& OpenKeyLog(const std::string& path) {
  static KeyLogFile file;
  Result<KeyLogFile> opened = KeyLogFile::Open(path.c_str());
  if (!opened) {
    throw Refusal("--keylog", opened.error(), path + ": " + std::strerror(opened.error().native));
  }
  return file = *std::move(opened);
}

std::vector<std::string> Split(std::string_view list, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = list.find(separator);
    parts.emplace_back(list.substr(0, end));
    if (end == std::string_view::npos) return parts;
    list.remove_prefix(end + 1);
  }
}

Suites SortSuites(std::string_view names) {
  Suites suites;
  std::string list(names);
  std::replace(list.begin(), list.end(), ',', ':');
  for (std::string name : Split(list, ':')) {
    if (name.empty()) continue;
    if (name.starts_with("TLS13_")) name.erase(3, 2);  // As rustls names those of TLS 1.3.
    const CipherSuiteInfo* info = FindCipherSuite(name);
    if (info == nullptr) {
      throw Failure{kUsage, "--suite: '" + name + "' is no cipher suite; " + kSeeNames};
    }
    (info->version == Version::kTls13 ? suites.tls13 : suites.tls12) += name + ":";
  }
  if (suites.tls12.empty() && suites.tls13.empty()) {
    throw Failure{kUsage, "--suite: names no cipher suite"};
  }
  return suites;
}

Endpoint ParseEndpoint(std::string_view flag, std::string_view text) {
  const std::size_t colon = std::min(text.rfind(':'), text.size());
  std::string_view host = text.substr(0, colon);
  const std::string port(text.substr(std::min(colon + 1, text.size())));
  bool good = !host.empty() && !port.empty() && port.size() <= 5 &&
              port.find_first_not_of("0123456789") == std::string::npos && std::stoi(port) <= 65535;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else {
    good = good && host.find_first_of("[]:") == std::string_view::npos;
  }
  if (good) return {std::string(host), port};
  throw Failure{kUsage, std::string(flag) + ": '" + std::string(text) + "' is no HOST:PORT"};
}

std::string ToString(const Endpoint& endpoint) {
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + endpoint.port;
}

Failure Refusal(std::string_view flag, const Error& error, std::string_view sentence) {
  std::string text(flag.empty() ? "" : std::string(flag) + ": ");
  text += Describe(error, sentence);
  const std::string_view advice = WhatToDo(error);
  if (advice.empty()) return {StatusOf(error), text, error};
  // In the place of the library's own, which knows no flags, where the sentence has that already.
  const std::string general = "; " + std::string(Advice(error));
  if (const std::size_t at = text.find(general); at != text.npos) {
    text.replace(at + 2, general.size() - 2, advice);
    return {StatusOf(error), text, error};
  }
  if (text.back() == '.') text.pop_back();
  return {StatusOf(error), text + "; " + std::string(advice), error};
}

std::string Describe(const Error& error, std::string_view sentence) {
  std::string text(ErrorKindName(error.kind));
  if (error.detail != Detail::kNone) text += "/" + std::string(DetailName(error.detail));
  if (error.alert != Alert::kNone) text += " (alert " + std::string(AlertName(error.alert)) + ")";
  return text + ": " + std::string(sentence);
}

std::string Describe(const Error& error, const Connection& connection) {
  char sentence[512];
  const std::string_view described = connection.DescribeError(sentence);
  if (error.kind == ErrorKind::kTransport) return Describe(error, NetworkReason(error));
  return Describe(error, described.empty() ? Summary(error) : described);
}

std::string NetworkReason(const Error& error) {
  return error.native < 0 ? gai_strerror(error.native) : std::strerror(error.native);
}

int StatusOf(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kUsage:
    case ErrorKind::kUnsupported:
    case ErrorKind::kConfig:
      return kUsage;
    case ErrorKind::kTransport:
      return kNetwork;
    default:
      return kRefused;
  }
}

std::string Negotiated(const Connection& connection) {
  const std::string_view alpn = connection.alpn();
  std::string text(VersionName(connection.version()));
  text += " " + std::string(CipherSuiteName(connection.cipher_suite()));
  text += " " + std::string(connection.group() == Group::kNone ? "no-group"
                                                               : GroupName(connection.group()));
  text += " alpn=" + std::string(alpn.empty() ? "-" : alpn);
  return text + (connection.resumed() ? " resumed=yes" : " resumed=no");
}

}  // namespace omnitls::tools
