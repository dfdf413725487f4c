#include "tools/advice.h"

namespace omnitls::tools {

std::string_view WhatToDo(const Error& error) {
  if (error.kind == ErrorKind::kUnsupported) {
    return "leave it out, or build with another backend (--version names this one)";
  }
  switch (error.detail) {
    case Detail::kFileUnreadable:
      return "check the path and its permissions";
    case Detail::kFileTooLarge:
    case Detail::kEmptyInput:
      return "is it the right one?";
    case Detail::kMalformedPem:
    case Detail::kMalformedDer:
    case Detail::kMalformedCertificate:
    case Detail::kNoCertificateFound:
      return "give certificates, as PEM or DER";
    case Detail::kNoPrivateKeyFound:
      return "give a private key, as PEM or DER";
    case Detail::kPasswordRequired:
      return "decrypt it first: openssl pkey -in KEY -out NEW";
    case Detail::kKeyMismatch:
      return "give the key of the chain's first certificate";
    case Detail::kMissingIdentity:
      return "give both, or none";
    case Detail::kMissingTrustAnchors:
      return "give the issuer's certificate";
    case Detail::kUnknownName:
      return kSeeNames;
    case Detail::kNameLength:
      return "give names of 1 to 255 bytes";
    case Detail::kDuplicate:
      return "give it once";
    case Detail::kInvalidServerName:
      return "give a name in ASCII or an address, and the port apart from it";
    case Detail::kVersionRange:
    case Detail::kNothingLeft:
      return "allow more versions or suites";
    case Detail::kMalformedCrl:
    case Detail::kNoCrlFound:
      return "give certificate revocation lists, as PEM or DER";
    case Detail::kMalformedPin:
      return "docs/tools.md tells how to make one";
    case Detail::kMalformedSession:
    case Detail::kWrongBackend:
    case Detail::kExpired:
      return "make a new session";
    case Detail::kPolicyMismatch:
      return "use it with the name and the flags that it was made with, or make a new one";
    default:
      return {};
  }
}

}  // namespace omnitls::tools
