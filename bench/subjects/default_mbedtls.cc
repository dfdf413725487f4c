#include "bench/subjects/default_mbedtls.h"

#include <dlfcn.h>

#include <filesystem>

namespace omnitls::bench {

std::unique_ptr<Subject> DefaultMbedTls(const Plan& plan, const Identity& identity) {
  using Make = Subject*(const Plan&, const Identity&);
  static Make* const make = [] {
    const std::string path =
        (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "default_mbedtls.so")
            .string();
    // Its names must not meet those of the mbedTLS that is part of this program.
    void* const module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* const symbol =
        module != nullptr ? dlsym(module, "omnitls_bench_default_mbedtls") : nullptr;
    return reinterpret_cast<Make*>(symbol);
  }();
  return std::unique_ptr<Subject>(make != nullptr ? make(plan, identity) : nullptr);
}

}  // namespace omnitls::bench
