"""arm-none-eabi-gcc for a Cortex-M4 without an FPU, for size: -Os, each function in a section of its own."""

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
_CPP = [ACTION_NAMES.cpp_compile, ACTION_NAMES.cpp_header_parsing]
_LINK = [
    ACTION_NAMES.cpp_link_executable,
    ACTION_NAMES.cpp_link_dynamic_library,
    ACTION_NAMES.cpp_link_nodeps_dynamic_library,
]
_CPU = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=soft", "--specs=nano.specs"]
_TOOLS = ["ar", "cpp", "dwp", "gcc", "gcov", "ld", "nm", "objcopy", "objdump", "strip"]

def _flags(actions, flags, mode = None):
    return flag_set(
        actions = actions,
        flag_groups = [flag_group(flags = flags)],
        with_features = [with_feature_set(features = [mode])] if mode else [],
    )

def _config_impl(ctx):
    default_flags = feature(
        name = "default_flags",
        enabled = True,
        flag_sets = [
            _flags(_COMPILE + _LINK, _CPU),
            _flags(_COMPILE, [
                "-ffunction-sections",
                "-fdata-sections",
                "-fno-unwind-tables",
                "-fno-asynchronous-unwind-tables",
                "-fno-canonical-system-headers",
                "-no-canonical-prefixes",
            ]),
            _flags(_CPP, ["-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"]),
            _flags(_COMPILE, ["-Os"]),
            _flags(_COMPILE, ["-DNDEBUG"], "opt"),
            _flags(_COMPILE, ["-g"], "dbg"),
            _flags(_LINK, ["-nostartfiles", "-Wl,--gc-sections", "-Wl,--no-warn-rwx-segments"]),
        ],
    )
    # A library's -O2 (third_party/mbedtls) is for computers: the last one counts.
    for_size = feature(
        name = "for_size",
        enabled = True,
        flag_sets = [_flags(_COMPILE, ["-Os"])],
        # After user_compile_flags, where Bazel puts what targets ask for.
        requires = [],
    )
    modes = [feature(name = mode) for mode in ["opt", "dbg", "fastbuild"]]
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        abi_libc_version = "newlib",
        abi_version = "eabi",
        compiler = "gcc",
        cxx_builtin_include_directories = ctx.attr.builtin_include_directories,
        features = modes + [
            feature(name = "supports_pic", enabled = False),
            feature(name = "supports_dynamic_linker", enabled = False),
            feature(name = "supports_start_end_lib", enabled = False),
            default_flags,
            for_size,
        ],
        host_system_name = "local",
        target_cpu = "cortex-m4",
        target_libc = "newlib",
        target_system_name = "arm-none-eabi",
        tool_paths = [tool_path(name = name, path = ctx.attr.tool_prefix + name) for name in _TOOLS],
        toolchain_identifier = "arm-none-eabi",
    )

arm_none_eabi_toolchain_config = rule(
    implementation = _config_impl,
    attrs = {
        "builtin_include_directories": attr.string_list(mandatory = True),
        "tool_prefix": attr.string(mandatory = True),
    },
    provides = [CcToolchainConfigInfo],
)
