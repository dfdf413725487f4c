#include "omnitls/transports/buffers.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace omnitls {
namespace {

TEST(BufferTransport, WouldBlockWithoutBuffers) {
  BufferTransport transport;
  std::array<std::uint8_t, 4> out{};
  EXPECT_EQ(transport.Read(out).status, IoStatus::kWouldBlock);
  EXPECT_EQ(transport.Write(AsBytes("x")).status, IoStatus::kWouldBlock);
  EXPECT_TRUE(transport.output().empty());
  EXPECT_TRUE(transport.input_left().empty());
}

TEST(BufferTransport, ReadsTheInputInPlaceAndSaysWhatIsLeft) {
  BufferTransport transport;
  const std::string_view received = "abcdef";
  transport.SetInput(AsBytes(received));
  std::array<std::uint8_t, 4> out{};
  EXPECT_EQ(transport.Read(out).bytes, 4u);
  EXPECT_EQ(AsText(out), "abcd");
  EXPECT_EQ(AsText(transport.input_left()), "ef");
  EXPECT_EQ(transport.input_left().data(), AsBytes(received).data() + 4);
  EXPECT_EQ(transport.Read(out).bytes, 2u);
  EXPECT_EQ(transport.Read(out).status, IoStatus::kWouldBlock);
}

TEST(BufferTransport, EndsOnlyWhenTheInputIsUsedUp) {
  BufferTransport transport;
  transport.SetInput(AsBytes("a"));
  transport.EndInput();
  std::array<std::uint8_t, 4> out{};
  EXPECT_EQ(transport.Read(out).status, IoStatus::kOk);
  EXPECT_EQ(transport.Read(out).status, IoStatus::kEof);
}

TEST(BufferTransport, FillsTheRoomAndThenWouldBlock) {
  BufferTransport transport;
  std::array<std::uint8_t, 5> room{};
  transport.SetOutput(room);
  EXPECT_EQ(transport.Write(AsBytes("abc")).bytes, 3u);
  EXPECT_EQ(transport.Write(AsBytes("def")).bytes, 2u);
  EXPECT_EQ(transport.Write(AsBytes("f")).status, IoStatus::kWouldBlock);
  EXPECT_EQ(AsText(transport.output()), "abcde");
  EXPECT_EQ(transport.output().data(), room.data());
}

TEST(BufferTransport, NewRoomStartsEmpty) {
  BufferTransport transport;
  std::array<std::uint8_t, 2> first{};
  std::array<std::uint8_t, 2> second{};
  transport.SetOutput(first);
  transport.Write(AsBytes("ab"));
  transport.SetOutput(second);
  EXPECT_TRUE(transport.output().empty());
  EXPECT_EQ(transport.Write(AsBytes("cd")).bytes, 2u);
  EXPECT_EQ(AsText(transport.output()), "cd");
  EXPECT_EQ(AsText(first), "ab");
}

}  // namespace
}  // namespace omnitls
