#include "omnitls/transports/callback.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace omnitls {
namespace {

// A string to read from and one to write to.
struct Strings {
  std::string in;
  std::string out;
};

IoResult ReadString(void* user, MutableBytes out) {
  std::string& in = static_cast<Strings*>(user)->in;
  if (in.empty()) return IoResult::Eof();
  const std::size_t take = std::min(in.size(), out.size());
  std::copy_n(in.begin(), take, out.begin());
  in.erase(0, take);
  return IoResult::Ok(take);
}

IoResult WriteString(void* user, ByteView data) {
  static_cast<Strings*>(user)->out += AsText(data);
  return IoResult::Ok(data.size());
}

TEST(CallbackTransport, CallsTheFunctionsWithTheCallersPointer) {
  Strings strings{"incoming", ""};
  CallbackTransport transport(ReadString, WriteString, &strings);
  std::array<std::uint8_t, 4> out{};
  EXPECT_EQ(transport.Read(out).bytes, 4u);
  EXPECT_EQ(AsText(out), "inco");
  EXPECT_EQ(transport.Write(AsBytes("outgoing")).bytes, 8u);
  EXPECT_EQ(strings.in, "ming");
  EXPECT_EQ(strings.out, "outgoing");
}

TEST(CallbackTransport, PassesEveryStatusOn) {
  Strings strings;
  CallbackTransport at_end(ReadString, WriteString, &strings);
  std::array<std::uint8_t, 4> out{};
  EXPECT_EQ(at_end.Read(out).status, IoStatus::kEof);

  CallbackTransport broken([](void*, MutableBytes) { return IoResult::Failed(ECONNRESET); },
                           [](void*, ByteView) { return IoResult::WouldBlock(); }, nullptr);
  EXPECT_EQ(broken.Read(out).status, IoStatus::kError);
  EXPECT_EQ(broken.Read(out).error, ECONNRESET);
  EXPECT_EQ(broken.Write(AsBytes("x")).status, IoStatus::kWouldBlock);
}

TEST(CallbackTransport, NullFunctionsFailWithEinval) {
  CallbackTransport transport(nullptr, nullptr, nullptr);
  std::array<std::uint8_t, 4> out{};
  EXPECT_EQ(transport.Read(out).status, IoStatus::kError);
  EXPECT_EQ(transport.Read(out).error, EINVAL);
  EXPECT_EQ(transport.Write(AsBytes("x")).error, EINVAL);
}

}  // namespace
}  // namespace omnitls
