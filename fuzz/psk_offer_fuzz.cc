#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/client_hello.h"
#include "omnitls/psk_offer.h"

// Any ClientHello with a pre_shared_key extension. What is parsed must lie within what was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const omnitls::ByteView message(data, size);
  omnitls::ClientHello hello;
  if (!omnitls::ParseClientHelloBody(message, hello) || !hello.has_pre_shared_key) return 0;
  omnitls::Result<omnitls::internal::PskOffer> offer = omnitls::internal::ReadPskOffer(hello);
  if (!offer) return 0;
  if (offer->truncated.data() != message.data() || offer->truncated.size() >= message.size()) {
    std::abort();
  }
  std::uint32_t sum = 0;
  std::size_t count = 0;
  omnitls::ByteView identity;
  omnitls::ByteView binder;
  for (; offer->Next(identity, binder); ++count) {
    if (identity.empty() || binder.size() < 32) std::abort();
    for (const std::uint8_t byte : identity) sum += byte;
    for (const std::uint8_t byte : binder) sum += byte;
  }
  if (count == 0 || !offer->identities.empty() || !offer->binders.empty()) std::abort();
  return sum == 0xFFFFFFFF ? 1 : 0;
}
