#ifndef OMNITLS_TESTING_FAKE_BACKEND_H_
#define OMNITLS_TESTING_FAKE_BACKEND_H_

#include "omnitls/backend.h"

namespace omnitls {

// FakeBackend is a backend that can do nothing: for tests to give it the one thing that they need.
class FakeBackend : public Backend {
 public:
  std::string_view name() const override { return "fake"; }
  std::string_view library_version() const override { return "1"; }
  bool Supports(Feature) const override { return false; }
  bool Supports(CipherSuite) const override { return false; }
  bool Supports(Group) const override { return false; }
  bool Supports(SignatureScheme) const override { return false; }
  bool Random(MutableBytes) const override { return false; }
  bool Digest(HashAlgorithm, std::span<const ByteView>, MutableBytes) const override {
    return false;
  }
  Result<void> DecryptCbc(CbcCipher, ByteView, ByteView, MutableBytes) const override {
    return Fail(ErrorKind::kInternal);
  }
  Result<internal::Owned<EngineSession>> LoadSession(ByteView) const override {
    return Fail(ErrorKind::kInternal);
  }
  Result<internal::Owned<EngineContext>> NewContext(const EngineConfig&) const override {
    return Fail(ErrorKind::kInternal);
  }
};

}  // namespace omnitls

#endif  // OMNITLS_TESTING_FAKE_BACKEND_H_
