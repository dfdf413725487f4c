#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/dns_name.h"
#include "omnitls/server_name.h"

// Any bytes as a server name. A name that is accepted is one when read again, and the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using omnitls::ServerName;
  const omnitls::Result<ServerName> name = ServerName::Parse(omnitls::AsText({data, size}));
  if (!name) return 0;
  const std::string_view text = name->text();
  if (text.data()[text.size()] != '\0') std::abort();
  if (name->is_ip() == omnitls::IsDnsName(text)) std::abort();
  if (!name->is_ip() && text.size() > ServerName::kMaxLength) std::abort();
  const omnitls::Result<ServerName> again = ServerName::Parse(text);
  if (!again || !(*again == *name) || again->text() != text) std::abort();
  return 0;
}
