#include "conformance/tamper.h"

#include <gtest/gtest.h>
#include <mbedtls/gcm.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "omnitls/key_schedule.h"

namespace omnitls::conformance {
namespace {

constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kMessageHeader = 4;
constexpr std::size_t kKeySize = 16;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kExplicitNonce = 8;
constexpr std::size_t kRandom = 32;

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Seals, or opens what has its tag at the end; null if that fails.
std::optional<std::string> Crypt(bool seal, const std::string& key, const std::string& nonce,
                                 const std::string& aad, std::string text) {
  std::string tag(kTagSize, '\0');
  if (!seal) {
    if (text.size() < kTagSize) return std::nullopt;
    tag = text.substr(text.size() - kTagSize);
    text.resize(text.size() - kTagSize);
  }
  mbedtls_gcm_context context;
  mbedtls_gcm_init(&context);
  mbedtls_gcm_setkey(&context, MBEDTLS_CIPHER_ID_AES, Bytes(key), 8 * kKeySize);
  std::string out(text.size(), '\0');
  auto* const to = reinterpret_cast<unsigned char*>(out.data());
  const int failure =
      seal ? mbedtls_gcm_crypt_and_tag(&context, MBEDTLS_GCM_ENCRYPT, text.size(), Bytes(nonce),
                                       nonce.size(), Bytes(aad), aad.size(), Bytes(text), to,
                                       kTagSize, reinterpret_cast<unsigned char*>(tag.data()))
           : mbedtls_gcm_auth_decrypt(&context, text.size(), Bytes(nonce), nonce.size(), Bytes(aad),
                                      aad.size(), Bytes(tag), kTagSize, Bytes(text), to);
  mbedtls_gcm_free(&context);
  if (failure != 0) return std::nullopt;
  return seal ? out + tag : out;
}

internal::KeySchedule Schedule() { return {*AllBackends()[0], HashAlgorithm::kSha256}; }

std::string Expand(const std::string& secret, std::string_view label, std::size_t size) {
  std::string out(size, '\0');
  EXPECT_TRUE(Schedule().ExpandLabel(AsBytes(secret), label, {},
                                     {reinterpret_cast<std::uint8_t*>(out.data()), size}));
  return out;
}

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

}  // namespace

std::string Number(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}

std::uint64_t ReadNumber(const std::string& text, std::size_t at, int bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < bytes; ++i) {
    number = number << 8 | static_cast<std::uint8_t>(text.at(at + static_cast<std::size_t>(i)));
  }
  return number;
}

std::string Message(std::uint8_t type, const std::string& body) {
  return Number(type, 1) + Number(body.size(), 3) + body;
}

std::string Record(std::uint8_t type, const std::string& body, std::uint16_t version) {
  return Number(type, 1) + Number(version, 2) + Number(body.size(), 2) + body;
}

// --- keys

RecordKeys RecordKeys::ForTls13(const std::string& traffic_secret) {
  return {true, Expand(traffic_secret, "key", kKeySize), Expand(traffic_secret, "iv", 12)};
}

std::string RecordKeys::Nonce() const {
  const std::string sequence = Number(sequence_, 8);
  if (!tls13_) return iv_ + sequence;
  std::string nonce = iv_;
  for (std::size_t i = 0; i < 8; ++i) nonce[4 + i] = static_cast<char>(nonce[4 + i] ^ sequence[i]);
  return nonce;
}

std::string RecordKeys::Aad(std::uint8_t type, std::uint16_t version, std::size_t size) const {
  const std::string header = Number(type, 1) + Number(version, 2) + Number(size, 2);
  return tls13_ ? header : Number(sequence_, 8) + header;
}

std::string RecordKeys::Seal(std::uint8_t type, const std::string& body, std::uint16_t version,
                             std::size_t padding) {
  const std::string nonce = Nonce();
  std::string sealed;
  if (tls13_) {
    const std::string inner = body + Number(type, 1) + std::string(padding, '\0');
    const std::string aad = Aad(kDataRecord, version, inner.size() + kTagSize);
    sealed = Record(kDataRecord, *Crypt(true, key_, nonce, aad, inner), version);
  } else {
    const std::string aad = Aad(type, version, body.size());
    sealed = Record(type, nonce.substr(4) + *Crypt(true, key_, nonce, aad, body), version);
  }
  ++sequence_;
  return sealed;
}

std::optional<Piece> RecordKeys::Open(const std::string& record) {
  const auto type = static_cast<std::uint8_t>(record[0]);
  const auto version = static_cast<std::uint16_t>(ReadNumber(record, 1, 2));
  std::string body = record.substr(kRecordHeader);
  std::string nonce = Nonce();
  std::size_t size = body.size();
  if (!tls13_) {
    if (size < kExplicitNonce + kTagSize) return std::nullopt;
    nonce = iv_ + body.substr(0, kExplicitNonce);
    body.erase(0, kExplicitNonce);
    size = body.size() - kTagSize;
  }
  std::optional<std::string> text = Crypt(false, key_, nonce, Aad(type, version, size), body);
  if (!text) return std::nullopt;
  ++sequence_;
  if (!tls13_) return Piece{type, *text};
  while (!text->empty() && text->back() == '\0') text->pop_back();
  if (text->empty()) return std::nullopt;
  const auto inner = static_cast<std::uint8_t>(text->back());
  text->pop_back();
  return Piece{inner, *text};
}

// --- lines

std::string Line::Seal(std::uint8_t type, const std::string& body, std::uint16_t version,
                       std::size_t padding) {
  return seal_ ? seal_->Seal(type, body, version, padding) : Record(type, body, version);
}

void Line::SendCut(const Piece& piece, std::size_t size) {
  for (std::size_t at = 0; at < piece.body.size(); at += size) {
    Send(piece.type, piece.body.substr(at, size));
  }
}

// --- the one in the middle

// Secrets is what the two contexts log: for each label, what was logged last.
struct Middle::Secrets {
  static void Log(void* secrets, std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    static_cast<Secrets*>(secrets)->known[std::string(line.substr(0, first))] =
        FromHex(line.substr(last + 1));
  }

  std::map<std::string, std::string> known;
};

Middle::Middle(const PairParam& param, const PairOptions& options)
    : tls13_(param.version == Version::kTls13), secrets_(std::make_shared<Secrets>()) {
  PairOptions ours = options;
  const auto wrap = [this](auto set) {
    return [set, secrets = secrets_.get()](auto& builder) {
      builder.KeyLog(Secrets::Log, secrets)
          .Tls13CipherSuites("TLS_AES_128_GCM_SHA256")
          .Tls12CipherSuites("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
      set(builder);
    };
  };
  ours.client = wrap(options.client);
  ours.server = wrap(options.server);
  pair_ = std::make_unique<Pair>(param, ours);
}

void Middle::Run(std::vector<Edit> edits) {
  edits_ = std::move(edits);
  const auto state = [this] {
    return std::tuple(lines_[0].seen_, lines_[1].seen_, pair_->pipe->to_client().size(),
                      pair_->pipe->to_server().size(), pair_->client_error.has_value(),
                      pair_->server_error.has_value(), said_);
  };
  auto before = state();
  while (true) {
    for (const Role role : {Role::kClient, Role::kServer}) {
      Step(role);
      Forward(role);
    }
    if (state() == before && !Speak()) return;
    before = state();
  }
}

bool Middle::all_edited() const {
  return std::all_of(edits_.begin(), edits_.end(),
                     [](const Edit& edit) { return edit.is_optional; });
}

// Lets one end go on.
bool Middle::Step(Role role) {
  const bool is_client = role == Role::kClient;
  Connection& connection = is_client ? pair_->client : pair_->server;
  std::optional<Error>& error = is_client ? pair_->client_error : pair_->server_error;
  std::string& received = is_client ? pair_->client_received : pair_->server_received;
  if (error) {
    (void)connection.Flush();
    return false;
  }
  if (const Result<Next> done = connection.Handshake(); !done) error = done.error();
  std::array<std::uint8_t, 16384> buffer;
  while (!error && connection.handshake_done()) {
    const Result<Progress> got = connection.Read(buffer);
    if (!got) {
      error = got.error();
      break;
    }
    received.append(AsText(ByteView(buffer).first(got->bytes)));
    if (got->next != Next::kReady) break;
  }
  return true;
}

bool Middle::Speak() {
  const bool done = pair_->client.handshake_done() && pair_->server.handshake_done();
  if (!done || pair_->client_error || pair_->server_error || said_ == 2) return false;
  Connection& speaker = said_ == 0 ? pair_->client : pair_->server;
  std::optional<Error>& error = said_ == 0 ? pair_->client_error : pair_->server_error;
  const Result<Progress> put = speaker.Write(AsBytes(said_ == 0 ? "ping" : "pong"));
  if (!put) error = put.error();
  Forward(said_ == 0 ? Role::kClient : Role::kServer);
  ++said_;
  return true;
}

// What has been written since the last time is taken out of the pipe, and what shall arrive is put
// in.
void Middle::Forward(Role from) {
  MemoryPipe::Direction& direction =
      from == Role::kClient ? pair_->pipe->to_server() : pair_->pipe->to_client();
  Line& line = LineFrom(from);
  const auto fresh = static_cast<std::size_t>(direction.total - line.seen_);
  line.seen_ = direction.total;
  line.in_ += AsText(direction.view().last(fresh));
  direction.Truncate(direction.size() - fresh);
  while (line.in_.size() >= kRecordHeader) {
    const std::size_t size = kRecordHeader + ReadNumber(line.in_, 3, 2);
    if (line.in_.size() < size) break;
    const std::string record = line.in_.substr(0, size);
    line.in_.erase(0, size);
    TakeRecord(from, record);
  }
  EXPECT_TRUE(direction.bytes.Append(AsBytes(line.out_)));
  line.out_.clear();
}

void Middle::TakeRecord(Role from, const std::string& record) {
  Line& line = LineFrom(from);
  Piece piece{static_cast<std::uint8_t>(record[0]), record.substr(kRecordHeader)};
  const bool is_sealed = line.open_ && (!tls13_ || piece.type == kDataRecord);
  if (is_sealed) {
    const std::optional<Piece> opened = line.open_->Open(record);
    if (!opened) return line.SendBytes(record);
    piece = *opened;
  } else if (line.open_) {
    // TLS 1.3: a ChangeCipherSpec for middleboxes, or an alert of somebody who has no keys yet.
    return line.SendBytes(record);
  }
  if (piece.type != kHandshakeRecord) return TakePiece(from, piece);
  line.message_ += piece.body;
  while (line.message_.size() >= kMessageHeader) {
    const std::size_t size = kMessageHeader + ReadNumber(line.message_, 1, 3);
    if (line.message_.size() < size) return;
    piece.body = line.message_.substr(0, size);
    line.message_.erase(0, size);
    TakePiece(from, piece);
  }
}

void Middle::TakePiece(Role from, const Piece& piece) {
  const auto edit = std::find_if(edits_.begin(), edits_.end(), [&](const Edit& one) {
    return one.from == from && piece.Is(one.type, one.message);
  });
  if (edit == edits_.end()) {
    LineFrom(from).Send(piece);
  } else {
    const auto make = std::move(edit->make);
    edits_.erase(edit);
    make(LineFrom(from), piece);
  }
  After(from, piece);
}

// Follows the change of keys.
void Middle::After(Role from, const Piece& piece) {
  const bool is_client = from == Role::kClient;
  if (piece.type == kChangeCipherSpec && !tls13_) UseMasterSecret(from);
  if (piece.type != kHandshakeRecord) return;
  if (piece.Is(kHandshakeRecord, kClientHello)) client_random_ = piece.body.substr(6, kRandom);
  if (piece.Is(kHandshakeRecord, kServerHello)) {
    static const std::string kRetry = FromHex("cf21ad74e59a6111be1d8c021e65b891");
    server_random_ = piece.body.substr(6, kRandom);
    if (!tls13_ || server_random_.substr(0, 16) == kRetry) return;
    UseTrafficSecret(Role::kServer, "SERVER_HANDSHAKE_TRAFFIC_SECRET");
    UseTrafficSecret(Role::kClient, "CLIENT_HANDSHAKE_TRAFFIC_SECRET");
  }
  if (tls13_ && piece.Is(kHandshakeRecord, kFinished)) {
    UseTrafficSecret(from, is_client ? "CLIENT_TRAFFIC_SECRET_0" : "SERVER_TRAFFIC_SECRET_0");
  }
}

void Middle::UseTrafficSecret(Role of, const std::string& label) {
  const auto found = secrets_->known.find(label);
  if (found != secrets_->known.end()) LineFrom(of).UseKeys(RecordKeys::ForTls13(found->second));
}

// RFC 5246, 6.3.
void Middle::UseMasterSecret(Role of) {
  const auto found = secrets_->known.find("CLIENT_RANDOM");
  if (found == secrets_->known.end()) return;
  std::string block(2 * kKeySize + 2 * 4, '\0');
  const ByteView seed[] = {AsBytes(server_random_), AsBytes(client_random_)};
  EXPECT_TRUE(Schedule().Prf(AsBytes(found->second), "key expansion", seed,
                             {reinterpret_cast<std::uint8_t*>(block.data()), block.size()}));
  const std::size_t second = of == Role::kServer ? 1 : 0;
  LineFrom(of).UseKeys({false, block.substr(second * kKeySize, kKeySize),
                        block.substr(2 * kKeySize + second * 4, 4)});
}

}  // namespace omnitls::conformance
