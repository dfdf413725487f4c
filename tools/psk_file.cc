#include "tools/psk_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "tools/common.h"

namespace omnitls::tools {
namespace {

int Digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// False: it is no hexadecimal number of whole bytes.
bool FromHex(std::string_view hex, std::vector<std::uint8_t>& bytes) {
  if (hex.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = Digit(hex[i]), low = Digit(hex[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return true;
}

}  // namespace

void ReadPskFile(const std::string& path, MemoryPreSharedKeys& keys) {
  std::ifstream file(path);
  if (!file) throw Failure{kUsage, "--psk: " + path + ": " + std::strerror(errno)};
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto refuse = [&](const std::string& why) {
      throw Failure{kUsage, "--psk: " + path + ", line " + std::to_string(number) + ": " + why};
    };
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    const std::size_t colon = line.rfind(':');
    std::vector<std::uint8_t> key;
    if (colon == std::string::npos || !FromHex(std::string_view(line).substr(colon + 1), key)) {
      refuse("not IDENTITY:HEX, an identity and the key's bytes in hexadecimal");
    }
    const auto added = keys.Add(AsBytes(std::string_view(line).substr(0, colon)), key);
    Wipe(key.data(), key.size());
    Wipe(line.data(), line.size());
    if (!added) refuse(std::string(Summary(added.error())));
  }
  if (keys.size() == 0) throw Failure{kUsage, "--psk: " + path + ": there is no key in it"};
}

}  // namespace omnitls::tools
