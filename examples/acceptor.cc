// Reads what a client wants before it decides who answers: a certificate is loaded when the first
// client asks for its name. acceptor DIRECTORY [PORT], with NAME.pem and NAME.key in DIRECTORY.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "omnitls/omnitls.h"
#include "omnitls/transports/socket.h"

using namespace omnitls;

namespace {

class Sites {
 public:
  explicit Sites(std::string directory) : directory_(std::move(directory)) {}

  // The context of a name that a client sent; null: there is none.
  const ServerContext* Find(std::string_view sent) {
    // Anybody may send anything, and this becomes a part of a path: only a DNS name will do.
    const Result<ServerName> name = ServerName::Parse(sent);
    if (!name || name->is_ip()) return nullptr;
    const std::string key(name->text());
    if (const auto known = contexts_.find(key); known != contexts_.end()) return &known->second;
    const std::string path = directory_ + "/" + key;
    ServerContextBuilder builder;
    builder.CertificateChainFile((path + ".pem").c_str()).PrivateKeyFile((path + ".key").c_str());
    Result<ServerContext> context = builder.Build();
    if (!context) return std::cerr << builder.error_message() << std::endl, nullptr;
    std::cout << "loaded " << key << std::endl;
    return &contexts_.emplace(key, *context).first->second;
  }

 private:
  std::string directory_;
  std::map<std::string, ServerContext> contexts_;
};

void Answer(Sites& sites, SocketTransport socket) {
  Acceptor acceptor(socket);
  for (Next next; (next = acceptor.Read().value()) != Next::kReady;) socket.Wait(next);
  const ServerContext* context = sites.Find(acceptor.hello()->server_name());
  if (context == nullptr) return acceptor.Refuse(Alert::kUnrecognizedName), void();
  auto tls = acceptor.Accept(*context).value();
  for (Next next; (next = tls.Handshake().value()) != Next::kReady;) socket.Wait(next);
  tls.Write(AsBytes("this is " + std::string(tls.server_name()) + "\n")).value();
  tls.SendClose().value();
  while (tls.Flush().value() != Next::kReady) socket.Wait(Next::kWantWrite);
  std::array<std::uint8_t, 4096> buffer;
  for (Progress got; (got = tls.Read(buffer).value()).next != Next::kClosed;) socket.Wait(got.next);
}

// A socket that listens on the loopback interface, or -1.
int Listen(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, plain, size) != 0 || listen(listener, 16) != 0) return -1;
  getsockname(listener, plain, &size);
  std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::cerr << "usage: acceptor DIRECTORY [PORT]\n", 2;
  Sites sites(argv[1]);
  const int listener = Listen(argc > 2 ? std::atoi(argv[2]) : 4433);
  if (listener < 0) return std::perror("listen"), 1;
  while (true) {
    try {
      Answer(sites, SocketTransport(accept(listener, nullptr, nullptr)));
    } catch (const tl::bad_expected_access<Error>& failure) {
      std::cerr << "acceptor: " << Summary(failure.error()) << "\n";
    }
  }
}
