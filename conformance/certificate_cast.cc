#include <map>
#include <mutex>

#include "conformance/certificates.h"

namespace omnitls::conformance {
namespace {

// One certificate for each type of key, made when first asked for. References stay valid.
const Certificate& Cached(std::map<KeyType, Certificate>& cache, KeyType key,
                          CertificateSpec spec) {
  static std::mutex mutex;
  const Certificate& root = Root();
  const std::lock_guard lock(mutex);
  const auto found = cache.find(key);
  if (found != cache.end()) return found->second;
  spec.key = key;
  return cache.emplace(key, Issue(spec, &root)).first->second;
}

}  // namespace

CertificateSpec CaSpec(const std::string& name) {
  CertificateSpec spec;
  spec.common_name = name;
  spec.dns_names = {};
  spec.not_before_seconds = -365 * 24 * 3600;
  spec.not_after_seconds = 365 * 24 * 3600;
  spec.is_ca = true;
  spec.extended_key_usage = {};
  return spec;
}

CertificateSpec ServerSpec() { return {}; }

CertificateSpec ClientSpec() {
  CertificateSpec spec;
  spec.common_name = "client.test";
  spec.dns_names = {"client.test"};
  spec.extended_key_usage = {"clientAuth"};
  return spec;
}

const Certificate& Root() {
  static const auto& root = *new Certificate(Issue(CaSpec("omnitls test root"), nullptr));
  return root;
}

const Certificate& OtherRoot() {
  static const auto& root = *new Certificate(Issue(CaSpec("another test root"), nullptr));
  return root;
}

const Certificate& Intermediate() {
  static const auto& intermediate =
      *new Certificate(Issue(CaSpec("omnitls test intermediate"), &Root()));
  return intermediate;
}

const Certificate& Server(KeyType key) {
  static auto& cache = *new std::map<KeyType, Certificate>;
  return Cached(cache, key, ServerSpec());
}

const Certificate& Client(KeyType key) {
  static auto& cache = *new std::map<KeyType, Certificate>;
  return Cached(cache, key, ClientSpec());
}

}  // namespace omnitls::conformance
