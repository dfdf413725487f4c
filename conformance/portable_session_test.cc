// What a library saves a session as is the same on every machine: 32 bits or 64, little-endian or
// big-endian. (What stands around it: //api:stored_session_test, saved_session_test.cc.)

#include <array>
#include <fstream>

#include "conformance/sessions.h"
#include "omnitls/session_core.h"

namespace omnitls::conformance {
namespace {

// A line of portable_sessions.txt, which a little-endian machine of 64 bits has written.
struct Row {
  std::string backend;
  std::string library;  // Without spaces.
  std::string version;
  std::string hex;
};

std::vector<Row> Rows() {
  std::ifstream file("conformance/portable_sessions.txt");
  std::vector<Row> rows;
  for (Row row; file >> row.backend >> row.library >> row.version >> row.hex;) rows.push_back(row);
  return rows;
}

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string ToHex(const std::string& bytes) {
  std::string hex;
  for (const char byte : bytes) {
    std::array<char, 3> digits;
    std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned char>(byte));
    hex += digits.data();
  }
  return hex;
}

std::string Saved(const EngineSession& session) {
  SecretBytes bytes;
  EXPECT_TRUE(session.Save(bytes));
  return ToString(bytes);
}

std::string LibraryOf(const Backend& backend) {
  std::string name(backend.library_version());
  for (char& letter : name) letter = letter == ' ' ? '_' : letter;
  return name;
}

class PortableSessionTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(PortableSessionTest);

TEST_P(PortableSessionTest, OfAnotherMachineIsLoadedAndSavedAgain) {
  int found = 0;
  for (const Row& row : Rows()) {
    if (row.backend != backend().name() || row.library != LibraryOf(backend())) continue;
    ++found;
    const std::string bytes = FromHex(row.hex);
    const Result<internal::Owned<EngineSession>> loaded = backend().LoadSession(AsBytes(bytes));
    ASSERT_TRUE(loaded) << row.version << ": " << ToString(loaded.error());
    EXPECT_EQ(ToHex(Saved(**loaded)), row.hex) << row.version;
  }
  if (found == 0) GTEST_SKIP() << "portable_sessions.txt has none of " << LibraryOf(backend());
}

// Writes the file anew, when a release is pinned: bazel run //conformance:portable_session_test --
// --gtest_also_run_disabled_tests --gtest_filter='*Prints*' | grep TLS1
TEST_P(PortableSessionTest, DISABLED_Prints) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    Pair pair({&backend(), &backend(), version});
    const Session session = FirstSession(pair);
    ASSERT_FALSE(session.empty());
    std::printf("%s %s %s %s\n", std::string(backend().name()).c_str(),
                LibraryOf(backend()).c_str(), version == Version::kTls12 ? "TLS1.2" : "TLS1.3",
                ToHex(Saved(*internal::SessionCore::Get(session)->engine_session)).c_str());
  }
}

}  // namespace
}  // namespace omnitls::conformance
