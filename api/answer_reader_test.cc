#include "omnitls/answer_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "omnitls/hello_reader.h"

namespace omnitls::internal {
namespace {

using namespace std::string_literals;

std::string U8(std::size_t n) { return std::string(1, static_cast<char>(n)); }
std::string U16(std::size_t n) { return U8(n >> 8) + U8(n & 0xFF); }
std::string Vec8(const std::string& body) { return U8(body.size()) + body; }
std::string Vec16(const std::string& body) { return U16(body.size()) + body; }
std::string Message(int type, const std::string& body) {
  return U8(type) + U8(0) + U16(body.size()) + body;
}
std::string Record(const std::string& fragment, int type = 22) {
  return U8(type) + "\x03\x03" + Vec16(fragment);
}
std::string Offer(const std::string& id) {
  return Message(1, U16(0x0303) + std::string(32, 'C') + Vec8(id) + Vec16(U16(0xC02B)) +
                        Vec8(U8(0)) + Vec16(U16(0x0017) + Vec16("")));
}
const std::string kAnswer =
    Message(2, U16(0x0303) + std::string(32, 'R') + Vec8("") + U16(0xC02B) + U8(0) + Vec16(""));
const std::string kChange = Record("\x01", 20);

class Text final : public Transport {
 public:
  explicit Text(std::string text, IoResult end = IoResult::WouldBlock())
      : text_(std::move(text)), end_(end) {}
  IoResult Read(MutableBytes out) override {
    if (text_.empty()) return end_;
    out[0] = static_cast<std::uint8_t>(text_[0]);
    text_.erase(0, 1);
    return IoResult::Ok(1);
  }
  IoResult Write(ByteView data) override { return IoResult::Ok(data.size()); }

 private:
  std::string text_;
  IoResult end_;
};

std::string Taken(AnswerReader& reader) {
  Vec<std::uint8_t> wire;
  EXPECT_TRUE(reader.TakeWire(wire));
  return std::string(AsText(wire.view()));
}

TEST(AnswerReaderTest, HandsOnWhatItHasRead) {
  for (const std::string& flight :
       {Record(kAnswer), Record(kAnswer + "more"), Record("\x02\x28", 21), kChange}) {
    AnswerReader reader;
    ASSERT_TRUE(reader.NoteOffer(AsBytes(Record(Offer("")))));
    ASSERT_TRUE(reader.awaits_answer());
    Text text(flight);
    EXPECT_EQ(*reader.Read(text), Next::kReady);
    EXPECT_FALSE(reader.awaits_answer());
    // What it need not look into, it may not have read to its end.
    EXPECT_EQ(flight.find(Taken(reader)), 0u);
  }
}

TEST(AnswerReaderTest, PutsTogetherWhatIsCut) {
  std::string wire;
  for (const char byte : kAnswer) wire += Record(std::string(1, byte));
  AnswerReader reader;
  ASSERT_TRUE(reader.NoteOffer(AsBytes(Record(Offer("")))));
  Text first(wire.substr(0, 20));
  EXPECT_EQ(*reader.Read(first), Next::kWantRead);
  Text rest(wire.substr(20));
  EXPECT_EQ(*reader.Read(rest), Next::kReady);
  EXPECT_EQ(Taken(reader), Record(kAnswer));
}

TEST(AnswerReaderTest, AwaitsOneAnswerToEachOffer) {
  AnswerReader reader;
  EXPECT_TRUE(reader.NoteOffer(AsBytes("no hello"s)));
  EXPECT_FALSE(reader.awaits_answer());
  ASSERT_TRUE(reader.NoteOffer(AsBytes(Record(Offer("")))));
  Text text(Record(kAnswer));
  EXPECT_EQ(*reader.Read(text), Next::kReady);
  // The same flight, which the transport has not taken yet.
  ASSERT_TRUE(reader.NoteOffer(AsBytes(Record(Offer("")))));
  EXPECT_FALSE(reader.awaits_answer());
  // Another, behind what is for middleboxes.
  ASSERT_TRUE(reader.NoteOffer(AsBytes(kChange + Record(Offer("x")))));
  EXPECT_TRUE(reader.awaits_answer());
}

TEST(AnswerReaderTest, AnEndIsTold) {
  AnswerReader reader;
  ASSERT_TRUE(reader.NoteOffer(AsBytes(Record(Offer("")))));
  Text ended(Record(kAnswer).substr(0, 9), IoResult::Eof());
  EXPECT_EQ(reader.Read(ended).error(), (Error{ErrorKind::kTruncated}));
  Text broken("", IoResult::Failed(5));
  EXPECT_EQ(reader.Read(broken).error().native, 5);
}

TEST(AnswerReaderTest, WhatIsNoAnswerIsRefused) {
  AnswerReader reader;
  ASSERT_TRUE(reader.NoteOffer(AsBytes(Record(Offer("")))));
  Text data(Record("data", 23));
  EXPECT_EQ(reader.Read(data).error(),
            (Error{ErrorKind::kProtocol, Detail::kUnexpectedMessage, Alert::kUnexpectedMessage}));
}

}  // namespace
}  // namespace omnitls::internal
