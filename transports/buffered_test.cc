#include "omnitls/transports/buffered.h"

#include <gtest/gtest.h>

#include <string>

#include "omnitls/transports/memory_pipe.h"

namespace omnitls {
namespace {

ByteView Text(std::string_view text) { return AsBytes(text); }

std::string ReadSome(Transport& transport, std::size_t most) {
  std::string out(most, '\0');
  const IoResult got = transport.Read({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  out.resize(got.status == IoStatus::kOk ? got.bytes : 0);
  return out;
}

TEST(BufferedTransportTest, CollectsWritesUntilFlush) {
  MemoryPipe pipe;
  BufferedTransport buffered(pipe.client());
  EXPECT_EQ(buffered.Write(Text("one ")).bytes, 4u);
  EXPECT_EQ(buffered.Write(Text("two")).bytes, 3u);
  EXPECT_EQ(pipe.to_server().writes, 0u);
  EXPECT_TRUE(buffered.has_output());
  EXPECT_EQ(buffered.Flush().status, IoStatus::kOk);
  EXPECT_EQ(pipe.to_server().writes, 1u);
  EXPECT_FALSE(buffered.has_output());
  EXPECT_EQ(ReadSome(pipe.server(), 100), "one two");
}

TEST(BufferedTransportTest, ReadsAhead) {
  MemoryPipe pipe;
  BufferedTransport buffered(pipe.server());
  ASSERT_EQ(pipe.client().Write(Text("onetwothree")).status, IoStatus::kOk);
  EXPECT_EQ(ReadSome(buffered, 3), "one");
  EXPECT_EQ(pipe.to_server().size(), 0u);
  EXPECT_TRUE(buffered.has_input());
  EXPECT_EQ(ReadSome(buffered, 3), "two");
  EXPECT_EQ(ReadSome(buffered, 100), "three");
  EXPECT_FALSE(buffered.has_input());
  std::uint8_t byte[1];
  EXPECT_EQ(buffered.Read(byte).status, IoStatus::kWouldBlock);
}

TEST(BufferedTransportTest, AFullBufferIsFlushed) {
  MemoryPipe pipe;
  BufferedTransport buffered(pipe.client(), 8);
  EXPECT_EQ(buffered.Write(Text("123456")).bytes, 6u);
  EXPECT_EQ(buffered.Write(Text("789")).bytes, 3u);
  EXPECT_EQ(ReadSome(pipe.server(), 100), "123456");
  EXPECT_EQ(buffered.Write(Text("a long text of which eight bytes fit")).bytes, 8u);
}

TEST(BufferedTransportTest, WhatTheTransportBelowDoesNotTakeStays) {
  MemoryPipe pipe(4);
  BufferedTransport buffered(pipe.client(), 8);
  EXPECT_EQ(buffered.Write(Text("12345678")).bytes, 8u);
  EXPECT_EQ(buffered.Flush().status, IoStatus::kWouldBlock);
  EXPECT_EQ(buffered.Write(Text("9abcdef")).bytes, 4u);
  EXPECT_EQ(buffered.Write(Text("d")).status, IoStatus::kWouldBlock);
  std::string all;
  for (int i = 0; i < 10; ++i) {
    all += ReadSome(pipe.server(), 100);
    (void)buffered.Flush();
  }
  EXPECT_EQ(all, "123456789abc");
}

TEST(BufferedTransportTest, FailuresAndEndsPassThrough) {
  MemoryPipe pipe;
  BufferedTransport buffered(pipe.client());
  pipe.to_client().ended = true;
  std::uint8_t byte[1];
  EXPECT_EQ(buffered.Read(byte).status, IoStatus::kEof);
  pipe.to_server().write_error = 32;
  EXPECT_EQ(buffered.Write(Text("x")).status, IoStatus::kOk);
  EXPECT_EQ(buffered.Flush().error, 32);
  EXPECT_EQ(buffered.Write(Text("x")).error, 32);
}

TEST(BufferedTransportTest, ReleaseBuffersKeepsWhatWaits) {
  MemoryPipe pipe;
  BufferedTransport buffered(pipe.client());
  ASSERT_EQ(buffered.Write(Text("kept")).status, IoStatus::kOk);
  buffered.ReleaseBuffers();
  EXPECT_EQ(buffered.Flush().status, IoStatus::kOk);
  buffered.ReleaseBuffers();
  EXPECT_EQ(ReadSome(pipe.server(), 100), "kept");
}

}  // namespace
}  // namespace omnitls
