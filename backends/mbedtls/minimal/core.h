#ifndef OMNITLS_BACKENDS_MBEDTLS_MINIMAL_CORE_H_
#define OMNITLS_BACKENDS_MBEDTLS_MINIMAL_CORE_H_

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "backends/mbedtls/shim.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/connection.h"
#include "omnitls/context.h"
#include "omnitls/profile.h"
#include "omnitls/signer.h"
#include "omnitls/transport.h"

// The core of all profiles but `computer`: the same interface straight on the library, for programs
// with one backend. What differs from the core in api/ is in docs/embedded.md.
//
// What only `both` and `full` have, and few programs use, is in files of its own: alpn.cc,
// choices.cc, external_key.cc, pre_shared_keys.cc, sessions.cc. Nothing here names them but by what
// they have put into a context: they are linked if they are called.
namespace omnitls::internal {

#if defined(MBEDTLS_X509_CRT_PARSE_C)
inline constexpr bool kHasCertificates = true;
#else
inline constexpr bool kHasCertificates = false;
#endif

#if defined(MBEDTLS_SSL_PROTO_TLS1_2) && defined(MBEDTLS_SSL_PROTO_TLS1_3)
#define OMNITLS_MINIMAL_BOTH 1
inline constexpr bool kHasBoth = true;
#else
inline constexpr bool kHasBoth = false;
#endif
inline constexpr Version kLeastVersion =
    kHasBoth || !profile::kTls13 ? Version::kTls12 : Version::kTls13;
inline constexpr Version kMostVersion = profile::kTls13 ? Version::kTls13 : Version::kTls12;

// More than one algorithm for each purpose.
#if defined(OMNITLS_PROFILE_FULL)
#define OMNITLS_MINIMAL_FULL 1
inline constexpr bool kHasChoice = true;
#else
inline constexpr bool kHasChoice = false;
#endif

class ConnectionCore;

#if defined(OMNITLS_MINIMAL_BOTH)
// Extra is what one of those files keeps with a context.
struct Extra : Allocated {
  explicit Extra(void (*f)(Extra*)) : free(f) {}

  void (*free)(Extra*);
  Extra* next = nullptr;
};
#endif

// ContextCore is the library's configuration and what it points to. Immutable once built.
// References are counted without atomics: in these profiles the library itself is for one thread.
class ContextCore : public Allocated {
 public:
  explicit ContextCore(Role r);
  ~ContextCore();

  void AddReference() { ++references; }
  void RemoveReference() {
    if (--references == 0) delete this;
  }
  bool is_client() const {
    return profile::kClient && (!profile::kServer || role == Role::kClient);
  }

  std::uint32_t references = 1;
  Role role;
  bool sends_server_name = true;
#if defined(OMNITLS_MINIMAL_BOTH)
  bool has_sessions = true;  // SessionCacheMode::kOn.
  Extra* extras = nullptr;   // Owned.
  // In place of the library's next step of a handshake; null: that.
  int (*step)(ConnectionCore& connection) = nullptr;
#endif
  mbedtls_ssl_config config;
  Bytes name;  // Clients: where Connect is given none.
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_x509_crt anchors;
  mbedtls_x509_crt chain;
  mbedtls_pk_context key;
#endif
};

// ContextSettings is a context that is not finished.
struct ContextSettings : Allocated {
  explicit ContextSettings(ContextCore* made) : core(made) {}

  // Records the first error, and its sentence if there is one.
  void Fail(const Error& e, const char* words = "");
  // For the library's results.
  void Check(int native, Detail otherwise);
  bool usable() const { return !failed && core; }

  // A program that has no identity does not link what checks one.
  static void UseIdentity(ContextSettings& settings);
  void (*own_identity)(ContextSettings&) = nullptr;
#if defined(OMNITLS_MINIMAL_BOTH)
  // Takes `extra`, which may be null: there was no memory.
  void Keep(Extra* extra);
  // Nor one that asks for short records, whether both versions can.
  static void CheckFragments(ContextSettings& settings);
  void (*fragments)(ContextSettings&) = nullptr;
  // Servers.
  void UseTickets();

  std::uint32_t session_lifetime = 7200;  // Seconds.
#endif
#if defined(OMNITLS_MINIMAL_FULL)
  // Nor one that names no suites and has no pre-shared key what makes lists of suites.
  static void UseSuites(ContextSettings& settings);
  void (*suites)(ContextSettings&) = nullptr;
#endif

  Owned<ContextCore> core;  // Empty: built.
  const char* message = "";
  Error error;
  bool failed = false;
  bool has_suite = false;  // Named, or one that needs no naming.
  bool has_key = false;    // A pre-shared one.
  ClientAuth client_auth = ClientAuth::kNone;
};

#if defined(OMNITLS_MINIMAL_BOTH)
// What a file of its own keeps with the context, made if there is none yet. Null, and the error
// recorded: there is no memory.
template <class T>
T* Kept(ContextSettings& settings) {
  for (Extra* extra = settings.core->extras; extra != nullptr; extra = extra->next) {
    if (extra->free == T::Free) return static_cast<T*>(extra);
  }
  auto* const made = new (std::nothrow) T;
  settings.Keep(made);
  return made;
}
#endif

// Whether a builder's call is to do anything; before it, for it may find too little memory. Null:
// there was none for the settings.
bool IsUsable(const ContextSettings* settings);

// ConnectionCore is one connection. All calls go through Run, which knows what may be called when.
class ConnectionCore : public Allocated {
 public:
  // What a call asks for.
  enum Call : std::uint8_t { kHandshake, kRead, kWrite, kFlush, kClose, kNothing };

  ConnectionCore(ContextCore& c, Transport& t);
  ~ConnectionCore();
  static Result<Connection> Make(ContextCore& context, Transport& transport, std::string_view name);

  // Null: it went well, and `progress` says how far. `core` may be null.
  static const Error* Run(ConnectionCore* core, Call call, std::uint8_t* data, std::size_t size,
                          Progress& progress);

  const ContextCore& context() const { return *context_; }
  const mbedtls_ssl_context& ssl() const { return ssl_; }
  mbedtls_ssl_context& native() { return ssl_; }
  bool handshake_done() const { return mbedtls_ssl_is_handshake_over(&mutable_ssl()) != 0; }
  CloseState close_state() const;
  const char* name() const;  // Null: none.
  PeerChain peer_chain();

  // For what is in files of its own.
  static ConnectionCore* Get(const Connection& connection) { return connection.core_; }
  static SignatureReply Reply(SigningJob* job) { return SignatureReply(job); }
  // For ContextCore::step: a fault of this end, with its alert; to be returned.
  int Fault(const Error& error);
  bool failed() const { return (state_ & kFailed) != 0; }
  bool resumed() const { return (state_ & kResumed) != 0; }
#if defined(OMNITLS_MINIMAL_FULL)
  Group group() const { return Group{group_}; }
#else
  // There is one. Who resumes in TLS 1.2 needs none.
  Group group() const {
    return kHasBoth && resumed() &&
                   mbedtls_ssl_get_version_number(&ssl_) == MBEDTLS_SSL_VERSION_TLS1_2
               ? Group::kNone
               : Group{23};
  }
#endif

 private:
  enum State : std::uint8_t {
    kFailed = 1,
    kBusy = 2,
    kCloseSent = 4,
    kCloseReceived = 8,
    kResumed = 16,
  };

  mbedtls_ssl_context& mutable_ssl() const { return const_cast<mbedtls_ssl_context&>(ssl_); }
  // In TLS 1.3 the library deals with tickets when the handshake is done.
  bool is_idle() const { return kHasBoth ? omnitls_mbedtls_is_idle(&ssl_) != 0 : handshake_done(); }
  const Error* Start(Call call, const std::uint8_t* data, std::size_t size) const;
  int Do(Call call, std::uint8_t* data, std::size_t size, Progress& progress);
  int Handshake();
  int Write(const std::uint8_t* data, std::size_t size, std::size_t& done);
  // What the library's result means to the program; null: it is Next's.
  const Error* Stop(int native, Next& next);
  int SetName(std::string_view name);
  static int Send(void* core, const unsigned char* data, std::size_t size);
  static int Receive(void* core, unsigned char* out, std::size_t size);

  ContextCore* context_;  // One reference.
  Transport* transport_;
  char* late_name_ = nullptr;  // Clients: to verify, and not to send. Ends with NUL.
  Error error_;
  std::uint32_t peer_end_ = 0;  // For peer_chain.
  std::uint8_t state_ = 0;
#if defined(OMNITLS_MINIMAL_FULL)
  std::uint16_t group_ = 0;
#endif
  bool in_step_ = false;     // The library writes alerts itself.
  bool alert_sent_ = false;  // It did.
  mbedtls_ssl_context ssl_;
};

// The error behind a result of the library's, with the alert to send. `chosen`: the library's own.
Error Translate(const mbedtls_ssl_context& ssl, int native, Alert chosen);

#if defined(OMNITLS_MINIMAL_BOTH)
// Lets clients ask for tickets and keep them. Null in programs that take no sessions.
__attribute__((weak)) void KeepTickets(mbedtls_ssl_config& config);
#endif

}  // namespace omnitls::internal

#endif  // OMNITLS_BACKENDS_MBEDTLS_MINIMAL_CORE_H_
