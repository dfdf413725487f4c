#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/pem.h"
#include "omnitls/trust_anchors.h"

namespace {

void MustBeWithin(std::string_view whole, std::string_view part) {
  if (part.empty()) return;
  if (part.data() < whole.data()) std::abort();
  if (part.data() + part.size() > whole.data() + whole.size()) std::abort();
}

}  // namespace

// Any bytes as a PEM text: blocks lie within it, in order, and reading ends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = omnitls::AsText({data, size});
  omnitls::PemReader reader(text);
  omnitls::PemBlock block;
  int last_line = 0;
  while (true) {
    const omnitls::Result<bool> more = reader.Next(block);
    if (!more || !*more) break;
    if (block.line <= last_line) std::abort();
    last_line = block.line;
    for (const std::string_view part : {block.label, block.headers, block.body}) {
      MustBeWithin(block.whole, part);
    }
    omnitls::Bytes der;
    if (!DecodePemBody(block.body, der) && !der.empty()) std::abort();
    if (der.size() > block.body.size() / 4 * 3) std::abort();
  }
  omnitls::TrustAnchors anchors;
  const bool added = anchors.AddPem(text, "fuzz").has_value();
  if (added != (anchors.size() > 0) || added == anchors.failed()) std::abort();
  return 0;
}
