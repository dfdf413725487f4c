#ifndef OMNITLS_BACKENDS_WOLFSSL_POST_HANDSHAKE_H_
#define OMNITLS_BACKENDS_WOLFSSL_POST_HANDSHAKE_H_

#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"

namespace omnitls::wolfssl {

// FreeHandshake gives back what the library, if it knows authentication after the handshake, keeps
// of every handshake of TLS 1.3.
void FreeHandshake(WOLFSSL& ssl);

// AwaitsCertificate tells whether the peer may send one: in the handshake, or asked for after it.
bool AwaitsCertificate(const WOLFSSL& ssl);

// PostHandshake is what a connection of TLS 1.3 needs to ask its client, or to be asked, for a
// certificate when the handshake is done (RFC 8446, 4.6.2); and how it does it.
class PostHandshake : public internal::Allocated {
 public:
  // Offer lets a client send the extension, IsOffered tells whether the client of a connection of
  // TLS 1.3 did.
  static bool Offer(WOLFSSL& ssl);
  static bool IsOffered(const WOLFSSL& ssl);

  // Make is for the end of the handshake; `info` is what was negotiated, which the library then
  // forgets in part. It refers to `ssl`. Null: no memory.
  static internal::Owned<PostHandshake> Make(WOLFSSL& ssl, const EngineInfo& info);
  ~PostHandshake();

  const EngineInfo& info() const { return info_; }

  // Servers. Request returns the library's code; NoteCertificate is for when the certificates have
  // come, which may be none; IsAnswered tells whether Finished has, too.
  int Request(bool required);
  void NoteCertificate();
  bool IsAnswered() const;

  // Each answer is made under the messages of the handshake and its own (RFC 8446, 4.4.1). To be
  // called before the library adds the CertificateRequest; it would keep those of former ones.
  bool RestoreTranscript();

 private:
  PostHandshake(WOLFSSL& ssl, const EngineInfo& info) : ssl_(ssl), info_(info) {}

  WOLFSSL& ssl_;
  const EngineInfo info_;
  HS_Hashes* transcript_ = nullptr;
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_POST_HANDSHAKE_H_
