#include "conformance/elsewhere/channel.h"

#include <sys/socket.h>

namespace omnitls::conformance::elsewhere {
namespace {

constexpr std::size_t kDigits = 8;

bool ReceiveExactly(int descriptor, std::string& out) {
  for (std::size_t have = 0; have < out.size();) {
    const ssize_t got = recv(descriptor, out.data() + have, out.size() - have, 0);
    if (got <= 0) return false;
    have += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

bool Send(int descriptor, const std::string& message) {
  const std::string size = std::to_string(message.size());
  const std::string all = std::string(kDigits - size.size(), '0') + size + message;
  for (std::size_t sent = 0; sent < all.size();) {
    const ssize_t more = send(descriptor, all.data() + sent, all.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += static_cast<std::size_t>(more);
  }
  return true;
}

std::optional<std::string> Receive(int descriptor) {
  std::string size(kDigits, '\0');
  if (!ReceiveExactly(descriptor, size)) return std::nullopt;
  std::string message(std::stoul(size), '\0');
  if (!ReceiveExactly(descriptor, message)) return std::nullopt;
  return message;
}

}  // namespace omnitls::conformance::elsewhere
