#ifndef OMNITLS_CONFORMANCE_CASES_H_
#define OMNITLS_CONFORMANCE_CASES_H_

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "conformance/pair.h"
#include "omnitls/omnitls.h"

// What the conformance tests share.
namespace omnitls::conformance {

// A test that holds for every pair of backends at every version.
class PairTest : public testing::TestWithParam<PairParam> {
 protected:
  static Version version() { return GetParam().version; }
  static bool is_tls13() { return version() == Version::kTls13; }
  // Whether both backends of the pair can do something.
  template <class T>
  static bool BothSupport(T wanted) {
    return GetParam().client->Supports(wanted) && GetParam().server->Supports(wanted);
  }
};

// A test that holds for every backend.
class BackendTest : public testing::TestWithParam<const Backend*> {
 protected:
  static const Backend& backend() { return *GetParam(); }
};

// The last part of a test's name.
struct CaseName {
  std::string operator()(const testing::TestParamInfo<PairParam>& info) const {
    return Name(info.param);
  }
  std::string operator()(const testing::TestParamInfo<const Backend*>& info) const {
    return std::string(info.param->name());
  }
};

#define OMNITLS_FOR_ALL_PAIRS(Suite) \
  INSTANTIATE_TEST_SUITE_P(All, Suite, testing::ValuesIn(AllPairs()), CaseName())
#define OMNITLS_FOR_ALL_BACKENDS(Suite) \
  INSTANTIATE_TEST_SUITE_P(All, Suite, testing::ValuesIn(AllBackends()), CaseName())

// The errors that tests expect; compared without their native codes.
constexpr Error Received(Alert alert) { return {ErrorKind::kAlertReceived, Detail::kNone, alert}; }
constexpr Error Protocol(Detail detail, Alert alert) {
  return {ErrorKind::kProtocol, detail, alert};
}
constexpr Error BadPeer(Detail detail, Alert alert) {
  return {ErrorKind::kCertificate, detail, alert};
}
constexpr Error Usage(Detail detail) { return {ErrorKind::kUsage, detail}; }
constexpr Error Config(Detail detail) { return {ErrorKind::kConfig, detail}; }
inline constexpr Error kTruncatedError = {ErrorKind::kTruncated};

// The error of a result that has to be one.
template <class T>
std::optional<Error> ErrorOf(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error();
}

inline std::string Describe(const Connection& connection) {
  std::array<char, 768> text;
  return std::string(connection.DescribeError(text));
}

inline std::string ToString(ByteView bytes) { return std::string(AsText(bytes)); }

// What a Read gives: data, or the word for what it waits for, or the error (without its native
// code) in brackets.
inline std::string ReadOnce(Connection& connection, std::size_t size = 16384) {
  std::string buffer(size, '\0');
  const Result<Progress> got =
      connection.Read({reinterpret_cast<std::uint8_t*>(buffer.data()), buffer.size()});
  if (!got) {
    Error error = got.error();
    error.native = 0;
    return "[" + ToString(error) + "]";
  }
  switch (got->next) {
    case Next::kReady:
      return buffer.substr(0, got->bytes);
    case Next::kWantRead:
      return "want read";
    case Next::kWantWrite:
      return "want write";
    case Next::kClosed:
      return "closed";
    case Next::kWantSignature:
      return "want signature";
  }
  return "?";
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_CASES_H_
