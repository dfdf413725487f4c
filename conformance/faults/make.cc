#include "conformance/faults/make.h"

#include <algorithm>

namespace omnitls::conformance {
namespace {

// A vector with its length before it; `at` goes on behind it.
std::string Take(const std::string& text, std::size_t& at, int length_bytes) {
  const auto size = static_cast<std::size_t>(ReadNumber(text, at, length_bytes));
  at += static_cast<std::size_t>(length_bytes) + size;
  return text.substr(at - size, size);
}

std::string Vector(const std::string& content, int length_bytes) {
  return Number(content.size(), length_bytes) + content;
}

}  // namespace

void ShowInFlight(const Spot& spot, Scene& scene, const std::vector<std::string>& chain) {
  // Something to be exchanged.
  Show(spot, scene, spot.is_client() ? Server() : Client());
  const bool tls13 = spot.is_tls13();
  Changed(spot, scene, kCertificateMessage, [chain, tls13](std::string& body) {
    std::string list;
    for (const std::string& der : chain) list += Vector(der, 3) + (tls13 ? Number(0, 2) : "");
    body = (tls13 ? body.substr(0, 1) : "") + Vector(list, 3);
  });
}

std::vector<std::pair<std::uint16_t, std::string>> ParseExtensions(const std::string& list) {
  std::vector<std::pair<std::uint16_t, std::string>> extensions;
  for (std::size_t at = 2; at < list.size();) {
    const auto type = static_cast<std::uint16_t>(ReadNumber(list, at, 2));
    at += 2;
    extensions.emplace_back(type, Take(list, at, 2));
  }
  return extensions;
}

std::string EncodeExtensions(const std::vector<std::pair<std::uint16_t, std::string>>& list) {
  std::string content;
  for (const auto& [type, data] : list) content += Number(type, 2) + Vector(data, 2);
  return Vector(content, 2);
}

Hello Hello::Parse(const std::string& body, bool from_server) {
  Hello hello;
  hello.from_server = from_server;
  hello.version = body.substr(0, 2);
  hello.random = body.substr(2, 32);
  std::size_t at = 34;
  hello.session_id = Take(body, at, 1);
  if (from_server) {
    hello.suites = body.substr(at, 2);
    hello.compression = body.substr(at + 2, 1);
    at += 3;
  } else {
    hello.suites = Take(body, at, 2);
    hello.compression = Take(body, at, 1);
  }
  hello.has_extensions = at < body.size();
  if (hello.has_extensions) hello.extensions = ParseExtensions(body.substr(at));
  return hello;
}

std::string Hello::Encode() const {
  std::string body = version + random + Vector(session_id, 1);
  body += from_server ? suites + compression : Vector(suites, 2) + Vector(compression, 1);
  return has_extensions || !extensions.empty() ? body + EncodeExtensions(extensions) : body;
}

std::string* Hello::Find(std::uint16_t type) {
  for (auto& [known, data] : extensions) {
    if (known == type) return &data;
  }
  return nullptr;
}

void Hello::Remove(std::uint16_t type) {
  extensions.erase(std::remove_if(extensions.begin(), extensions.end(),
                                  [type](const auto& one) { return one.first == type; }),
                   extensions.end());
}

void ChangedHello(const Spot& spot, Scene& scene, const std::function<void(Hello&)>& change) {
  const bool from_server = spot.is_client();
  Changed(spot, scene, from_server ? kServerHello : kClientHello,
          [change, from_server](std::string& body) {
            Hello hello = Hello::Parse(body, from_server);
            change(hello);
            body = hello.Encode();
          });
}

}  // namespace omnitls::conformance
