#include "conformance/limbo_exceptions.h"

namespace omnitls::conformance {
namespace {

constexpr std::string_view kCommonName =
    "where there are names in subjectAltName, the Common Name is not looked at (RFC 9525, 2): that "
    "it repeats one of them is a rule for public CAs (Baseline Requirements, 7.1.4.3)";
constexpr std::string_view kUsage =
    "a rule for public CAs (Baseline Requirements, 7.1.2): RFC 5280, 4.2.1.12 allows it";
constexpr std::string_view kPublicSuffix =
    "which suffixes are public is not known without a list that changes every week; CAs check it";
constexpr std::string_view kCaAsLeaf =
    "a CA is no leaf here, as the suite's webpki::ca-as-leaf and webpki::ee-basicconstraints-ca "
    "ask "
    "for";

constexpr LimboException kExceptions[] = {
    {"crl::crlnumber-missing",
     "lists without a number are common (openssl ca, Easy-RSA), and only delta CRLs, which are "
     "refused, need one"},
    {"pathlen::validation-ignores-pathlen-in-leaf", kCaAsLeaf},
    {"rfc5280::ca-as-leaf", kCaAsLeaf},
    {"rfc5280::aki::leaf-missing-aki",
     "leaves that private CAs sign with openssl x509 lack it, and a path is found without it"},
    {"rfc5280::nc::permitted-dns-match-noncritical",
     "the suite's webpki::nc::permitted-dns-match-noncritical asks for the opposite; the "
     "constraints are respected, critical or not"},
    {"rfc5280::san::underscore-dns",
     "private names have underscores, and whoever connects has asked for this one"},
    {"rfc5280::root-non-critical-basic-constraints",
     "roots in wide use have it so; they were chosen, and not received"},
    {"webpki::cn::ipv4-hex-mismatch", kCommonName},
    {"webpki::cn::ipv4-leading-zeros-mismatch", kCommonName},
    {"webpki::cn::ipv6-uppercase-mismatch", kCommonName},
    {"webpki::cn::ipv6-uncompressed-mismatch", kCommonName},
    {"webpki::cn::ipv6-non-rfc5952-mismatch", kCommonName},
    {"webpki::cn::punycode-not-in-san", kCommonName},
    {"webpki::cn::utf8-vs-punycode-mismatch", kCommonName},
    {"webpki::cn::not-in-san", kCommonName},
    {"webpki::cn::case-mismatch", kCommonName},
    {"webpki::eku::ee-anyeku", kUsage},
    {"webpki::eku::ee-critical-eku", kUsage},
    {"webpki::eku::ee-without-eku", kUsage},
    {"webpki::eku::root-has-eku", kUsage},
    {"webpki::san::public-suffix-multi-label-wildcard-san", kPublicSuffix},
    {"webpki::san::public-suffix-private-namespace-wildcard-san", kPublicSuffix},
    {"webpki::san::san-critical-with-nonempty-subject",
     "RFC 5280, 4.2.1.6 only advises against it, and a critical name is no less of a name"},
};

}  // namespace

std::span<const LimboException> LimboExceptions() { return kExceptions; }

}  // namespace omnitls::conformance
