#ifndef OMNITLS_CONFORMANCE_FAULTS_MAKE_H_
#define OMNITLS_CONFORMANCE_FAULTS_MAKE_H_

#include <string>
#include <string_view>
#include <vector>

#include "conformance/faults/fault.h"
#include "omnitls/x509/verify.h"

// What faults are made of.
namespace omnitls::conformance {

// Changes the builder of the end that finds the fault, or of the other:
//
//   SetFinder(spot, scene, [](auto& builder) { builder.Groups("P-384"); });
template <class Change>
void SetFinder(const Spot& spot, Scene& scene, Change change) {
  if (spot.is_client()) {
    scene.options.client = change;
  } else {
    scene.options.server = change;
  }
}
template <class Change>
void SetOther(const Spot& spot, Scene& scene, Change change) {
  if (spot.is_client()) {
    scene.options.server = change;
  } else {
    scene.options.client = change;
  }
}

// --- certificates

// The spec of a good certificate for the end that the finder looks at.
inline CertificateSpec LeafSpec(const Spot& spot) {
  return spot.is_client() ? ServerSpec() : ClientSpec();
}

// What is said of a certificate that is refused for this.
inline Error Bad(Detail detail) { return BadPeer(detail, x509::AlertFor(detail)); }

// The other end shows this certificate, which the finder asks for.
inline void Show(const Spot& spot, Scene& scene, const Certificate& certificate) {
  if (spot.is_client()) {
    scene.options.server_certificate = &certificate;
    return;
  }
  scene.options.client_certificate = &certificate;
  scene.options.client_auth = ClientAuth::kRequire;
}

inline void Trust(const Spot& spot, Scene& scene, const Certificate& anchor) {
  (spot.is_client() ? scene.options.client_trusts : scene.options.server_trusts) = &anchor;
}

// In flight, the other end's certificates are exchanged for these (DER): for those that no library
// would load.
void ShowInFlight(const Spot& spot, Scene& scene, const std::vector<std::string>& chain);

// --- what is changed in flight

using ChangeBody = std::function<void(std::string& body)>;

inline void Edited(const Spot& spot, Scene& scene, std::uint8_t type,
                   std::optional<std::uint8_t> message,
                   std::function<void(Line&, const Piece&)> make) {
  scene.edits.push_back({spot.other(), type, message, std::move(make)});
}

// Changes a handshake message of the other end; its header follows the size of the body.
inline void Changed(const Spot& spot, Scene& scene, MessageType message, ChangeBody change) {
  Edited(spot, scene, kHandshakeRecord, message, [change](Line& line, const Piece& piece) {
    std::string body = piece.body.substr(4);
    change(body);
    line.Send(kHandshakeRecord, Message(static_cast<std::uint8_t>(piece.body[0]), body));
  });
}

// The other end's data, of which there is 4 bytes, become something else.
inline void InsteadOfData(const Spot& spot, Scene& scene,
                          std::function<void(Line&, const Piece&)> make) {
  Edited(spot, scene, kDataRecord, std::nullopt, std::move(make));
}

// A ServerHello or a ClientHello, taken apart. Extensions keep their order.
struct Hello {
  static Hello Parse(const std::string& body, bool from_server);
  std::string Encode() const;

  std::string* Find(std::uint16_t type);
  void Remove(std::uint16_t type);
  void Add(std::uint16_t type, const std::string& data) { extensions.emplace_back(type, data); }

  bool from_server = false;
  std::string version;  // 2 bytes.
  std::string random;
  std::string session_id;
  std::string suites;       // Of a server: 2 bytes.
  std::string compression;  // Of a server: 1 byte.
  bool has_extensions = false;
  std::vector<std::pair<std::uint16_t, std::string>> extensions;
};

// Changes the hello of the other end.
void ChangedHello(const Spot& spot, Scene& scene, const std::function<void(Hello&)>& change);

// A list of extensions with its length of 2 bytes.
std::vector<std::pair<std::uint16_t, std::string>> ParseExtensions(const std::string& list);
std::string EncodeExtensions(const std::vector<std::pair<std::uint16_t, std::string>>& list);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_FAULTS_MAKE_H_
