// One verdict: every chain of the x509-limbo suite (C2SP) in real handshakes, with every backend as
// the end that verifies.
//
// The other end is OpenSSL alone, which presents the case's chain byte for byte and judges nothing
// (limbo_peer.h). Where the suite has the leaf's key, a chain is accepted if the handshake is done.
// Where it has not, or where TLS cannot sign with it, the other end signs with a key of its own:
// our end has its verdict on the chain before it looks at that signature, so the chain is accepted
// if what is refused is the signature, with decrypt_error. A chain is refused if the error is of
// kind kCertificate, if its message is too long for the backend to read, or if the context does not
// take the case's anchors or lists. Whatever else happens is no verdict and fails the test. Each
// case runs with TLS 1.2 and TLS 1.3, with the suite's time, trust anchors, lists and name, and
// with no other setting.
//
// The suite is no part of this project: LIMBO_JSON is its path (see CONTRIBUTING.md).

#include <openssl/evp.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "conformance/cases.h"
#include "conformance/limbo_case.h"
#include "conformance/limbo_exceptions.h"
#include "conformance/limbo_verdict.h"

namespace omnitls::conformance {
namespace {

constexpr int kWantedAsExpected = 140;
// Of our own bounds, on every path; a case with a lower one asks for a setting that there is not.
constexpr int kMaxIntermediates = 9;

struct Count {
  int expected = 0;
  int accepts_invalid = 0;
  int rejects_valid = 0;
  int disagreements = 0;

  void Add(bool accepted, bool is_good) {
    expected += accepted == is_good ? 1 : 0;
    accepts_invalid += accepted && !is_good ? 1 : 0;
    rejects_valid += !accepted && is_good ? 1 : 0;
  }
};

std::string ToString(const Count& count, int of) {
  return "expected " + std::to_string(count.expected) + " of " + std::to_string(of) +
         " accepts-invalid " + std::to_string(count.accepts_invalid) + " rejects-valid " +
         std::to_string(count.rejects_valid);
}

const LimboException* FindException(const std::string& id) {
  for (const LimboException& exception : LimboExceptions()) {
    if (exception.id == id) return &exception;
  }
  return nullptr;
}

// Report runs cases, prints what comes out, and fails the test over what should not.
class Report {
 public:
  explicit Report(const RawVerdicts& raw) : raw_(raw) {}

  void Run(const LimboCase& one) {
    ++cases_;
    if (one.max_depth && *one.max_depth < kMaxIntermediates) {
      return Skip(one, "it limits the path to fewer intermediates, for which there is no setting");
    }
    std::vector<LimboVerdict> verdicts;
    for (const Backend* backend : AllBackends()) verdicts.push_back(Judge(*backend, one));
    if (verdicts[0].kind == LimboVerdict::Kind::kNotPresented) return Skip(one, verdicts[0].words);
    ++runnable_;
    Print(one, verdicts);
    Add(one, verdicts);
    CheckException(one, verdicts);
  }

  void Finish() {
    std::cout << "limbo " << runnable_ << " of " << cases_ << " cases can be run\n";
    raw_.Print(std::cout);
    for (const Backend* backend : AllBackends()) {
      const Count& count = counts_[backend];
      std::cout << "limbo " << backend->name() << " " << ToString(count, runnable_)
                << " disagreements " << count.disagreements << "\n";
      EXPECT_GE(count.expected, kWantedAsExpected);
    }
    if (!raw_.exist()) return;
    for (const Backend* backend : AllBackends()) {
      std::cout << "limbo " << backend->name() << " of the cases of the raw libraries: "
                << ToString(raw_cases_[backend], raw_.count()) << "\n";
    }
  }

  bool has_run(std::string_view id) const { return as_expected_.contains(id); }
  bool as_expected(std::string_view id) const { return as_expected_.find(id)->second; }

 private:
  static void Skip(const LimboCase& one, const std::string& why) {
    std::cout << "limbo cannot run " << one.id << ": " << why << "\n";
  }

  static void Print(const LimboCase& one, const std::vector<LimboVerdict>& verdicts) {
    std::cout << (one.is_good ? "good " : "bad  ") << one.id;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      std::cout << "  " << AllBackends()[i]->name() << ": " << verdicts[i].words;
    }
    std::cout << "\n";
  }

  void Add(const LimboCase& one, const std::vector<LimboVerdict>& verdicts) {
    bool agreed = true;
    for (const LimboVerdict& verdict : verdicts) {
      agreed &= verdict.kind == verdicts[0].kind;
      EXPECT_TRUE(verdict.accepted() || verdict.refused()) << one.id << ": " << verdict.words;
    }
    EXPECT_TRUE(agreed) << one.id << ": the backends disagree";
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      const Backend* backend = AllBackends()[i];
      counts_[backend].Add(verdicts[i].accepted(), one.is_good);
      counts_[backend].disagreements += agreed ? 0 : 1;
      if (raw_.Asked(one.id)) raw_cases_[backend].Add(verdicts[i].accepted(), one.is_good);
    }
  }

  void CheckException(const LimboCase& one, const std::vector<LimboVerdict>& verdicts) {
    bool as_expected = true;
    for (const LimboVerdict& verdict : verdicts) as_expected &= verdict.accepted() == one.is_good;
    as_expected_[one.id] = as_expected;
    const LimboException* const exception = FindException(one.id);
    if (as_expected) return;
    EXPECT_NE(exception, nullptr) << one.id << " is not as expected, and no listed exception";
    if (exception == nullptr) return;
    std::cout << "     not as expected: " << exception->reason << "\n";
    EXPECT_FALSE(!one.is_good && raw_.RefusedByAny(one.id))
        << one.id << " is invalid and refused by a raw library";
  }

  const RawVerdicts& raw_;
  int cases_ = 0;
  int runnable_ = 0;
  std::map<const Backend*, Count> counts_;
  std::map<const Backend*, Count> raw_cases_;
  std::map<std::string, bool, std::less<>> as_expected_;
};

TEST(LimboTest, AllBackendsSayTheSame) {
  const char* path = std::getenv("LIMBO_JSON");
  if (path == nullptr || *path == '\0') {
    GTEST_SKIP() << "limbo skipped: LIMBO_JSON does not say where limbo-core.json is";
  }
  std::string problem;
  const std::vector<LimboCase> cases = ReadLimbo(path, problem);
  ASSERT_TRUE(problem.empty()) << problem;
  const RawVerdicts raw(path);
  Report report(raw);
  for (const LimboCase& one : cases) report.Run(one);
  report.Finish();
  for (const LimboException& exception : LimboExceptions()) {
    EXPECT_TRUE(report.has_run(exception.id)) << exception.id << " is no case that can be run";
    if (!report.has_run(exception.id)) continue;
    EXPECT_FALSE(report.as_expected(exception.id)) << exception.id << " needs no exception";
  }
}

// That the harness tells what it says it does.
class LimboVerdictTest : public BackendTest {
 protected:
  static std::string AsPem(const std::string& der) {
    std::string base64(der.size() * 2, '\0');
    base64.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(base64.data()),
        reinterpret_cast<const unsigned char*>(der.data()), static_cast<int>(der.size()))));
    std::string pem = "-----BEGIN CERTIFICATE-----\n";
    for (std::size_t i = 0; i < base64.size(); i += 64) pem += base64.substr(i, 64) + "\n";
    return pem + "-----END CERTIFICATE-----\n";
  }

  static LimboCase CaseOf(const Certificate& leaf) {
    LimboCase one;
    one.trusted = Root().pem;
    one.leaf = leaf.pem;
    one.key = leaf.key_pem;
    one.name = "server.test";
    one.time = std::time(nullptr);
    return one;
  }
};
OMNITLS_FOR_ALL_BACKENDS(LimboVerdictTest);

TEST_P(LimboVerdictTest, AGoodChainIsAcceptedWithAndWithoutItsKey) {
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kRsa2048}) {
    LimboCase one = CaseOf(Server(type));
    EXPECT_TRUE(Judge(backend(), one).accepted()) << Judge(backend(), one).words;
    one.key = {};
    EXPECT_TRUE(Judge(backend(), one).accepted()) << Judge(backend(), one).words;
  }
}

TEST_P(LimboVerdictTest, ABadChainIsRefusedWithAndWithoutItsKey) {
  LimboCase one = CaseOf(Server());
  one.name = "other.test";
  EXPECT_TRUE(Judge(backend(), one).refused()) << Judge(backend(), one).words;
  one.key = {};
  EXPECT_TRUE(Judge(backend(), one).refused()) << Judge(backend(), one).words;
}

// What is above the leaf is our verifier's business, whatever a library makes of it.
TEST_P(LimboVerdictTest, ACertificateThatNobodyNeedsMayBeMalformed) {
  if (backend().name() == "wolfssl") {
    GTEST_SKIP() << "wolfSSL ends the handshake at any certificate that it cannot parse";
  }
  LimboCase one = CaseOf(Issue(ServerSpec(), &Intermediate()));
  std::string der = OtherRoot().der;
  const std::string key_usage = "\x55\x1D\x0F\x01\x01\xFF\x04\x04\x03";
  ASSERT_NE(der.find(key_usage), std::string::npos);
  der[der.find(key_usage) + key_usage.size() - 1] = 0x05;  // No BIT STRING.
  one.intermediates = {AsPem(der), Intermediate().pem};
  EXPECT_TRUE(Judge(backend(), one).accepted()) << Judge(backend(), one).words;
}

TEST_P(LimboVerdictTest, ClientsAreJudgedToo) {
  LimboCase one = CaseOf(Client());
  one.is_server = false;
  EXPECT_TRUE(Judge(backend(), one).accepted()) << Judge(backend(), one).words;
  one.time += 100LL * 365 * 24 * 3600;
  EXPECT_TRUE(Judge(backend(), one).refused()) << Judge(backend(), one).words;
}

}  // namespace
}  // namespace omnitls::conformance
