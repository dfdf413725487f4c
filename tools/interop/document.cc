#include "tools/interop/document.h"

#include <cstdio>
#include <optional>

#include "tools/generated_part.h"

namespace omnitls::tools::peers {

CLI::Option* Document::AddUpdate(CLI::App& app) {
  const auto update = [this](const std::string& path) {
    path_ = path;
    update_ = true;
  };
  return app
      .add_option_function<std::string>("--update", update,
                                        "Write the part of a document about this anew")
      ->type_name("FILE");
}

void Document::AddCheckAndUpdate(CLI::App& app) {
  CLI::Option* check =
      app.add_option("--check", path_, "Compare with the part of a document about this")
          ->type_name("FILE");
  AddUpdate(app)->excludes(check);
}

bool Document::Update(const std::string& found) const {
  return !update_ || WritePart(path_, name_, found);
}

bool Document::Look(const std::string& found, const Compare& compare) const {
  if (update_ || !is_given()) return Update(found);
  const std::optional<std::string> part = ReadPart(path_, name_);
  if (!part) return false;
  const std::vector<std::string> differences = compare(*part, found);
  for (const std::string& difference : differences) {
    std::printf("%s says otherwise: %s\n", path_.c_str(), difference.c_str());
  }
  if (!differences.empty()) {
    std::printf("./bazelw run --config=openssl %s -- --update FILE writes it anew\n",
                command_.c_str());
  }
  return differences.empty();
}

}  // namespace omnitls::tools::peers
