"""Finds the distribution's cross compilers; one that is missing is an error only for its own configuration."""

load("//bazel:message.bzl", "boxed")
load("//toolchains/linux_cross:machines.bzl", "MACHINES")

_HEADER = """\
load("@omnitls//bazel:missing.bzl", "missing_library")
load("@omnitls//toolchains/linux_cross:cc_toolchain_config.bzl", "linux_cross_toolchain_config")
load("@rules_cc//cc/toolchains:cc_toolchain.bzl", "cc_toolchain")

package(default_visibility = ["//visibility:public"])

filegroup(name = "empty")
"""

_TOOLCHAIN = """
toolchain(
    name = "{machine}",
    target_compatible_with = [
        "@omnitls//toolchains/linux_cross:is_{machine}",
        "@platforms//os:linux",
    ],
    toolchain = ":{machine}_cc",
    toolchain_type = "@bazel_tools//tools/cpp:toolchain_type",
)
"""

_FOUND = """
linux_cross_toolchain_config(
    name = "{machine}_config",
    builtin_include_directories = {includes},
    machine = "{machine}",
    tool_prefix = {prefix},
)

cc_toolchain(
    name = "{machine}_cc",
    all_files = ":empty",
    ar_files = ":empty",
    as_files = ":empty",
    compiler_files = ":empty",
    dwp_files = ":empty",
    linker_files = ":empty",
    objcopy_files = ":empty",
    strip_files = ":empty",
    supports_param_files = 1,
    toolchain_config = ":{machine}_config",
    toolchain_identifier = "linux-cross-{machine}",
)
"""

_MISSING = """
missing_library(
    name = "{machine}_cc",
    why = {why},
)
"""

def _linux_cross_configure_impl(rctx):
    text = _HEADER
    for machine in MACHINES:
        text += _TOOLCHAIN.format(machine = machine) + _compiler(rctx, machine)
    rctx.file("WORKSPACE", "workspace(name = {})\n".format(repr(rctx.name)))
    rctx.file("BUILD.bazel", text)

def _compiler(rctx, machine):
    triplet = MACHINES[machine].triplet
    gcc = rctx.which(triplet + "-g++")
    if not gcc:
        return _MISSING.format(machine = machine, why = repr(boxed(
            ["--config={} needs {}-g++, which was not found.".format(machine, triplet)],
            {"debian": MACHINES[machine].packages},
        )))
    return _FOUND.format(
        includes = repr(_include_directories(rctx, gcc)),
        machine = machine,
        prefix = repr(str(gcc)[:-len("g++")]),
    )

def _include_directories(rctx, gcc):
    output = rctx.execute([gcc, "-E", "-x", "c++", "/dev/null", "-v"]).stderr
    begin = output.find("#include <...>")
    end = output.find("End of search list")
    if begin < 0 or end < begin:
        fail("{} does not say where its headers are:\n{}".format(gcc, output))

    # Without dots, which Bazel refuses, and without links.
    directories = {}
    for line in output[begin:end].splitlines()[1:]:
        path = rctx.path(line.strip())
        directories[str(path)] = None
        directories[str(path.realpath)] = None
    return directories.keys()

linux_cross_configure = repository_rule(
    implementation = _linux_cross_configure_impl,
    configure = True,
    local = True,
    environ = ["PATH"],
    doc = "Toolchains of Debian's cross compilers.",
)
