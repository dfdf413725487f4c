#ifndef OMNITLS_TOOLS_INTEROP_OURS_H_
#define OMNITLS_TOOLS_INTEROP_OURS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/interop/peer.h"
#include "tools/testing/our_programs.h"

// Our end of what is tried.
namespace omnitls::tools::peers {

// The path of an installed program; an exception if there is none.
std::string Needed(const std::string& program);
// Writes a file into the directory for temporary ones, and returns its path.
std::string WriteFile(const std::string& name, const std::string& content);
// A file that is checked in beside this.
std::string Script(const std::string& name);
// Certificates as NSS keeps them, "sql:DIRECTORY": our root, client's and server's. Made once; an
// exception where NSS's tools are missing.
std::string NssDatabase();

// The program with a backend.
std::string ServerProgram(const std::string& backend);

// What a request for it looks like.
inline constexpr char kRequest[] = "GET /page HTTP/1.0\r\n\r\n";

// OurServer is tlsserver in its http mode, with what a cell needs.
class OurServer {
 public:
  explicit OurServer(const Cell& cell);

  const std::string& address() const { return server_.address(); }
  std::string port() const { return server_.port(); }
  // By that name, and by "localhost", whom a program cannot tell what a name's address is.
  std::string url() const { return "https://server.test:" + port() + "/page"; }
  std::string local_url() const { return "https://localhost:" + port() + "/page"; }

  // Whether what a client printed is the page, and a connection was as the cell wants it. Any of
  // them, if several were made: the one before a resumption is not, nor those that browsers open
  // beforehand. `alpn` is null if the client offers none.
  Problem Judge(const Outcome& client, const char* alpn);
  // The same of a client that prints something else.
  Problem JudgeLog(const char* alpn);
  std::string log() const { return server_.process().err(); }

 private:
  Cell cell_;
  ListeningServer server_;
};

// What our client is to do with their server.
struct Visit {
  std::string address;
  Words more;                // Flags of tlsclient, such as --path.
  const char* alpn;          // Null: their server knows none.
  std::string expect;        // What their answer must have in it.
  std::string with_members;  // And with a client certificate.
};
Problem Call(const Cell& cell, const Visit& visit, Process& server);

// Waits until somebody listens on a port of this machine.
Problem AwaitPort(const std::string& port, Process& server);

}  // namespace omnitls::tools::peers

#endif  // OMNITLS_TOOLS_INTEROP_OURS_H_
