#ifndef OMNITLS_HELLO_DECISION_H_
#define OMNITLS_HELLO_DECISION_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "omnitls/client_hello_view.h"
#include "omnitls/context.h"
#include "omnitls/error.h"

// What a server's own functions decide by a ClientHello: see ServerContextBuilder::OnClientHello
// and ChooseAlpn.
namespace omnitls {

// HelloDecision is how a server goes on with a client.
class HelloDecision {
 public:
  // With the context that was called.
  static HelloDecision GoOn() { return HelloDecision(Kind::kGoOn, {}, Alert::kNone); }
  // With another context, of any backend, with all its settings; but its own OnClientHello is not
  // called. The connection keeps a reference. An empty one ends the connection:
  // kUsage/kEmptyHandle, alert internal_error.
  static HelloDecision Use(ServerContext context) {
    return HelloDecision(Kind::kUse, std::move(context), Alert::kNone);
  }
  // Not at all: the handshake fails with kProtocol/kRefused and this alert. Alert::kNone and
  // kCloseNotify, which refuse nobody, count as access_denied.
  static HelloDecision Refuse(Alert alert) {
    const bool refuses = alert != Alert::kNone && alert != Alert::kCloseNotify;
    return HelloDecision(Kind::kRefuse, {}, refuses ? alert : Alert::kAccessDenied);
  }

 private:
  friend class internal::ConnectionCore;
  enum class Kind : std::uint8_t { kGoOn, kUse, kRefuse };
  HelloDecision(Kind kind, ServerContext context, Alert alert)
      : context_(std::move(context)), alert_(alert), kind_(kind) {}

  ServerContext context_;
  Alert alert_;
  Kind kind_;
};

// AlpnChoice is which application protocol a server speaks with a client (RFC 7301, 3.2).
class AlpnChoice {
 public:
  // One of those that the client offers; the text is copied after the function has returned. Any
  // other ends the connection: kUsage/kNotAvailable, alert internal_error.
  static constexpr AlpnChoice Speak(std::string_view name) { return {Kind::kSpeak, name}; }
  // None: the connection goes on as if the client had offered none.
  static constexpr AlpnChoice None() { return {Kind::kNone, {}}; }
  // The handshake fails with kProtocol/kNoCommonApplicationProtocol, alert no_application_protocol.
  static constexpr AlpnChoice Refuse() { return {Kind::kRefuse, {}}; }

  enum class Kind : std::uint8_t { kSpeak, kNone, kRefuse };
  Kind kind() const { return kind_; }
  std::string_view name() const { return name_; }

 private:
  constexpr AlpnChoice(Kind kind, std::string_view name) : name_(name), kind_(kind) {}

  std::string_view name_;
  Kind kind_;
};

}  // namespace omnitls

#endif  // OMNITLS_HELLO_DECISION_H_
