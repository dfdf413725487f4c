#ifndef OMNITLS_TOOLS_INTEROP_DOCUMENT_H_
#define OMNITLS_TOOLS_INTEROP_DOCUMENT_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace omnitls::tools::peers {

// The part of a document between the lines "<!-- generated: NAME -->" and "<!-- /generated -->".
// Both are "" if it is not there.
std::string Part(const std::string& document, const std::string& name);
std::string WithPart(const std::string& document, const std::string& name, const std::string& part);

// Document is what a program's flags --check and --update are about.
class Document {
 public:
  // `command` is what the reader is told to run.
  Document(std::string name, std::string command)
      : name_(std::move(name)), command_(std::move(command)) {}
  void AddTo(CLI::App& app);

  bool is_given() const { return !path_.empty(); }
  // Compares the document with what was found, or writes it anew. `compare` gets the part as it is
  // and the one found, and returns what is wrong. False: something is, and was said.
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
