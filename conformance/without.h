#ifndef OMNITLS_CONFORMANCE_WITHOUT_H_
#define OMNITLS_CONFORMANCE_WITHOUT_H_

#include "omnitls/omnitls.h"

namespace omnitls::conformance {

// Without is a backend that says it lacks a feature: as one would be that was built without it. So
// every refusal can be tested, on every machine.
class Without : public Backend {
 public:
  Without(const Backend& backend, Feature lacking) : backend_(&backend), lacking_(lacking) {}

  std::string_view name() const override { return backend_->name(); }
  std::string_view library_version() const override { return backend_->library_version(); }
  bool Supports(Feature feature) const override {
    return feature != lacking_ && backend_->Supports(feature);
  }
  bool Supports(CipherSuite suite) const override { return backend_->Supports(suite); }
  bool Supports(Group group) const override { return backend_->Supports(group); }
  bool Supports(SignatureScheme scheme) const override { return backend_->Supports(scheme); }
  bool Random(MutableBytes out) const override { return backend_->Random(out); }
  bool Digest(HashAlgorithm hash, std::span<const ByteView> parts,
              MutableBytes out) const override {
    return backend_->Digest(hash, parts, out);
  }
  Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv,
                          MutableBytes data) const override {
    return backend_->DecryptCbc(cipher, key, iv, data);
  }
  Result<internal::Owned<EngineSession>> LoadSession(ByteView saved) const override {
    return backend_->LoadSession(saved);
  }
  Result<internal::Owned<EngineContext>> NewContext(const EngineConfig& config) const override {
    return backend_->NewContext(config);
  }

 private:
  const Backend* backend_;
  Feature lacking_;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_WITHOUT_H_
