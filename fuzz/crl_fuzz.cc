#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/pem.h"
#include "omnitls/revocation_lists.h"
#include "omnitls/x509/crl.h"

// Any bytes as a CRL. What is parsed lies within what was read, and what is kept can be looked up.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnitls;  // NOLINT
  const ByteView der(data, size);
  x509::Crl crl;
  const bool parsed = x509::ParseCrl(der, crl);
  RevocationLists lists;
  Bytes message;
  const bool added = lists.Add(der, "input", message).has_value();
  if (parsed && !IsPem(der) && !added) std::abort();
  if (!added && message.empty()) std::abort();
  if (!parsed) return 0;
  std::size_t total = 0;
  x509::CrlEntries entries(crl);
  for (ByteView serial; entries.Next(serial);) total += serial.size();
  if (total > size) std::abort();
  return 0;
}
