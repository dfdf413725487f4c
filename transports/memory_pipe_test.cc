#include "omnitls/transports/memory_pipe.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace omnitls {
namespace {

constexpr std::string_view kText = "0123456789";

// What one Read returns; the result is left in `result`.
std::string ReadOnce(Transport& from, IoResult& result, std::size_t room = 64) {
  std::string text(room, '\0');
  result = from.Read({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  text.resize(result.bytes);
  return text;
}

TEST(MemoryPipe, WhatOneEndWritesTheOtherReads) {
  MemoryPipe pipe;
  IoResult result;
  EXPECT_EQ(pipe.client().Write(AsBytes("hello")).bytes, 5u);
  EXPECT_EQ(pipe.server().Write(AsBytes("world!")).bytes, 6u);
  EXPECT_EQ(ReadOnce(pipe.server(), result), "hello");
  EXPECT_EQ(result.status, IoStatus::kOk);
  EXPECT_EQ(ReadOnce(pipe.client(), result), "world!");
  EXPECT_EQ(result.status, IoStatus::kOk);
}

TEST(MemoryPipe, AnEmptyPipeWouldBlock) {
  MemoryPipe pipe;
  IoResult result;
  EXPECT_EQ(ReadOnce(pipe.server(), result), "");
  EXPECT_EQ(result.status, IoStatus::kWouldBlock);
}

TEST(MemoryPipe, KeepsOrderAcrossPartialReads) {
  MemoryPipe pipe;
  IoResult result;
  pipe.client().Write(AsBytes("abc"));
  EXPECT_EQ(ReadOnce(pipe.server(), result, 2), "ab");
  pipe.client().Write(AsBytes("def"));
  EXPECT_EQ(pipe.to_server().size(), 4u);
  EXPECT_EQ(AsText(pipe.to_server().view()), "cdef");
  EXPECT_EQ(ReadOnce(pipe.server(), result, 3), "cde");
  EXPECT_EQ(ReadOnce(pipe.server(), result, 3), "f");
  EXPECT_EQ(ReadOnce(pipe.server(), result), "");
}

TEST(MemoryPipe, CapacityLimitsWhatWaitsInEachDirection) {
  MemoryPipe pipe(4);
  IoResult result;
  EXPECT_EQ(pipe.client().Write(AsBytes(kText)).bytes, 4u);
  const IoResult full = pipe.client().Write(AsBytes("45"));
  EXPECT_EQ(full.status, IoStatus::kWouldBlock);
  EXPECT_EQ(full.bytes, 0u);
  EXPECT_EQ(pipe.server().Write(AsBytes("xy")).bytes, 2u) << "the other direction is its own";
  EXPECT_EQ(ReadOnce(pipe.server(), result, 1), "0");
  EXPECT_EQ(pipe.client().Write(AsBytes("45")).bytes, 1u);
  EXPECT_EQ(ReadOnce(pipe.server(), result), "1234");
}

TEST(MemoryPipe, ReadsAndWritesCanBeCutShort) {
  MemoryPipe pipe;
  IoResult result;
  pipe.to_server().max_write = 3;
  pipe.to_server().max_read = 2;
  EXPECT_EQ(pipe.client().Write(AsBytes(kText)).bytes, 3u);
  EXPECT_EQ(ReadOnce(pipe.server(), result), "01");
  EXPECT_EQ(ReadOnce(pipe.server(), result), "2");
}

TEST(MemoryPipe, EndsOnlyWhenAllHasBeenRead) {
  MemoryPipe pipe;
  IoResult result;
  pipe.client().Write(AsBytes("last"));
  pipe.to_server().ended = true;
  EXPECT_EQ(ReadOnce(pipe.server(), result), "last");
  EXPECT_EQ(result.status, IoStatus::kOk);
  EXPECT_EQ(ReadOnce(pipe.server(), result), "");
  EXPECT_EQ(result.status, IoStatus::kEof);
}

TEST(MemoryPipe, FailsWithTheErrorItIsGiven) {
  MemoryPipe pipe;
  IoResult result;
  pipe.client().Write(AsBytes("waits"));
  pipe.to_server().read_error = ECONNRESET;
  pipe.to_server().write_error = EPIPE;
  EXPECT_EQ(ReadOnce(pipe.server(), result), "");
  EXPECT_EQ(result.status, IoStatus::kError);
  EXPECT_EQ(result.error, ECONNRESET);
  const IoResult written = pipe.client().Write(AsBytes("more"));
  EXPECT_EQ(written.status, IoStatus::kError);
  EXPECT_EQ(written.error, EPIPE);
}

TEST(MemoryPipe, CountsWhatWasWritten) {
  MemoryPipe pipe;
  IoResult result;
  pipe.client().Write(AsBytes("ab"));
  ReadOnce(pipe.server(), result);
  pipe.client().Write(AsBytes("cde"));
  EXPECT_EQ(pipe.to_server().total, 5u);
  EXPECT_EQ(pipe.to_server().writes, 2u);
  EXPECT_EQ(pipe.to_client().total, 0u);
}

TEST(MemoryPipe, TruncateDropsTheTailOfWhatWaits) {
  MemoryPipe pipe;
  IoResult result;
  pipe.client().Write(AsBytes(kText));
  ReadOnce(pipe.server(), result, 2);
  pipe.to_server().Truncate(3);
  EXPECT_EQ(ReadOnce(pipe.server(), result), "234");
}

}  // namespace
}  // namespace omnitls
