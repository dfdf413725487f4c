#ifndef OMNITLS_X509_NAME_CONSTRAINTS_H_
#define OMNITLS_X509_NAME_CONSTRAINTS_H_

#include "omnitls/bytes.h"
#include "omnitls/server_name.h"
#include "omnitls/x509/certificate.h"

namespace omnitls::x509 {

// PermitsNames tells whether an issuer's DER NameConstraints allow every name of `certificate`,
// which stands below it (RFC 5280, 4.2.1.10): the subject, its emailAddress attributes, the
// subjectAltName entries and, where `flags` make it count as one, the Common Name.
//
// Understood are dNSName, iPAddress, rfc822Name and directoryName. It fails closed: a constraint
// that is malformed, or is of another form and meets a name of that form, and a name that cannot be
// compared with a constraint of its form, all refuse. A wildcard name is excluded where one of the
// names that it stands for is, and permitted where all are.
//
// `budget` bounds the work over all calls: each subtree that is looked at takes one. Once it is
// used up, everything is refused.
bool PermitsNames(ByteView name_constraints, const Certificate& certificate, HostNameFlags flags,
                  int& budget);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_NAME_CONSTRAINTS_H_
