// What builders read from files. A target of its own, so that devices need no file system.

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "omnitls/context.h"
#include "omnitls/context_core.h"
#include "omnitls/pem.h"

namespace omnitls {

using internal::ContextSettings;

namespace {

// Larger files are no certificates, but mistakes: the bundles of operating systems have about 220
// KB.
constexpr std::size_t kMaxFile = 16 * 1024 * 1024;

// Where operating systems keep their bundle of roots, and their directory of them.
constexpr const char* kBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Alpine
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
    "/etc/pki/tls/certs/ca-bundle.crt",                   // older RHEL
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",                                  // macOS, BSDs
};
constexpr const char* kDirectories[] = {"/etc/ssl/certs", "/etc/pki/tls/certs"};

// FileBytes holds a file's content and wipes it: it may be a private key.
class FileBytes {
 public:
  ~FileBytes() { Wipe(bytes_.data(), bytes_.size()); }
  ByteView view() const { return bytes_.view(); }

  // Null: read. Else what went wrong, in words.
  const char* Read(const char* path) {
    if (path == nullptr) return "no path given";
    std::FILE* file = std::fopen(path, "rb");
    if (file == nullptr) return std::strerror(errno);
    const char* fault = ReadAll(file);
    std::fclose(file);
    return fault;
  }

 private:
  const char* ReadAll(std::FILE* file) {
    struct stat info {};
    if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) return "is a directory";
    if (info.st_size > static_cast<off_t>(kMaxFile)) return "larger than 16 MiB";
    // Room for all at once, so that growing leaves no copies behind.
    if (!bytes_.Reserve(static_cast<std::size_t>(info.st_size) + 1)) return "out of memory";
    std::uint8_t chunk[4096];
    std::size_t got;
    const char* fault = nullptr;
    while (fault == nullptr && (got = std::fread(chunk, 1, sizeof chunk, file)) > 0) {
      if (bytes_.size() + got > kMaxFile)
        fault = "larger than 16 MiB";
      else if (!bytes_.Append({chunk, got}))
        fault = "out of memory";
    }
    Wipe(chunk, sizeof chunk);
    if (fault == nullptr && std::ferror(file) != 0) fault = std::strerror(errno);
    return fault;
  }

  Bytes bytes_;
};

// Reads a file, or records why not.
bool ReadFile(ContextSettings* settings, const char* path, FileBytes& file) {
  if (settings == nullptr || !settings->usable()) return false;
  const char* fault = file.Read(path);
  if (fault == nullptr) return true;
  settings->Fail({ErrorKind::kConfig, Detail::kFileUnreadable, Alert::kNone, errno},
                 {path == nullptr ? "file" : path, ": ", fault});
  return false;
}

bool Exists(const char* path) {
  struct stat info {};
  return stat(path, &info) == 0;
}

}  // namespace

void BuilderBase::SetCertificateFile(const char* path) {
  FileBytes file;
  if (ReadFile(settings_, path, file)) SetCertificate(file.view(), path);
}

void BuilderBase::SetPrivateKeyFile(const char* path) {
  FileBytes file;
  if (ReadFile(settings_, path, file)) SetPrivateKey(file.view(), path);
}

void BuilderBase::SetPkcs12File(const char* path) {
  FileBytes file;
  if (ReadFile(settings_, path, file)) SetPkcs12(file.view(), path);
}

void BuilderBase::AddNamedIdentityFiles(std::string_view name, const char* chain, const char* key) {
  FileBytes chain_file;
  FileBytes key_file;
  if (!ReadFile(settings_, chain, chain_file) || !ReadFile(settings_, key, key_file)) return;
  AddNamedIdentity(name, chain_file.view(), chain, {.key = key_file.view(), .path = key});
}

void BuilderBase::AddClientIdentityFiles(const char* chain, const char* key) {
  FileBytes chain_file;
  FileBytes key_file;
  if (!ReadFile(settings_, chain, chain_file) || !ReadFile(settings_, key, key_file)) return;
  AddClientIdentity(chain_file.view(), chain, {.key = key_file.view(), .path = key});
}

void BuilderBase::AddCaFile(const char* path) {
  FileBytes file;
  if (ReadFile(settings_, path, file)) AddCa(file.view(), path);
}

void BuilderBase::AddCrlFile(const char* path) {
  FileBytes file;
  if (ReadFile(settings_, path, file)) AddCrl(file.view(), path);
}

void BuilderBase::SetOcspResponseFile(const char* path) {
  FileBytes file;
  if (ReadFile(settings_, path, file)) SetOcspResponse(file.view(), path);
}

void BuilderBase::AddCaDirectory(const char* path) {
  if (settings_ == nullptr || !settings_->usable()) return;
  DIR* directory = path == nullptr ? nullptr : opendir(path);
  if (directory == nullptr) {
    settings_->Fail({ErrorKind::kConfig, Detail::kFileUnreadable, Alert::kNone, errno},
                    {path == nullptr ? "directory" : path, ": ",
                     path == nullptr ? "no path given" : std::strerror(errno)});
    return;
  }
  std::size_t files = 0;
  while (const dirent* entry = readdir(directory)) {
    char name[4096];
    const int length = std::snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
    struct stat info {};
    if (length < 0 || static_cast<std::size_t>(length) >= sizeof name) continue;
    if (entry->d_name[0] == '.' || stat(name, &info) != 0 || !S_ISREG(info.st_mode)) continue;
    FileBytes file;
    // Such directories hold other things, too (CRLs, READMEs): files without a certificate are
    // passed over, but one that has some and cannot be parsed is an error.
    if (file.Read(name) != nullptr || !IsPem(file.view())) continue;
    if (AsText(file.view()).find("CERTIFICATE-----") == std::string_view::npos) continue;
    AddCa(file.view(), name);
    ++files;
  }
  closedir(directory);
  if (files == 0) {
    settings_->Fail({ErrorKind::kConfig, Detail::kNoCertificateFound},
                    {path, ": no PEM certificate in this directory"});
  }
}

void BuilderBase::AddSystemRoots() {
  if (settings_ == nullptr || !settings_->usable()) return;
  for (const char* bundle : kBundles) {
    if (Exists(bundle)) return AddCaFile(bundle);
  }
  for (const char* directory : kDirectories) {
    if (Exists(directory)) return AddCaDirectory(directory);
  }
  settings_->Fail({ErrorKind::kConfig, Detail::kMissingTrustAnchors},
                  {"this system has no bundle of root certificates in any of the usual places; "
                   "install one (Debian: ca-certificates) or call CaFile"});
}

}  // namespace omnitls
