#ifndef OMNITLS_CONFORMANCE_PFX_H_
#define OMNITLS_CONFORMANCE_PFX_H_

#include <string>
#include <vector>

#include "conformance/certificates.h"
#include "omnitls/pkcs12/testing/pfx_builder.h"

// PKCS#12 files, made when a test asks for them; encrypted and authenticated with OpenSSL.
namespace omnitls::conformance {

using PfxSpec = pkcs12::testing::PfxSpec;

// A file with a certificate's key and the certificates of its chain; more to be set.
PfxSpec PfxOf(const Certificate& certificate);
PfxSpec::Entry CertificateEntry(const Certificate& certificate, const std::string& id = {});
PfxSpec::Entry KeyEntry(const Certificate& certificate, const std::string& id = {});

std::string WritePfx(const PfxSpec& spec);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_PFX_H_
