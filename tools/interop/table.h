#ifndef OMNITLS_TOOLS_INTEROP_TABLE_H_
#define OMNITLS_TOOLS_INTEROP_TABLE_H_

#include <string>
#include <vector>

#include "tools/interop/peer.h"

namespace omnitls::tools::peers {

struct Result {
  enum class Kind { kOk, kBad, kLimit };
  Cell cell;
  Kind kind = Kind::kOk;
  std::string why;  // The problem, or the peer's limit.
};

// What came out for one peer.
struct Row {
  Peer peer;
  bool is_installed = false;
  std::string version;          // "" if it does not tell.
  std::vector<Result> results;  // Of all cells, if it is installed.
};

// The columns: backends and versions.
std::vector<Cell> Columns();

// The two tables of docs/interoperation.md, and below them why a cell has a number.
std::string ToMarkdown(const std::vector<Row>& rows);

// The cells of peers that are installed which the tables in a document show otherwise. Versions are
// not compared: they are this machine's.
std::vector<std::string> Differences(const std::string& tables, const std::vector<Row>& rows);

}  // namespace omnitls::tools::peers

#endif  // OMNITLS_TOOLS_INTEROP_TABLE_H_
