// Their servers with our client.

#include "tools/interop/servers.h"

#include "tools/interop/ours.h"
#include "tools/interop/peer.h"

namespace omnitls::tools::peers {
namespace {

const char* CanAll(const Cell&) { return nullptr; }

// What stands between `before` and the end of the line or sentence in what a program printed.
std::string Printed(const std::string& text, const std::string& before) {
  const std::size_t start = text.find(before) + before.size();
  return text.substr(start, text.find_first_of(".\n", start) - start);
}

Visit Page(const std::string& port, const std::string& expect, const std::string& with_members) {
  return {"127.0.0.1:" + port, {"--http", "--path", "/page"}, "http/1.1", expect, with_members};
}

// Starts their server, and lets our client call it.
Problem StartAndCall(const Words& command, const std::string& port, const Cell& cell,
                     const Visit& visit) {
  Process server(command);
  const Problem problem = AwaitPort(port, server);
  return problem.empty() ? Call(cell, visit, server) : problem;
}

Problem Openssl(const std::string& program, const Cell& cell) {
  const std::string port = FreePort();
  Words command = {program,   "s_server",
                   "-accept", "127.0.0.1:" + port,
                   "-cert",   File("server.pem"),
                   "-key",    File("server.key"),
                   "-www",    "-alpn",
                   "http/1.1"};
  if (cell.shows_certificate()) {
    command = command + Words{"-Verify", "1", "-verify_return_error", "-CAfile", File("ca.pem")};
  }
  Process server(command);
  if (!server.WaitForOutput("ACCEPT")) return server.err();
  return Call(cell, Page(port, "TLSv" + cell.version, "client.test"), server);
}

Problem Nginx(const std::string& program, const Cell& cell) {
  const std::string port = FreePort();
  const Words command = NginxCommand(
      program, port,
      "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:all:1m; "
      "ssl_client_certificate " +
          File("ca.pem") + "; ssl_verify_client " + (cell.shows_certificate() ? "on;" : "off;"),
      "location / { return 200 "
      "\"from nginx $ssl_protocol $ssl_client_s_dn\\n\"; }");
  return StartAndCall(command, port, cell,
                      Page(port, "from nginx TLSv" + cell.version, "CN=client.test"));
}

Problem Haproxy(const std::string& program, const Cell& cell) {
  const std::string port = FreePort();
  // Both in one file is what it wants.
  const std::string identity =
      WriteFile("haproxy.pem", ReadFile(File("server.pem")) + ReadFile(File("server.key")));
  const std::string members =
      cell.shows_certificate() ? " verify required ca-file " + File("ca.pem") : "";
  const std::string configuration = WriteFile(
      "haproxy.cfg",
      "global\n  maxconn 100\ndefaults\n  mode http\n  timeout client 10s\n  timeout server 10s\n"
      "  timeout connect 10s\nfrontend all\n  bind 127.0.0.1:" +
          port + " ssl alpn http/1.1 crt " + identity + members +
          "\n  http-request return status 200 content-type text/plain lf-string "
          "\"from haproxy %[ssl_fc_protocol] %[ssl_c_s_dn(cn)]\"\n");
  const Words command = {program, "-db", "-f", configuration};
  return StartAndCall(command, port, cell,
                      Page(port, "from haproxy TLSv" + cell.version, "client.test"));
}

Problem Caddy(const std::string& program, const Cell& cell) {
  const std::string port = FreePort();
  const std::string members =
      cell.shows_certificate() ? "client_auth {\nmode require_and_verify\ntrusted_ca_cert_file " +
                                     File("ca.pem") + "\n}\n"
                               : "";
  const std::string configuration =
      WriteFile("Caddyfile",
                "{\nadmin off\nauto_https off\n}\n"
                "https://server.test:" +
                    port + " {\nbind 127.0.0.1\ntls " + File("server.pem") + " " +
                    File("server.key") + " {\nalpn http/1.1\n" + members +
                    "}\nrespond \"from caddy {tls_version} {tls_client_subject}\"\n}\n");
  const Words command = {"/usr/bin/env", "HOME=" + TemporaryDirectory(),
                         program,        "run",
                         "--adapter",    "caddyfile",
                         "--config",     configuration};
  return StartAndCall(command, port, cell,
                      Page(port, "from caddy tls" + cell.version, "CN=client.test"));
}

Problem Stunnel(const std::string& program, const Cell& cell) {
  const std::string port = FreePort();
  const std::string members =
      cell.shows_certificate()
          ? "verifyChain = yes\nrequireCert = yes\nCAfile = " + File("ca.pem") + "\n"
          : "";
  const std::string configuration = WriteFile(
      "stunnel.conf", "foreground = yes\nsyslog = no\npid =\n[echo]\naccept = 127.0.0.1:" + port +
                          "\nexec = /bin/cat\nexecArgs = cat\nsslVersionMin = TLSv1.2\ncert = " +
                          File("server.pem") + "\nkey = " + File("server.key") + "\n" + members);
  const Words command = {program, configuration};
  const Visit visit = {"127.0.0.1:" + port,
                       {"--send", WriteFile("word", "an echo of stunnel's\n")},
                       nullptr,
                       "an echo of stunnel's",
                       "an echo of stunnel's"};
  return StartAndCall(command, port, cell, visit);
}

Problem Gnutls(const std::string& program, const Cell& cell) {
  const std::string port = FreePort();
  const Words members = cell.shows_certificate()
                            ? Words{"--require-client-cert", "--verify-client-cert"}
                            : Words{"--disable-client-cert"};
  const Words command = Words{program,          "--http",
                              "--port",         port,
                              "--alpn",         "http/1.1",
                              "--x509certfile", File("server.pem"),
                              "--x509keyfile",  File("server.key"),
                              "--x509cafile",   File("ca.pem"),
                              "--priority",     "NORMAL:-VERS-ALL:+VERS-TLS" + cell.version} +
                        members;
  return StartAndCall(command, port, cell, Page(port, "TLS" + cell.version, "client.test"));
}

Problem Nss(const std::string& program, const Cell& cell) {
  const std::string port = FreePort();
  const std::string version = "tls" + cell.version;
  const Words command =
      Words{program, "-d", NssDatabase(),           "-e", "server", "-p", port, "-w",
            "",      "-V", version + ":" + version, "-u", "-Q"} +
      (cell.shows_certificate() ? Words{"-r", "-r"} : Words{});
  return StartAndCall(command, port, cell, Page(port, "GET /page", "GET /page"));
}

Problem Node(const std::string& program, const Cell& cell) {
  Words command = {program, Script("server.js"), cell.version, File("server.pem"),
                   File("server.key")};
  if (cell.shows_certificate()) command.push_back(File("ca.pem"));
  Process server(command);
  if (!server.WaitForOutput("PORT ")) return server.err();
  return Call(cell, Page(Printed(server.out(), "PORT "), "from node", "client.test"), server);
}

}  // namespace

std::vector<Peer> Servers() {
  return {
      {"openssl s_server", "openssl", "openssl", "version", true, "-www", CanAll, Openssl},
      {"nginx", "nginx", "nginx-light", "-v", true, "a page", CanAll, Nginx},
      {"HAProxy", "haproxy", "haproxy", "-v", true, "a page", CanAll, Haproxy},
      {"Caddy (Go)", "caddy", "caddy", "version", true, "a page", CanAll, Caddy},
      {"stunnel", "stunnel4", "stunnel4", "-version", true, "an echo", CanAll, Stunnel},
      {"gnutls-serv", "gnutls-serv", "gnutls-bin", "--version", true, "--http", CanAll, Gnutls},
      {"NSS selfserv", "selfserv", "libnss3-tools", nullptr, true, "a page", CanAll, Nss},
      {"Node.js https", "node", "nodejs", "--version", true, "https.createServer", CanAll, Node},
  };
}

}  // namespace omnitls::tools::peers
