#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/alpn.h"
#include "omnitls/client_hello.h"
#include "omnitls/client_hello_view.h"

// Any bytes as the first flight of a client. What is parsed must lie within what was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const omnitls::ByteView wire(data, size);
  omnitls::Bytes assembled;
  omnitls::ClientHello hello;
  const omnitls::HelloResult result = omnitls::ParseClientHello(wire, assembled, hello);
  if (result.status != omnitls::HelloStatus::kComplete) return 0;
  if (hello.message.size() > omnitls::kMaxClientHello) std::abort();
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < hello.cipher_suites.size(); ++i) sum += hello.cipher_suites[i];
  for (const char byte : hello.server_name) sum += static_cast<unsigned char>(byte);
  if (!hello.alpn.empty() && !omnitls::CheckAlpnWire(hello.alpn)) std::abort();
  // What a program may look at.
  const omnitls::ClientHelloView view(hello);
  for (const omnitls::Version version : view.versions()) sum += static_cast<unsigned>(version);
  for (const std::string_view name : view.alpn()) sum += static_cast<unsigned char>(name.back());
  for (const std::uint16_t type : {0, 16, 35, 41, 47}) {
    for (const std::uint8_t byte : view.extension(type).value_or(omnitls::ByteView())) sum += byte;
  }
  sum += view.offers_resumption();
  for (const std::uint8_t byte : omnitls::FirstPskIdentity(hello)) sum += byte;
  // Parsing the same message again gives the same.
  omnitls::ClientHello again;
  if (!omnitls::ParseClientHelloBody(hello.message, again)) std::abort();
  if (again.server_name != hello.server_name) std::abort();
  return sum == 0xFFFFFFFF ? 1 : 0;
}
