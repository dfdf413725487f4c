#ifndef OMNITLS_ENGINE_HOST_H_
#define OMNITLS_ENGINE_HOST_H_

#include <cstdint>
#include <span>

#include "omnitls/bytes.h"
#include "omnitls/engine_psk.h"
#include "omnitls/engine_secret.h"
#include "omnitls/error.h"
#include "omnitls/transport.h"
#include "omnitls/x509/signature.h"

namespace omnitls {

class EngineContext;

namespace internal {
class ConnectionCore;
}

// EngineHost is what a backend's connection may call: the transport's bytes, and the verdict on the
// peer. It hides from the library everything the libraries disagree about: to them the transport
// never ends, never fails and never blocks on writing.
class EngineHost {
 public:
  // ReadSome copies ciphertext that has arrived into `out`; 0 means "want read". The end of the
  // stream and transport errors look like that, too: the core remembers and reports them.
  std::size_t ReadSome(MutableBytes out) {
    const IoResult got = source_->Read(out);
    if (got.status == IoStatus::kOk) [[likely]]
      return got.bytes;
    NoteReadEnd(got);
    return 0;
  }

  // Write takes all of `data`. What the transport does not take now is kept, and the core sees to
  // it that no more than a record or a flight ever is.
  void Write(ByteView data) {
    writing_ = data;
    const IoResult put = sink_->Write(data);
    if (put.status != IoStatus::kOk || put.bytes != writing_.size()) [[unlikely]]
      NoteShortWrite(put, writing_);
  }

  // VerifyPeer judges the peer's chain (DER, leaf first) and keeps a copy of it. It returns
  // Alert::kNone when the chain is good; else the backend sends that alert and fails. Calling it
  // again with the same chain gives the same answer at no cost. `signatures` verifies the
  // signatures instead of the context: for a library that has parsed the chain's keys already.
  Alert VerifyPeer(std::span<const ByteView> chain,
                   const x509::SignatureVerifier* signatures = nullptr);

  // OcspResponse tells a client what the server stapled to its own certificate (RFC 6066, 8), as
  // DER: before VerifyPeer; or after it, if OcspResponseMayFollow has been called before it, for
  // TLS 1.2, where the response has a message of its own. The core then gives its verdict on it
  // when the library has written its next flight, and sends the alert itself.
  void OcspResponse(ByteView response);
  void OcspResponseMayFollow();
  // Timestamps tells a client the server's SignedCertificateTimestampList, before VerifyPeer.
  void Timestamps(ByteView list);

  // NoPeerCertificate tells that the peer sent an empty Certificate message. It returns the alert
  // to fail with, or Alert::kNone to go on without one. `tls13` chooses between the alerts of the
  // two versions.
  Alert NoPeerCertificate(bool tls13);

  // ChooseIdentity tells a client (EngineConfig::chooses_identity) that the server asks for a
  // certificate: with the body of its CertificateRequest message, without the header. It gives the
  // context of this backend whose identity to present, which outlives the connection; null: none,
  // but an empty Certificate message. With another alert than Alert::kNone the backend sends that
  // and fails.
  Alert ChooseIdentity(ByteView certificate_request, bool tls13, const EngineContext*& identity);

  // FindPreSharedKey gives a server the external PSK with this identity: in TLS 1.3 only the one
  // that the core has chosen from the ClientHello. Valid until the handshake is done. Null: in
  // TLS 1.3 go on without; in TLS 1.2 fail, with alert unknown_psk_identity.
  const EnginePsk* FindPreSharedKey(ByteView identity);

  // NewSession tells a client that announces its sessions (EngineConfig::announce_sessions) of a
  // ticket of TLS 1.3: has_session() is true, and TakeSession is called at once.
  void NewSession();

  // AllowEarlyData tells a server whether to accept its client's early data. Asked at most once, as
  // soon as the ticket has been opened and found to be this server's own, and before anything is
  // answered; true only where EngineConnectionConfig::takes_early_data is.
  bool AllowEarlyData();
  // EarlyData takes what was read of accepted early data. False: there is no memory, or more than
  // kMaxEarlyData of it.
  [[nodiscard]] bool EarlyData(ByteView data);
  // NoteSecret tells a secret of the handshake, before Handshake returns kDone, where it is asked
  // for (EngineConfig::secrets): kMaster in TLS 1.2, with kFirstFinished if
  // Supports(Feature::kTlsUnique); all the others in TLS 1.3, kClientEarlyTraffic only if there is
  // early data.
  void NoteSecret(const EngineSecret& secret);

  // Sign signs with an external key (EngineIdentity::is_external) and returns how many bytes of
  // `out` the signature has. `input`: the hash of what is to be signed, but with kEd25519 and
  // kEd448 the message. 0: there is none, and the backend fails with alert internal_error. It may
  // take its time, which the backend does not notice; but the thread may be another one afterwards.
  std::size_t Sign(x509::SignatureAlgorithm algorithm, ByteView input, MutableBytes out);

  // SetPlaintextAlert exchanges the alert that the library has just written, if that is a fatal one
  // in the clear, for another, and says whether it was. Only inside Handshake, where nothing
  // written has left yet.
  bool SetPlaintextAlert(Alert alert);

  // Mute drops everything written from now on: for a library that would follow the right alert with
  // another, just before failing; and after a close_notify that SendClose could not send at once.
  void Mute() {
    muted_ = true;
    UpdateKeeping();
  }

 private:
  friend class internal::ConnectionCore;

  // State is flags for all that may be in the way of a call, in one place so that usually one test
  // finds that nothing is.
  enum State : std::uint16_t {
    kHandshaking = 1,
    kFailed = 2,
    kBusy = 4,  // In a call.
    kCloseSent = 8,
    kCloseReceived = 16,
    kKeeping = 32,  // What is written is kept.
    kRested = 64,   // The library has given its buffers back, and the next write gets them again.
    kShortChunks = 128,  // Writes are cut into records shorter than they may be.
    kUntouched = 256,    // Nothing was read or written since the handshake, and that matters.
    kReadsOn = 512,      // Failed to write: what has arrived can be read still.
  };

  EngineHost(internal::ConnectionCore& core, Transport& transport, Transport& kept)
      : core_(&core),
        transport_(&transport),
        kept_(&kept),
        source_(&transport),
        sink_(&transport) {}
  EngineHost(const EngineHost&) = delete;
  EngineHost& operator=(const EngineHost&) = delete;

  IoResult ReadKept(MutableBytes out);
  void Keep(ByteView data);
  void NoteReadEnd(IoResult result);
  void NoteShortWrite(IoResult result, ByteView data);
  // Flush offers kept ciphertext to the transport; true when none is left.
  bool Flush();
  void Cork() {
    corked_ = true;
    UpdateKeeping();
  }
  bool Uncork();
  // The index of the plaintext fatal alert that ends what waits to be sent; kNoSize if it does not.
  std::size_t FindPlaintextAlert() const;
  // For a peer that has not heard from this end yet: if the flight that should be its first ends
  // with such an alert, only that is left of it. What was to come before might change the peer's
  // keys, and the alert is not under any.
  void LeaveOnlyAlert();
  // Whether so much waits for the transport that nothing more is read, lest a peer that asks for
  // answers and takes none fills the memory.
  bool IsFull() const { return !corked_ && outbox_.size() > kMaxKept; }
  void UpdateReading();
  void UpdateKeeping();
  bool broken() const { return write_failed_ || out_of_memory_; }

  static constexpr std::size_t kMaxKept = 65536;
  static constexpr std::size_t kNoSize = static_cast<std::size_t>(-1);

  internal::ConnectionCore* core_;
  Transport* transport_;
  // The core's stand-in for the transport while what is kept here comes first: to exchange the two
  // is cheaper than to ask each time.
  Transport* kept_;
  Transport* source_;          // transport_ or kept_.
  Transport* sink_;            // transport_ or kept_.
  std::size_t call_size_ = 0;  // Of a call's data; unlike any size once some of it is kept.
  ByteView writing_;           // Within Write: cheaper to find here than to keep in registers.
  internal::Vec<std::uint8_t> inbox_;   // Read ahead of the library: the ClientHello.
  internal::Vec<std::uint8_t> outbox_;  // Not taken by the transport yet.
  std::size_t inbox_position_ = 0;
  std::size_t outbox_position_ = 0;
  std::int32_t transport_error_ = 0;
  IoStatus read_end_ = IoStatus::kOk;  // kEof or kError once seen; never read again then.
  std::uint16_t state_ = kHandshaking;
  bool corked_ = false;  // Collect a flight in the outbox.
  bool muted_ = false;
  bool write_failed_ = false;
  bool out_of_memory_ = false;
};

}  // namespace omnitls

#endif  // OMNITLS_ENGINE_HOST_H_
