"""The distribution's compiler for bare-metal Arm, found like @local_config_cc."""

_BUILD = """\
load("@omnitls//toolchains/arm_none_eabi:cc_toolchain_config.bzl", "arm_none_eabi_toolchain_config")
load("@rules_cc//cc:defs.bzl", "cc_toolchain_suite")
load("@rules_cc//cc/toolchains:cc_toolchain.bzl", "cc_toolchain")

package(default_visibility = ["//visibility:public"])

filegroup(name = "empty")

arm_none_eabi_toolchain_config(
    name = "config",
    builtin_include_directories = {includes},
    tool_prefix = {prefix},
)

cc_toolchain(
    name = "cc_toolchain",
    all_files = ":empty",
    ar_files = ":empty",
    as_files = ":empty",
    compiler_files = ":empty",
    dwp_files = ":empty",
    linker_files = ":empty",
    objcopy_files = ":empty",
    strip_files = ":empty",
    supports_param_files = 1,
    toolchain_config = ":config",
    toolchain_identifier = "arm-none-eabi",
)

# Bazel 4's way to ask for it, for transitions: they cannot switch toolchain
# resolution on.
cc_toolchain_suite(
    name = "suite",
    toolchains = {{"cortex-m4": ":cc_toolchain"}},
)

toolchain(
    name = "toolchain",
    target_compatible_with = [
        "@omnitls//platforms:cortex_m4_soft_float",
        "@platforms//os:none",
    ],
    toolchain = ":cc_toolchain",
    toolchain_type = "@bazel_tools//tools/cpp:toolchain_type",
)
"""

_ABSENT = "# {}\n"

def _why_not(rctx, gcc):
    """Returns what is missing, in words that follow "skipped: "; empty if nothing is."""
    install = "apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib"
    if not gcc:
        return "there is no arm-none-eabi-g++ on PATH: " + install
    probe = "#include <cstddef>\n#include <cstdlib>\n#include <span>\n"
    command = "printf '{}' | {} -x c++ -std=c++20 -fsyntax-only -".format(probe.replace("\n", "\\n"), gcc)
    if rctx.execute(["sh", "-c", command]).return_code != 0:
        return "arm-none-eabi-g++ has no C++20 library: " + install
    return ""

def _include_directories(rctx, gcc):
    result = rctx.execute([gcc, "-E", "-x", "c++", "/dev/null", "-v"])
    begin = result.stderr.find("#include <...>")
    end = result.stderr.find("End of search list")
    if result.return_code != 0 or begin < 0 or end < begin:
        fail("cannot read the include directories of {}:\n{}".format(gcc, result.stderr))
    includes = []
    for line in result.stderr[begin:end].splitlines()[1:]:
        directory = line.strip()
        if directory:
            # What the compiler reports, and where that is: Bazel compares text.
            for path in [str(rctx.path(directory)), str(rctx.path(directory).realpath)]:
                if path not in includes:
                    includes.append(path)
    return includes

def _arm_none_eabi_impl(rctx):
    rctx.file("WORKSPACE", "workspace(name = {})\n".format(repr(rctx.name)))
    gcc = rctx.which("arm-none-eabi-g++")
    why_not = _why_not(rctx, gcc)
    rctx.file("found.bzl", "".join([
        '"""Whether there is a compiler for bare-metal Arm here."""\n\n',
        "ARM_NONE_EABI_MISSING = {}\n".format(repr(why_not)),
    ]))
    if why_not:
        rctx.file("BUILD.bazel", _ABSENT.format(why_not))
        return
    rctx.file("BUILD.bazel", _BUILD.format(
        includes = repr(_include_directories(rctx, gcc)),
        prefix = repr(str(gcc)[:-len("g++")]),
    ))

arm_none_eabi = repository_rule(
    implementation = _arm_none_eabi_impl,
    configure = True,
    local = True,
    environ = ["PATH"],
    doc = "A toolchain for //platforms:cortex_m4; none if the compiler is not installed.",
)
