// What makes no sense for a role does not compile.

#include <gtest/gtest.h>

#include <type_traits>

#include "omnitls/danger.h"
#include "omnitls/omnitls.h"

namespace omnitls {
namespace {

template <class Builder>
concept CanVerifyNames = requires(Builder& builder) {
  builder.ServerName("server.test");
  builder.NameFlags(HostNameFlags::kNone);
};
template <class Builder>
concept CanTrustTheSystem = requires(Builder& builder) {
  builder.SystemRoots();
};
template <class Builder>
concept CanAskForCertificates = requires(Builder& builder) {
  builder.ClientAuthentication(ClientAuth::kRequire);
};
template <class Builder>
concept CanBeLax = requires(Builder& builder) {
  danger::DoNotVerifyServer(builder);
};
template <class Builder>
concept CanBeLaxWithNames = requires(Builder& builder) {
  danger::DoNotVerifyServerName(builder);
};
template <class Context>
concept CanConnect = requires(const Context& context, Transport& transport) {
  context.Connect(transport, "server.test");
  context.Connect(transport, ConnectOptions());
};
template <class Context>
concept CanAccept = requires(const Context& context, Transport& transport) {
  context.Accept(transport);
};
// What both builders have.
template <class Builder>
concept IsBuilder = requires(Builder& builder, PasswordCallback password) {
  builder.MinVersion(Version::kTls12)
      .MaxVersion(Version::kTls13)
      .Tls12CipherSuites("")
      .Tls13CipherSuites("")
      .Groups("")
      .SignatureSchemes("")
      .CertificateChain("")
      .CertificateChain(ByteView())
      .CertificateChainFile("")
      .PrivateKey("")
      .PrivateKey(ByteView())
      .PrivateKeyFile("")
      .Password(password)
      .Ca("")
      .Ca(ByteView())
      .CaFile("")
      .CaDirectory("")
      .Alpn({"h2"})
      .AlpnWire(ByteView())
      .SessionCache(SessionCacheMode::kOff)
      .Build();
};

static_assert(IsBuilder<ClientContextBuilder> && IsBuilder<ServerContextBuilder>);

static_assert(CanVerifyNames<ClientContextBuilder> && !CanVerifyNames<ServerContextBuilder>);
static_assert(CanTrustTheSystem<ClientContextBuilder> && !CanTrustTheSystem<ServerContextBuilder>);
static_assert(CanBeLax<ClientContextBuilder> && !CanBeLax<ServerContextBuilder>);
static_assert(CanBeLaxWithNames<ClientContextBuilder> && !CanBeLaxWithNames<ServerContextBuilder>);
static_assert(CanAskForCertificates<ServerContextBuilder> &&
              !CanAskForCertificates<ClientContextBuilder>);

static_assert(CanConnect<ClientContext> && !CanConnect<ServerContext>);
static_assert(CanAccept<ServerContext> && !CanAccept<ClientContext>);

template <class Builder>
using Built = decltype(std::declval<Builder&>().Build());
static_assert(std::is_same_v<Built<ClientContextBuilder>, Result<ClientContext>>);
static_assert(std::is_same_v<Built<ServerContextBuilder>, Result<ServerContext>>);
static_assert(!std::is_convertible_v<ClientContext, ServerContext>);
static_assert(!std::is_convertible_v<ServerContext, ClientContext>);

// A builder calls its own kind, however the calls are chained.
static_assert(std::is_same_v<decltype(std::declval<ClientContextBuilder&>().Ca("").ServerName("")),
                             ClientContextBuilder&>);

// Connections are moved, contexts and sessions are shared, builders stay where they are.
static_assert(!std::is_copy_constructible_v<Connection> && !std::is_copy_assignable_v<Connection>);
static_assert(std::is_nothrow_move_constructible_v<Connection> &&
              std::is_nothrow_move_assignable_v<Connection>);
static_assert(std::is_copy_constructible_v<ClientContext> &&
              std::is_copy_assignable_v<ServerContext> && std::is_copy_assignable_v<Session>);
static_assert(!std::is_copy_constructible_v<ClientContextBuilder> &&
              !std::is_move_constructible_v<ServerContextBuilder>);
// Nobody makes a connection or a context of thin air.
static_assert(!std::is_constructible_v<Connection, Transport&>);
static_assert(!std::is_constructible_v<ClientContext, const Backend&>);

static_assert(std::is_trivially_copyable_v<Error> && sizeof(Error) <= 8);
static_assert(sizeof(Connection) == sizeof(void*));

TEST(RolesTest, AreCheckedWhenThisFileIsCompiled) { SUCCEED(); }

}  // namespace
}  // namespace omnitls
