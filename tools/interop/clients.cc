// Their clients with our server.

#include "tools/interop/ours.h"
#include "tools/interop/peer.h"

namespace omnitls::tools::peers {
namespace {

// "1.2" is PREFIX1.2, PREFIX1_2, ...
std::string Version(const Cell& cell, const std::string& prefix, char separator = '.') {
  return prefix + "1" + separator + cell.version.back();
}

// The flags that name the client's certificate and key, if it is to have them.
Words Identity(const Cell& cell, const char* certificate_flag, const char* key_flag) {
  if (!cell.shows_certificate()) return {};
  return {certificate_flag, File("client.pem"), key_flag, File("client.key")};
}

const char* CanAll(const Cell&) { return nullptr; }

Problem Openssl(const std::string& program, const Cell& cell) {
  OurServer server(cell);
  const Words command = Words{program,
                              "s_client",
                              "-connect",
                              server.address(),
                              "-servername",
                              "server.test",
                              "-CAfile",
                              File("ca.pem"),
                              "-verify_return_error",
                              "-verify_hostname",
                              "server.test",
                              "-alpn",
                              "http/1.1",
                              "-ign_eof",
                              Version(cell, "-tls", '_')} +
                        Identity(cell, "-cert", "-key");
  Words resume;
  if (cell.resumes()) {
    const std::string session = TemporaryDirectory() + "/s_client.session";
    RunProgram(command + Words{"-sess_out", session}, kRequest);
    resume = {"-sess_in", session};
  }
  return server.Judge(RunProgram(command + resume, kRequest), "http/1.1");
}

Problem Curl(const std::string& program, const Cell& cell) {
  OurServer server(cell);
  const Words command = Words{program,
                              "--silent",
                              "--show-error",
                              "--fail",
                              "--cacert",
                              File("ca.pem"),
                              "--resolve",
                              "server.test:" + server.port() + ":127.0.0.1",
                              Version(cell, "--tlsv"),
                              "--tls-max",
                              cell.version,
                              server.url()} +
                        Identity(cell, "--cert", "--key");
  // A second page in the same run takes a second connection.
  const Words second = cell.resumes() ? Words{server.url()} : Words{};
  return server.Judge(RunProgram(command + second), "http/1.1");
}

Problem Gnutls(const std::string& program, const Cell& cell) {
  OurServer server(cell);
  const Words resume = cell.resumes() ? Words{"--resume", "--waitresumption"} : Words{};
  return server.Judge(RunProgram(Words{program, "--x509cafile", File("ca.pem"), "--sni-hostname",
                                       "server.test", "--verify-hostname", "server.test",
                                       "--priority", Version(cell, "NORMAL:-VERS-ALL:+VERS-TLS"),
                                       "--alpn", "http/1.1", "--port", server.port(), "127.0.0.1"} +
                                     resume + Identity(cell, "--x509certfile", "--x509keyfile"),
                                 kRequest),
                      "http/1.1");
}

Problem Nss(const std::string& program, const Cell& cell) {
  OurServer server(cell);
  const std::string version = Version(cell, "tls");
  const Words resume = cell.resumes() ? Words{"-L", "2"} : Words{};
  const Words identity = cell.shows_certificate() ? Words{"-n", "client", "-w", ""} : Words{};
  // Its -h is the name that it verifies and sends, and what it connects to.
  return server.Judge(
      RunProgram(Words{program, "-4", "-h", "localhost", "-p", server.port(), "-d", NssDatabase(),
                       "-V", version + ":" + version, "-u", "-A", WriteFile("request", kRequest)} +
                 resume + identity),
      nullptr);
}

// By a script beside this file.
Problem ByScript(const std::string& program, const std::string& script, const Cell& cell) {
  OurServer server(cell);
  const Words identity =
      cell.shows_certificate() ? Words{File("client.pem"), File("client.key")} : Words{};
  return server.Judge(RunProgram(Words{program, Script(script), server.port(), cell.version,
                                       File("ca.pem"), cell.resumes() ? "2" : "1"} +
                                 identity),
                      "http/1.1");
}
Problem Python(const std::string& program, const Cell& cell) {
  return ByScript(program, "client.py", cell);
}
Problem Node(const std::string& program, const Cell& cell) {
  return ByScript(program, "client.js", cell);
}

const char* WgetLimit(const Cell& cell) {
  return cell.resumes() ? "wget keeps no sessions for HTTPS" : nullptr;
}

Problem Wget(const std::string& program, const Cell& cell) {
  OurServer server(cell);
  return server.Judge(
      RunProgram(Words{program, "--no-config", "--quiet", "--tries=1", "--output-document=-",
                       "--ca-certificate=" + File("ca.pem"),
                       Version(cell, "--secure-protocol=TLSv", '_')} +
                 (cell.shows_certificate() ? Words{"--certificate=" + File("client.pem"),
                                                   "--private-key=" + File("client.key")}
                                           : Words{}) +
                 Words{server.local_url()}),
      nullptr);
}

const char* WrkLimit(const Cell& cell) {
  if (cell.resumes()) return "wrk keeps no sessions";
  return cell.shows_certificate() ? "wrk has no client certificates" : nullptr;
}

// A second of new connections, four at a time.
Problem Wrk(const std::string& program, const Cell& cell) {
  OurServer server(cell);
  const Outcome client =
      RunProgram({program, "-t1", "-c4", "-d1s", "--timeout", "10s", server.local_url()});
  const bool failed = client.out.find("Non-2xx") != std::string::npos ||
                      client.out.find("Socket errors") != std::string::npos ||
                      client.out.find(" requests in ") == std::string::npos;
  if (failed) return client.out + client.err + server.log();
  return server.JudgeLog(nullptr);
}

const char* ChromiumLimit(const Cell& cell) {
  return cell.shows_certificate() ? "without a window, nobody can choose Chromium's certificate"
                                  : nullptr;
}

Problem Chromium(const std::string& program, const Cell& cell) {
  (void)NssDatabase();
  OurServer server(cell);
  const std::string home = TemporaryDirectory() + "/home";
  const std::string profile = home + "/profile" + server.port();
  const Words command = {"/usr/bin/env",
                         "HOME=" + home,
                         program,
                         "--headless",
                         "--no-sandbox",
                         "--disable-gpu",
                         "--disable-dev-shm-usage",
                         "--user-data-dir=" + profile,
                         "--host-resolver-rules=MAP server.test 127.0.0.1",
                         "--virtual-time-budget=5000",
                         "--dump-dom"};
  if (!cell.resumes()) return server.Judge(RunProgram(command + Words{server.url()}), "http/1.1");
  // Two requests in a row, from a page.
  const std::string page =
      WriteFile("page.html", "<script>const get = () => fetch('" + server.url() +
                                 "', {mode: 'no-cors'}); get()"
                                 ".then(() => new Promise(done => setTimeout(done, 300)))"
                                 ".then(get)</script>");
  const Outcome client = RunProgram(command + Words{"file://" + page});
  const Problem problem = server.JudgeLog("http/1.1");
  return problem.empty() ? problem : problem + client.err + client.out;
}

}  // namespace

std::vector<Peer> Clients() {
  return {
      {"openssl s_client", "openssl", "openssl", "version", false, "-sess_out, -sess_in", CanAll,
       Openssl},
      {"curl", "curl", "curl", "--version", false, "a page; two in one run", CanAll, Curl},
      {"gnutls-cli", "gnutls-cli", "gnutls-bin", "--version", false, "--resume", CanAll, Gnutls},
      {"NSS tstclnt", "tstclnt", "libnss3-tools", nullptr, false, "-L 2", CanAll, Nss},
      {"Python ssl", "python3", "python3", "--version", false, "SSLContext", CanAll, Python},
      {"Node.js tls", "node", "nodejs", "--version", false, "tls.connect", CanAll, Node},
      {"wget", "wget", "wget", "--version", false, "a page", WgetLimit, Wget},
      {"wrk", "wrk", "wrk", "-v", false, "a second of new connections, four at a time", WrkLimit,
       Wrk},
      {"Chromium", "chromium", "chromium", "--version", false,
       "a page without a window; two requests of a script", ChromiumLimit, Chromium},
  };
}

}  // namespace omnitls::tools::peers
