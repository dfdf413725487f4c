"""GCC for another Linux machine, as the distribution packages it."""

load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc:cc_toolchain_config_lib.bzl", "feature", "flag_group", "flag_set", "tool_path", "with_feature_set")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/toolchains:cc_toolchain_config_info.bzl", "CcToolchainConfigInfo")

_COMPILE = [
    ACTION_NAMES.assemble,
    ACTION_NAMES.preprocess_assemble,
    ACTION_NAMES.c_compile,
    ACTION_NAMES.cpp_compile,
    ACTION_NAMES.cpp_header_parsing,
]
_LINK = [
    ACTION_NAMES.cpp_link_executable,
    ACTION_NAMES.cpp_link_dynamic_library,
    ACTION_NAMES.cpp_link_nodeps_dynamic_library,
]
_TOOLS = ["ar", "cpp", "dwp", "gcc", "gcov", "ld", "nm", "objcopy", "objdump", "strip"]

def _flags(actions, flags, mode = None):
    return flag_set(
        actions = actions,
        flag_groups = [flag_group(flags = flags)],
        with_features = [with_feature_set(features = [mode])] if mode else [],
    )

# Headers of external repositories are not ours to warn about.
_EXTERNAL_INCLUDE_PATHS = feature(
    name = "external_include_paths",
    flag_sets = [flag_set(
        actions = _COMPILE,
        flag_groups = [flag_group(
            flags = ["-isystem", "%{external_include_paths}"],
            iterate_over = "external_include_paths",
            expand_if_available = "external_include_paths",
        )],
    )],
)

def _linux_cross_toolchain_config_impl(ctx):
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        abi_libc_version = "glibc",
        abi_version = "gcc",
        compiler = "gcc",
        cxx_builtin_include_directories = ctx.attr.builtin_include_directories,
        features = [
            feature(name = "opt"),
            feature(name = "dbg"),
            feature(name = "fastbuild"),
            feature(name = "supports_pic", enabled = True),
            _EXTERNAL_INCLUDE_PATHS,
            feature(
                name = "default_flags",
                enabled = True,
                flag_sets = [
                    _flags(_COMPILE, [
                        "-fno-canonical-system-headers",
                        "-no-canonical-prefixes",
                        "-fstack-protector",
                        "-Wno-builtin-macro-redefined",
                        "-D__DATE__=\"redacted\"",
                        "-D__TIMESTAMP__=\"redacted\"",
                        "-D__TIME__=\"redacted\"",
                    ]),
                    _flags(_COMPILE, ["-O2", "-DNDEBUG"], mode = "opt"),
                    _flags(_COMPILE, ["-g"], mode = "dbg"),
                    _flags(_LINK, ["-no-canonical-prefixes", "-lstdc++", "-lm"]),
                    _flags(_LINK, ["-Wl,--gc-sections"], mode = "opt"),
                ],
            ),
        ],
        host_system_name = "local",
        target_cpu = ctx.attr.machine,
        target_libc = "glibc",
        target_system_name = ctx.attr.machine,
        tool_paths = [tool_path(name = tool, path = ctx.attr.tool_prefix + tool) for tool in _TOOLS],
        toolchain_identifier = "linux-cross-" + ctx.attr.machine,
    )

linux_cross_toolchain_config = rule(
    implementation = _linux_cross_toolchain_config_impl,
    attrs = {
        "builtin_include_directories": attr.string_list(mandatory = True, doc = "what the compiler searches by itself"),
        "machine": attr.string(mandatory = True, doc = "a name in machines.bzl"),
        "tool_prefix": attr.string(mandatory = True, doc = "path of the tools up to the last dash"),
    },
    provides = [CcToolchainConfigInfo],
)
