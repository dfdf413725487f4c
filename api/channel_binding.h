#ifndef OMNITLS_CHANNEL_BINDING_H_
#define OMNITLS_CHANNEL_BINDING_H_

#include <cstddef>
#include <cstdint>

namespace omnitls {

// ChannelBindingType is what ties an authentication above TLS (SCRAM, GSS-API) to this connection
// (RFC 5056).
enum class ChannelBindingType : std::uint8_t {
  kTlsExporter,        // RFC 9266: 32 bytes of an exporter. The one to use.
  kTlsUnique,          // RFC 5929, 3: the first Finished message. TLS 1.2 only.
  kTlsServerEndPoint,  // RFC 5929, 4: a hash of the server's certificate, whatever the connection.
};

// The longest channel binding, in bytes.
inline constexpr std::size_t kMaxChannelBinding = 64;

}  // namespace omnitls

#endif  // OMNITLS_CHANNEL_BINDING_H_
