#ifndef OMNITLS_CONFORMANCE_SUPPORT_TABLE_H_
#define OMNITLS_CONFORMANCE_SUPPORT_TABLE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "conformance/settings/setting.h"

// The tables of support, made from what a run of all probes saw.
namespace omnitls::conformance {

// What was seen of one setting on one backend.
using Effects = std::map<std::pair<Role, Version>, Effect>;

// Seen is one row of a run.
struct Seen {
  const Section* section;
  const Setting* setting;
  std::vector<Effects> effects;  // In the order of AllBackends().
};

// Runs every probe. What must not be fails the current test.
std::vector<Seen> Run();

// "OpenSSL"; "client", "TLS 1.3"; "yes", "refused", "no".
std::string Title(const Backend& backend);
std::string ShortName(Role role);
std::string ShortName(Version version);
std::string Word(Effect effect);
// How the page's line about the libraries begins.
inline constexpr char kLibrariesLine[] = "Libraries: ";

// "OpenSSL 3.0.19, mbedTLS 3.6.7, wolfSSL 5.9.2".
std::string Libraries();

// The page docs/support.md; the README's table; all of it for programs.
std::string ToPage(const std::vector<Seen>& run);
std::string ToReadmeTable(const std::vector<Seen>& run);
std::string ToJson(const std::vector<Seen>& run);

// The README with the table between its marks in place of what is there; "" if it has no marks.
std::string WithTable(const std::string& readme, const std::string& table);

// The backends whose library is not the pinned one, or has another configuration.
std::vector<std::string> NotPinned();

// OtherLibraries names the backends (as Backend::name does) whose library is not the one that a
// page was made with: another release than the page's line "Libraries" says, or a build that is not
// the pinned one. OpenSSL is the system's, and counts as the same up to the second number.
std::vector<std::string> OtherLibraries(const std::string& page);

// A text without those libraries' columns in tables, and without the line "Libraries": what must be
// the same on every machine.
std::string Comparable(const std::string& text, const std::vector<std::string>& others);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_SUPPORT_TABLE_H_
