#ifndef OMNITLS_TOOLS_INTEROP_DOCUMENT_H_
#define OMNITLS_TOOLS_INTEROP_DOCUMENT_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace omnitls::tools::peers {

// Document is what a program's flags --check and --update are about: the part of a file that the
// program has generated.
class Document {
 public:
  // `command` is what the reader is told to run.
  Document(std::string name, std::string command)
      : name_(std::move(name)), command_(std::move(command)) {}
  // --update FILE alone, for what cannot be compared; or both.
  CLI::Option* AddUpdate(CLI::App& app);
  void AddCheckAndUpdate(CLI::App& app);

  bool is_given() const { return !path_.empty(); }
  // With --update, writes what was found. False: that failed, and was said.
  bool Update(const std::string& found) const;
  // The same, or, with --check, compares. `compare` gets the part as it is and the one found, and
  // returns what is wrong. False: something is, and was said.
  using Compare =
      std::function<std::vector<std::string>(const std::string& part, const std::string& found)>;
  bool Look(const std::string& found, const Compare& compare) const;

 private:
  std::string name_;
  std::string command_;
  std::string path_;
  bool update_ = false;
};

}  // namespace omnitls::tools::peers

#endif  // OMNITLS_TOOLS_INTEROP_DOCUMENT_H_
