#include <algorithm>
#include <string>
#include <vector>

#include "conformance/settings/probe.h"

// Secrets that leave the library: both ends have the same.
namespace omnitls::conformance {
namespace {

constexpr char kExporters[] = "keying material exporters, channel bindings";
constexpr char kTrafficSecrets[] = "key logs for captures, traffic secrets for kernel TLS";

std::string Exported(Connection& connection) {
  std::uint8_t out[32] = {};
  const Result<void> exported =
      connection.ExportKeyingMaterial(out, "EXPERIMENTAL omnitls", AsBytes("settings"));
  return exported ? ToString(ByteView(out)) : ToString(exported.error());
}

Effect Exporters(const Trial& trial) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Exporters(); };
  options.server = [](ServerContextBuilder& builder) { builder.Exporters(); };
  return AfterHandshake(trial, options, [](Pair& pair) {
    const std::string exported = Exported(pair.client);
    EXPECT_EQ(exported.size(), 32u) << exported;
    EXPECT_EQ(exported, Exported(pair.server));
  });
}

std::string BindingOf(Connection& connection) {
  std::uint8_t out[kMaxChannelBinding];
  const Result<std::size_t> size = connection.ChannelBinding(ChannelBindingType::kTlsUnique, out);
  return size ? ToString(ByteView(out, *size)) : std::string();
}

Effect TlsUnique(const Trial& trial) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Exporters(); };
  options.server = [](ServerContextBuilder& builder) { builder.Exporters(); };
  std::string binding;
  AfterHandshake(trial, options, [&](Pair& pair) {
    binding = BindingOf(Ours(trial, pair));
    if (binding.empty()) return;
    EXPECT_EQ(binding, BindingOf(Theirs(trial, pair)));
  });
  return binding.empty() ? Effect::kAbsent : Effect::kEffective;
}

void Keep(void* lines, std::string_view line) {
  static_cast<std::vector<std::string>*>(lines)->emplace_back(line);
}

Effect KeyLog(const Trial& trial) {
  std::vector<std::string> client_lines;
  std::vector<std::string> server_lines;
  PairOptions options;
  options.client = [&](ClientContextBuilder& b) { b.KeyLog(Keep, &client_lines); };
  options.server = [&](ServerContextBuilder& b) { b.KeyLog(Keep, &server_lines); };
  return AfterHandshake(trial, options, [&](Pair&) {
    std::sort(client_lines.begin(), client_lines.end());
    std::sort(server_lines.begin(), server_lines.end());
    EXPECT_FALSE(client_lines.empty());
    EXPECT_EQ(client_lines, server_lines);
  });
}

Effect SecretExtraction(const Trial& trial) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.SecretExtraction(); };
  options.server = [](ServerContextBuilder& builder) { builder.SecretExtraction(); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    TrafficSecrets ours;
    TrafficSecrets theirs;
    EXPECT_TRUE(Ours(trial, pair).ExtractTrafficSecrets(ours));
    EXPECT_TRUE(Theirs(trial, pair).ExtractTrafficSecrets(theirs));
    EXPECT_FALSE(ours.write.key().empty());
    EXPECT_TRUE(Equal(ours.write.key(), theirs.read.key()));
    EXPECT_TRUE(Equal(ours.read.key(), theirs.write.key()));
  });
}

}  // namespace

Section SecretSettings() {
  const auto row = [](const char* name, const char* observed, Effect (*probe)(const Trial&),
                      Feature feature, const char* line) {
    return Setting{name, kBothRoles, kBothVersions, observed, probe}
        .Needs(feature)
        .PeerNeeds(feature)
        .In(line);
  };
  return {
      "Secrets",
      {
          row("Exporters", "both ends export the same", Exporters, Feature::kExporters, kExporters),
          Setting{"tls-unique", kBothRoles, kTls12Only, "both ends have the same channel binding",
                  TlsUnique}
              .Needs(Feature::kTlsUnique)
              .PeerNeeds(Feature::kTlsUnique)
              .Behaviour()
              .In(kExporters),
          row("KeyLog", "both ends log the same lines", KeyLog, Feature::kKeyLog, kTrafficSecrets),
          row("SecretExtraction", "what one end writes with, the other reads with",
              SecretExtraction, Feature::kSecretExtraction, kTrafficSecrets),
      },
  };
}

}  // namespace omnitls::conformance
