#include "conformance/fault_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace omnitls::conformance {
namespace {

constexpr char kBegin[] = "<!-- faults: begin -->\n";
constexpr char kEnd[] = "<!-- faults: end -->\n";

std::string Title(const Backend& backend) {
  if (backend.name() == "openssl") return "OpenSSL";
  return backend.name() == "mbedtls" ? "mbedTLS" : "wolfSSL";
}

std::string Word(Role role) { return role == Role::kClient ? "client" : "server"; }

std::string Where(const Fault& fault) {
  std::string where = fault.finders.size() == 2 ? "both" : Word(fault.finders[0]);
  if (fault.versions.size() == 1) {
    where += fault.versions[0] == Version::kTls13 ? ", TLS 1.3" : ", TLS 1.2";
  }
  return where;
}

std::string Code(std::string_view word) { return "`" + std::string(word) + "`"; }

std::string DetailText(const Error& error) {
  return error.detail == Detail::kNone ? "" : Code(DetailName(error.detail));
}
std::string AlertText(const Error& error) {
  if (error.alert == Alert::kNone) return "";
  return Code(AlertName(error.alert)) + " (" + std::to_string(static_cast<int>(error.alert)) + ")";
}
std::string Both(const std::string& tls12, const std::string& tls13) {
  return tls12 == tls13 ? tls12 : tls12 + "; TLS 1.3: " + tls13;
}

// The columns kind, detail, alert.
std::string Answer(const Fault& fault) {
  const std::string first = fault.error ? Code(ErrorKindName(fault.error->kind)) : "none";
  const Error tls12 = fault.error.value_or(Error{ErrorKind::kInternal});
  if (!fault.error_tls13) return first + " | " + DetailText(tls12) + " | " + AlertText(tls12);
  const Error& tls13 = *fault.error_tls13;
  return Both(first, Code(ErrorKindName(tls13.kind))) + " | " +
         Both(DetailText(tls12), DetailText(tls13)) + " | " +
         (fault.error ? Both(AlertText(tls12), AlertText(tls13)) : AlertText(tls13));
}

// "yes", or the numbers of its exceptions, or that it cannot happen.
std::string CellOf(const Fault& fault, const Backend& backend) {
  std::string numbers;
  for (std::size_t i = 0; i < AllExceptions().size(); ++i) {
    const Exception& exception = AllExceptions()[i];
    if (!exception.IsAbout(fault.name)) continue;
    const bool is_its = exception.finder.empty() ? exception.other == backend.name()
                                                 : exception.finder == backend.name();
    if (is_its) numbers += (numbers.empty() ? "" : ", ") + std::to_string(i + 1);
  }
  if (!numbers.empty()) return "exception " + numbers;
  const auto happens = [&](const PairParam& pair) {
    return std::any_of(fault.finders.begin(), fault.finders.end(), [&](Role role) {
      const Spot spot{pair, role};
      return &spot.backend() == &backend && (fault.applies == nullptr || fault.applies(spot));
    });
  };
  const std::vector<PairParam> pairs = AllPairs();
  return std::any_of(pairs.begin(), pairs.end(), happens) ? "yes" : "no such setting";
}

std::string Titles() {
  std::string titles;
  for (const Backend* backend : AllBackends()) titles += " " + Title(*backend) + " |";
  return titles + "\n";
}

std::string At(const Exception& exception) {
  std::string text;
  for (const Backend* backend : AllBackends()) {
    if (exception.finder == backend->name()) text = Title(*backend);
  }
  if (exception.role) text += (text.empty() ? "a " : " ") + Word(*exception.role);
  for (const Backend* backend : AllBackends()) {
    if (exception.other == backend->name()) text += " with " + Title(*backend);
  }
  if (exception.version) {
    text += exception.version == Version::kTls13 ? ", TLS 1.3" : ", TLS 1.2";
  }
  return text;
}

}  // namespace

std::string ToJson(const std::vector<FinishedCell>& cells) {
  nlohmann::ordered_json root;
  root["cells"] = nlohmann::ordered_json::array();
  for (const auto& [cell, result] : cells) {
    const Exception* const exception = result.exception;
    root["cells"].push_back({{"fault", cell.fault->name},
                             {"client", cell.spot.pair.client->name()},
                             {"server", cell.spot.pair.server->name()},
                             {"version", VersionName(cell.spot.pair.version)},
                             {"role", Word(cell.spot.finder)},
                             {"ok", result.ok()},
                             {"exception", exception != nullptr ? exception->reason : ""},
                             {"group", cell.group->title},
                             {"seen", ToString(result.seen)},
                             {"message", result.message}});
  }
  return root.dump(1) + "\n";
}

std::string ToFaultTable() {
  std::string text;
  for (const FaultGroup& group : AllFaults()) {
    text += "### " + group.title + "\n\n| fault | found by | kind | detail | alert |" + Titles() +
            "|---|---|---|---|---|---|---|---|\n";
    for (const Fault& fault : group.faults) {
      text += "| " + fault.name + " | " + Where(fault) + " | " + Answer(fault) + " |";
      for (const Backend* backend : AllBackends()) text += " " + CellOf(fault, *backend) + " |";
      text += "\n";
    }
    text += "\n";
  }
  if (AllExceptions().empty()) return text;
  text += "### Exceptions\n\n| | fault | where | instead | because |\n|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < AllExceptions().size(); ++i) {
    const Exception& exception = AllExceptions()[i];
    text += "| " + std::to_string(i + 1) + " | " + exception.fault + " | " + At(exception) + " | " +
            ToString(exception.seen) + " | " + exception.reason + " |\n";
  }
  return text + "\n";
}

std::string WithFaultTable(const std::string& page, const std::string& table) {
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  if (begin == page.npos || end == page.npos || end < begin) return "";
  return page.substr(0, begin) + kBegin + "\n" + table + page.substr(end);
}

}  // namespace omnitls::conformance
