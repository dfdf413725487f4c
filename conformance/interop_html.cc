// The report as one page: no scripts, nothing loaded from elsewhere.

#include <ctime>

#include "conformance/interop_report.h"

namespace omnitls::conformance {
namespace {

constexpr const char* kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>omnitls: every client with every server</title>
<style>
:root { color-scheme: light dark; --text: #1c2430; --soft: #5c6675; --page: #f6f7f9;
  --card: #ffffff; --line: #dfe3e8; --ok: #e3f4e6; --ok-text: #14602a; --none: #eceef1;
  --none-text: #566070; --bad: #b3261e; --bad-text: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e7ed; --soft: #98a2b0; --page: #12161c;
  --card: #1a2029; --line: #2d3542; --ok: #173a22; --ok-text: #93dba6; --none: #2a313c;
  --none-text: #a7b0bd; --bad: #d5453c; --bad-text: #ffffff; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem clamp(1rem, 2vw, 3rem); background: var(--page);
  color: var(--text); font: 15px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
p, ul { margin: .25rem 0 1rem; }
.soft { color: var(--soft); }
.libraries { display: flex; flex-wrap: wrap; gap: .25rem 2rem; padding: 0; list-style: none; }
.tables { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 1rem 1.1rem 1.1rem; overflow-x: auto; max-width: 100%; }
table { border-collapse: separate; border-spacing: 3px; }
caption { text-align: left; font-size: 1.15rem; font-weight: 600; padding-bottom: .5rem; }
th { font-weight: 500; font-size: .75rem; padding: 0 .15rem; }
thead th { color: var(--soft); text-align: center; }
th[colspan] { border-bottom: 2px solid var(--line); color: var(--text); }
thead th:first-child { text-align: left; }
tbody th { text-align: left; white-space: nowrap; padding-right: .8rem; font-size: .88rem;
  cursor: help; }
td { text-align: center; border-radius: 5px; min-width: 3rem; padding: .2rem .2rem;
  font-size: .82rem; cursor: help; }
thead tr + tr th:nth-of-type(3n+2), td:nth-of-type(3n+1) { border-left: 9px solid transparent;
  background-clip: padding-box; }
td.ok { background-color: var(--ok); color: var(--ok-text); }
td.none { background-color: var(--none); color: var(--none-text); }
td.bad, .verdict.bad { background-color: var(--bad); color: var(--bad-text); font-weight: 700; }
tr:hover th[scope=row] { text-decoration: underline; text-decoration-color: var(--soft); }
.verdict { display: inline-block; padding: .15rem .7rem; border-radius: 99px; font-weight: 600; }
.verdict.ok { background: var(--ok); color: var(--ok-text); }
section { margin-top: 1.5rem; }
dt { font-weight: 600; } dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
@media print { body { padding: 0; background: none; } .card { break-inside: avoid; } }
</style>
</head>
<body>
)";

std::string Escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string VersionTitle(Version version) {
  return version == Version::kTls12 ? "TLS 1.2" : "TLS 1.3";
}

std::string Words(const Cell& cell) {
  return std::string(cell.param.client->name()) + " client, " +
         std::string(cell.param.server->name()) + " server, " + VersionTitle(cell.param.version);
}

std::string Summary(const Report& report) {
  const Totals totals = Count(report);
  const bool good = totals.failed == 0;
  char when[40];
  const std::time_t now = std::time(nullptr);
  std::strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", std::gmtime(&now));
  std::string html =
      "<h1>Every client with every server</h1>\n<p class=soft>omnitls, " + std::string(when) +
      "</p>\n<p><span class=\"verdict " +
      (good ? "ok\">all work" : "bad\">" + std::to_string(totals.failed) + " failed") + "</span> " +
      std::to_string(report.cells.size()) + " cells: " + std::to_string(totals.ok) + " ok, " +
      std::to_string(totals.unsupported) + " not supported by a library, " +
      std::to_string(totals.failed) + " failed.</p>\n<ul class=libraries>\n";
  for (const Backend* backend : AllBackends()) {
    html += "<li><b>" + std::string(backend->name()) + "</b> " +
            Escape(backend->library_version()) + "</li>\n";
  }
  return html + "</ul>\n";
}

std::string TableHead(Version version) {
  const std::string count = std::to_string(AllBackends().size());
  std::string html = "<table>\n<caption>" + VersionTitle(version) +
                     "</caption>\n<thead>\n<tr><th scope=row>client</th>";
  for (const Backend* client : AllBackends()) {
    html += "<th scope=colgroup colspan=" + count + ">" + std::string(client->name()) + "</th>";
  }
  html += "</tr>\n<tr><th scope=row>server</th>";
  for (std::size_t i = 0; i < AllBackends().size(); ++i) {
    for (const Backend* server : AllBackends()) {
      html += "<th scope=col>" + std::string(server->name()) + "</th>";
    }
  }
  return html + "</tr>\n</thead>\n<tbody>\n";
}

std::string TableCell(const Cell& cell) {
  const char* kind = cell.ok ? "ok" : cell.unsupported ? "none" : "bad";
  const char* text = cell.ok ? "ok" : cell.unsupported ? "n/a" : "FAIL";
  const std::string detail = cell.ok ? cell.scenario->claim : cell.why;
  return std::string("<td class=") + kind + " title=\"" + Escape(Words(cell) + ": " + detail) +
         "\">" + text + "</td>";
}

std::string Table(const Report& report, Version version) {
  std::string html = "<div class=card>\n" + TableHead(version);
  const Scenario* row = nullptr;
  for (const Cell& cell : report.cells) {
    if (cell.param.version != version) continue;
    if (cell.scenario != row) {
      if (row != nullptr) html += "</tr>\n";
      row = cell.scenario;
      html +=
          "<tr><th scope=row title=\"" + Escape(row->claim) + "\">" + Escape(row->title) + "</th>";
    }
    html += TableCell(cell);
  }
  return html + "</tr>\n</tbody>\n</table>\n</div>\n";
}

std::string Failures(const Report& report) {
  if (Count(report).failed == 0) return {};
  std::string html = "<section class=card>\n<h2>What failed</h2>\n<dl>\n";
  for (const Cell& cell : report.cells) {
    if (!cell.failed()) continue;
    html += "<dt>" + Escape(Words(cell)) + ": " + Escape(cell.scenario->title) + "</dt><dd>" +
            Escape(cell.why) + "</dd>\n";
  }
  return html + "</dl>\n</section>\n";
}

std::string Legend() {
  std::string html = "<section class=card>\n<h2>What the rows claim</h2>\n<dl>\n";
  for (const Scenario& scenario : AllScenarios()) {
    html += "<dt>" + Escape(scenario.title) + "</dt><dd>" + Escape(scenario.claim) + "</dd>\n";
  }
  return html +
         "</dl>\n<p class=soft>n/a: a library has no such thing, which Backend::Supports says and "
         "the context's builder refuses.</p>\n</section>\n";
}

}  // namespace

std::string ToHtml(const Report& report) {
  std::string html = kHead + Summary(report) + "<div class=tables>\n";
  for (const Version version : {Version::kTls12, Version::kTls13}) html += Table(report, version);
  return html + "</div>\n" + Failures(report) + Legend() + "</body>\n</html>\n";
}

}  // namespace omnitls::conformance
