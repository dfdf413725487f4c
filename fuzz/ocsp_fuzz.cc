#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/x509/ocsp.h"

// Any bytes as an OCSP response. What is parsed lies within what was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnitls;  // NOLINT
  x509::OcspResponse response;
  std::string_view fault;
  if (!x509::ParseOcspResponse({data, size}, response, &fault)) {
    if (fault.empty()) std::abort();
    return 0;
  }
  std::size_t total = 0;
  std::size_t count = 0;
  x509::OcspAnswers answers(response);
  for (x509::OcspAnswer answer; answers.Next(answer); ++count) {
    total += answer.serial.size() + answer.issuer_name_hash.size() + answer.issuer_key_hash.size();
  }
  if (count == 0 || total > size) std::abort();
  if (response.responder_name.empty() == response.responder_key_hash.empty()) std::abort();
  return 0;
}
