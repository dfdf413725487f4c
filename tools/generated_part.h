#ifndef OMNITLS_TOOLS_GENERATED_PART_H_
#define OMNITLS_TOOLS_GENERATED_PART_H_

#include <optional>
#include <string>

// Documents with a part that a program writes.
namespace omnitls::tools {

// The part of a document between the lines "<!-- generated: NAME -->" and "<!-- /generated -->".
// Both are "" if it is not there.
std::string Part(const std::string& document, const std::string& name);
std::string WithPart(const std::string& document, const std::string& name, const std::string& part);

// A path as the user means it: "bazel run" starts programs elsewhere.
std::string UserPath(const std::string& path);

// The part of a file that the user has named, and writing it anew. Nothing and false: that failed,
// and standard error says why.
std::optional<std::string> ReadPart(const std::string& path, const std::string& name);
bool WritePart(const std::string& path, const std::string& name, const std::string& part);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_GENERATED_PART_H_
